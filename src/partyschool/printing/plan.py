"""年度培训（教学）计划表 on A4 landscape: a version of the plan, its sums, who drew it up and who approved it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from partyschool.domain.plan import months_words
from partyschool.errors import Refusal
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE, TOTAL_FILL, Box
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.plan_rows import PlannedRow
from partyschool.services.plan_words import PlanWords, content_words
from partyschool.services.words import NOTHING, RESTRICTED, day_words, days, hours

MARGIN, TOP, LOWEST = 12.0, 36.0, 184.0

_CELL = replace(TEXT, size=10, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10, least=7)
_HEADS = replace(HEAD, size=10, least=8)
_LINE = replace(TEXT, size=11, align="left")
_TITLES = (
    ("序号", 9, _FIGURE), ("班次名称", 38, _LEFT), ("培训对象", 27, _CELL), ("培训内容\n（模块）", 47, _LEFT),
    ("期数", 10, _FIGURE), ("每期\n人数", 12, _FIGURE), ("计划\n人次", 14, _FIGURE), ("天数", 10, _FIGURE),
    ("学时", 10, _FIGURE), ("时间安排\n（月）", 21, _CELL), ("地点/\n教学点", 27, _CELL), ("拟聘师资", 20, _CELL),
    ("责任人", 14, _CELL), ("备注", 14, _LEFT),
)  # fmt: skip
_COLUMNS = tuple(Column(width, style) for _, width, style in _TITLES)


def print_plan(words: PlanWords) -> bytes:
    """The table with its sums; the foot names who made it and who approved it, with room to sign.

    :raises Refusal: the plan has no rows yet.
    """
    if not words.plan.rows:
        message = f"{words.year} 年度计划还是空的，没有可以印的。请先在“计划与课程”页加上要办的班次。"
        raise Refusal(message, code="plan_empty")
    rows = [*(_row(place, row) for place, row in enumerate(words.plan.rows, 1)), _sums(words)]
    head = Row([Cell(title) for title, _, _ in _TITLES], 12)
    table = Table(_COLUMNS, [head], rows, row_height=10, head_style=_HEADS, padding=0.8)
    parts = table.split(LOWEST - TOP)
    pages: list[Page] = [partial(_page, words, part, part is parts[-1]) for part in parts]
    return build_pdf(pages, title=words.title, author=words.school, made=words.made, paper=A4_LANDSCAPE)


def _row(place: int, row: PlannedRow) -> Row:
    form = row.form
    spots: list[Spot] = [
        str(place), form.title, form.audience, content_words(row), str(form.classes),
        str(form.people_each or NOTHING), str(row.attendances or NOTHING), days(form.quarter_days),
        hours(form.half_hours) if form.half_hours else NOTHING, months_words(form.months).replace("、", "、\n"),
        row.places, form.teachers, form.responsible, form.note,
    ]  # fmt: skip
    return Row(spots)


def _sums(words: PlanWords) -> Row:
    plan = words.plan
    spots: list[Spot] = [
        Cell("合　计", _HEADS, across=2), None, "", f"共 {len(plan.rows)} 个班次", str(plan.classes), "",
        str(plan.attendances or NOTHING), *([""] * 7),
    ]  # fmt: skip
    return Row(spots, strong=True, fill=TOTAL_FILL)


def _page(words: PlanWords, part: TablePart, is_last: bool, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    sheet.boxed(Box(MARGIN, 10, right - MARGIN, 17), words.title, replace(TITLE, size=20), padding=0)
    sheet.pair(33, f"单位：{words.school}", f"版本：{words.state}", replace(_LINE, least=7), margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    if is_last:
        _foot(words, sheet, TOP + part.height + 8)
    sheet.footer(f"年度培训计划　{RESTRICTED}　打印日期 {day_words(words.made)}", margin=MARGIN, y=200)


def _foot(words: PlanWords, sheet: Sheet, y: float) -> None:
    head = words.plan.head
    sheet.text(MARGIN, y, f"编制人：{head.made_by}", _LINE)
    approved = head.approved_by if head.is_approved else ""
    sheet.text(MARGIN + 95, y, f"审核（校长）：{approved}", _LINE)
    day = day_words(head.approved_on) if head.approved_on is not None else "　　　年　　月　　日"
    sheet.text(sheet.paper.width - MARGIN, y, f"日期：{day}", replace(_LINE, align="right"))
    if head.note:
        box = Box(MARGIN, y + 2.5, sheet.paper.width - 2 * MARGIN, 7)
        sheet.boxed(box, f"说明：{head.note}", replace(_LINE, least=7), padding=0, smallest=5)
