"""Page templates, made into format strings once: escaping is the rule, not a filter to remember.

`{{name}}` stands for a value, escaped; `{{!name}}` for finished HTML; `{{?name}}…{{/name}}` is left out where the value
is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_SECTION = re.compile(r"\{\{\?(\w+)\}\}(.*?)\{\{/\1\}\}", re.DOTALL)
_MARK = re.compile(r"\{\{(!?)(\w+)\}\}")
_RAW = "raw_"
_OPTIONAL = "optional_"


class Template:
    """One template, ready to be filled in."""

    def __init__(self, source: str) -> None:
        self._sections = {name: Template(inner) for name, inner in _SECTION.findall(source)}
        self._raw = frozenset(name for kind, name in _MARK.findall(source) if kind)
        self._format = _format_string(_SECTION.sub(rf"{{{{!{_OPTIONAL}\1}}}}", source))

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with the values; a value that is missing is a bug."""
        return self._write(values, {name: _escaped(value) for name, value in values.items()})

    def _write(self, values: Mapping[str, str], written: dict[str, str]) -> str:
        for name in self._raw:
            written[_RAW + name] = values[name]
        for name, section in self._sections.items():
            written[_RAW + _OPTIONAL + name] = section._write(values, written) if values[name] else ""
        return self._format.format_map(written)


def _escaped(value: str) -> str:
    return value if value.isalnum() else escape(value)


def _format_string(source: str) -> str:
    pieces: list[str] = []
    end = 0
    for mark in _MARK.finditer(source):
        pieces += [_plain(source[end : mark.start()]), "{", _RAW if mark[1] else "", mark[2], "}"]
        end = mark.end()
    return "".join([*pieces, _plain(source[end:])])


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
