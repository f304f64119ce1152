"""党校领导班子和工作人员名单 on A4: who holds which post of the school on a day, with terms."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4, FIGURE, HEAD, TEXT, TITLE
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.leadership_words import LeadershipWords
from partyschool.services.school_posts import PostRow
from partyschool.services.words import NOTHING, RESTRICTED, day_words

MARGIN, TOP, LOWEST = 15.0, 44.0, 272.0

_CELL = replace(TEXT, size=11, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=11, least=8)
_TITLES = (
    ("序号", 12, _FIGURE), ("党校职务", 34, _CELL), ("姓名", 24, _CELL), ("党政职务", 46, _LEFT),
    ("任职时间", 34, _FIGURE), ("联系电话", 30, _FIGURE),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_leadership(words: LeadershipWords) -> bytes:
    """The list by rank.

    :raises Refusal: nobody holds a post on that day.
    """
    if not words.rows:
        message = f"{day_words(words.on)}没有登记在任的领导和工作人员。请先在“设置”的“领导班子”里登记。"
        raise Refusal(message, code="posts_empty")
    head = Row([Cell(title) for title, _, _ in _TITLES], 10)
    rows = [_row(place, row) for place, row in enumerate(words.rows, 1)]
    table = Table(_COLUMNS, [head], rows, row_height=10, head_style=replace(HEAD, size=11), padding=1)
    title = f"{words.issuer}领导班子和工作人员名单"
    pages: list[Page] = [partial(_page, words, title, part) for part in table.split(LOWEST - TOP)]
    return build_pdf(pages, title=title, author=words.school, made=words.made, paper=A4)


def _row(place: int, row: PostRow) -> Row:
    form = row.form
    since = f"{form.start_on.year}年{form.start_on.month}月" if form.start_on else NOTHING
    spots: list[Spot] = [
        str(place), form.title, form.name, form.party_post or NOTHING, since, form.phone or NOTHING,
    ]  # fmt: skip
    return Row(spots)


def _page(words: LeadershipWords, title: str, part: TablePart, sheet: Sheet) -> None:
    sheet.headline(28, title, replace(TITLE, size=20), margin=MARGIN)
    fact = replace(TEXT, size=11, least=7)
    sheet.pair(40, f"单位：{words.school}", f"截至{day_words(words.on)}", fact, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    sheet.footer(f"领导班子名单　{RESTRICTED}　打印日期 {day_words(words.made)}", margin=MARGIN, y=288)
