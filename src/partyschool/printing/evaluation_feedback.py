"""教学评价反馈单: what trainees say of one teacher's lessons in a class, for that teacher's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from partyschool.errors import Refusal
from partyschool.printing.blanks import draw_blank
from partyschool.printing.evaluation import item_rows, percent
from partyschool.printing.evaluation_ballot import held_words
from partyschool.printing.sections import MARGIN, Frame, Section, section_pages
from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import A4, FIGURE, HEAD, HEAD_FILL, TEXT, TITLE
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from partyschool.services.evaluation_rows import EvaluationReport, FeedbackRow, Part
from partyschool.services.words import RESTRICTED, day_words, rate

TOP, LOWEST, SIGN_Y = 34.0, 250.0, 262.0

_LABEL = replace(HEAD, size=10.5)
_VALUE = replace(TEXT, size=11, least=0, align="left")
_FIGURE = replace(FIGURE, size=11, least=7)
_FACT = replace(TEXT, size=11.5, align="left")


@dataclass(frozen=True, slots=True)
class _Slip:
    """A page of one teacher's slip."""

    page: Page
    facts: TablePart
    feedback: FeedbackRow
    is_first: bool
    is_last: bool

    def __call__(self, sheet: Sheet) -> None:
        sheet.text(sheet.paper.width / 2, 24, "教学评价反馈单", TITLE)
        if self.is_first:
            self.facts.draw(sheet, MARGIN, TOP)
        self.page(sheet)
        if self.is_last:
            _signatures(self.feedback, sheet)


def print_feedback(report: EvaluationReport, *, made: date, teacher_ids: Sequence[int] | None = None) -> bytes:
    """A slip for each teacher of the class, or only for these.

    :raises Refusal: nothing has been answered yet, or none of the teachers is in the questionnaire.
    """
    pages = feedback_pages(report, made, teacher_ids)
    title = f"{report.title}教学评价反馈单"
    return build_pdf(pages, title=title, author=report.school, made=made, paper=A4)


def feedback_pages(report: EvaluationReport, made: date, teacher_ids: Sequence[int] | None = None) -> list[Page]:
    """The pages by themselves, for the file of a class to take in."""
    if not report.has_votes:
        raise Refusal(f"“{report.title}”还没有录入测评结果，没有反馈单可印。请先录入票数。", code="no_votes")
    chosen = [row for row in report.feedbacks if teacher_ids is None or row.teacher_id in teacher_ids]
    if not chosen:
        names = "、".join(row.teacher for row in report.feedbacks)
        raise Refusal(f"本班测评里没有这位老师，有：{names}。", code="teacher_unknown")
    return [page for row in chosen for page in _pages(report, row, made)]


def _pages(report: EvaluationReport, row: FeedbackRow, made: date) -> list[Page]:
    facts = _facts(report, row)
    footer = f"{report.school}　{RESTRICTED}　打印日期 {day_words(made)}"
    lessons = [part for part in report.lessons if part.teacher_id == row.teacher_id]
    sections = [*(_lesson(report, part) for part in lessons), _comparison(report), _opinions(row)]
    found = section_pages(sections, Frame(A4, TOP + facts.height + 8, LOWEST, footer))
    return [
        PageOn(_Slip(page, facts, row, place == 0, page is found[-1]), A4, "" if place else row.teacher)
        for place, page in enumerate(found)
    ]


def _facts(report: EvaluationReport, row: FeedbackRow) -> TablePart:
    label, value = Column(24, _LABEL), Column(66, _VALUE)
    wide = Cell(report.title, _VALUE, across=3)
    counts = f"发放 {report.issued}　回收 {report.returned}　有效 {report.valid}"
    rows = [
        Row([_label("授课人"), row.teacher, _label("单位及职务"), row.title]),
        Row([_label("培训班"), wide, None, None]),
        Row([_label("培训时间"), held_words(report), _label("测评票"), counts]),
    ]
    return Table([label, value, label, value], [], rows, row_height=9).split(LOWEST)[0]


def _label(text: str) -> Cell:
    return Cell(text, _LABEL, fill=HEAD_FILL)


def _lesson(report: EvaluationReport, part: Part) -> Section:
    if not report.shows_parts:
        few = f"有效票 {report.valid} 张，不足 {report.least} 张，为不暴露投票人，不列本课的得分。"
        return Section(part.lesson, None, (few,))
    levels = report.scale.levels
    columns = [Column(40, _VALUE), *(Column(92 / len(levels), _FIGURE) for _ in levels)]
    columns += [Column(24, _FIGURE), Column(24, _FIGURE)]
    rows = item_rows(report, part, Cell("本课合计", _LABEL))
    head = Row(["测评项目", *levels, "得分", "满意率"], 10)
    table = Table(columns, [head], rows, row_height=9, head_style=replace(HEAD, size=10.5, least=6))
    return Section(part.lesson, table)


def _comparison(report: EvaluationReport) -> Section:
    words = f"全班综合得分 {rate(report.score)} 分，满意率 {percent(report.satisfaction)}。"
    if report.shows_parts:
        known = [value for part in report.lessons if (value := part.score(report.scale)) is not None]
        words = f"本班 {len(known)} 门课平均 {rate(sum(known) / len(known) if known else None)} 分；{words}"
    return Section("与全班比较", None, (words,))


def _opinions(row: FeedbackRow) -> Section:
    lines = tuple(f"{place}．{text}" for place, text in enumerate(row.opinions.splitlines(), 1) if text.strip())
    return Section("学员的意见建议（摘录）", None, lines or ("没有针对本课的书面意见。",))


def _signatures(row: FeedbackRow, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    if row.given_on is not None:
        sheet.text(MARGIN, SIGN_Y, f"反馈人：{row.given_by}", _FACT)
        sheet.text(MARGIN + 62, SIGN_Y, f"反馈日期：{day_words(row.given_on)}", _FACT)
    else:
        draw_blank(sheet, "反馈人：", MARGIN + 18, SIGN_Y, 36, _FACT)
        draw_blank(sheet, "反馈日期：", MARGIN + 82, SIGN_Y, 36, _FACT)
    draw_blank(sheet, "教师签收：", right - 38, SIGN_Y, 38, _FACT)
