"""年度统计表: the units' table with its check and two charts, then every other table of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.printing.charts import Bar, PairedBar, draw_bars, draw_pairs
from partyschool.printing.fonts import Role
from partyschool.printing.sections import MARGIN, Frame, Section, section_pages
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.statistics_tables import section, units_on_paper
from partyschool.printing.styles import A4_LANDSCAPE, RED, TITLE, Box, Style, fitted
from partyschool.printing.table import TablePart
from partyschool.services.report_tables import hours_note, report_tables, towns_table, unit_name, units_table
from partyschool.services.statistics_rows import Check, YearStatistics
from partyschool.services.summary_text import short_name
from partyschool.services.words import RESTRICTED, day_words, rate, structure_words

TOP, LOWEST = 33.0, 185.0
SIGN_Y, FOOT_Y = 193.5, 202.8
CHART_HEIGHT, TALL_CHART, CHART_GAP, ROW_GAP, CHECK_HEIGHT = 50.0, 70.0, 14.0, 6.0, 12.6
MANY_UNITS = 16  # more bars than this take the whole width of the page

_FACTS = Style(Role.FANG, 11.5)
_CHECK = Style(Role.FANG, 11, least=8)
_SIGN = Style(Role.FANG, 13)


def print_statistics(statistics: YearStatistics, *, made: date, edition: int = 1) -> bytes:
    """The year's tables as a file of their own.

    :param edition: how many times this year's table has been made; it stands in the footer with the time.
    """
    pages = statistics_pages(statistics, made=made, edition=edition)
    return build_pdf(pages, title=_title(statistics), author=statistics.school, made=made, paper=A4_LANDSCAPE)


def statistics_pages(statistics: YearStatistics, *, made: date, edition: int = 1) -> list[Page]:
    """The pages by themselves, for the annual summary to take in."""
    footer = _footer(statistics, edition)
    frame = Frame(A4_LANDSCAPE, 18, 188, footer)
    tables = [table for table in report_tables(statistics) if table.key not in {"units", "towns"}]
    sections = [section(table) for table in tables]
    return [*_unit_pages(statistics, made, footer), *section_pages(_numbered(sections), frame)]


def _numbered(sections: Sequence[Section]) -> list[Section]:
    numerals = "一二三四五六七八九十"
    return [replace(row, heading=f"表{numerals[place]}　{row.heading}") for place, row in enumerate(sections, 1)]


def _title(statistics: YearStatistics) -> str:
    return f"{short_name(statistics)}{statistics.year}年度培训统计表"


def _footer(statistics: YearStatistics, edition: int) -> str:
    return f"{RESTRICTED}　　生成时间 {statistics.made_at:%Y-%m-%d %H:%M}　第 {edition} 版"


@dataclass(frozen=True, slots=True)
class _UnitPage:
    """A page of the units' table; the last ones carry check and charts."""

    statistics: YearStatistics
    made: date
    footer: str
    part: TablePart | None
    with_check: bool = False
    charts_top: float = 0
    is_last: bool = False


def _unit_pages(statistics: YearStatistics, made: date, footer: str) -> list[Page]:
    room = LOWEST - TOP - CHECK_HEIGHT
    parts = units_on_paper(units_table(statistics), statistics.rules).split(room)
    towns = (
        units_on_paper(towns_table(statistics), statistics.rules).split(room) if statistics.has_several_towns else []
    )
    blank = _UnitPage(statistics, made, footer, None)
    pages = [replace(blank, part=part) for part in (*towns, *parts)]
    below = TOP + parts[-1].height + CHECK_HEIGHT
    wanted = 2 * CHART_HEIGHT + ROW_GAP if len(statistics.units) > MANY_UNITS else CHART_HEIGHT
    pages[-1] = replace(pages[-1], with_check=True)
    if below + wanted <= LOWEST + 3:
        pages[-1] = replace(pages[-1], charts_top=max(below, LOWEST - 1 - wanted), is_last=True)
    else:
        pages.append(replace(blank, charts_top=TOP, is_last=True))
    return [partial(_unit_page, page) for page in pages]


def _unit_page(page: _UnitPage, sheet: Sheet) -> None:
    statistics = page.statistics
    right = sheet.paper.width - MARGIN
    sheet.headline(22, _title(statistics), replace(TITLE, size=20), margin=MARGIN)
    sheet.text(MARGIN, 29.8, _basis(statistics), _FACTS)
    sheet.text(right, 29.8, "单位：人、人次、%", replace(_FACTS, align="right"))
    if page.part is not None:
        page.part.draw(sheet, MARGIN, TOP)
        if page.with_check:
            _check(statistics, TOP + page.part.height + 5.6, sheet)
            _hours_note(statistics, TOP + page.part.height + 10.4, sheet)
    if page.is_last:
        _charts(statistics, page.charts_top, sheet)
        _signatures(page.made, sheet)
    sheet.footer(page.footer, margin=MARGIN, y=FOOT_Y)


def _basis(statistics: YearStatistics) -> str:
    credit = "含未认定学时" if statistics.with_provisional else "只计已认定学时"
    structure = structure_words(statistics.structure, statistics.as_of)
    return f"统计口径：截至{day_words(statistics.as_of)}，{structure}，{credit}"


def _check(statistics: YearStatistics, y: float, sheet: Sheet) -> None:
    totals = statistics.sums.count.totals
    if not statistics.adds_up:
        wrong = [check for check in statistics.checks if not check.agrees]
        words = f"核对：有{len(wrong)}列的各村合计与全镇不相等（{_differences(wrong)}），请先检查数据再使用本表。"
        sheet.fitted_text(MARGIN, y, words, replace(_CHECK, color=RED), sheet.paper.width - 2 * MARGIN)
        return
    relaxed = f"＋当年不作要求 {totals.not_required}" if totals.not_required else ""
    others = statistics.sums.count.other_people
    words = (
        f"核对：各村合计与全镇逐列相等。覆盖率＝已训÷应训；免训不在应训内；党员总数 {totals.members}＝"
        f"应训 {totals.due}＋免训 {totals.exempt}{relaxed}。人次含非党员（{others} 人）。"
    )
    sheet.text(MARGIN, y, words, fitted(words, _CHECK, sheet.paper.width - 2 * MARGIN))


def _hours_note(statistics: YearStatistics, y: float, sheet: Sheet) -> None:
    words = f"说明：{hours_note(statistics.rules)}"
    sheet.text(MARGIN, y, words, fitted(words, _CHECK, sheet.paper.width - 2 * MARGIN))


def _differences(wrong: Sequence[Check]) -> str:
    return "、".join(f"{check.key} {check.parts}≠{check.whole}" for check in wrong[:4])


def _charts(statistics: YearStatistics, top: float, sheet: Sheet) -> None:
    rows = [row for row in statistics.units if row.count.totals.coverage is not None]
    rows.sort(key=lambda row: -(row.count.totals.coverage or 0))
    weak = statistics.rules.weak_coverage
    bars = [
        Bar(unit_name(row), value, "100" if value == 100 else rate(value), value < weak)
        for row in rows
        if (value := row.count.totals.coverage) is not None
    ]
    width = sheet.paper.width - 2 * MARGIN
    is_wide = len(bars) > MANY_UNITS
    height = TALL_CHART if top == TOP else CHART_HEIGHT
    first = Box(MARGIN, top, width if is_wide else 126, height)
    second = Box(MARGIN, top + height + ROW_GAP, width, height)
    if not is_wide:
        second = Box(MARGIN + 126 + CHART_GAP, top, width - 126 - CHART_GAP, height)
    note = f"红色：低于{weak:g}%" if any(bar.weak for bar in bars) else ""
    draw_bars(sheet, first, "各村覆盖率（%）", bars, top=100, note=note)
    _months(statistics, second, sheet)


def _months(statistics: YearStatistics, box: Box, sheet: Sheet) -> None:
    last = statistics.last
    pairs = [
        PairedBar(f"{row.month}月", row.attendances, None if last.is_empty else row.last_attendances)
        for row in statistics.months
    ]
    before = "" if last.is_empty else f"{last.year}年 {last.count.attendances}"
    draw_pairs(sheet, box, "分月培训人次", pairs, (before, f"{statistics.year}年 {statistics.sums.count.attendances}"))


def _signatures(made: date, sheet: Sheet) -> None:
    sheet.text(MARGIN, SIGN_Y, "制表：", _SIGN)
    sheet.line(MARGIN + 13.5, SIGN_Y + 0.9, 67, SIGN_Y + 0.9)
    sheet.text(76, SIGN_Y, "审核（校长）：", _SIGN)
    sheet.line(108, SIGN_Y + 0.9, 145, SIGN_Y + 0.9)
    sheet.text(154, SIGN_Y, "填表单位（章）：", _SIGN)
    sheet.text(sheet.paper.width - MARGIN, SIGN_Y, day_words(made), replace(_SIGN, align="right"))
