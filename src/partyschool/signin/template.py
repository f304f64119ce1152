"""Page templates, cut into pieces once and joined for each answer: escaping is the rule, not a filter to remember.

`{{name}}` stands for a value, escaped; `{{?name}}…{{/name}}` is left out where the value is empty. Pieces are bytes, so
that the style, most of every page, is encoded once and not for every phone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_SECTION = re.compile(r"\{\{\?(\w+)\}\}(.*?)\{\{/\1\}\}", re.DOTALL)
_MARK = re.compile(r"\{\{(\w+)\}\}")


class Template:
    """One template, ready to be filled in."""

    def __init__(self, source: str) -> None:
        self._texts: list[bytes] = []
        self._fields: list[tuple[str, Template | None]] = []
        end = 0
        for mark in sorted([*_SECTION.finditer(source), *_MARK.finditer(source)], key=lambda found: found.start()):
            if mark.start() < end:  # inside a section
                continue
            self._texts.append(source[end : mark.start()].encode())
            self._fields.append((mark[1], Template(mark[2]) if mark.re is _SECTION else None))
            end = mark.end()
        self._texts.append(source[end:].encode())

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page with the values; a value that is missing is a bug."""
        page = [self._texts[0]]
        for (name, section), text in zip(self._fields, self._texts[1:], strict=True):
            page += (_written(values, values[name], section), text)
        return b"".join(page)


def _written(values: Mapping[str, str], value: str, section: Template | None) -> bytes:
    if section is not None:
        return section.fill(values) if value else b""
    return value.encode() if value.isalnum() else escape(value).encode("utf-8", "replace")
