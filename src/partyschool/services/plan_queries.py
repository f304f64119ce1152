"""Questions about the yearly plan: its years, versions and rows, and what changed between two versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.plan import PlanState
from partyschool.errors import Refusal
from partyschool.services.plan_rows import PlanHead, PlannedRow, PlanRowForm, PlanVersion, RowChange, compare_rows
from partyschool.storage.database import Database, owner_uid
from partyschool.storage.models.planning import AnnualPlan, PlanCourse, PlanRow


def list_plan_years(db: Database) -> list[int]:
    """Years with a plan, this one and the next, newest first."""
    with db.read() as session:
        own = select(AnnualPlan.year).where(AnnualPlan.owner_uid == owner_uid(session)).distinct()
        known = set(session.scalars(own))
    return sorted(known | {db.now().year, db.now().year + 1}, reverse=True)


def list_plan_versions(db: Database, *, year: int) -> list[PlanHead]:
    """The versions of a year's plan, newest first."""
    with db.read() as session:
        return [_head(plan) for plan in reversed(_versions(session, year))]


def find_plan(db: Database, *, year: int, version: int | None = None) -> PlanVersion | None:
    """A version of a year's plan, the newest without a number; None where there is none."""
    with db.read() as session:
        return version_of(session, year, version)


def get_plan(db: Database, *, year: int, version: int | None = None) -> PlanVersion:
    """The same.

    :raises Refusal: there is none.
    """
    found = find_plan(db, year=year, version=version)
    if found is None:
        raise Refusal(f"{year} 年度还没有计划。请在“计划与课程”页编制，或用 import plan 导入。", code="plan_missing")
    return found


def compare_plans(db: Database, *, year: int, older: int, newer: int) -> list[RowChange]:
    """What the newer version changed, row by row.

    :raises Refusal: one of the two is not there.
    """
    before, after = (get_plan(db, year=year, version=version) for version in (older, newer))
    return compare_rows(before.rows, after.rows)


def newest(session: Session, year: int) -> AnnualPlan | None:
    """The newest version of the school's own plan."""
    return next(reversed(_versions(session, year)), None)


def in_force(session: Session, year: int) -> AnnualPlan | None:
    """The newest approved version; before the first approval the draft."""
    versions = _versions(session, year)
    approved = [plan for plan in versions if plan.state == PlanState.APPROVED]
    return next(reversed(approved or versions), None)


def version_of(session: Session, year: int, version: int | None = None) -> PlanVersion | None:
    """A version with its rows in an open transaction."""
    plan = next(
        (plan for plan in reversed(_versions(session, year)) if version is None or plan.version == version), None
    )
    return None if plan is None else PlanVersion(_head(plan), rows_of_plan(session, plan))


def rows_of_plan(session: Session, plan: AnnualPlan) -> tuple[PlannedRow, ...]:
    """The rows of a version in order."""
    query = select(PlanRow).where(PlanRow.plan_id == plan.id).order_by(PlanRow.position, PlanRow.id)
    found = list(session.scalars(query))
    courses = _courses(session, [row.id for row in found])
    return tuple(_row(row, courses[row.id]) for row in found)


def _versions(session: Session, year: int) -> list[AnnualPlan]:
    own = select(AnnualPlan).where(AnnualPlan.year == year, AnnualPlan.owner_uid == owner_uid(session))
    return list(session.scalars(own.order_by(AnnualPlan.version)))


def _courses(session: Session, row_ids: Sequence[int]) -> dict[int, list[int]]:
    wanted: dict[int, list[int]] = defaultdict(list)
    query = select(PlanCourse.row_id, PlanCourse.course_id).where(PlanCourse.row_id.in_(row_ids))
    for row_id, course_id in session.execute(query.order_by(PlanCourse.position)):
        wanted[row_id].append(course_id)
    return wanted


def _row(row: PlanRow, course_ids: list[int]) -> PlannedRow:
    form = PlanRowForm(
        row.title, row.audience, tuple(int(month) for month in row.months.split(",")), row.classes, row.people_each,
        row.quarter_days, row.half_hours, row.category, row.module, row.content,
        tuple(course_ids), row.place, row.teaching_point_id, row.teachers,
        row.responsible, row.note,
    )  # fmt: skip
    return PlannedRow(
        row.thread, row.position, row.module_title, row.point_name,
        tuple(filter(None, row.course_titles.split("\n"))), form,
    )  # fmt: skip


def _head(plan: AnnualPlan) -> PlanHead:
    return PlanHead(
        plan.id, plan.year, plan.version, PlanState(plan.state), plan.made_by, plan.approved_by, plan.approved_on,
        plan.note,
    )  # fmt: skip
