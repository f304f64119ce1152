"""基层教学点登记卡: a card of half an A4 page for each teaching point, two a page, to keep or to hang at the point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4, FIGURE, GREY, HEAD, RED, SECOND, TEXT, Box, Style
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.point_words import PointWords
from partyschool.services.words import NOTHING, RESTRICTED, day_words

PER_PAGE = 2
MARGIN, HEIGHT = 15.0, 142.0
WIDTH = A4.width - 2 * MARGIN

_SCHOOL = Style(Role.HEI, 11, least=8, color=RED)
_KIND = Style(Role.HEI, 11, color=RED, align="right")
_NAME = Style(Role.TITLE, 24, least=13, align="center")
_LABEL = replace(HEAD, size=11)
_VALUE = replace(TEXT, size=11, least=8, align="left")
_SMALL = replace(TEXT, size=10, least=8, align="left")
_FIGURE = replace(FIGURE, size=10, least=8)
_FOOT = Style(Role.SMALL, 8.5, color=SECOND)


def print_point_cards(cards: Sequence[PointWords]) -> bytes:
    """Cards in their order, two a page, with a line to cut along.

    :raises Refusal: a text that does not fit, named with the point.
    """
    pages: list[Page] = [partial(_page, cards[start : start + PER_PAGE]) for start in range(0, len(cards), PER_PAGE)]
    return build_pdf(pages, title="基层教学点登记卡", author=cards[0].school, made=cards[0].made, paper=A4)


def _page(cards: Sequence[PointWords], sheet: Sheet) -> None:
    sheet.dotted(0, A4.height / 2, A4.width, A4.height / 2, weight=0.4, ink=GREY)
    for place, card in enumerate(cards):
        try:
            _draw(sheet, place * A4.height / 2 + 8, card)
        except Refusal as refusal:
            raise Refusal(f"{card.point.name}的卡片印不了：{refusal.message}", code=refusal.code) from refusal


def _draw(sheet: Sheet, top: float, card: PointWords) -> None:
    right = MARGIN + WIDTH
    sheet.fitted_text(MARGIN, top + 8, card.school, _SCHOOL, WIDTH - 55)
    sheet.text(right, top + 8, "基层教学点登记卡", _KIND)
    sheet.line(MARGIN, top + 11, right, top + 11, weight=1.6, ink=RED)
    sheet.boxed(Box(MARGIN + 5, top + 13, WIDTH - 10, 17), card.point.name, _NAME, padding=0)
    facts = _facts(card)
    facts.draw(sheet, MARGIN, top + 31)
    visits = _visits(card)
    y = top + 31 + facts.height + 5
    visits.draw(sheet, MARGIN, y)
    sheet.boxed(Box(MARGIN, top + 130, WIDTH, 6), f"{RESTRICTED}　制卡日期 {day_words(card.made)}", _FOOT, padding=0)


def _facts(card: PointWords) -> TablePart:
    form = card.point.form
    label, value = Column(26, _LABEL), Column(WIDTH / 2 - 26, _VALUE)
    capacity = f"{form.capacity} 人" if form.capacity else NOTHING
    rows: list[list[Spot]] = [
        ["类　　别", card.point.kind_title or NOTHING, "可容纳人数", capacity],
        ["归属单位", Cell(card.owner or NOTHING, across=3), None, None],
        ["联 系 人", form.contact or NOTHING, "联系电话", form.phone or NOTHING],
        ["地　　址", Cell(form.address or NOTHING, across=3), None, None],
    ]
    return Table([label, value, label, value], [], [Row(spots) for spots in rows], row_height=9).split(60)[0]


def _visits(card: PointWords) -> TablePart:
    columns = [Column(28, _FIGURE), Column(80, _SMALL), Column(WIDTH - 108, _SMALL)]
    rows = [Row([f"{visit.held_on:%Y-%m-%d}", visit.class_title, visit.lesson]) for visit in card.visits]
    blanks = [Row(["", "", ""]) for _ in range(3 - len(rows))]
    head = Row(["日期", "培训班", "教学内容"], 7)
    table = Table(columns, [head], [*rows, *blanks], row_height=7, head_style=replace(HEAD, size=10))
    return table.split(60)[0]
