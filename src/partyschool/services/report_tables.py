"""The tables of the annual statistics as values, the same for paper, spreadsheet and window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partyschool.domain.identity import mask_id
from partyschool.services.classes import titles_of
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.statistics_rows import ClassFigures, Headcount, UnitFigures, YearRules, YearStatistics
from partyschool.services.words import (
    CLASS_STATES,
    NOTHING,
    TEACHER_KINDS,
    days,
    hours,
    number,
    rate,
    short_day,
    span,
)

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """`kind`: text, number, percent (per cent, not a fraction), or figure (counts as int, rates as float).

    A value of None is “—” on paper, empty elsewhere.
    """

    title: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """`key` is stable: units, towns, comparison, categories, months, teacher_kinds, teachers, points, classes,
    exceptions, missing. With `has_total` the last row is the sum of everybody."""

    key: str
    heading: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    has_total: bool = False


def value_text(value: Value, kind: str) -> str:
    """As paper shows it: rates with one decimal, “—” for what is not known."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    is_rate = kind == "percent" or (kind == "figure" and isinstance(value, float))
    return rate(value) if is_rate else number(value)


def report_tables(statistics: YearStatistics) -> tuple[ReportTable, ...]:
    """Every table of the year in the order of the report; the towns' lines only where there are several."""
    towns = [towns_table(statistics)] if statistics.has_several_towns else []
    return (
        units_table(statistics),
        *towns,
        comparison_table(statistics),
        categories_table(statistics),
        months_table(statistics),
        teacher_kinds_table(statistics),
        teachers_table(statistics),
        points_table(statistics),
        classes_table(statistics),
        exceptions_table(statistics),
        missing_table(statistics),
    )


def _columns(*titles: str) -> tuple[ReportColumn, ...]:
    """A title that ends in # is a number's, in % a rate's, in ? a figure's."""
    kinds = {"#": "number", "%": "percent", "?": "figure"}
    return tuple(
        ReportColumn(title[:-1], kinds[title[-1]]) if title[-1] in kinds else ReportColumn(title) for title in titles
    )


def unit_name(row: UnitFigures) -> str:
    """People without a unit stand under their own line."""
    return row.name or "未定单位"


def units_table(statistics: YearStatistics) -> ReportTable:
    """A line for each village or department, everybody counted once more at the foot."""
    return _units("units", "各村（社区）", "村（社区）", statistics.units, statistics)


def towns_table(statistics: YearStatistics) -> ReportTable:
    """A line for each town."""
    return _units("towns", "各镇（街道）", "镇（街道）", statistics.towns, statistics)


def _units(key: str, heading: str, first: str, rows: Sequence[UnitFigures], statistics: YearStatistics) -> ReportTable:
    lines = [(unit_name(row), *_figures(row.count)) for row in rows]
    lines.append(("合　计", *_figures(statistics.sums.count)))
    columns = _unit_columns(first, statistics.rules)
    return ReportTable(key, heading, columns, tuple(lines), (hours_note(statistics.rules),), has_total=True)


def hours_note(rules: YearRules) -> str:
    """How the two columns of 学时 differ from 学时达标 in the window, which goes by everybody's own requirement."""
    plain, leading = hours(rules.member_half_hours), hours(rules.leadership_half_hours)
    return (
        f"“{plain}学时达标”是应训党员中满{plain}学时的人数，“{leading}学时达标”只数书记和班子成员中满{leading}学时的；"
        "“统计”页的“学时达标”按每人自己的要求数，所以不一定相等。"
    )


def _unit_columns(first: str, rules: YearRules) -> tuple[ReportColumn, ...]:
    committees = f"村“两委”党员干部（≥{days(rules.committees_quarter_days)}天）"
    return _columns(
        first, "党员总数#", "应训#", "免训#", "已训#", "覆盖率%", "人次#", "年度达标人数#", "年度达标率%",
        f"{committees}应达#", f"{committees}已达#", f"{committees}达标率%",
        f"{hours(rules.member_half_hours)}学时达标#", f"{hours(rules.leadership_half_hours)}学时达标#",
        "流动党员总数#", "流动党员参训#", "五年轮训累计#", "五年轮训率%",
    )  # fmt: skip


def _figures(count: Headcount) -> tuple[Value, ...]:
    totals = count.totals
    return (
        totals.members, totals.due, totals.exempt, totals.trained, totals.coverage, count.attendances,
        totals.met, totals.met_rate, totals.cadres_due, totals.cadres_met, count.cadres_rate,
        count.member_hours_met, totals.leaders_hours_met, totals.floating, totals.floating_trained,
        totals.rotated, count.rotated_rate,
    )  # fmt: skip


def comparison_table(statistics: YearStatistics) -> ReportTable:
    """This year beside the last one, figure by figure."""
    now, before = statistics.sums, statistics.last
    counts: list[tuple[str, int, int]] = [
        ("期数", now.classes, before.classes),
        ("人次", now.count.attendances, before.count.attendances),
        ("人数", now.count.people, before.count.people),
        ("应训党员", now.count.totals.due, before.count.totals.due),
    ]
    rates: list[tuple[str, float | None, float | None]] = [
        ("覆盖率（%）", now.count.totals.coverage, before.count.totals.coverage),
        ("年度达标率（%）", now.count.totals.met_rate, before.count.totals.met_rate),
        ("村“两委”达标率（%）", now.count.cadres_rate, before.count.cadres_rate),
        ("到课率（%）", now.attendance_rate, before.attendance_rate),
        ("五年轮训率（%）", now.count.rotated_rate, before.count.rotated_rate),
    ]
    rows: list[tuple[Value, ...]] = []
    for title, this, last in counts:
        known = None if before.is_empty else last  # a year before the program came is not zero, it is unknown
        rows.append((title, this, known, change(this, known)))
    for title, now_rate, last_rate in rates:
        shown = _one(now_rate), None if before.is_empty else _one(last_rate)
        rows.append((title, *shown, change(*shown, "个百分点")))
    notes = (f"{before.year}年在本机没有培训记录，不作比较。",) if before.is_empty else ()
    columns = _columns("指标", f"{now.year}年?", f"{before.year}年?", "比上年")
    return ReportTable("comparison", "与上年比较", columns, tuple(rows), notes)


def _one(value: float | None) -> float | None:
    """One decimal, as it is printed: a change must be that of the printed figures."""
    return None if value is None else round(value, 1)


def change(now: float | None, before: float | None, unit: str = "") -> str:
    """增5, 减0.4个百分点, 持平, or “—” where one of the two is unknown."""
    if now is None or before is None:
        return NOTHING
    difference = round(now - before, 1)
    if not difference:
        return "持平"
    figure = f"{abs(difference):.1f}" if unit else f"{abs(difference):g}"
    return f"{'增' if difference > 0 else '减'}{figure}{unit}"


def categories_table(statistics: YearStatistics) -> ReportTable:
    """By kind of class."""
    rows = [
        (place, row.category or "未分类", row.classes, row.attendances, row.people, row.half_hours / 2)
        for place, row in enumerate(statistics.categories, 1)
    ]
    columns = _columns("序号#", "班次类别", "期数#", "人次#", "人数#", "学时#")
    return ReportTable("categories", "按班次类别", columns, tuple(rows))


def months_table(statistics: YearStatistics) -> ReportTable:
    """By the month in which classes start, both years."""
    months, year = statistics.months, statistics.year
    lines = [
        ("期数", [row.classes for row in months]),
        (f"{year}年人次", [row.attendances for row in months]),
        (f"{year - 1}年人次", [row.last_attendances for row in months]),
    ]
    rows: list[tuple[Value, ...]] = [(title, *values, sum(values)) for title, values in lines]
    columns = _columns("月份", *(f"{row.month}月#" for row in months), "合计#")
    return ReportTable("months", "按月份（以开班日期计）", columns, tuple(rows))


def teacher_kinds_table(statistics: YearStatistics) -> ReportTable:
    """The pool by kind with what it taught; the share of leaders' lessons is an indicator of the 党校条例."""
    whole = sum(row.half_hours for row in statistics.teacher_kinds)
    rows = [
        (
            TEACHER_KINDS.get(row.kind, row.kind), row.pool, row.taught, row.lessons, row.half_hours / 2,
            100 * row.half_hours / whole if whole else None,
        )
        for row in statistics.teacher_kinds
    ]  # fmt: skip
    columns = _columns("师资类别", "在库人数#", "授课人数#", "课次#", "学时#", "学时占比%")
    return ReportTable("teacher_kinds", "师资", columns, tuple(rows))


def teachers_table(statistics: YearStatistics) -> ReportTable:
    """Every teacher who taught."""
    rows = [
        (
            place, row.name, TEACHER_KINDS.get(row.kind, row.kind), row.title, "在库" if row.in_pool else "库外",
            row.classes, row.lessons, row.half_hours / 2,
        )
        for place, row in enumerate(statistics.teachers, 1)
    ]  # fmt: skip
    columns = _columns("序号#", "授课人", "类别", "单位及职务", "师资库", "班次#", "课次#", "学时#")
    return ReportTable("teachers", "授课情况", columns, tuple(rows))


def points_table(statistics: YearStatistics) -> ReportTable:
    """Teaching points that were used."""
    rows = [
        (place, row.name, row.kind, row.classes, row.lessons, row.half_hours / 2)
        for place, row in enumerate(statistics.points, 1)
    ]
    note = f"启用的教学点共{statistics.active_points}处，本年使用{len(rows)}处。"
    columns = _columns("序号#", "基层教学点", "类别", "班次#", "课次#", "学时#")
    return ReportTable("points", "教学点使用", columns, tuple(rows), (note,))


def classes_table(statistics: YearStatistics) -> ReportTable:
    """Class by class."""
    rows = tuple((place, *_class_values(row)) for place, row in enumerate(statistics.classes, 1))
    notes = ["人次＝每班至少一场认定学时的人数。到课率＝各场认定比例之和÷（名单人数×已办场次）。"]
    waiting = statistics.not_counted
    if waiting:
        codes = "、".join(row.code for row in waiting)
        notes.append(f"{len(waiting)}期尚未认定学时（{codes}），人次和到课率未计入本表。")
    columns = _columns(
        "序号#", "编号", "班次名称", "培训时间", "天数#", "学时#", "名单人数#", "人次#", "其中党员#", "到课率%",
        "满意率%", "教学点", "5+1+N", "状态",
    )  # fmt: skip
    return ReportTable("classes", "各班次情况", columns, rows, tuple(notes))


def _class_values(row: ClassFigures) -> tuple[Value, ...]:
    is_counted = row.is_held and row.is_counted
    complete = NOTHING if not row.is_held else "完成" if not row.missing else f"缺{titles_of(row.missing)}"
    return (
        row.code, row.title, span(row.starts_on, row.ends_on), row.quarter_days / 4, row.half_hours / 2,
        row.enrolled, row.people if is_counted else None, row.member_people if is_counted else None,
        row.attendance_rate if is_counted else None, row.satisfaction,
        "、".join(name.removesuffix("教学点") for name in row.points) or NOTHING, complete,
        "已认定" if row.is_confirmed else CLASS_STATES.get(row.state, row.state),
    )  # fmt: skip


EXCEPTIONS = {"publish": "强制发布", "close": "强制办结", "suspended": "中止", "cancelled": "取消"}


def exceptions_table(statistics: YearStatistics) -> ReportTable:
    """Classes that did not go by 5+1+N, with the typed reasons."""
    rows = [
        (
            place, row.code, row.title, EXCEPTIONS[row.kind], titles_of(row.missing) or NOTHING, row.reason,
            short_day(row.at) if row.at else NOTHING,
        )
        for place, row in enumerate(statistics.exceptions, 1)
    ]  # fmt: skip
    columns = _columns("序号#", "编号", "班次名称", "情形", "缺少的环节", "原因", "日期")
    notes = () if rows else ("本年没有强制发布、强制办结、中止或取消的班次。",)
    return ReportTable("exceptions", "“5+1+N”例外", columns, tuple(rows), notes)


def missing_table(statistics: YearStatistics) -> ReportTable:
    """Who has not met the days, and how much is missing; numbers of people are masked."""
    rows = tuple((place, *_missing_values(row)) for place, row in enumerate(statistics.missing, 1))
    notes = ("要求、已得、还差均为到镇街党校培训的天数。流动党员在职务栏注明。",) if rows else ("应训党员全部达标。",)
    columns = _columns(
        "序号#", "村（社区）", "姓　名", "出生年", "职务", "要求#", "已得#", "还差#", "党支部", "身份证号", "还差学时#",
    )  # fmt: skip
    return ReportTable("missing", f"未达标党员名单（{len(rows)}人）", columns, rows, notes)


def _missing_values(row: QuotaRow) -> tuple[Value, ...]:
    posts = "、".join(dict.fromkeys(row.posts))
    marks = "、".join(part for part in (posts, "流动" if row.is_floating else "") if part)
    return (
        row.village or "未定单位", row.name, row.birth_on[:4], marks, row.required_quarter_days / 4,
        row.earned_quarter_days / 4, row.short_quarter_days / 4, row.unit, mask_id(row.id_number),
        row.short_quarter_hours / 4,
    )  # fmt: skip
