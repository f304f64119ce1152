"""Who was credited in which class of a year: what 期数, 人次, 人数 and 到课率 are counted from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import SessionState, Tier
from partyschool.services.counted_sessions import CountedSession, counted_sessions
from partyschool.services.listed import kept_here
from partyschool.services.own_credits import final_credits
from partyschool.services.schools import home
from partyschool.storage.models import Attendance, ClassSession, Enrolment, School, TrainingClass

TIER_ORDER = (Tier.VILLAGE, Tier.TOWN, Tier.CITY)


@dataclass(frozen=True, slots=True)
class ClassCredits:
    """A class of the year; shares in halves, `held` are ids of sessions with an attendance that are not void."""

    class_id: int
    month: int
    category: str
    is_counted: bool
    held: frozenset[int]
    half_hours: int
    enrolled: int
    people: frozenset[int]
    shares: int

    @property
    def is_held(self) -> bool:
        """Counts in 期数."""
        return bool(self.held)

    @property
    def possible(self) -> int:
        """What everybody enrolled could have got, in halves; 0 where the class is not counted."""
        return 2 * self.enrolled * len(self.held) if self.is_counted else 0


def classes_of_year(session: Session, year: int) -> list[TrainingClass]:
    """Classes that start in the year, of the home school and of schools that are not above it, the earliest first.

    Classes of a higher school are 上级调训: they give credit, but are not this school's 期数; nor are those that only
    sign in here (签到名单).
    """
    own = TIER_ORDER.index(Tier(home(session).tier))
    query = (
        select(TrainingClass)
        .join(School, School.id == TrainingClass.school_id)
        .where(
            TrainingClass.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
            School.tier.in_(TIER_ORDER[: own + 1]),
            kept_here(),
        )
        .order_by(TrainingClass.starts_on, TrainingClass.code, TrainingClass.id)
    )
    return list(session.scalars(query))


def year_credits(session: Session, year: int, until: date | None, *, with_provisional: bool) -> list[ClassCredits]:
    """The classes of a year with who was credited in them.

    :param until: only sessions up to this day; None takes a class that spans New Year as a whole.
    """
    classes = classes_of_year(session, year)
    sessions = _sessions(session, [row.id for row in classes], until)
    people: dict[int, set[int]] = defaultdict(set)
    shares: dict[int, int] = defaultdict(int)
    for credit in final_credits(session, _overlapping_too(session, sessions), with_provisional=with_provisional):
        if credit.share:
            people[credit.session.class_id].add(credit.person_id)
            shares[credit.session.class_id] += credit.share
    held = _held(session, sessions)
    enrolled = _enrolled(session, [row.id for row in classes])
    return [
        ClassCredits(
            row.id,
            row.starts_on.month,
            row.category,
            with_provisional or row.confirmed_at is not None,
            frozenset(held[row.id]),
            sum(sessions[key].half_hours for key in held[row.id]),
            enrolled.get(row.id, 0),
            frozenset(people[row.id]),
            shares[row.id],
        )
        for row in classes
    ]


def _sessions(session: Session, class_ids: list[int], until: date | None) -> dict[int, ClassSession]:
    query = select(ClassSession).where(
        ClassSession.class_id.in_(class_ids), ClassSession.state != SessionState.CANCELLED
    )
    if until is not None:
        query = query.where(ClassSession.held_on <= until)
    return {row.id: row for row in session.scalars(query)}


def _overlapping_too(session: Session, sessions: dict[int, ClassSession]) -> dict[int, CountedSession]:
    """All sessions of these days, other classes' as well: the same clock time is credited once, wherever it was."""
    if not sessions:
        return {}
    days = [row.held_on for row in sessions.values()]
    return counted_sessions(session, min(days), max(days))


def _held(session: Session, sessions: dict[int, ClassSession]) -> dict[int, set[int]]:
    query = (
        select(Attendance.session_id)
        .where(Attendance.session_id.in_(sessions), Attendance.voided_at.is_(None))
        .distinct()
    )
    held: dict[int, set[int]] = defaultdict(set)
    for key in session.scalars(query):
        held[sessions[key].class_id].add(key)
    return held


def _enrolled(session: Session, class_ids: list[int]) -> dict[int, int]:
    query = (
        select(Enrolment.class_id, func.count())
        .where(Enrolment.class_id.in_(class_ids), Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.class_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
