"""Table signs (座签、桌签): one a page of A4 landscape, folded in the middle so that the name reads from both sides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, MM, SECOND, Box, Style, fits, fitted
from partyschool.services.sign_words import SignPerson

HALF = A4_LANDSCAPE.height / 2
MARGIN = 18.0

_NAME = Style(Role.HEI, 150, least=60, align="center")
_SPACED = Style(Role.HEI, 150, least=60, align="center", spacing=75)
_UNIT = Style(Role.FANG, 26, least=12, align="center", color=SECOND)


def print_signs(signs: Sequence[SignPerson], *, school: str, title: str, made: date) -> bytes:
    """A page for each sign.

    :raises Refusal: there is none, or a character that no font has.
    """
    if not signs:
        raise Refusal("没有人员，没有桌签可印。请先安排学员或授课人。", code="nothing_to_print")
    pages: list[Page] = [partial(_page, sign) for sign in signs]
    return build_pdf(pages, title=f"{title}桌签", author=school, made=made, paper=A4_LANDSCAPE)


def _page(sign: SignPerson, sheet: Sheet) -> None:
    sheet.dotted(4, HALF, sheet.paper.width - 4, HALF)
    _half(sign, sheet)
    sheet.canvas.saveState()
    sheet.canvas.translate(sheet.paper.width * MM, sheet.paper.height * MM)
    sheet.canvas.rotate(180)
    _half(sign, sheet)
    sheet.canvas.restoreState()


def _half(sign: SignPerson, sheet: Sheet) -> None:
    """On the lower half, the right way up."""
    middle, room = sheet.paper.width / 2, sheet.paper.width - 2 * MARGIN
    height = 58 if sign.second else 80
    style = fitted(sign.name, _SPACED if len(sign.name) == 2 else _NAME, room)
    if fits(sign.name, style, room):
        base = HALF + 12 + height / 2 + 0.38 * style.size / MM
        offset = style.spacing / 2 / MM  # the space after the last character is not seen
        sheet.text(middle + offset, base, sign.name, style)
    else:
        sheet.boxed(Box(MARGIN, HALF + 12, room, height), sign.name, Style(Role.HEI, 60, least=24, align="center"))
    if sign.second:
        sheet.boxed(Box(MARGIN, HALF + 12 + height, room, 24), sign.second, _UNIT)
