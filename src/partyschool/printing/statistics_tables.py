"""The tables of the annual statistics (年度统计表): by unit, class kind, month, point, teacher, class, exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partyschool.printing.fonts import Role
from partyschool.printing.sections import Section
from partyschool.printing.styles import FIGURE, HEAD, TEXT, TOTAL_FILL, Style
from partyschool.printing.table import Cell, Column, Row, Spot, Table
from partyschool.services.classes import titles_of
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.statistics_rows import ClassFigures, Headcount, UnitFigures, YearRules, YearStatistics
from partyschool.services.words import (
    CLASS_STATES,
    NOTHING,
    POINT_KINDS,
    TEACHER_KINDS,
    days,
    hours,
    number,
    rate,
    short_day,
    span,
)

NAME = replace(TEXT, size=11, least=8)
LEFT = replace(TEXT, size=10.5, least=9, align="left")
TITLE = replace(LEFT, size=10, least=8)
SMALL = replace(TEXT, size=10.5, least=8)
NUMBER = replace(FIGURE, size=11.5, least=7, align="right")
TOTAL = Style(Role.HEI, 11, least=7, align="right")
HEADS = replace(HEAD, size=10, least=7)
BODY_HEIGHT, TOTAL_HEIGHT = 6.25, 7.0

_UNIT_WIDTHS = (
    23.0, 14.8, 13.6, 11.6, 13.8, 15.5, 14.5, 13.6, 14.8, 14.3, 14.3, 16.2, 15.0, 15.1, 13.0, 13.0, 15.7, 15.2,
)  # fmt: skip


def unit_name(row: UnitFigures) -> str:
    """People without a unit stand under their own line."""
    return row.name or "未定单位"


def unit_table(
    rows: Sequence[UnitFigures], whole: Headcount, rules: YearRules, *, heading: str = "村（社区）"
) -> Table:
    """Lines of units with the total of everybody at the foot, counted by itself."""
    columns = [Column(_UNIT_WIDTHS[0], NAME), *(Column(width, NUMBER) for width in _UNIT_WIDTHS[1:])]
    body = [Row([Cell(unit_name(row)), *_figures(row.count)], BODY_HEIGHT) for row in rows]
    total = [Cell(text, TOTAL) for text in _figures(whole)]
    name = Cell("合　计", replace(TOTAL, align="center"))
    body.append(Row([name, *total], TOTAL_HEIGHT, strong=True, fill=TOTAL_FILL))
    return Table(columns, _unit_head(rules, heading), body, head_style=HEADS, padding=2.4, head_padding=0.6)


def _unit_head(rules: YearRules, heading: str) -> list[Row]:
    ordinary, leaders = hours(rules.member_half_hours), hours(rules.leadership_half_hours)
    tall = [heading, "党员\n总数", "应训", "免训", "已训", "覆盖率", "人次"]
    committees = f"村“两委”党员干部（≥{days(rules.committees_quarter_days)}天）"
    upper: list[Spot] = [
        *(Cell(text, down=2) for text in tall),
        Cell("年度达标", across=2), None,
        Cell(committees, across=3), None, None,
        Cell(f"{ordinary}学时\n达标", down=2), Cell(f"{leaders}学时\n达标", down=2),
        Cell("流动党员", across=2), None,
        Cell("五年轮训", across=2), None,
    ]  # fmt: skip
    lower: list[Spot] = [
        *(None for _ in tall), "人数", "率", "应达", "已达", "率", None, None, "总数", "参训", "累计", "率",
    ]  # fmt: skip
    return [Row(upper, 7), Row(lower, 9)]


def _figures(count: Headcount) -> list[str]:
    totals = count.totals
    figures: list[int | float | None] = [
        totals.members, totals.due, totals.exempt, totals.trained, totals.coverage, count.attendances,
        totals.met, totals.met_rate, totals.cadres_due, totals.cadres_met, count.cadres_rate,
        count.member_hours_met, totals.leaders_hours_met, totals.floating, totals.floating_trained,
        totals.rotated, count.rotated_rate,
    ]  # fmt: skip
    return [str(value) if isinstance(value, int) else rate(value) for value in figures]


def _table(titles: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], styles: str) -> Table:
    """A plain table; `styles` has a letter a column: c centred, l left, t a title that shrinks, n figures at the
    right, f figures in the middle."""
    chosen = {"c": SMALL, "l": LEFT, "t": TITLE, "n": NUMBER, "f": FIGURE}
    columns = [Column(width, chosen[letter]) for width, letter in zip(widths, styles, strict=True)]
    body = [Row(list(row)) for row in rows]
    return Table(columns, [Row(list(titles), 8)], body, row_height=BODY_HEIGHT, head_style=HEADS, padding=1.4)


def _numbered(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[str(place), *row] for place, row in enumerate(rows, 1)]


def category_section(statistics: YearStatistics) -> Section:
    """By kind of class."""
    rows = [
        [row.category or "未分类", str(row.classes), str(row.attendances), str(row.people), hours(row.half_hours)]
        for row in statistics.categories
    ]
    titles = ["序号", "班次类别", "期数", "人次", "人数", "学时"]
    return Section("按班次类别", _table(titles, [14, 93, 40, 40, 40, 40], _numbered(rows), "clffff"))


def month_section(statistics: YearStatistics) -> Section:
    """By month, both years."""
    year = statistics.year
    titles = ["月份", *(f"{row.month}月" for row in statistics.months), "合计"]
    lines = [
        ("期数", [row.classes for row in statistics.months]),
        (f"{year}年人次", [row.attendances for row in statistics.months]),
        (f"{year - 1}年人次", [row.last_attendances for row in statistics.months]),
    ]
    rows = [[title, *(str(value) for value in (*values, sum(values)))] for title, values in lines]
    return Section("按月份（以开班日期计）", _table(titles, [28, *([18.0] * 12), 23], rows, "c" + "f" * 13))


def point_section(statistics: YearStatistics) -> Section:
    """Teaching points that were used."""
    rows = [
        [row.name, POINT_KINDS.get(row.kind, row.kind), str(row.classes), str(row.lessons), hours(row.half_hours)]
        for row in statistics.points
    ]
    titles = ["序号", "基层教学点", "类别", "班次", "课次", "学时"]
    note = f"启用的教学点共{statistics.active_points}处，本年使用{len(rows)}处。"
    return Section("教学点使用", _table(titles, [14, 103, 45, 35, 35, 35], _numbered(rows), "clcfff"), (note,))


def teacher_kind_section(statistics: YearStatistics) -> Section:
    """The pool by kind with what it taught; the share of leaders' lessons is an indicator of the 党校条例."""
    whole = sum(row.half_hours for row in statistics.teacher_kinds)
    rows = [
        [
            TEACHER_KINDS.get(row.kind, row.kind), str(row.pool), str(row.taught), str(row.lessons),
            hours(row.half_hours), rate(100 * row.half_hours / whole if whole else None),
        ]
        for row in statistics.teacher_kinds
    ]  # fmt: skip
    titles = ["师资类别", "在库人数", "授课人数", "课次", "学时", "学时占比（%）"]
    return Section("师资", _table(titles, [67, 40, 40, 40, 40, 40], rows, "cfffff"))


def teacher_section(statistics: YearStatistics) -> Section:
    """Every teacher who taught."""
    rows = [
        [
            row.name, TEACHER_KINDS.get(row.kind, row.kind), row.title, "在库" if row.in_pool else "库外",
            str(row.classes), str(row.lessons), hours(row.half_hours),
        ]
        for row in statistics.teachers
    ]  # fmt: skip
    titles = ["序号", "授课人", "类别", "单位及职务", "师资库", "班次", "课次", "学时"]
    return Section("授课情况", _table(titles, [14, 34, 32, 95, 23, 23, 23, 23], _numbered(rows), "ccclcfff"))


def class_section(statistics: YearStatistics) -> Section:
    """Class by class."""
    rows = [_class_row(row) for row in statistics.classes]
    titles = [
        "序号", "编号", "班次名称", "培训时间", "天数", "学时", "名单人数", "人次", "其中党员", "到课率",
        "教学点", "5+1+N", "状态",
    ]  # fmt: skip
    widths = [10, 19, 57, 27, 11, 11, 15, 13, 15, 14, 36, 21, 18]
    table = _table(titles, widths, _numbered(rows), "cctcnnnnnnccc")
    waiting = statistics.not_counted
    notes = ["人次＝每班至少一场认定学时的人数。到课率＝各场认定比例之和÷（名单人数×已办场次）。"]
    if waiting:
        names = "、".join(f"{row.code}" for row in waiting)
        notes.append(f"{len(waiting)}期尚未认定学时（{names}），人次和到课率未计入本表。")
    return Section("各班次情况", table, tuple(notes))


def _class_row(row: ClassFigures) -> list[str]:
    state = "已认定" if row.is_confirmed else CLASS_STATES.get(row.state, row.state)
    held = row.is_held
    people = [str(row.people), str(row.member_people)] if row.is_counted and held else [NOTHING, NOTHING]
    complete = NOTHING if not held else "完成" if not row.missing else f"缺{titles_of(row.missing)}"
    points = "、".join(name.removesuffix("教学点") for name in row.points) or NOTHING
    return [
        row.code, row.title, span(row.starts_on, row.ends_on), days(row.quarter_days), hours(row.half_hours),
        str(row.enrolled), *people, rate(row.attendance_rate if held else None), points, complete, state,
    ]  # fmt: skip


EXCEPTIONS = {"publish": "强制发布", "close": "强制办结", "suspended": "中止", "cancelled": "取消"}


def exception_section(statistics: YearStatistics) -> Section:
    """Classes that did not go by 5+1+N, with the typed reasons."""
    if not statistics.exceptions:
        return Section("“5+1+N”例外", None, ("本年没有强制发布、强制办结、中止或取消的班次。",))
    rows = [
        [
            row.code, row.title, EXCEPTIONS[row.kind], titles_of(row.missing) or NOTHING, row.reason,
            short_day(row.at) if row.at else NOTHING,
        ]
        for row in statistics.exceptions
    ]  # fmt: skip
    titles = ["序号", "编号", "班次名称", "情形", "缺少的环节", "原因", "日期"]
    return Section("“5+1+N”例外", _table(titles, [10, 20, 66, 22, 50, 77, 22], _numbered(rows), "cctcllc"))


def missing_section(statistics: YearStatistics) -> Section:
    """Who has not met the days, two persons side by side."""
    people = statistics.missing
    heading = f"未达标党员名单（{len(people)}人）"
    if not people:
        return Section(heading, None, ("应训党员全部达标。",))
    blocks = [_missing_spots(place, row) for place, row in enumerate(people, 1)]
    half = (len(blocks) + 1) // 2
    left, right = blocks[:half], [*blocks[half:], *([[""] * 8] * (2 * half - len(blocks)))]
    titles = ["序号", "村（社区）", "姓　名", "出生年", "职务", "要求", "已得", "还差"]
    widths = [11, 25, 23, 14, 26, 11, 11, 12.5]
    table = _table(titles * 2, widths * 2, [[*a, *b] for a, b in zip(left, right, strict=True)], "cccccnnn" * 2)
    return Section(heading, table, ("要求、已得、还差均为到镇街党校培训的天数。流动党员在职务栏注明。",))


def _missing_spots(place: int, row: QuotaRow) -> list[str]:
    posts = "、".join(dict.fromkeys(row.posts))
    marks = "、".join(part for part in (posts, "流动" if row.is_floating else "") if part)
    return [
        str(place), row.village or "未定单位", row.name, row.birth_on[:4], marks,
        days(row.required_quarter_days), days(row.earned_quarter_days), days(row.short_quarter_days),
    ]  # fmt: skip


def comparison_section(statistics: YearStatistics) -> Section:
    """This year beside the last one, figure by figure."""
    now, before = statistics.sums, statistics.last
    lines: list[tuple[str, float | None, float | None, bool]] = [
        ("期数", now.classes, before.classes, False),
        ("人次", now.count.attendances, before.count.attendances, False),
        ("人数", now.count.people, before.count.people, False),
        ("应训党员", now.count.totals.due, before.count.totals.due, False),
        ("覆盖率（%）", now.count.totals.coverage, before.count.totals.coverage, True),
        ("年度达标率（%）", now.count.totals.met_rate, before.count.totals.met_rate, True),
        ("村“两委”达标率（%）", now.count.cadres_rate, before.count.cadres_rate, True),
        ("到课率（%）", now.attendance_rate, before.attendance_rate, True),
        ("五年轮训率（%）", now.count.rotated_rate, before.count.rotated_rate, True),
    ]
    rows = [
        [title, _value(this, of_rate), _value(last, of_rate), _change(this, last, of_rate)]
        for title, this, last, of_rate in lines
    ]
    titles = ["指标", f"{now.year}年", f"{before.year}年", "比上年"]
    notes = (f"{before.year}年在本机没有培训记录，比较只供参考。",) if before.is_empty else ()
    return Section("与上年比较", _table(titles, [97, 55, 55, 60], rows, "cfff"), notes)


def _value(value: float | None, of_rate: bool) -> str:
    if of_rate:
        return rate(value)
    return NOTHING if value is None else number(value)


def _change(now: float | None, before: float | None, of_rate: bool) -> str:
    if now is None or before is None:
        return NOTHING
    change = round(now, 1) - round(before, 1)
    if not change:
        return "持平"
    figure = f"{abs(change):.1f}个百分点" if of_rate else number(abs(change))
    return f"{'增' if change > 0 else '减'}{figure}"
