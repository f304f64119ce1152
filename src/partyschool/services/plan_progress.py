"""Planned against done: which rows of the year's plan are done, running, late or open, and the classes outside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from partyschool.domain.plan import Progress, due_classes, next_month, progress_of
from partyschool.domain.terms import ClassState, SessionState
from partyschool.services.plan_queries import in_force, rows_of_plan
from partyschool.services.plan_rows import PlannedRow
from partyschool.storage.database import Database, owner_uid
from partyschool.storage.models import Attendance, ClassSession, TrainingClass


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """A class of the year as the plan sees it; `is_held`: it counts as 期 (a session that somebody attended)."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    state: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class RowProgress:
    """A row with its classes, how many of them count, and how many should by today."""

    year: int
    row: PlannedRow
    state: Progress
    classes: tuple[PlannedClass, ...]
    due: int

    @property
    def held(self) -> int:
        """Classes of the row that were held."""
        return sum(found.is_held for found in self.classes)

    @property
    def arranged(self) -> int:
        """Classes of the row that are laid out and not yet held."""
        return len(self.classes) - self.held

    @property
    def done(self) -> int:
        """Of the planned number."""
        return min(self.held, self.row.form.classes)

    @property
    def left(self) -> int:
        """Planned classes that are not held yet."""
        return self.row.form.classes - self.done

    @property
    def month(self) -> int | None:
        """Where the next class belongs; None when none is left to arrange."""
        taken = len(self.classes)
        form = self.row.form
        return next_month(form.classes, form.months, taken) if taken < form.classes else None


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """The plan in force on a day; `version` None: there is none. `outside`: classes of the year that no row planned."""

    year: int
    as_of: date
    version: int | None
    is_approved: bool
    rows: tuple[RowProgress, ...]
    outside: tuple[PlannedClass, ...]

    @property
    def counts(self) -> Counter[Progress]:
        """Rows by state."""
        return Counter(row.state for row in self.rows)

    @property
    def planned(self) -> int:
        """Planned classes; always `done` + `left`."""
        return sum(row.row.form.classes for row in self.rows)

    @property
    def done(self) -> int:
        """Planned classes that were held."""
        return sum(row.done for row in self.rows)

    @property
    def left(self) -> int:
        """Planned classes that were not held yet."""
        return sum(row.left for row in self.rows)

    def row(self, thread: str) -> RowProgress | None:
        """The row of that thread."""
        return next((row for row in self.rows if row.row.thread == thread), None)


def plan_progress(db: Database, *, year: int) -> PlanProgress:
    """The newest approved version (before the first approval the draft) against the classes of the year, as of now."""
    with db.read() as session:
        return progress_in(session, year, db.now())


def progress_in(session: Session, year: int, now: datetime) -> PlanProgress:
    """The same in an open transaction."""
    plan = in_force(session, year)
    rows = rows_of_plan(session, plan) if plan is not None else ()
    by_thread = _classes(session, year, [row.thread for row in rows])
    today = now.date()
    found = tuple(_row(row, by_thread.get(row.thread, ()), year, today) for row in rows)
    threads = {row.thread for row in rows}
    outside = [one for thread, classes in by_thread.items() if thread not in threads for one in classes]
    outside = [one for one in outside if one.starts_on.year == year]
    outside.sort(key=lambda one: (one.starts_on, one.code))
    version = plan.version if plan is not None else None
    return PlanProgress(year, today, version, plan is not None and bool(plan.approved_on), found, tuple(outside))


def _row(row: PlannedRow, classes: Sequence[PlannedClass], year: int, today: date) -> RowProgress:
    form = row.form
    due = due_classes(form.classes, form.months, year, today)
    held = sum(found.is_held for found in classes)
    state = progress_of(classes=form.classes, held=held, arranged=len(classes) - held, due=due)
    return RowProgress(year, row, state, tuple(classes), due)


def _classes(session: Session, year: int, threads: Sequence[str]) -> dict[str, list[PlannedClass]]:
    """The school's own classes by thread: those of the year, and of these rows also those that were moved out of it.

    Cancelled classes are none; a stopped one counts only when a session of it was held.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = (
        select(TrainingClass)
        .where(
            TrainingClass.owner_uid == owner_uid(session),
            TrainingClass.state != ClassState.CANCELLED,
            TrainingClass.starts_on.between(first, last) | TrainingClass.plan_thread.in_(threads),
        )
        .order_by(TrainingClass.starts_on, TrainingClass.code)
    )
    found = list(session.scalars(query))
    held = _held(session, [row.id for row in found])
    by_thread: dict[str, list[PlannedClass]] = defaultdict(list)
    for row in found:
        if row.state == ClassState.SUSPENDED and row.id not in held:
            continue
        made = PlannedClass(row.code, row.title, row.starts_on, row.ends_on, row.state, row.id in held)
        by_thread[row.plan_thread].append(made)
    return by_thread


def _held(session: Session, class_ids: Sequence[int]) -> set[int]:
    """Asked for by each session, not by each attendance: a city's year has a quarter of a million of them."""
    attended = exists().where(Attendance.session_id == ClassSession.id, Attendance.voided_at.is_(None))
    query = select(ClassSession.class_id).where(
        ClassSession.class_id.in_(class_ids), ClassSession.state != SessionState.CANCELLED, attended
    )
    return set(session.scalars(query))


def late_rows(session: Session, now: datetime) -> tuple[RowProgress, ...]:
    """Rows of this year's plan that are behind, for the list of what to do; a mere draft makes nobody late."""
    found = progress_in(session, now.year, now)
    return tuple(row for row in found.rows if row.state == Progress.LATE) if found.is_approved else ()
