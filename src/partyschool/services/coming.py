"""What people can still earn this year: in classes they are enrolled in, and in planned ones that are for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.audience import Group, fits_audience
from partyschool.domain.terms import ClassState, PersonKind
from partyschool.services.counted_sessions import CountedSession, counted_sessions
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


def groups_of(row: QuotaRow) -> frozenset[Group]:
    """What a class's audience may ask of somebody."""
    marks = {
        Group.TWO_COMMITTEES: row.in_two_committees,
        Group.LEADERSHIP: row.in_leadership,
        Group.FLOATING: row.is_floating,
        Group.PROBATIONARY: row.kind == PersonKind.PROBATIONARY,
        Group.FUTURE: row.kind in (PersonKind.ACTIVIST, PersonKind.DEVELOPMENT, PersonKind.APPLICANT),
    }
    return frozenset(group for group, is_one in marks.items() if is_one)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Quarter days that are still to come in the year.

    :ivar enrolled: by person, in classes that he is enrolled in.
    :ivar sessions: of the classes to come, by class.
    :ivar audiences: whom these classes are for, by class.
    :ivar joined: by person, the classes that he is enrolled or already signed in to; they fit him whoever they are for.
    :ivar signed: by person, what of the classes to come he is signed in for already.
    :ivar is_over: the year has passed, nothing can be made up any more.
    """

    enrolled: Counter[int] = field(default_factory=Counter)
    sessions: Mapping[int, tuple[CountedSession, ...]] = field(default_factory=dict)
    audiences: Mapping[int, str] = field(default_factory=dict)
    joined: Mapping[int, frozenset[int]] = field(default_factory=dict)
    signed: Counter[int] = field(default_factory=Counter)
    is_over: bool = False
    _counted: dict[frozenset[int], int] = field(default_factory=dict, repr=False, compare=False)

    def prospect_of(self, row: QuotaRow) -> Prospect | None:
        """None for whoever is not behind, and for everybody once the year is over."""
        short = row.short_quarter_days
        if not short or self.is_over:
            return None
        if self.enrolled[row.person_id] >= short:
            return Prospect.ENROLLED
        return Prospect.POSSIBLE if self.within_reach(row) >= short else Prospect.UNREACHABLE

    def within_reach(self, row: QuotaRow) -> int:
        """What somebody still gets who comes to every class that is for him; sessions at one time count once."""
        return self._days_of(self._classes_for(row)) - self.signed[row.person_id]

    def can_join(self, row: QuotaRow, class_id: int) -> bool:
        """Whether the class gives days, is for this person, and he is not in it yet."""
        return class_id in self._classes_for(row) and class_id not in self.joined.get(row.person_id, ())

    def days_of(self, class_id: int) -> int:
        """What a class that is still to come gives whoever comes to all of it; 0 for any other class."""
        return self._days_of(frozenset({class_id}))

    def _classes_for(self, row: QuotaRow) -> frozenset[int]:
        groups, joined = groups_of(row), self.joined.get(row.person_id, frozenset())
        return joined | {key for key, audience in self.audiences.items() if fits_audience(audience, groups)}

    def _days_of(self, class_ids: frozenset[int]) -> int:
        if class_ids not in self._counted:
            rows = [row for key in class_ids for row in self.sessions.get(key, ())]
            self._counted[class_ids] = HALF_DAY * _at_most(rows)
        return self._counted[class_ids]


def days_to_come(session: Session, year: int, now: datetime) -> Counter[int]:
    """Quarter days by person in sessions of the year that are not over yet."""
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
    by_class: dict[int, list[CountedSession]] = {}
    for row in coming.values():
        by_class.setdefault(row.class_id, []).append(row)
    signed = _signed_in(session, coming)
    enrolled: Counter[int] = Counter()
    joined: dict[int, set[int]] = {}
    for person_id, key in signed:
        joined.setdefault(person_id, set()).add(coming[key].class_id)
    for person_id, class_id in _enrolments(session, by_class):
        missing = [row for row in by_class[class_id] if (person_id, row.id) not in signed]
        enrolled[person_id] += HALF_DAY * len(missing)
        joined.setdefault(person_id, set()).add(class_id)
    return Outlook(
        enrolled,
        {key: tuple(rows) for key, rows in by_class.items()},
        _audiences(session, by_class),
        {key: frozenset(classes) for key, classes in joined.items()},
        Counter({key: HALF_DAY * n for key, n in _people(signed).items()}),
    )


def _enrolments(session: Session, class_ids: Iterable[int]) -> list[tuple[int, int]]:
    query = select(Enrolment.person_id, Enrolment.class_id).where(
        Enrolment.class_id.in_(class_ids), Enrolment.withdrawn_at.is_(None)
    )
    return [(row.person_id, row.class_id) for row in session.execute(query)]


def _audiences(session: Session, class_ids: Iterable[int]) -> dict[int, str]:
    query = select(TrainingClass.id, TrainingClass.audience).where(TrainingClass.id.in_(class_ids))
    return {row.id: row.audience for row in session.execute(query)}


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
