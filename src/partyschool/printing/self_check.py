"""“六有”标准自查表 of a year on A4: each item with result, note, proof and checker, the sums, and two signatures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4, FIGURE, HEAD, TEXT, TITLE, TOTAL_FILL
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.self_check_words import SelfCheckWords
from partyschool.services.self_checks import RESULTS, CheckRow
from partyschool.services.words import NOTHING, RESTRICTED, day_words

MARGIN, TOP, LOWEST = 15.0, 44.0, 245.0

_CELL = replace(TEXT, size=11, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=11, least=8)
_TITLES = (
    ("序号", 12, _FIGURE), ("标准", 34, _CELL), ("结果", 18, _CELL), ("情况说明", 56, _LEFT), ("证明\n材料", 14, _CELL),
    ("检查人", 20, _CELL), ("检查日期", 26, _FIGURE),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_self_check(words: SelfCheckWords) -> bytes:
    """The sheet; items that nobody has looked at yet leave room to fill in by hand."""
    head = Row([Cell(title) for title, _, _ in _TITLES], 12)
    sums = words.sum_words + (f"　星级：{'★' * words.stars}" if words.stars else "")
    total: list[Spot] = [Cell("合　计", across=2), None, Cell(sums, _LEFT, across=5), None, None, None, None]
    rows = [*(_row(row) for row in words.rows), Row(total, strong=True, fill=TOTAL_FILL)]
    table = Table(_COLUMNS, [head], rows, row_height=16, head_style=replace(HEAD, size=11), padding=1)
    title = f"{words.issuer}{words.year}年度标准化建设自查表"
    parts = table.split(LOWEST - TOP)
    pages: list[Page] = [partial(_page, words, title, part, part is parts[-1]) for part in parts]
    return build_pdf(pages, title=title, author=words.school, made=words.made, paper=A4)


def _row(row: CheckRow) -> Row:
    form = row.form
    is_open = form.is_met is None
    spots: list[Spot] = [
        str(row.position), row.item, "" if is_open else RESULTS[form.is_met], form.note,
        "有" if form.attachment else "" if is_open else NOTHING, form.checker,
        f"{form.checked_on:%Y-%m-%d}" if form.checked_on else "",
    ]  # fmt: skip
    return Row(spots)


def _page(words: SelfCheckWords, title: str, part: TablePart, is_last: bool, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    left = replace(TEXT, size=11, align="left")
    sheet.headline(28, title, replace(TITLE, size=20), margin=MARGIN)
    sheet.pair(40, f"单位：{words.school}", day_words(words.made), left, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    if is_last:
        y = TOP + part.height + 8
        if words.source:
            y = sheet.paragraph(MARGIN, y, f"依据：{words.source}", replace(left, size=10), right - MARGIN) + 6
        sheet.text(MARGIN, y + 8, "自查人（签字）：", left)
        sheet.text(MARGIN + 95, y + 8, "校长（签字）：", left)
    sheet.footer(f"自查表　{RESTRICTED}　打印日期 {day_words(words.made)}", margin=MARGIN, y=288)
