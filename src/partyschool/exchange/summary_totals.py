"""The annual summary as a JSON document: the words of the counting rules (section 4), one key each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from partyschool.services.quota_rows import QuotaRow
from partyschool.services.statistics_rows import (
    CategoryFigures,
    ClassFigures,
    FlowException,
    Headcount,
    YearStatistics,
    YearSums,
)


def summary_totals(statistics: YearStatistics) -> dict[str, Any]:
    """Counts are whole numbers, days and hours numbers, rates per cent with one decimal or null.

    The totals stand at the top: `classes` is 期数, `attendances` 人次, `persons` 人数, `attendance_rate` 到课率; those
    of the last year under `last_year`. Numbers of people are not in it.
    """
    return {
        "year": statistics.year,
        "as_of": statistics.as_of.isoformat(),
        "includes_provisional": statistics.with_provisional,
        "structure": str(statistics.structure),
        "school": statistics.school,
        **_sums(statistics.sums),
        "last_year": _sums(statistics.last),
        "per_unit": [{"unit": row.name, "town": row.town, **_count(row.count)} for row in statistics.units],
        "per_town": [{"unit": row.name, **_count(row.count)} for row in statistics.towns],
        "per_class": [_class(row) for row in statistics.classes],
        "per_category": [_category(row) for row in statistics.categories],
        "per_month": [asdict(row) for row in statistics.months],
        "exceptions": [_exception(row) for row in statistics.exceptions],
        "still_missing": [_missing(row) for row in statistics.missing],
        "adds_up": statistics.adds_up,
        "checks": [asdict(check) | {"agrees": check.agrees} for check in statistics.checks],
    }


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _sums(sums: YearSums) -> dict[str, Any]:
    return {
        "classes": sums.classes,
        "sessions": sums.sessions,
        "hours": sums.half_hours / 2,
        "attendance_rate": _one(sums.attendance_rate),
        **_count(sums.count),
    }


def _count(count: Headcount) -> dict[str, Any]:
    return {
        "attendances": count.attendances,
        "persons": count.people,
        "member_persons": count.member_people,
        "other_persons": count.other_people,
        **asdict(count.totals),
        "coverage": _one(count.totals.coverage),
        "met_rate": _one(count.totals.met_rate),
        "cadres_rate": _one(count.cadres_rate),
        "rotated_rate": _one(count.rotated_rate),
        "member_hours_met": count.member_hours_met,
    }


def _class(row: ClassFigures) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "state": row.state,
        "confirmed": row.is_confirmed,
        "held": row.is_held,
        "starts": row.starts_on.isoformat(),
        "ends": row.ends_on.isoformat(),
        "days": row.quarter_days / 4,
        "hours": row.half_hours / 2,
        "enrolled": row.enrolled,
        "attendances": row.people if row.is_counted else None,
        "attendance_rate": _one(row.attendance_rate),
        "complete": not row.missing if row.is_held else None,
        "missing": list(row.missing),
    }


def _category(row: CategoryFigures) -> dict[str, Any]:
    return {
        "category": row.category,
        "classes": row.classes,
        "attendances": row.attendances,
        "persons": row.people,
        "hours": row.half_hours / 2,
    }


def _exception(row: FlowException) -> dict[str, Any]:
    return asdict(row) | {"missing": list(row.missing), "at": row.at.isoformat() if row.at else None}


def _missing(row: QuotaRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "unit": row.unit,
        "required_days": row.required_quarter_days / 4,
        "earned_days": row.earned_quarter_days / 4,
        "short_days": row.short_quarter_days / 4,
        "short_hours": row.short_quarter_hours / 4,
    }
