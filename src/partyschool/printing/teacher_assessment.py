"""年度师资评估表 on A4 landscape: lessons, hours, ballots, score, satisfaction and rank of each teacher."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from partyschool.errors import Refusal
from partyschool.printing.evaluation import percent
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE
from partyschool.printing.table import Column, Row, Spot, Table, TablePart
from partyschool.services.teacher_assessment import AssessedTeacher, AssessmentWords
from partyschool.services.words import NOTHING, RESTRICTED, TEACHER_KINDS, day_words, hours, rate

MARGIN, TOP, LOWEST = 15.0, 36.0, 178.0

_CELL = replace(TEXT, size=10.5, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10.5, least=7)
_TITLES = (
    ("序号", 12, _FIGURE), ("姓名", 24, _CELL), ("类别", 22, _CELL), ("单位及职务（职称）", 60, _LEFT),
    ("师资库", 15, _CELL),
    ("班次", 13, _FIGURE), ("节数", 13, _FIGURE), ("学时", 14, _FIGURE), ("有效票", 16, _FIGURE),
    ("平均\n得分", 16, _FIGURE), ("满意率", 18, _FIGURE), ("名次", 13, _FIGURE), ("未反馈\n班次", 15, _FIGURE),
    ("评估意见", 16, _LEFT),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_teacher_assessment(words: AssessmentWords) -> bytes:
    """The year's table.

    :raises Refusal: nobody taught in that year.
    """
    if not words.rows:
        raise Refusal(f"{words.year} 年度还没有人授课，没有师资评估表可印。", code="nobody_taught")
    head = Row([title for title, _, _ in _TITLES], 12)
    rows = [_row(place, row) for place, row in enumerate(words.rows, 1)]
    parts = Table(_COLUMNS, [head], rows, row_height=9, head_style=replace(HEAD, size=10.5, least=7)).split(
        LOWEST - TOP
    )
    title = f"{words.year}年度师资评估表"
    pages: list[Page] = [partial(_page, words, part, part is parts[-1]) for part in parts]
    return build_pdf(pages, title=title, author=words.school, made=words.made, paper=A4_LANDSCAPE)


def _row(place: int, row: AssessedTeacher) -> Row:
    figures = row.figures
    spots: list[Spot] = [
        str(place), figures.name, TEACHER_KINDS.get(figures.kind, figures.kind), figures.title or NOTHING,
        "在库" if figures.in_pool else "库外", str(figures.classes), str(figures.lessons), hours(figures.half_hours),
        str(row.ballots) if row.ballots else NOTHING, rate(row.score), percent(row.satisfaction),
        str(row.rank) if row.rank else NOTHING, str(row.waiting) if row.waiting else NOTHING, "",
    ]  # fmt: skip
    return Row(spots)


def _page(words: AssessmentWords, part: TablePart, is_last: bool, sheet: Sheet) -> None:
    fact = replace(TEXT, size=11, least=7, align="left")
    sheet.headline(21, f"{words.year}年度师资评估表", replace(TITLE, size=20), margin=MARGIN)
    sheet.pair(31.5, f"单位：{words.school}", day_words(words.made), fact, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    if is_last:
        y = TOP + part.height + 7
        note = "平均得分按有效票加权；有效票不足规定张数的班不计入；名次按平均得分，同分同名次；没有测评的不排名。"
        sheet.text(MARGIN, y, note, replace(fact, size=10))
        sheet.text(MARGIN, y + 10, "评估人（签字）：", fact)
        sheet.text(MARGIN + 120, y + 10, "负责人（签字）：", fact)
    sheet.footer(f"师资评估表　{RESTRICTED}　打印日期 {day_words(words.made)}", margin=MARGIN, y=201.5)
