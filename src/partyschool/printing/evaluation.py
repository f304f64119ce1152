"""教学质量测评 on paper: the ballot, the tally page, and the result with scores once votes are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.domain.evaluation import satisfaction
from partyschool.printing.blanks import draw_blank
from partyschool.printing.evaluation_ballot import LETTERS, ballot_pages, held_words
from partyschool.printing.sections import Frame, Section, section_pages
from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import A4, A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE, TOTAL_FILL, Box, clipped
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.evaluation_rows import EvaluationReport, Part
from partyschool.services.words import NOTHING, RESTRICTED, day_words, rate

MARGIN, TOP, LOWEST = 15.0, 38.0, 183.0
TALLY_ROW, TALLY_HEAD = 9.0, 9.0

_CELL = replace(TEXT, size=10.5, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10.5, least=7)
_FACT = replace(TEXT, size=11, least=7, align="left")


@dataclass(frozen=True, slots=True)
class _Titled:
    """A page of sections with a title and a line of facts above them."""

    page: Page
    report: EvaluationReport
    title: str
    facts: str

    def __call__(self, sheet: Sheet) -> None:
        _head(self.report, self.title, sheet)
        sheet.fitted_text(MARGIN, 34.5, self.facts, _FACT, sheet.paper.width - 2 * MARGIN)
        self.page(sheet)


def print_evaluation(report: EvaluationReport, *, made: date) -> bytes:
    """Ballot and tally page; with votes also the result.

    :raises Refusal: nothing is asked.
    """
    pages = [*ballot_pages(report, made), *tally_pages(report, made)]
    if report.has_votes:
        pages += result_pages(report, made)
    return build_pdf(pages, title=f"{report.title}教学质量测评表", author=report.school, made=made, paper=A4)


# The tally page


def tally_pages(report: EvaluationReport, made: date) -> list[Page]:
    """Rows to count in, a stroke of 正 for each vote."""
    parts = _tally(report).split(LOWEST - TOP)
    return [
        PageOn(partial(_tally_page, report, made, part), A4_LANDSCAPE, "" if place else "测评计票表")
        for place, part in enumerate(parts)
    ]


def _tally(report: EvaluationReport) -> Table:
    levels = report.scale.levels
    room = (267 - 62 - 28) / len(levels)
    columns = [Column(62, _LEFT), Column(28, _CELL)]
    for _ in levels:
        columns += [Column(room - 11, _CELL), Column(11, _FIGURE)]
    titles: list[Spot] = ["课程（授课人）", "项　目"]
    for place, level in enumerate(levels):
        titles += [f"{LETTERS[place]} {level}", Cell("小计", replace(HEAD, size=9, least=6))]
    rows = [row for part in report.parts for row in _tally_rows(part, len(levels))]
    return Table(columns, [Row(titles, TALLY_HEAD)], rows, row_height=TALLY_ROW)


def _tally_rows(part: Part, levels: int) -> list[Row]:
    rows = []
    for place, item in enumerate(part.items):
        named = Cell(_name(part), down=len(part.items)) if place == 0 else None
        rows.append(Row([named, item.item, *[""] * (2 * levels)], TALLY_ROW, strong=place == 0))
    return rows


def _name(part: Part) -> str:
    """The ballot has it in full; a lesson's rows that go on to the next page leave room for three small lines."""
    small = _LEFT.resized(7)
    if not part.number:
        return "班次整体"
    return f"{clipped(part.lesson, small, 59, 2)}\n{clipped(part.teacher, small, 59)}"


def _tally_page(report: EvaluationReport, made: date, part: TablePart, sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    _head(report, "教学质量测评计票表", sheet)
    sheet.text(MARGIN, 34.5, f"培训时间：{held_words(report)}", _FACT)
    for place, word in enumerate(("有效票", "回收", "发放")):
        draw_blank(sheet, word, right - 18 - place * 36, 34.5, 16, _FACT)
    part.draw(sheet, MARGIN, TOP)
    y = TOP + part.height + 9
    sheet.text(MARGIN, y, "一票记一画，五画成一个“正”字；小计与有效票数核对后再录入电脑。", replace(_FACT, size=10.5))
    draw_blank(sheet, "唱票", right - 124, y, 24, _FACT)
    draw_blank(sheet, "计票", right - 76, y, 24, _FACT)
    draw_blank(sheet, "监票", right - 28, y, 28, _FACT)
    _foot(report, made, sheet)


def _head(report: EvaluationReport, title: str, sheet: Sheet) -> None:
    middle, width = sheet.paper.width / 2, sheet.paper.width - 2 * MARGIN
    sheet.text(middle, 18, title, replace(TITLE, size=19))
    sheet.boxed(Box(MARGIN, 19.5, width, 11), report.title, replace(TEXT, size=13, least=9))


def _foot(report: EvaluationReport, made: date, sheet: Sheet) -> None:
    sheet.footer(f"{RESTRICTED}　打印日期 {day_words(made)}", margin=MARGIN, y=sheet.paper.height - 8.5)


# The result


def result_pages(report: EvaluationReport, made: date) -> list[Page]:
    """Scores lesson by lesson, the class as a whole, and what was written."""
    frame = Frame(A4_LANDSCAPE, TOP, LOWEST, f"{report.school}　{RESTRICTED}　打印日期 {day_words(made)}")
    sections = [_lessons(report)]
    if report.whole is not None:
        sections.append(_whole(report, report.whole))
    sections.append(_remarks(report))
    title, facts = "教学质量测评结果汇总表", result_facts(report)
    return [
        PageOn(_Titled(page, report, title, facts), A4_LANDSCAPE, "" if place else "测评结果")
        for place, page in enumerate(section_pages(sections, frame))
    ]


def result_facts(report: EvaluationReport) -> str:
    """“发放 50　回收 48　有效 47　回收率 96.0%　综合得分 93.2　满意率 97.8%”."""
    return (
        f"培训时间：{held_words(report)}　发放 {report.issued}　回收 {report.returned}　"
        f"有效 {report.valid}　回收率 {percent(report.recovery)}　综合得分 {rate(report.score)}　"
        f"满意率 {percent(report.satisfaction)}"
    )


def percent(value: float | None) -> str:
    """97.8%, or “—”."""
    return NOTHING if value is None else f"{value:.1f}%"


def _lessons(report: EvaluationReport) -> Section:
    least = report.least
    notes = (
        "得分＝各项满分×（各等次票数×系数之和÷该项有效票数）之和，折成百分制；系数："
        + "、".join(
            f"{level}{worth / 100:g}" for level, worth in zip(report.scale.levels, report.scale.hundredths, strict=True)
        )
        + "。满意率＝前两个等次的票数÷全部有效评价票数。回收率＝回收÷发放。",
    )
    if not report.shows_parts:
        few = f"有效票 {report.valid} 张，不足 {least} 张，为不暴露投票人，不单列教师得分。"
        return Section("一、各门课程", None, (few, *notes))
    items = [row.item for row in report.lessons[0].items] if report.lessons else []
    widths = [12.0, 90.0, 27.0, *[90 / max(len(items), 1)] * len(items), 24.0, 24.0]
    styles = [_FIGURE, _LEFT, _CELL, *[_FIGURE] * (len(items) + 2)]
    columns = [Column(width, style) for width, style in zip(widths, styles, strict=True)]
    head = Row(["序号", "课　程", "授课人", *items, "得分", "满意率"], 10)
    rows = [_lesson_row(place, part, report) for place, part in enumerate(report.lessons, 1)]
    rows.append(_mean_row(report, len(items)))
    table = Table(columns, [head], rows, row_height=9, head_style=replace(HEAD, size=10.5, least=6))
    return Section("一、各门课程", table, notes)


def _lesson_row(place: int, part: Part, report: EvaluationReport) -> Row:
    scores = [rate(item.score(report.scale)) for item in part.items]
    total = [rate(part.score(report.scale)), percent(part.satisfaction)]
    return Row([str(place), part.lesson, part.teacher, *scores, *total])


def _mean_row(report: EvaluationReport, items: int) -> Row:
    known = [value for part in report.lessons if (value := part.score(report.scale)) is not None]
    mean = rate(sum(known) / len(known) if known else None)
    spots: list[Spot] = [Cell("各课平均", HEAD, across=3), None, None, *[""] * items, mean, ""]
    return Row(spots, 9, strong=True, fill=TOTAL_FILL)


def item_rows(report: EvaluationReport, part: Part, label: Cell) -> list[Row]:
    """A row for each question with its votes, score and 满意率, and the labelled row of all of them."""
    figures = [
        (item.item, map(str, item.votes.counts), item.score(report.scale), satisfaction([item.votes]))
        for item in part.items
    ]
    rows = [Row([words, *counts, rate(score), percent(share)]) for words, counts, score, share in figures]
    total = [rate(part.score(report.scale)), percent(part.satisfaction)]
    return [*rows, Row([label, *[""] * len(report.scale.levels), *total], 9, strong=True, fill=TOTAL_FILL)]


def _whole(report: EvaluationReport, whole: Part) -> Section:
    levels = report.scale.levels
    columns = [Column(63, _CELL), *(Column(156 / len(levels), _FIGURE) for _ in levels)]
    columns += [Column(24, _FIGURE), Column(24, _FIGURE)]
    rows = item_rows(report, whole, Cell("班次整体", HEAD))
    head = Row(["项　目", *levels, "得分", "满意率"], 10)
    return Section("二、班次整体", Table(columns, [head], rows, row_height=8.5))


def _remarks(report: EvaluationReport) -> Section:
    lines: Sequence[str] = [f"{place}．{text}" for place, text in enumerate(report.remarks, 1)]
    return Section("三、意见建议", None, tuple(lines) or ("没有书面意见。",))
