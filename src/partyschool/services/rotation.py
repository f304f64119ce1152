"""五年轮训: who has been to a Party school in the period, who not yet, and how many years are left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import SessionState, StudyKind, Tier
from partyschool.services.earned import counted_studies
from partyschool.services.rotated import period_of
from partyschool.services.rules import load_book
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, OtherStudy, School, TrainingClass


@dataclass(frozen=True, slots=True)
class Rotation:
    """A period as of a day. `last_seen`: by person the last day in a Party-school class or taught at home, ever.

    :ivar years_left: years of the period that come after the year in question; 0 in its last year.
    """

    first: int
    last: int
    years_left: int
    last_seen: dict[int, date]


def year_rotation(db: Database, *, year: int, as_of: date) -> Rotation:
    """The period that the year lies in; who is rotated stands in the year's board."""
    with db.read() as session:
        first, last = period_of(load_book(session), year)
        return Rotation(first, last, last - year, _last_seen(session, as_of))


def _last_seen(session: Session, day: date) -> dict[int, date]:
    classes = (
        select(Attendance.person_id, func.max(ClassSession.held_on))
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .join(School, School.id == TrainingClass.school_id)
        .where(
            School.tier.in_([Tier.TOWN, Tier.CITY]),
            ClassSession.state != SessionState.CANCELLED,
            ClassSession.held_on <= day,
            Attendance.voided_at.is_(None),
        )
        .group_by(Attendance.person_id)
    )
    home = (
        select(OtherStudy.person_id, func.max(OtherStudy.studied_on))
        .where(OtherStudy.kind == StudyKind.HOME, counted_studies(date.min, day))
        .group_by(OtherStudy.person_id)
    )
    seen: dict[int, date] = {}
    for query in (classes, home):
        for person_id, on in session.execute(query):
            seen[person_id] = max(on, seen.get(person_id, on))
    return seen
