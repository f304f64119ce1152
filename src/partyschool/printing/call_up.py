"""补训叫训名单 on A4: one village a page, for its secretary to call people up and to write down what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4, FIGURE, HEAD, MM, TEXT, TITLE, Box, Style, set_in_box
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from partyschool.services.call_up import CallUpLine, CallUpList, CallUpWords
from partyschool.services.words import NOTHING, RESTRICTED, day_words

MARGIN, TOP, LOWEST = 18.0, 50.0, 232.0
CLASSES_SHOWN = 5

_CELL = replace(TEXT, size=11, least=8)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=11, least=8)
_TITLES = (
    ("序号", 12, _FIGURE), ("姓名", 26, _CELL), ("职务（身份）", 44, _LEFT), ("还差", 34, _CELL),
    ("补训安排", 34, _CELL), ("通知情况", 24, _CELL),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_call_up(words: CallUpWords) -> bytes:
    """One village a page (more where it is long); the last column is left to write in.

    :raises Refusal: nobody has to be called up.
    """
    if not words.lists:
        raise Refusal("没有要叫训的人：这里的人都已经达标。", code="nobody")
    pages = [page for village in words.lists for page in _pages(words, village)]
    title = f"{words.year}年度补训叫训名单"
    return build_pdf(pages, title=title, author=words.school, made=words.made, paper=A4)


def _pages(words: CallUpWords, village: CallUpList) -> Iterator[Page]:
    head = Row([Cell(title) for title, _, _ in _TITLES], 10)
    rows = [_row(place, line) for place, line in enumerate(village.lines, 1)]
    table = Table(_COLUMNS, [head], rows, row_height=9, head_style=replace(HEAD, size=11), padding=1)
    parts = table.split(LOWEST - TOP)
    for place, part in enumerate(parts):
        yield partial(_page, words, village, part, place + 1 == len(parts))


def _row(place: int, line: CallUpLine) -> Row:
    return Row([str(place), line.name, line.role, line.short, line.note or NOTHING, ""])


def _page(words: CallUpWords, village: CallUpList, part: TablePart, is_last: bool, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    left = replace(TEXT, size=11, align="left")
    title = f"{village.village}补训叫训名单"
    sheet.boxed(Box(MARGIN, 12, right - MARGIN, 20), title, replace(TITLE, size=20), padding=0)
    sheet.text(MARGIN, 36, f"{words.purpose}的党员 {len(village.lines)} 人（截至 {day_words(words.as_of)}）", left)
    sheet.pair(44, f"发出单位：{words.school}", day_words(words.made), left, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    if is_last:
        _closing(words, sheet, TOP + part.height + 8, right)
    sheet.footer(f"补训叫训名单　{RESTRICTED}　打印日期 {day_words(words.made)}", margin=MARGIN, y=288)


def _closing(words: CallUpWords, sheet: Sheet, y: float, right: float) -> None:
    left = replace(TEXT, size=11, align="left")
    contact = f"联系电话：{words.phone}　" if words.phone else ""
    if words.coming:
        sheet.text(MARGIN, y, "后面可以参加的班：", left)
        for line in words.coming[:CLASSES_SHOWN]:
            y = _class_line(sheet, line, y + 6, right)
        y += 9
    sheet.text(MARGIN, y, f"{contact}村（支部）负责人（签字）：", left)
    sheet.text(right - 45, y, "日期：", left)


def _class_line(sheet: Sheet, line: str, y: float, right: float) -> float:
    """A class still to come, smaller and on several lines where its title is long; the last base line."""
    lines, style = set_in_box(line, Style(Role.FANG, 11, least=9), right - MARGIN - 6, 13, smallest=6)
    for place, text in enumerate(lines):
        y += style.pitch / MM if place else 0
        sheet.text(MARGIN + 6, y, text, style)
    return y
