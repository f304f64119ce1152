"""测评码 for the wall: one sheet of A4 with the code, to be read from a few steps away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import A4, FIGURE, RED, TEXT, TITLE, Box, Style

CODE_SIDE = 130.0
STEPS = (
    "手机连上和党校电脑同一个无线网。",
    "打开手机相机，对准上面的码；微信打不开时，点右上角 ⋯ → 在浏览器打开。",
    "按课程逐项选，最后按“交卷”。不记名，一部手机交一张。",
)


def print_ballot_poster(url: str, *, title: str, school: str, made: date) -> bytes:
    """The sheet.

    :param url: text of the code, all capitals.
    :raises Refusal: a character that no font has.
    """

    def page(sheet: Sheet) -> None:
        middle = A4.width / 2
        sheet.boxed(Box(20, 18, A4.width - 40, 26), title, replace(TITLE, size=24, least=12))
        sheet.text(middle, 60, "教学质量测评", Style(Role.TITLE, 34, align="center", color=RED))
        sheet.code(middle - CODE_SIDE / 2, 74, CODE_SIDE, url)
        sheet.fitted_text(middle, 216, url.lower(), replace(FIGURE, size=16, least=9, align="center"), A4.width - 40)
        y = 230.0
        for place, words in enumerate(STEPS, 1):
            y = sheet.paragraph(26, y, f"{place}．{words}", replace(TEXT, size=14, align="left"), A4.width - 52) + 2
        sheet.footer(f"{school}　{made.year}年{made.month}月{made.day}日印")

    return build_pdf([page], title=f"{title}测评码", author=school, made=made)
