"""Paper sizes, colours and styles of text, and how text is made to fit; lengths in millimetres, type in points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from partyschool.errors import Refusal
from partyschool.printing import fonts
from partyschool.printing.fonts import Role
from partyschool.printing.lines import break_lines

MM = 72 / 25.4  # points in a millimetre

Color = tuple[float, float, float]
Align = Literal["left", "center", "right"]


def color(hexadecimal: str) -> Color:
    """RRGGBB as the engine wants it."""
    red, green, blue = bytes.fromhex(hexadecimal)
    return red / 255, green / 255, blue / 255


INK = color("16181C")
SECOND = color("4A4F57")
GREY = color("8A8F98")
RED = color("A8201A")
GOLD = color("B08A3A")
HEAD_FILL = color("EFEFEF")
TOTAL_FILL = color("F5ECEA")


@dataclass(frozen=True, slots=True)
class Paper:
    """Size in millimetres."""

    width: float
    height: float


A4 = Paper(210, 297)
A4_LANDSCAPE = Paper(297, 210)


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: role, size in points, what it shrinks to where it must fit, spacing after each character."""

    role: Role = Role.FANG
    size: float = 12
    least: float = 0  # 0: never shrinks
    color: Color = INK
    align: Align = "left"
    spacing: float = 0
    leading: float = 0  # 0: 1.4 of the size

    @property
    def pitch(self) -> float:
        """Distance of base lines in points."""
        return self.leading or self.size * 1.4

    def resized(self, size: float) -> Style:
        """The same at another size, the leading in proportion."""
        return replace(self, size=size, leading=self.leading * size / self.size)


TITLE = Style(Role.TITLE, 18, least=12, align="center")
HEAD = Style(Role.HEI, 10.5, least=8, align="center")
NAME = Style(Role.KAI, 14, least=12, align="center")
TEXT = Style(Role.FANG, 11, least=9, align="center")
FIGURE = Style(Role.SONG, 11, least=8, align="center")
FOOT = Style(Role.SMALL, 8.5, color=SECOND)


def fitted(text: str, style: Style, width: float) -> Style:
    """`style` shrunk in half points until `text` fits on one line of `width` millimetres, at most to its `least`."""
    room = width * MM
    size = style.size
    while style.least and size > style.least and fonts.width(style.role, size, text, style.spacing) > room:
        size = max(style.least, size - 0.5)
    return style if size == style.size else style.resized(size)


def fits(text: str, style: Style, width: float) -> bool:
    """Whether `text` stands on one line of `width` millimetres."""
    return fonts.width(style.role, style.size, text, style.spacing) <= width * MM + 0.01


def wrap(text: str, style: Style, width: float) -> list[str]:
    """Lines of at most `width` millimetres."""

    def measure(part: str) -> float:
        return fonts.width(style.role, style.size, part) + style.spacing * len(part)

    return break_lines(text, measure, width * MM + style.spacing)


def clipped(text: str, style: Style, width: float, lines: int = 1) -> str:
    """`text` cut after so many lines of `width` millimetres, with “…” where something is left out.

    Only for places that repeat what stands in full elsewhere on the same paper.
    """
    found = wrap(text, style, width)
    if len(found) <= lines:
        return text
    last = found[lines - 1]
    while last and not fits(last + "…", style, width):
        last = last[:-1]
    return "".join([*found[: lines - 1], last]) + "…"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in millimetres; y is its upper edge."""

    x: float
    y: float
    width: float
    height: float


def set_in_box(
    text: str, style: Style, width: float, height: float, *, smallest: float = 7.0
) -> tuple[list[str], Style]:
    """Lines and style with which `text` stands in `width` × `height` mm: one line, shrunk, then several lines.

    :param smallest: points that several lines may shrink to.
    :raises Refusal: it does not fit even so.
    """
    one_line = min((fitted(line, style, width) for line in text.split("\n")), key=lambda fitting: fitting.size)
    if "\n" not in text and fits(text, one_line, width):
        return [text], one_line
    for size in _sizes(one_line, smallest):
        trial = replace(one_line.resized(size), leading=size * 1.18)
        lines = _name_lines(text, trial, width) or wrap(text, trial, width)
        if len(lines) * trial.pitch <= height * MM:
            return lines, trial
    message = f"“{text}”太长，表格里 {width:g}×{height:g} 毫米的格子放不下。请改短后再印。"
    raise Refusal(message, code="too_long")


def _name_lines(text: str, style: Style, width: float) -> list[str]:
    """A long name of two parts breaks after its point; empty where that does not help."""
    first, point, last = text.partition("·")
    lines = [first + point, last]
    return lines if point and "\n" not in text and all(fits(line, style, width) for line in lines) else []


def _sizes(style: Style, smallest: float) -> list[float]:
    least = min(style.size, smallest)
    steps = int((style.size - least) * 2)
    return [style.size - step / 2 for step in range(steps + 1)]
