"""教学质量测评表: the anonymous ballot, two on a sheet of A4 to be cut, or one where the class has many lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, PageOn, Sheet
from partyschool.printing.styles import (
    A4,
    A4_LANDSCAPE,
    FIGURE,
    FOOT,
    HEAD,
    HEAD_FILL,
    MM,
    TEXT,
    TITLE,
    Box,
    Style,
    wrap,
)
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.evaluation_rows import EvaluationReport, Part
from partyschool.services.words import day_words, span

LETTERS = "ABCDEFGH"
ROW_HEIGHT, TALLEST_ROW, ITEM_HEAD, LETTER_HEAD = 9.0, 14.0, 7.0, 5.5
REMARK_LINE, REMARK_LINES = 9.0, 3
LEAST_BOX = 4.2  # narrower than this nobody hits with a pen

_LESSON = replace(TEXT, size=9.5, least=0, align="left")
_LEGEND = Style(Role.KAI, 10.5, leading=15)
_FACT = Style(Role.FANG, 10, align="center", least=6.5)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where on a page one ballot stands."""

    x: float
    width: float
    height: float


_HALVES = (_Place(8, 132.5, 210), _Place(156.5, 132.5, 210))
_WHOLE = (_Place(15, 180, 297),)


def ballot_pages(report: EvaluationReport, made: date) -> list[Page]:
    """One page with two ballots, or the pages of one large ballot.

    :raises Refusal: nothing is asked.
    """
    if not report.parts:
        message = f"“{report.title}”的课程表上没有授课人，没有可测评的。请先排课程表。"
        raise Refusal(message, code="no_questions")
    small = _parts(report, _HALVES[0])
    if len(small) == 1 and _box_width(report, _HALVES[0]) >= LEAST_BOX:
        return [PageOn(partial(_pair, report, made, small[0]), A4_LANDSCAPE, "教学质量测评表")]
    large = _parts(report, _WHOLE[0])
    return [
        PageOn(partial(_single, report, made, part, part is large[-1]), A4, "" if place else "教学质量测评表")
        for place, part in enumerate(large)
    ]


def _pair(report: EvaluationReport, made: date, part: TablePart, sheet: Sheet) -> None:
    middle = sheet.paper.width / 2
    sheet.dotted(middle, 6, middle, sheet.paper.height - 6)
    for place in _HALVES:
        _draw(report, made, part, place, sheet, is_last=True)


def _single(report: EvaluationReport, made: date, part: TablePart, is_last: bool, sheet: Sheet) -> None:
    _draw(report, made, part, _WHOLE[0], sheet, is_last=is_last)


def _items(parts: Sequence[Part]) -> int:
    return max((len(part.items) for part in parts), default=0)


def _box_width(report: EvaluationReport, place: _Place) -> float:
    """Of one box to tick; two fifths of the width are for the lesson."""
    return place.width * 0.62 / (_items(report.parts) * len(report.scale.levels))


def _parts(report: EvaluationReport, place: _Place) -> list[TablePart]:
    """The table in rows as tall as the page allows: old hands mark big."""
    room = place.height - _top(report, place) - 12 - REMARK_LINE * (REMARK_LINES + 1)
    parts = _table(report, place, ROW_HEIGHT).split(room)
    if len(parts) > 1:
        return parts
    spare = (room - parts[0].height) / (len(report.lessons) + 1)
    return _table(report, place, min(TALLEST_ROW, ROW_HEIGHT + spare)).split(room)


def _top(report: EvaluationReport, place: _Place) -> float:
    return 33.5 + len(wrap(_legend(report), _LEGEND, place.width)) * _LEGEND.pitch / MM


def _table(report: EvaluationReport, place: _Place, row_height: float) -> Table:
    box, items, levels = _box_width(report, place), _items(report.parts), len(report.scale.levels)
    columns = [Column(place.width - box * items * levels, _LESSON)]
    columns += [Column(box, FIGURE)] * (items * levels)
    head = [Row([Cell("课程（授课人）", down=2), *_titles(report.lessons, items, levels)], ITEM_HEAD)]
    head.append(_letters(items, levels))
    rows = [Row([_lesson(part), *[""] * (items * levels)]) for part in report.lessons]
    if report.whole is not None:
        titles = _titles([report.whole], items, levels)
        rows.append(Row([Cell("班次整体", HEAD, down=2), *titles], ITEM_HEAD, strong=True, fill=HEAD_FILL))
        rows.append(replace(_letters(items, levels), fill=HEAD_FILL))
        rows.append(Row(["对本期培训班的总体评价", *[""] * (items * levels)], row_height))
    return Table(columns, head, rows, row_height=row_height, head_style=replace(HEAD, size=10, least=7), padding=0.8)


def _lesson(part: Part) -> str:
    return f"{part.lesson}（{part.teacher}）" if part.teacher else part.lesson


def _titles(parts: Sequence[Part], items: int, levels: int) -> list[Spot]:
    """The items over their boxes."""
    titles = [row.item for row in parts[0].items] if parts else []
    spots: list[Spot] = []
    for place in range(items):
        text = titles[place] if place < len(titles) else ""
        spots.append(Cell(text, replace(HEAD, size=10, least=6), across=levels))
        spots += [None] * (levels - 1)
    return spots


def _letters(items: int, levels: int) -> Row:
    letters = [Cell(LETTERS[level], replace(FIGURE, size=9)) for level in range(levels)]
    return Row([None, *letters * items], LETTER_HEAD)


def _legend(report: EvaluationReport) -> str:
    levels = "　".join(f"{LETTERS[place]} {level}" for place, level in enumerate(report.scale.levels))
    return f"　　请在每一项下面选一格打“√”：{levels}。本表不记名，请不要写姓名。"


def _draw(report: EvaluationReport, made: date, part: TablePart, place: _Place, sheet: Sheet, *, is_last: bool) -> None:
    middle = place.x + place.width / 2
    sheet.text(middle, 14.5, "教学质量测评表", replace(TITLE, size=17))
    sheet.boxed(Box(place.x, 16, place.width, 12.2), report.title, _FACT)
    sheet.text(middle, 31.5, held_words(report), replace(_FACT, size=9))
    sheet.paragraph(place.x, 37, _legend(report), _LEGEND, place.width)
    top = _top(report, place)
    part.draw(sheet, place.x, top)
    if is_last:
        _remarks(top + part.height, place, sheet)
    foot = place.height - 7
    style = replace(FOOT, size=8, least=5)
    sheet.fitted_text(place.x, foot, report.school, style, place.width - 42)
    sheet.text(place.x + place.width, foot, f"{day_words(made)}制", replace(style, align="right"))


def held_words(report: EvaluationReport) -> str:
    """2025年3月14日至16日."""
    return f"{report.starts_on.year}年{span(report.starts_on, report.ends_on)}"


def _remarks(y: float, place: _Place, sheet: Sheet) -> None:
    sheet.text(place.x, y + 7.5, "意见建议：", Style(Role.HEI, 10.5))
    for line in range(int((place.height - 14 - y) / REMARK_LINE)):
        base = y + 8.3 + line * REMARK_LINE
        sheet.line(place.x + (22 if line == 0 else 0), base, place.x + place.width, base, weight=0.35)
