"""学时证明 on A4: what a person's year was credited with, for the office that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.blanks import draw_blank
from partyschool.printing.fonts import Role
from partyschool.printing.official import CHARACTER, LEFT, TOP, WIDTH
from partyschool.printing.record import line_title
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import HEAD, MM, TEXT, TITLE, TOTAL_FILL, Style, wrap
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from partyschool.services.record_words import RecordLine, RecordWords
from partyschool.services.words import NOTHING, day_words, days, number, span

FIRST_LINE, LOWEST, SEAL_HEIGHT = TOP + 42, 262.0, 50.0

_BODY = Style(Role.FANG, 16, leading=29)
_CELL = replace(TEXT, size=11, least=0)
_NUMBER = Style(Role.FANG, 12)
_RIGHT = replace(_BODY, align="right")


def print_credit_proofs(people: Sequence[RecordWords], numbers: Sequence[str] = ()) -> bytes:
    """A proof for each person; the seal's place stays free.

    :param numbers: of each proof (`services.proofs`); without them the number is left to be written by hand.
    :raises Refusal: nobody is given, or somebody has no credited entry in the year.
    """
    if not people:
        raise Refusal("没有选人，没有学时证明可印。请先选择人员。", code="nothing_to_print")
    pages: list[Page] = []
    for place, words in enumerate(people):
        if not words.lines:
            raise Refusal(f"{words.name}{words.year}年度还没有已认定的学时，不能出具学时证明。", code="no_credit")
        pages += _pages(_Proof(words, numbers[place] if place < len(numbers) else ""))
    first = people[0]
    title = f"{first.name}{first.year}年度学时证明" if len(people) == 1 else f"{first.year}年度学时证明"
    return build_pdf(pages, title=title, author=first.school, made=first.made)


@dataclass(frozen=True, slots=True)
class _Proof:
    """One person's proof; `number` empty is written by hand."""

    words: RecordWords
    number: str

    @property
    def sentence(self) -> list[str]:
        """The lines over the table."""
        return wrap(_sentence(self.words), _BODY, WIDTH)


def _pages(proof: _Proof) -> list[Page]:
    words = proof.words
    columns = [Column(14, _CELL), Column(40, _CELL), Column(70, replace(_CELL, align="left")), Column(16, _CELL)]
    columns.append(Column(16, _CELL))
    head = Row(["序号", "时间", "培训（学习）名称", "天数", "学时"], 9)
    rows = [Row([str(place), *_spots(line)]) for place, line in enumerate(words.lines, 1)]
    total = ["", "", days(words.quarter_days), number(words.quarter_hours / 4)]
    rows.append(Row([Cell("合计", HEAD), *total], 9, strong=True, fill=TOTAL_FILL))
    top = FIRST_LINE + len(proof.sentence) * _BODY.pitch / MM + 2
    parts = Table(columns, [head], rows, row_height=9).split(LOWEST - top - SEAL_HEIGHT, LOWEST - TOP - SEAL_HEIGHT)
    return [
        partial(_page, proof, part, top if place == 0 else TOP, part is parts[-1]) for place, part in enumerate(parts)
    ]


def _spots(line: RecordLine) -> list[str]:
    in_days = days(line.quarter_days) if line.quarter_days else NOTHING
    return [span(line.first, line.last), line_title(line), in_days, number(line.quarter_hours / 4)]


def _page(proof: _Proof, part: TablePart, top: float, is_last: bool, sheet: Sheet) -> None:
    words = proof.words
    if top > TOP:
        draw_proof_head(sheet, "学　时　证　明", proof.number, words.made)
        for place, line in enumerate(proof.sentence):
            sheet.text(LEFT, FIRST_LINE + place * _BODY.pitch / MM, line, _BODY)
    part.draw(sheet, LEFT, top)
    if is_last:
        sheet.text(LEFT + 2 * CHARACTER, top + part.height + 10, "特此证明。", _BODY)
        draw_proof_end(sheet, top + part.height + 32, words.issuer, words.made)
    sheet.footer("本证明涂改无效，未盖章无效", margin=LEFT, rule=False)


def draw_proof_head(sheet: Sheet, title: str, given: str, made: date) -> None:
    """Title and number of a proof; an empty number is left to be written by hand."""
    right = LEFT + WIDTH
    if given:
        sheet.fitted_text(right, TOP, f"编号：{given}", replace(_NUMBER, align="right", least=7), WIDTH)
    else:
        draw_blank(sheet, "编号：", right - 64, TOP, 20, _NUMBER)
        draw_blank(sheet, f"〔{made.year}〕第", right - 24, TOP, 18, _NUMBER)
        sheet.text(right, TOP, "号", replace(_NUMBER, align="right"))
    sheet.text(sheet.paper.width / 2, TOP + 22, title, replace(TITLE, size=26))


def draw_proof_end(sheet: Sheet, y: float, issuer: str, made: date) -> None:
    """Issuer and date with room for the seal."""
    right = LEFT + WIDTH
    sheet.fitted_text(right - 2 * CHARACTER, y, issuer, replace(_RIGHT, least=8), WIDTH - 4 * CHARACTER)
    sheet.text(right - 4 * CHARACTER, y + 10, day_words(made), _RIGHT)


def _sentence(words: RecordWords) -> str:
    identity = f"身份证号：{words.id_number}，" if words.id_number else ""
    place = f"（{identity}{words.unit or '未定单位'}）"
    return (
        f"　　兹证明{words.name}同志{place}在{words.year}年度参加下列培训（学习），经认定共计"
        f"{number(words.quarter_hours / 4)}学时，其中到镇街党校培训{days(words.quarter_days)}天。"
    )
