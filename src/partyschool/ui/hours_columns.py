"""What the lists of the 学时 page say of a unit and of a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from partyschool.services.quota_words import CATEGORIES, KINDS, days, hours
from partyschool.ui.table_model import Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaRow, UnitTotals
    from partyschool.services.requirements import RequirementForm

WORDS = {
    "due": "应训的人",
    "trained": "已训的人",
    "met": "达标的人",
    "behind": "谁还差多少",
    "exempt": "免训的人",
    "not_required": "当年不作要求的人",
}
WEAK = 50.0


def rules_words(rules: Sequence[RequirementForm]) -> str:
    """The highest of each category, as the rule itself takes it: 党员 1 天、32 学时；村“两委”成员 2 天."""
    parts = []
    for category, title in CATEGORIES.items():
        own = [rule for rule in rules if rule.category == category]
        owed_days = max((rule.quarter_days for rule in own), default=0)
        owed_hours = max((rule.half_hours for rule in own), default=0)
        said = [f"{days(owed_days)} 天" if owed_days else "", f"{hours(2 * owed_hours)} 学时" if owed_hours else ""]
        if any(said):
            parts.append(f"{title} {'、'.join(word for word in said if word)}")
    return "；".join(parts) or "没有设定"


def rate(value: float | None) -> str:
    """One decimal, or — where nobody is due."""
    return "—" if value is None else f"{value:.1f}%"


def _met_tone(line: UnitTotals) -> Tone:
    return Tone.WATCH if (line.totals.met_rate or 0) < WEAK else Tone.ACCENT


UNIT_COLUMNS: list[Column[UnitTotals]] = [
    Column("单位", lambda line: line.name, width=106, stretch=True),
    Column(
        "应训", lambda line: f"{line.totals.due:,}", align=Align.RIGHT, sort=lambda line: line.totals.due, width=62
    ),
    Column(
        "覆盖率", lambda line: rate(line.totals.coverage), Kind.BAR,
        fraction=lambda line: (line.totals.coverage or 0) / 100, sort=lambda line: line.totals.coverage, width=104,
    ),
    Column(
        "达标率", lambda line: rate(line.totals.met_rate), Kind.BAR,
        tone=_met_tone,
        fraction=lambda line: (line.totals.met_rate or 0) / 100, sort=lambda line: line.totals.met_rate, width=104,
    ),
    Column(
        "还差", lambda line: f"{line.totals.behind:,}", align=Align.RIGHT, width=58,
        sort=lambda line: line.totals.behind,
    ),
]  # fmt: skip

TOTALS_COLUMNS: list[Column[UnitTotals]] = [replace(column, bold=True) for column in UNIT_COLUMNS]


def _role(row: QuotaRow) -> str:
    words = [*row.posts[:1], "两委" if row.in_two_committees else "", "流动党员" if row.is_floating else ""]
    said = " · ".join(word for word in words if word)
    return said or {"full": "普通党员"}.get(row.kind, KINDS.get(row.kind, ""))


def _days_short(row: QuotaRow) -> str:
    if row.short_quarter_days:
        return f"差 {days(row.short_quarter_days)} 天"
    return f"{days(row.earned_quarter_days)} 天"


def _hours_short(row: QuotaRow) -> str:
    if row.short_quarter_hours:
        return f"差 {hours(row.short_quarter_hours)} 学时"
    return f"{hours(row.earned_quarter_hours)} 学时"


def person_columns(is_planned: Callable[[QuotaRow], bool]) -> list[Column[QuotaRow]]:
    """`is_planned` tells who is enrolled in classes that will give the days that are missing."""
    return [
        Column(
            "姓名", lambda row: row.name, Kind.TWO_LINES, second=_role, width=140, stretch=True,
            tag=lambda row: "已排班" if is_planned(row) else "",
        ),
        Column(
            "还差", _days_short, Kind.TWO_LINES, second=_hours_short, align=Align.RIGHT,
            tone=lambda row: Tone.WATCH if row.short_quarter_days else None, width=98,
        ),
    ]  # fmt: skip
