"""星级评定表 of a year on A4 landscape: every town school with stars, score, basis, and the share of the good ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE, TOTAL_FILL
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.star_ratings import StarBoard, StarRow
from partyschool.services.words import NOTHING, RESTRICTED, day_words

MARGIN, TOP, LOWEST = 15.0, 36.0, 178.0

_CELL = replace(TEXT, size=11, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=11, least=7)
_TITLES = (
    ("序号", 13, _FIGURE), ("镇街党校", 78, _LEFT), ("星级", 32, _CELL), ("得分", 20, _FIGURE), ("评定依据", 62, _LEFT),
    ("评定单位", 36, _CELL), ("评定日期", 26, _FIGURE),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_star_ratings(board: StarBoard, *, school: str, made: date) -> bytes:
    """The schools in their order, those without a rating too, and whether the target is reached."""
    head = Row([title for title, _, _ in _TITLES], 11)
    rows = [_row(place, row) for place, row in enumerate(board.rows, 1)]
    total: list[Spot] = [Cell("合　计", HEAD, across=2), None, Cell(share_words(board), _LEFT, across=5), *[None] * 4]
    rows.append(Row(total, 11, strong=True, fill=TOTAL_FILL))
    parts = Table(_COLUMNS, [head], rows, row_height=10, head_style=replace(HEAD, size=11)).split(LOWEST - TOP)
    title = f"{board.year}年度镇街党校星级评定表"
    pages: list[Page] = [
        PageOn(partial(_page, title, school, made, part, part is parts[-1]), None, "" if place else title)
        for place, part in enumerate(parts)
    ]
    return build_pdf(pages, title=title, author=school, made=made, paper=A4_LANDSCAPE)


def share_words(board: StarBoard) -> str:
    """“四星级及以上 7 所，占 10 所的 70.0%，已达到 70% 的目标”."""
    if board.percent is None:
        return "没有镇街党校"
    reached = "已达到" if board.is_reached else "未达到"
    stars = "零一二三四五"[board.least]
    return (
        f"{stars}星级及以上 {board.good} 所，占 {len(board.rows)} 所的 {board.percent:.1f}%，"
        f"{reached} {board.target_percent}% 的目标"
    )


def _row(place: int, row: StarRow) -> Row:
    form = row.form
    if form is None:
        return Row([str(place), row.name, "未评定", NOTHING, "", "", ""])
    rated = f"{form.rated_on:%Y-%m-%d}" if form.rated_on else ""
    spots: list[Spot] = [
        str(place), row.name, "★" * form.stars, form.score or NOTHING, form.basis, form.rated_by, rated
    ]  # fmt: skip
    return Row(spots)


def _page(title: str, school: str, made: date, part: TablePart, is_last: bool, sheet: Sheet) -> None:
    fact = replace(TEXT, size=11, least=7, align="left")
    sheet.text(sheet.paper.width / 2, 21, title, replace(TITLE, size=20))
    sheet.pair(31.5, f"填表单位：{school}", day_words(made), fact, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    if is_last:
        y = TOP + part.height + 12
        sheet.text(MARGIN, y, "评定人（签字）：", fact)
        sheet.text(MARGIN + 120, y, "负责人（签字）：", fact)
    sheet.footer(f"星级评定表　{RESTRICTED}　打印日期 {day_words(made)}", margin=MARGIN, y=201.5)
