"""What people can still earn this year: in the classes they are enrolled in, and in all that are still planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState
from partyschool.services.earned import CountedSession, counted_sessions
from partyschool.services.quota_rows import QuotaRow
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, Enrolment, TrainingClass

OPEN_STATES = (ClassState.DRAFT, ClassState.PUBLISHED)
HALF_DAY = 2  # quarter days


class Prospect(StrEnum):
    """How somebody who is behind can still make it: enrolled already, by a planned class, or not any more."""

    ENROLLED = "enrolled"
    POSSIBLE = "possible"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Outlook:
    """Quarter days that are still to come in the year.

    :ivar enrolled: by person, in classes that he is enrolled in.
    :ivar planned: what somebody gets who comes to every planned class; sessions at the same time count once.
    :ivar signed: by person, what of `planned` he is signed in for already.
    :ivar is_over: the year has passed, nothing can be made up any more.
    """

    enrolled: Counter[int] = field(default_factory=Counter)
    planned: int = 0
    signed: Counter[int] = field(default_factory=Counter)
    is_over: bool = False

    def prospect_of(self, row: QuotaRow) -> Prospect | None:
        """None for whoever is not behind, and for everybody once the year is over."""
        short = row.short_quarter_days
        if not short or self.is_over:
            return None
        if self.enrolled[row.person_id] >= short:
            return Prospect.ENROLLED
        within = self.planned - self.signed[row.person_id] >= short
        return Prospect.POSSIBLE if within else Prospect.UNREACHABLE


def list_days_to_come(db: Database, *, year: int) -> Counter[int]:
    """Quarter days by person in sessions of the year that are not over yet."""
    with db.read() as session:
        return days_to_come(session, year, db.now())


def days_to_come(session: Session, year: int, now: datetime) -> Counter[int]:
    """The same in an open transaction."""
    return outlook_of(session, year, now).enrolled


def year_outlook(db: Database, *, year: int) -> Outlook:
    """What can still be earned in the year, by the office's clock."""
    with db.read() as session:
        return outlook_of(session, year, db.now())


def outlook_of(session: Session, year: int, now: datetime) -> Outlook:
    """The same in an open transaction. Only sessions that give days count, and nobody gets one twice."""
    coming = _sessions_to_come(session, year, now)
    if not coming:
        return Outlook(is_over=now.year > year)
    signed = _signed_in(session, coming)
    enrolled: Counter[int] = Counter()
    by_class: dict[int, list[int]] = {}
    for row in coming.values():
        by_class.setdefault(row.class_id, []).append(row.id)
    query = select(Enrolment.person_id, Enrolment.class_id).where(
        Enrolment.class_id.in_(by_class), Enrolment.withdrawn_at.is_(None)
    )
    for person_id, class_id in session.execute(query):
        open_ids = [key for key in by_class[class_id] if (person_id, key) not in signed]
        enrolled[person_id] += HALF_DAY * len(open_ids)
    return Outlook(
        enrolled,
        HALF_DAY * _at_most(coming.values()),
        Counter({key: HALF_DAY * n for key, n in _people(signed).items()}),
    )


def _sessions_to_come(session: Session, year: int, now: datetime) -> dict[int, CountedSession]:
    first = max(now.date(), date(year, 1, 1))
    if first > date(year, 12, 31):
        return {}
    rows = counted_sessions(session, first, date(year, 12, 31))
    open_classes = set(session.scalars(select(TrainingClass.id).where(TrainingClass.state.in_(OPEN_STATES))))
    return {
        key: row
        for key, row in rows.items()
        if row.gives_days and row.class_id in open_classes and row.times.ends > now
    }


def _signed_in(session: Session, sessions: dict[int, CountedSession]) -> set[tuple[int, int]]:
    query = select(Attendance.person_id, Attendance.session_id).where(
        Attendance.session_id.in_(sessions), Attendance.voided_at.is_(None)
    )
    return {(row.person_id, row.session_id) for row in session.execute(query)}


def _people(signed: set[tuple[int, int]]) -> Counter[int]:
    return Counter(person_id for person_id, _ in signed)


def _at_most(rows: Iterable[CountedSession]) -> int:
    """How many of the sessions one person can come to: the most that do not share clock time."""
    count, free_from = 0, datetime.min
    for row in sorted(rows, key=lambda row: row.times.ends):
        if row.times.starts >= free_from:
            count, free_from = count + 1, row.times.ends
    return count
