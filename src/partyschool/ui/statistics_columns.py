"""The tables of the 统计 page: units, classes, months, teaching points, teachers, exceptions, who is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from partyschool.ui.class_words import TEACHER_KINDS
from partyschool.ui.hours_columns import rate
from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaRow
    from partyschool.services.statistics_rows import (
        ClassFigures,
        FlowException,
        MonthFigures,
        PointFigures,
        TeacherFigures,
        UnitFigures,
    )

EXCEPTIONS = {"publish": "强制发布", "close": "强制办结", "suspended": "中止", "cancelled": "取消"}
HOURS_TIP = "满了自己学时要求的人，党员和班子成员各按各的要求；打印的统计表分成两列，各按一个学时数，所以不一定相等"


def _figure(title: str, value: Callable[[Any], int], width: int = 72, opens: str = "", tip: str = "") -> Column[Any]:
    return Column(
        title,
        lambda row: f"{value(row):,}",
        align=Align.RIGHT,
        sort=value,
        width=width,
        opens=opens,
        tip=(lambda _: tip) if tip else None,
    )


def _rate(title: str, value: Callable[[Any], float | None], width: int = 80, opens: str = "") -> Column[Any]:
    return Column(title, lambda row: rate(value(row)), align=Align.RIGHT, sort=value, width=width, opens=opens)


UNITS: list[Column[UnitFigures]] = [
    Column("单位", lambda line: line.name or "没有单位", width=112, stretch=True),
    _figure("党员总数", lambda line: line.count.totals.members, 78, "members"),
    _figure("应训", lambda line: line.count.totals.due, 74, "due"),
    _figure("免训", lambda line: line.count.totals.exempt, 56, "exempt"),
    _figure("已训", lambda line: line.count.totals.trained, 74, "trained"),
    _rate("覆盖率", lambda line: line.count.totals.coverage, opens="untrained"),
    _figure("人次", lambda line: line.count.attendances, 74, "attendances"),
    _figure("达标", lambda line: line.count.totals.met, 74, "met"),
    _rate("达标率", lambda line: line.count.totals.met_rate, opens="behind"),
    _figure("两委应达", lambda line: line.count.totals.cadres_due, 76, "cadres_due"),
    _figure("两委已达", lambda line: line.count.totals.cadres_met, 76, "cadres_met"),
    _figure("学时达标", lambda line: line.count.totals.hours_met, 76, "hours_met", HOURS_TIP),
    _figure("流动", lambda line: line.count.totals.floating, 56, "floating"),
    _figure("已轮训", lambda line: line.count.totals.rotated, 66, "rotated"),
    _rate("轮训率", lambda line: line.count.rotated_rate, opens="not_rotated"),
]


def bold(columns: list[Column[Any]]) -> list[Column[Any]]:
    """The same columns for the line of totals."""
    return [replace(column, bold=True) for column in columns]


def _flow(line: ClassFigures) -> str:
    from partyschool.services.classes import titles_of

    if not line.is_held:
        return NOTHING
    if len(line.missing) == 1:
        return f"缺{titles_of(line.missing)}"
    return f"缺 {len(line.missing)} 项" if line.missing else "齐全"


def _flow_tip(line: ClassFigures) -> str:
    from partyschool.services.classes import titles_of

    return f"还缺：{titles_of(line.missing)}" if line.missing else ""


CLASSES: list[Column[ClassFigures]] = [
    Column("编号", lambda line: line.code, width=84),
    Column("班次", lambda line: line.title, width=200, stretch=True),
    Column("开始", lambda line: line.starts_on.isoformat(), width=100),
    _figure("名单", lambda line: line.enrolled, 64),
    _figure("人次", lambda line: line.people, 64, "attendances"),
    _rate("到课率", lambda line: line.attendance_rate),
    Column(
        "学时", lambda line: f"{line.half_hours / 2:g}", align=Align.RIGHT, sort=lambda line: line.half_hours, width=60
    ),
    Column("教学点", lambda line: "、".join(line.points), width=130),
    Column(
        "5+1+N", _flow, Kind.CHIP, tone=lambda line: Tone.WATCH if line.missing else Tone.DONE, tip=_flow_tip, width=130
    ),
    Column(
        "认定",
        lambda line: "已认定" if line.is_confirmed else "未认定",
        Kind.CHIP,
        tone=lambda line: Tone.DONE if line.is_confirmed else Tone.WATCH,
        width=84,
    ),
]

MONTHS: list[Column[MonthFigures]] = [
    Column("月份", lambda line: f"{line.month} 月", sort=lambda line: line.month, width=100, stretch=True),
    _figure("期数", lambda line: line.classes, 100, "classes"),
    _figure("人次", lambda line: line.attendances, 100, "attendances"),
    _figure("去年同月人次", lambda line: line.last_attendances, 120, "last_attendances"),
]

POINTS: list[Column[PointFigures]] = [
    Column("教学点", lambda line: line.name, width=220, stretch=True),
    _figure("用过的班次", lambda line: line.classes, 110, "classes"),
    _figure("课次", lambda line: line.lessons, 90, "classes"),
    Column(
        "学时", lambda line: f"{line.half_hours / 2:g}", align=Align.RIGHT, sort=lambda line: line.half_hours, width=90
    ),
]

TEACHERS: list[Column[TeacherFigures]] = [
    Column("教师", lambda line: line.name, Kind.NAME, tag=lambda line: "" if line.in_pool else "库外", width=140),
    Column("类别", lambda line: TEACHER_KINDS.get(line.kind, line.kind), width=100),
    Column("职务", lambda line: line.title, width=180, stretch=True),
    _figure("班次", lambda line: line.classes, 80, "classes"),
    _figure("课次", lambda line: line.lessons, 80, "classes"),
    Column(
        "学时", lambda line: f"{line.half_hours / 2:g}", align=Align.RIGHT, sort=lambda line: line.half_hours, width=80
    ),
]


def _missing_steps(line: FlowException) -> str:
    from partyschool.services.classes import titles_of

    return titles_of(line.missing)


FLOW_EXCEPTIONS: list[Column[FlowException]] = [
    Column("编号", lambda line: line.code, width=90),
    Column("班次", lambda line: line.title, width=220, stretch=True),
    Column("情况", lambda line: EXCEPTIONS[line.kind], Kind.CHIP, tone=lambda line: Tone.WATCH, width=100),
    Column("缺少", _missing_steps, width=200),
    Column("原因", lambda line: line.reason, width=240, stretch=True),
]


def _short(line: QuotaRow) -> str:
    from partyschool.services.quota_words import days

    return f"差 {days(line.short_quarter_days)} 天" if line.short_quarter_days else "达标"


MISSING: list[Column[QuotaRow]] = [
    Column("姓名", lambda line: line.name, Kind.NAME, tag=lambda line: "流动" if line.is_floating else "", width=130),
    Column("单位", lambda line: line.unit, width=160),
    Column("职务", lambda line: "、".join(line.posts), width=180, stretch=True),
    Column(
        "天数", _short, Kind.CHIP, tone=lambda line: Tone.WATCH, sort=lambda line: line.short_quarter_days, width=110
    ),
]
