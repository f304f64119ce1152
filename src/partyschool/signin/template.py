"""Page templates, cut into pieces once and joined for each answer: escaping is the rule, not a filter to remember.

`{{name}}` stands for a value, escaped; `{{!name}}` for finished HTML; `{{?name}}…{{/name}}` is left out where the value
is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_MARK = re.compile(r"\{\{([!?/]?)(\w+)\}\}")


class Template:
    """One template, ready to be filled in."""

    def __init__(self, source: str) -> None:
        self._pieces: list[tuple[str, str]] = []
        end = 0
        for mark in _MARK.finditer(source):
            self._pieces += [("text", source[end : mark.start()]), (mark[1] or "=", mark[2])]
            end = mark.end()
        self._pieces.append(("text", source[end:]))

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with the values; a value that is missing is a bug."""
        written: list[str] = []
        left_out = ""
        for kind, text in self._pieces:
            if left_out:
                left_out = "" if (kind, text) == ("/", left_out) else left_out
            elif kind == "text":
                written.append(text)
            elif kind == "?":
                left_out = "" if values[text] else text
            elif kind != "/":
                written.append(values[text] if kind == "!" else escape(values[text]))
        return "".join(written)
