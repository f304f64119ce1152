"""Bar charts drawn as vectors; they read as well in grey, and every bar carries its figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from partyschool.printing import fonts
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import MM, RED, Box, Color, Style, color, fits, fitted

BAR = color("6B7079")
PALE = color("C9C4BC")
GRID = color("B5B0A8")
WHITE: Color = (1, 1, 1)

LEAST_LABEL = 7.5

_HEADING = Style(Role.HEI, 11.5)
_LEGEND = Style(Role.SONG, 9.5, align="right")
_AXIS = Style(Role.SONG, 9.5, align="right")
_LABEL = Style(Role.FANG, 9, least=LEAST_LABEL, align="center")
_INSIDE = Style(Role.HEI, 9, least=7.5, color=WHITE, align="center")
_ABOVE = Style(Role.SONG, 9.5, least=6, align="center")
_AXIS_WIDTH, _LABEL_HEIGHT, _HEADING_HEIGHT = 8.5, 6.0, 9.0
_NARROW = 8.0  # below this pitch in millimetres names stand upright


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name below, its figure inside or above; `weak` is drawn red and ought to stand last."""

    name: str
    value: float
    figure: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class PairedBar:
    """Two years side by side; None draws no bar for the year before."""

    name: str
    value: int
    before: int | None


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the bars stand: the plot without axis, labels and heading, and what a unit of value is in millimetres."""

    left: float
    base: float
    width: float
    scale: float

    def height(self, value: float) -> float:
        return value * self.scale


def draw_bars(sheet: Sheet, box: Box, heading: str, bars: Sequence[Bar], *, top: float, note: str = "") -> None:
    """Single bars up to `top`, in the order given."""
    pitch = (box.width - _AXIS_WIDTH) / max(len(bars), 1)
    names = [bar.name for bar in bars]
    is_upright = _stand_upright(names, pitch)
    field = _frame(sheet, box, heading, top, (0, top / 2, top), _names_height(names, pitch))
    if note:
        sheet.text(box.x + box.width, box.y + 4, note, replace(_LEGEND, color=RED, role=Role.FANG, size=9))
    for place, bar in enumerate(bars):
        middle = field.left + (place + 0.5) * pitch
        width = min(0.61 * pitch, 8)
        height = field.height(bar.value)
        sheet.fill(Box(middle - width / 2, field.base - height, width, height), RED if bar.weak else BAR)
        _figure(sheet, bar, Box(middle - pitch / 2, field.base - height, pitch, height), width)
        _name(sheet, bar.name, middle, field.base, pitch, is_upright)


def draw_pairs(sheet: Sheet, box: Box, heading: str, bars: Sequence[PairedBar], keys: tuple[str, str]) -> None:
    """This year's bars beside the year before; `keys` are their words with totals, the year before first."""
    highest = max((max(bar.value, bar.before or 0) for bar in bars), default=0)
    step = nice_step(highest / 3)
    field = _frame(sheet, box, heading, 3 * step, [step * line for line in range(4)], _LABEL_HEIGHT)
    _keys(sheet, box, keys)
    pitch = field.width / max(len(bars), 1)
    width = min(0.33 * pitch, 5)
    for place, bar in enumerate(bars):
        middle = field.left + (place + 0.5) * pitch
        before, now = field.height(bar.before or 0), field.height(bar.value)
        sheet.fill(Box(middle - width - 0.2, field.base - before, width, before), PALE)
        sheet.fill(Box(middle + 0.2, field.base - now, width, now), RED)
        if bar.value or bar.before:
            _above(sheet, f"{bar.value}", middle + 0.2 + width / 2, field.base - now, pitch)
        sheet.text(middle, field.base + 4.2, bar.name, fitted(bar.name, _LABEL, pitch))


def nice_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not below `least`."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step >= least:
                return step
        size *= 10


def _frame(sheet: Sheet, box: Box, heading: str, top: float, lines: Sequence[float], names_height: float) -> _Field:
    sheet.text(box.x, box.y + 4, heading, _HEADING)
    left, base = box.x + _AXIS_WIDTH, box.y + box.height - names_height
    field = _Field(left, base, box.width - _AXIS_WIDTH, (base - box.y - _HEADING_HEIGHT) / top)
    for value in lines:
        y = base - field.height(value)
        sheet.line(left, y, box.x + box.width, y, weight=0.35, ink=GRID)
        sheet.text(left - 1.6, y + 1.2, f"{value:g}", _AXIS)
    return field


def _names_height(names: Sequence[str], pitch: float) -> float:
    if not _stand_upright(names, pitch):
        return _LABEL_HEIGHT
    return 2 + 3.1 * max((len(_upright(name)) for name in names), default=0)


def _stand_upright(names: Sequence[str], pitch: float) -> bool:
    least = replace(_LABEL, size=LEAST_LABEL)
    return pitch < _NARROW or not all(fits(name, least, pitch) for name in names)


def _upright(name: str) -> str:
    """At most six characters stand below each other."""
    return name if len(name) <= 6 else name[:5] + "…"


def _name(sheet: Sheet, name: str, middle: float, base: float, pitch: float, is_upright: bool) -> None:
    if not is_upright:
        sheet.text(middle, base + 4.2, name, fitted(name, _LABEL, pitch - 0.2))
        return
    for place, char in enumerate(_upright(name)):
        sheet.text(middle, base + 4 + 3.1 * place, char, replace(_LABEL, size=8))


def _figure(sheet: Sheet, bar: Bar, column: Box, width: float) -> None:
    """Inside the bar where it is wide and high enough, else above it."""
    small = fitted(bar.figure, _INSIDE, width)
    middle = column.x + column.width / 2
    if column.height > 5 and fits(bar.figure, small, width):
        sheet.text(middle, column.y + 3.8, bar.figure, small)
    else:
        _above(sheet, bar.figure, middle, column.y, column.width)


def _above(sheet: Sheet, figure: str, middle: float, top: float, pitch: float) -> None:
    small = fitted(figure, _ABOVE, pitch)
    width = fonts.width(small.role, small.size, figure) / MM
    # A grid line through the figure would make it hard to read.
    sheet.fill(Box(middle - width / 2 - 0.2, top - 3.6, width + 0.4, 3.2), WHITE)
    sheet.text(middle, top - 0.9, figure, small)


def _keys(sheet: Sheet, box: Box, keys: tuple[str, str]) -> None:
    right = box.x + box.width
    for words, ink in ((keys[1], RED), (keys[0], PALE)):
        if words:
            sheet.text(right, box.y + 4, words, _LEGEND)
            right -= fonts.width(_LEGEND.role, _LEGEND.size, words) / MM + 4
            sheet.fill(Box(right, box.y + 1.2, 3, 3), ink)
            right -= 4
