"""Lines to be written on by hand."""

from __future__ import annotations

from dataclasses import replace

from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import Style


def draw_blank(sheet: Sheet, caption: str, x: float, y: float, width: float, style: Style) -> None:
    """`caption` ends at `x` on the base line `y`, then comes a line of `width` millimetres to write on."""
    sheet.text(x - 0.8, y, caption, replace(style, align="right"))
    sheet.line(x, y + 0.8, x + width, y + 0.8)
