"""××年度师资库名册 on A4 landscape: the pool of teachers by kind, with what each taught in the year."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE, TOTAL_FILL
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.roll_words import RollWords, note_words
from partyschool.services.teacher_pool import PoolRow
from partyschool.services.words import NOTHING, RESTRICTED, TEACHER_KINDS, day_words, hours

MARGIN, TOP, LOWEST = 15.0, 34.0, 190.0

_CELL = replace(TEXT, size=10.5, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10.5, least=7)
_HEADS = replace(HEAD, size=10.5, least=8)
_TITLES = (
    ("序号", 11, _FIGURE), ("姓名", 22, _CELL), ("类别", 22, _CELL), ("单位及职务（职称）", 50, _LEFT),
    ("主讲内容", 58, _LEFT), ("联系电话", 28, _FIGURE), ("入库情况", 34, _LEFT), ("授课\n节数", 14, _FIGURE),
    ("授课\n学时", 14, _FIGURE), ("参加\n培训", 14, _FIGURE),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_teacher_roll(words: RollWords) -> bytes:
    """The roll with a line of sums; who left within the year stands last.

    :raises Refusal: nobody is recorded in that year.
    """
    if not words.roll.rows:
        message = f"{words.year} 年度师资库还没有登记。请先在“师资与教学点”的年度名册里办理续聘或入库。"
        raise Refusal(message, code="pool_empty")
    rows = [_row(place, row) for place, row in enumerate(words.roll.rows, 1)]
    table = Table(_COLUMNS, [_head()], [*rows, _sums(words)], row_height=9, head_style=_HEADS, padding=1)
    pages: list[Page] = [partial(_page, words, part) for part in table.split(LOWEST - TOP)]
    return build_pdf(pages, title=words.title, author=words.school, made=words.made, paper=A4_LANDSCAPE)


def _head() -> Row:
    return Row([Cell(title) for title, _, _ in _TITLES], 12)


def _row(place: int, row: PoolRow) -> Row:
    spots: list[Spot] = [
        str(place), row.name, TEACHER_KINDS[row.kind], row.title or NOTHING, row.subjects or NOTHING,
        row.phone or NOTHING, note_words(row), str(row.lessons) if row.lessons else NOTHING,
        hours(row.half_hours) if row.half_hours else NOTHING, f"{row.trainings} 次" if row.trainings else NOTHING,
    ]  # fmt: skip
    return Row(spots)


def _sums(words: RollWords) -> Row:
    rows = words.roll.rows
    spots: list[Spot] = [
        Cell("合　计", _HEADS, across=2), None, Cell(words.sum_words, _LEFT, across=5), None, None, None, None,
        str(sum(row.lessons for row in rows)), hours(sum(row.half_hours for row in rows)),
        f"{sum(row.trainings for row in rows)} 次",
    ]  # fmt: skip
    return Row(spots, strong=True, fill=TOTAL_FILL)


def _page(words: RollWords, part: TablePart, sheet: Sheet) -> None:
    sheet.headline(22, words.title, replace(TITLE, size=20), margin=MARGIN)
    sheet.pair(31, f"单位：{words.school}", day_words(words.made), replace(TEXT, size=11, least=7), margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    sheet.footer(f"师资库名册　{RESTRICTED}　打印日期 {day_words(words.made)}", margin=MARGIN, y=200)
