"""签到表 on A4: twenty rows to sign in, or filled from the log with time and way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.domain.terms import AbsenceKind
from partyschool.errors import Refusal
from partyschool.printing.blanks import draw_blank
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import (
    A4,
    A4_LANDSCAPE,
    FIGURE,
    NAME,
    TEXT,
    TITLE,
    Box,
    Paper,
    Style,
    clipped,
    fits,
    fitted,
    set_in_box,
)
from partyschool.printing.table import Column, Row, Table, TablePart
from partyschool.services.sheet_words import SheetLine, SheetSpot, SheetWords
from partyschool.services.words import RESTRICTED, WAYS, clock, day_words, half_days, weekday

MARGIN, TOP, HEAD_HEIGHT, ROW_HEIGHT = 15.0, 44.0, 10.5, 9.8
PORTRAIT_ROWS, LANDSCAPE_ROWS = 20, 11
FIXED_WIDTHS = (10.0, 36.0, 23.0, 30.0)  # number, unit, post, telephone
NAME_WIDTH = 25.0
HALF_DAYS_UPRIGHT = 2  # more half-days in one day go on the sheet's long side

_FACTS = Style(Role.FANG, 11.5)
_RIGHT = replace(_FACTS, align="right")
_NOTE = Style(Role.KAI, 11.5)
_TIME = Style(Role.SONG, 12)
_WAY = Style(Role.FANG, 10.5, align="right")
_ABSENCE = Style(Role.KAI, 12, align="center")
_UNIT = Style(Role.FANG, 11, least=9, align="center")
_ABSENCES: dict[str, str] = {AbsenceKind.LEAVE: "请假", AbsenceKind.ABSENT: "缺勤"}


@dataclass(frozen=True, slots=True)
class _SheetPage:
    """One page of one sheet: the part of the table and the lines on it."""

    words: SheetWords
    part: TablePart
    lines: Sequence[SheetLine]


def print_sheets(sheets: Sequence[SheetWords], *, school: str, made: date) -> bytes:
    """The sheets one after another, each beginning on a page of its own; pages are counted through.

    :raises Refusal: nothing to print, or a character that no font has.
    """
    title = f"{sheets[0].title} 签到表" if sheets else "签到表"
    return build_pdf(sheet_pages(sheets), title=title, author=school, made=made, paper=_paper(sheets))


def sheet_pages(sheets: Sequence[SheetWords]) -> list[Page]:
    """The pages by themselves, for the file of a class to take in."""
    paper = _paper(sheets)
    return [PageOn(partial(_page, page), paper) for words in sheets for page in _pages(words, paper)]


def _paper(sheets: Sequence[SheetWords]) -> Paper:
    return A4 if all(len(sheet.starts) <= HALF_DAYS_UPRIGHT for sheet in sheets) else A4_LANDSCAPE


def _pages(words: SheetWords, paper: Paper) -> list[_SheetPage]:
    rows = PORTRAIT_ROWS if paper is A4 else LANDSCAPE_ROWS
    parts = _table(words, paper).split(HEAD_HEIGHT + rows * ROW_HEIGHT)
    pages, done = [], 0
    for part in parts:
        pages.append(_SheetPage(words, part, words.lines[done : done + len(part.rows)]))
        done += len(part.rows)
    return pages


def _table(words: SheetWords, paper: Paper) -> Table:
    half = _half_width(words, paper)
    number, unit, post, phone = FIXED_WIDTHS
    columns = [
        Column(number, FIGURE),
        Column(NAME_WIDTH, NAME),
        Column(unit, _UNIT),
        Column(post, replace(TEXT, least=8)),
        *(Column(half, _ABSENCE) for _ in words.starts),
        Column(phone, replace(FIGURE, size=10.5)),
    ]
    titles = [f"{word}签到" for word in half_days(words.starts)]
    head = Row(["序号", "姓　名", "单位（村、支部）", "职　务", *titles, "联系电话"], HEAD_HEIGHT)
    rows = [_row(place, line, columns) for place, line in enumerate(words.lines, 1)]
    return Table(columns, [head], rows, row_height=ROW_HEIGHT)


def _half_width(words: SheetWords, paper: Paper) -> float:
    return (paper.width - 2 * MARGIN - NAME_WIDTH - sum(FIXED_WIDTHS)) / len(words.starts)


def _row(place: int, line: SheetLine, columns: Sequence[Column]) -> Row:
    absences = [_ABSENCES.get(spot.absence, "") for spot in line.spots]
    texts = [str(place), line.name, line.unit, line.post, *absences, line.phone]
    return Row(texts, ROW_HEIGHT if _fits(texts, columns) else 0)


def _fits(texts: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a row of the usual height takes everything; a very long name or unit makes its row grow."""
    try:
        for text, column in zip(texts, columns, strict=True):
            set_in_box(text, column.style, column.width - 2, ROW_HEIGHT)
    except Refusal:
        return False
    return True


def _page(page: _SheetPage, sheet: Sheet) -> None:
    words, paper = page.words, sheet.paper
    middle = paper.width / 2
    sheet.headline(22, words.title, TITLE, margin=MARGIN)
    sheet.text(middle, 31, "签　到　表", TITLE)
    _facts(words, sheet)
    page.part.draw(sheet, MARGIN, TOP)
    _times(page, sheet)
    _below(words, TOP + page.part.height, sheet)
    sheet.footer(f"本表只用于培训签到和学时登记　{RESTRICTED}", margin=MARGIN)


def _facts(words: SheetWords, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    if words.is_filled:
        counts = f"应到 {len(words.lines)}　实到 {words.present}　请假 {words.leave}"
        sheet.text(right, 40.2, counts, _RIGHT)
    else:
        sheet.text(right - 47, 40.2, f"应到 {len(words.lines)}", _RIGHT)
        draw_blank(sheet, "实到", right - 35, 40.2, 10, _FACTS)
        draw_blank(sheet, "请假", right - 10, 40.2, 10, _FACTS)
    place = f"　地点：{words.place}" if words.place else ""
    village = f"　{words.village}" if words.village else ""
    facts = f"日期：{day_words(words.day)}（{weekday(words.day)}）{place}{village}"
    room = sheet.paper.width - 2 * MARGIN - 62
    small = fitted(facts, replace(_FACTS, least=7), room)
    if fits(facts, small, room):
        sheet.text(MARGIN, 40.2, facts, small)
    else:
        # Three small lines; the whole address stands on the timetable and in the notice.
        sheet.boxed(Box(MARGIN, 33.2, room, 9.6), clipped(facts, small, room, 3), small, padding=0)


def _times(page: _SheetPage, sheet: Sheet) -> None:
    half = _half_width(page.words, sheet.paper)
    left = MARGIN + NAME_WIDTH + sum(FIXED_WIDTHS[:3])
    top = TOP + HEAD_HEIGHT
    for row, line in zip(page.part.rows, page.lines, strict=True):
        base = top + row.height / 2 + 1.5
        top += row.height
        for place, spot in enumerate(line.spots):
            _time(sheet, left + place * half, half, base, spot)


def _time(sheet: Sheet, left: float, width: float, base: float, spot: SheetSpot) -> None:
    if spot.at is not None:
        sheet.text(left + 2.6, base, clock(spot.at), _TIME)
        sheet.text(left + width - 1.8, base, WAYS.get(spot.way, spot.way), _WAY)


def _below(words: SheetWords, y: float, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    note = "扫码、学员证、点名、纸质签到合并打印，签到时间以本机记录为准。"
    sheet.text(MARGIN, y + 8, note if words.is_filled else "请本人签名，不得代签。", _NOTE)
    sheet.text(MARGIN, y + 18, "班主任（签字）：", _FACTS)
    sheet.line(MARGIN + 34, y + 18.8, MARGIN + 86, y + 18.8)
    if words.is_filled:
        sheet.text(right, y + 18, f"填表日期：{day_words(words.day)}", _RIGHT)
    else:
        draw_blank(sheet, f"填表日期：{words.day.year}年", right - 34, y + 18, 12, _FACTS)
        draw_blank(sheet, "月", right - 17, y + 18, 12, _FACTS)
        sheet.text(right, y + 18, "日", _RIGHT)
