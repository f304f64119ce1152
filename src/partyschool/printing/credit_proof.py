"""学时证明 on A4: what a person's year was credited with, for the office that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.blanks import draw_blank
from partyschool.printing.fonts import Role
from partyschool.printing.official import CHARACTER, LEFT, TOP, WIDTH
from partyschool.printing.record import line_title
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import HEAD, TEXT, TITLE, TOTAL_FILL, Style
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from partyschool.services.record_words import RecordLine, RecordWords
from partyschool.services.words import NOTHING, day_words, days, number, span

FIRST_LINE, LOWEST, SEAL_HEIGHT = TOP + 42, 262.0, 50.0

_BODY = Style(Role.FANG, 16, leading=29)
_CELL = replace(TEXT, size=11, least=0)
_NUMBER = Style(Role.FANG, 12)
_RIGHT = replace(_BODY, align="right")


def print_credit_proofs(people: Sequence[RecordWords]) -> bytes:
    """A proof for each person; the seal's place stays free.

    :raises Refusal: nobody is given, or somebody has no credited entry in the year.
    """
    if not people:
        raise Refusal("没有选人，没有学时证明可印。请先选择人员。", code="nothing_to_print")
    pages: list[Page] = []
    for words in people:
        if not words.lines:
            raise Refusal(f"{words.name}{words.year}年度还没有已认定的学时，不能出具学时证明。", code="no_credit")
        pages += _pages(words)
    first = people[0]
    title = f"{first.name}{first.year}年度学时证明" if len(people) == 1 else f"{first.year}年度学时证明"
    return build_pdf(pages, title=title, author=first.school, made=first.made)


def _pages(words: RecordWords) -> list[Page]:
    columns = [Column(14, _CELL), Column(40, _CELL), Column(70, replace(_CELL, align="left")), Column(16, _CELL)]
    columns.append(Column(16, _CELL))
    head = Row(["序号", "时间", "培训（学习）名称", "天数", "学时"], 9)
    rows = [Row([str(place), *_spots(line)]) for place, line in enumerate(words.lines, 1)]
    total = ["", "", days(words.quarter_days), number(words.quarter_hours / 4)]
    rows.append(Row([Cell("合计", HEAD), *total], 9, strong=True, fill=TOTAL_FILL))
    top = FIRST_LINE + 36
    parts = Table(columns, [head], rows, row_height=9).split(LOWEST - top - SEAL_HEIGHT, LOWEST - TOP - SEAL_HEIGHT)
    return [
        partial(_page, words, part, top if place == 0 else TOP, part is parts[-1]) for place, part in enumerate(parts)
    ]


def _spots(line: RecordLine) -> list[str]:
    in_days = days(line.quarter_days) if line.quarter_days else NOTHING
    return [span(line.first, line.last), line_title(line), in_days, number(line.quarter_hours / 4)]


def _page(words: RecordWords, part: TablePart, top: float, is_last: bool, sheet: Sheet) -> None:
    if top > TOP:
        right = LEFT + WIDTH
        draw_blank(sheet, "编号：", right - 64, TOP, 20, _NUMBER)
        draw_blank(sheet, f"〔{words.made.year}〕第", right - 24, TOP, 18, _NUMBER)
        sheet.text(right, TOP, "号", replace(_NUMBER, align="right"))
        sheet.text(sheet.paper.width / 2, TOP + 22, "学　时　证　明", replace(TITLE, size=26))
        sheet.paragraph(LEFT, FIRST_LINE, _sentence(words), _BODY, WIDTH)
    part.draw(sheet, LEFT, top)
    if is_last:
        below = top + part.height
        sheet.text(LEFT + 2 * CHARACTER, below + 10, "特此证明。", _BODY)
        sheet.text(LEFT + WIDTH - 2 * CHARACTER, below + 32, words.issuer, _RIGHT)
        sheet.text(LEFT + WIDTH - 4 * CHARACTER, below + 42, day_words(words.made), _RIGHT)
    sheet.footer("本证明涂改无效，未盖章无效", margin=LEFT, rule=False)


def _sentence(words: RecordWords) -> str:
    identity = f"身份证号：{words.id_number}，" if words.id_number else ""
    place = f"（{identity}{words.unit or '未定单位'}）"
    return (
        f"　　兹证明{words.name}同志{place}在{words.year}年度参加下列培训（学习），经认定共计"
        f"{number(words.quarter_hours / 4)}学时，其中到镇街党校培训{days(words.quarter_days)}天。"
    )
