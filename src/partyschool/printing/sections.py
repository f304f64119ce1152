"""Headed tables one below the other, cut into pages: a heading never stands alone at the foot of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet
from partyschool.printing.styles import MM, Paper, Style, wrap
from partyschool.printing.table import Table, TablePart

MARGIN = 15.0
HEADING_HEIGHT, GAP = 9.0, 6.0

_HEADING = Style(Role.HEI, 12)
NOTE = Style(Role.FANG, 11, leading=15)
LARGE_NOTE = Style(Role.FANG, 13, leading=20)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a table (None: only words), and notes under it."""

    heading: str
    table: Table | None = None
    notes: tuple[str, ...] = ()
    note_style: Style = NOTE


@dataclass(slots=True)
class _Column:
    """What stands on one page, with the y of each piece."""

    texts: list[tuple[float, str, Style]] = field(default_factory=list)
    parts: list[tuple[float, TablePart]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a page that sections fill; `footer` stands below it on every page."""

    paper: Paper
    top: float
    lowest: float
    footer: str


def section_pages(sections: Sequence[Section], frame: Frame) -> list[Page]:
    """Pages that draw the sections; each carries “第 n 页　共 m 页”."""
    layout = _Layout(frame)
    for section in sections:
        layout.add(section)
    return [partial(_draw, frame, page) for page in layout.pages]


class _Layout:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._width = frame.paper.width - 2 * MARGIN
        self.pages = [_Column()]
        self._y = frame.top
        self._lines = 0  # of the heading set last

    def add(self, section: Section) -> None:
        needed = HEADING_HEIGHT + 30
        if self._y > self._frame.top and self._y + needed > self._frame.lowest:
            self._turn()
        self._heading(wrap(section.heading, _HEADING, self._width))
        if section.table is not None:
            self._table(section.table)
        for note in section.notes:
            self._note(note, section.note_style)
        self._y += GAP

    def _heading(self, lines: Sequence[str]) -> None:
        self._lines = len(lines)
        for line in lines:
            self._text(line, _HEADING)
        self._y += HEADING_HEIGHT - _HEADING.pitch / MM

    def _table(self, table: Table) -> None:
        whole = self._frame.lowest - self._frame.top
        parts = table.split(self._frame.lowest - self._y, whole)
        if len(parts) > 1 and len(parts[0].rows) < 3 and self._y > self._frame.top + HEADING_HEIGHT:
            self._turn_with_heading()
            parts = table.split(self._frame.lowest - self._y, whole)
        for place, part in enumerate(parts):
            if place:
                self._turn()
            self.pages[-1].parts.append((self._y, part))
            self._y += part.height
        self._y += 1.5

    def _note(self, note: str, style: Style) -> None:
        for line in wrap(note, style, self._width):
            if self._y + style.pitch / MM > self._frame.lowest:
                self._turn()
            self._text(line, style)

    def _text(self, text: str, style: Style) -> None:
        self._y += style.pitch / MM
        self.pages[-1].texts.append((self._y - 0.3 * style.size / MM, text, style))

    def _turn(self) -> None:
        self.pages.append(_Column())
        self._y = self._frame.top

    def _turn_with_heading(self) -> None:
        """The heading just set goes along to the next page."""
        texts = self.pages[-1].texts
        heading = [text for _, text, _ in texts[-self._lines :]]
        del texts[-self._lines :]
        self._turn()
        self._heading(heading)


def _draw(frame: Frame, page: _Column, sheet: Sheet) -> None:
    for y, text, style in page.texts:
        sheet.text(MARGIN, y, text, style)
    for y, part in page.parts:
        part.draw(sheet, MARGIN, y)
    sheet.footer(frame.footer, margin=MARGIN, y=frame.paper.height - 8.5)
