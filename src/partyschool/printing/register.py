"""证书登记簿 of a year on A4 landscape, with the numbers that are not valid explained, then the proofs given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from partyschool.printing.sections import MARGIN, Frame, Section, section_pages
from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, RED, TEXT, TITLE, Style
from partyschool.printing.table import Cell, Column, Row, Table
from partyschool.services.register_words import MISSING, RegisterLine, RegisterWords
from partyschool.services.words import RESTRICTED, day_words

TOP, LOWEST = 36.0, 186.0

_CELL = replace(TEXT, size=10.5, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10.5, least=6)
_HEADS = replace(HEAD, size=10.5)
_TITLES = (
    ("序号", 12, _FIGURE), ("证书编号", 58, replace(_FIGURE, size=10)), ("姓　名", 24, _CELL), ("班　次", 66, _LEFT),
    ("发证日期", 24, _FIGURE), ("经办人", 18, _CELL), ("状态", 15, _CELL), ("说　明", 28, _LEFT),
    ("领取人签字", 22, _CELL),
)  # fmt: skip
_PROOF_TITLES = (
    ("序号", 12, _FIGURE), ("证明编号", 58, replace(_FIGURE, size=10)), ("姓　名", 24, _CELL), ("事　由", 91, _LEFT),
    ("出具日期", 24, _FIGURE), ("经办人", 18, _CELL), ("份数", 18, _FIGURE), ("领取人签字", 22, _CELL),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Titled:
    """A page of the register under its title."""

    page: Page
    words: RegisterWords

    def __call__(self, sheet: Sheet) -> None:
        words = self.words
        sheet.text(sheet.paper.width / 2, 20, f"{words.year}年度证书登记簿", replace(TITLE, size=20))
        fact = replace(TEXT, size=11, least=7, align="left")
        sheet.pair(30.5, f"单位：{words.school}", words.sum_words, fact, margin=MARGIN)
        self.page(sheet)


def print_register(words: RegisterWords) -> bytes:
    """Every number in its order; a line that should be there and is not stands in red."""
    rows = [_row(place, line) for place, line in enumerate(words.lines, 1)]
    notes = ("编号按学校、年度、种类连续，发证时给出，不重复使用；作废、撤销的号保留在册，注明原因。",)
    none = () if rows else ("本年度没有发结业证书。",)
    sections = [Section("一、结业证书", _table(_TITLES, rows), (*none, *notes))]
    if words.proofs:
        proofs = [
            Row([str(place), row.number, row.name, row.subject, f"{row.issued_on:%Y-%m-%d}", row.issued_by,
                 str(row.copies), ""])
            for place, row in enumerate(words.proofs, 1)
        ]  # fmt: skip
        sections.append(Section("二、学时证明、结业证明", _table(_PROOF_TITLES, proofs)))
    footer = f"{words.school}　{RESTRICTED}　打印日期 {day_words(words.made)}"
    found = section_pages(sections, Frame(A4_LANDSCAPE, TOP, LOWEST, footer))
    pages = [PageOn(_Titled(page, words), None, "" if place else "证书登记簿") for place, page in enumerate(found)]
    title = f"{words.year}年度证书登记簿"
    return build_pdf(pages, title=title, author=words.school, made=words.made, paper=A4_LANDSCAPE)


def _table(titles: Sequence[tuple[str, float, Style]], rows: Sequence[Row]) -> Table:
    columns = [Column(width, style) for _, width, style in titles]
    head = Row([title for title, _, _ in titles], 10)
    return Table(columns, [head], rows, row_height=9, head_style=_HEADS)


def _row(place: int, line: RegisterLine) -> Row:
    note = line.note + (f"　共 {line.copies} 份" if line.copies > 1 else "")
    issued = f"{line.issued_on:%Y-%m-%d}" if line.issued_on else ""
    state = Cell(line.state, replace(_CELL, color=RED) if line.state == MISSING else None)
    return Row([str(place), line.number, line.name, line.class_title, issued, line.issued_by, state, note, ""])
