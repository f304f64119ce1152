"""学员证: ten cards of 85.6 × 54 mm on A4, to be cut; nothing coloured lies on a cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Progress, Sheet, build_pdf
from partyschool.printing.styles import A4, GREY, INK, MM, RED, SECOND, Box, Style, fits, set_in_box
from partyschool.services.cards import CardRow

_WIDTH, _HEIGHT = 85.6, 54.0
_ACROSS, _DOWN = 2, 5
_LEFT = (A4.width - _ACROSS * _WIDTH) / 2
_TOP = (A4.height - _DOWN * _HEIGHT) / 2
_MARK, _GAP = 5.0, 2.0

_MARGIN, _TEXT_WIDTH = 5.0, 46.0
_UNIT_HEIGHT, _SMALLEST = 7.5, 6.0
_CODE_SIDE, _CODE_LEFT, _CODE_TOP = 24.0, 55.0, 17.0

_SCHOOL = Style(Role.HEI, 12, color=RED)
_KIND = Style(Role.TITLE, 13, align="right", spacing=13)
_NAME = Style(Role.KAI, 30)
_LONG_NAME = Style(Role.KAI, 24)
_SMALLEST_NAME = Style(Role.KAI, 14)
_UNIT = Style(Role.FANG, 12, least=9, color=SECOND)
_CLASS = Style(Role.FANG, 10.5, color=SECOND)
_NOTE = Style(Role.SMALL, 8, color=SECOND)
_CODE = Style(Role.HEI, 8.5, align="center")


def print_cards(cards: Sequence[CardRow], *, made: date, progress: Progress | None = None) -> bytes:
    """Cards in their order, ten a page, left to right.

    :raises Refusal: a name that does not fit, or a character that no font has, named with the person.
    """
    per_page = _ACROSS * _DOWN
    pages = [partial(_page, cards=cards[start : start + per_page]) for start in range(0, len(cards), per_page)]
    author = cards[0].school if cards else ""
    return build_pdf(pages, title="学员证", author=author, made=made, progress=progress)


def _page(sheet: Sheet, *, cards: Sequence[CardRow]) -> None:
    sheet.shared("card-cuts", _cuts)
    for place, card in enumerate(cards):
        x = _LEFT + place % _ACROSS * _WIDTH
        y = _TOP + place // _ACROSS * _HEIGHT
        try:
            _draw(sheet, x, y, card)
        except Refusal as refusal:
            raise Refusal(f"{card.name}的学员证印不了：{refusal.message}", code=refusal.code) from refusal


def _cuts(sheet: Sheet) -> None:
    """Marks outside the cards, dotted lines between them."""
    right, bottom = _LEFT + _ACROSS * _WIDTH, _TOP + _DOWN * _HEIGHT
    for column in range(_ACROSS + 1):
        x = _LEFT + column * _WIDTH
        sheet.line(x, _TOP - _GAP - _MARK, x, _TOP - _GAP, weight=0.5, ink=INK)
        sheet.line(x, bottom + _GAP, x, bottom + _GAP + _MARK, weight=0.5, ink=INK)
        if 0 < column < _ACROSS:
            sheet.dotted(x, _TOP, x, bottom, weight=0.4, ink=GREY)
    for row in range(_DOWN + 1):
        y = _TOP + row * _HEIGHT
        sheet.line(_LEFT - _GAP - _MARK, y, _LEFT - _GAP, y, weight=0.5, ink=INK)
        sheet.line(right + _GAP, y, right + _GAP + _MARK, y, weight=0.5, ink=INK)
        if 0 < row < _DOWN:
            sheet.dotted(_LEFT, y, right, y, weight=0.4, ink=GREY)


def _draw(sheet: Sheet, x: float, y: float, card: CardRow) -> None:
    left, right = x + _MARGIN, x + _CODE_LEFT + _CODE_SIDE
    sheet.fitted_text(left, y + 9.1, card.school, replace(_SCHOOL, least=8), 44)
    sheet.text(right, y + 9.3, "学员证", _KIND)
    sheet.line(left, y + 12.2, right, y + 12.2, weight=1.6, ink=RED)
    _draw_name(sheet, left, y, card.name)
    _draw_unit_and_class(sheet, left, y, card)
    note = "　".join(part for part in (card.group, "请妥善保管，签到时出示") if part)
    sheet.fitted_text(left, y + 50.0, note, replace(_NOTE, least=6), _TEXT_WIDTH + 2)
    sheet.code(x + _CODE_LEFT, y + _CODE_TOP, _CODE_SIDE, card.code, version=1)
    sheet.text(x + _CODE_LEFT + _CODE_SIDE / 2, y + 47.2, card.code, _CODE)


def _draw_unit_and_class(sheet: Sheet, left: float, y: float, card: CardRow) -> None:
    """A very long unit takes room from the class; the class's title is cut where it does not fit, the unit never."""
    try:
        set_in_box(card.unit, _UNIT, _TEXT_WIDTH, _UNIT_HEIGHT)
    except Refusal:
        sheet.boxed(Box(left, y + 27.6, _TEXT_WIDTH, 14.2), card.unit, _UNIT, padding=0, smallest=_SMALLEST)
        first_line, height = 44.4, 5.0
    else:
        sheet.boxed(Box(left, y + 28.2, _TEXT_WIDTH, _UNIT_HEIGHT), card.unit, _UNIT, padding=0)
        first_line, height = 39.4, 9.0
    lines, style = _cut_to_fit(card.class_title, height)
    for number, line in enumerate(lines):
        sheet.text(left, y + first_line + number * style.pitch / MM, line, style)


def _cut_to_fit(title: str, height: float) -> tuple[list[str], Style]:
    """The class's title, with … for what is left out."""
    kept = title
    while True:
        try:
            return set_in_box(kept, replace(_CLASS, least=_SMALLEST), _TEXT_WIDTH, height, smallest=_SMALLEST)
        except Refusal as refusal:
            if refusal.code != "too_long":  # a character that no font has: the print names it and stops
                raise
            kept = f"{kept[: len(kept) * 9 // 10 - 1]}…"


def _draw_name(sheet: Sheet, left: float, y: float, name: str) -> None:
    """30 points, 24 from four characters on, smaller as needed; the longest names on two lines."""
    for style in _name_sizes(name):
        if fits(name, style, _TEXT_WIDTH):
            sheet.text(left, y + 25.6, name, style)
            return
    sheet.boxed(Box(left, y + 14, _TEXT_WIDTH, 14), name, _SMALLEST_NAME, padding=0)


def _name_sizes(name: str) -> Iterator[Style]:
    size = _NAME.size if len(name) < 4 else _LONG_NAME.size
    while size >= _SMALLEST_NAME.size:
        yield _NAME.resized(size)
        size -= 1
