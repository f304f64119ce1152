"""What people can still earn this year in the classes they are already enrolled in."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, SessionState
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Enrolment, TrainingClass

OPEN_STATES = (ClassState.DRAFT, ClassState.PUBLISHED)
HALF_DAY = 2  # quarter days


def list_days_to_come(db: Database, *, year: int) -> Counter[int]:
    """Quarter days by person in sessions of the year that are not over yet."""
    with db.read() as session:
        return days_to_come(session, year, db.now())


def days_to_come(session: Session, year: int, now: datetime) -> Counter[int]:
    """The same in an open transaction."""
    query = (
        select(Enrolment.person_id, ClassSession.held_on, ClassSession.ends)
        .join(ClassSession, ClassSession.class_id == Enrolment.class_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(
            Enrolment.withdrawn_at.is_(None),
            TrainingClass.state.in_(OPEN_STATES),
            ClassSession.state != SessionState.CANCELLED,
            ClassSession.held_on.between(max(now.date(), date(year, 1, 1)), date(year, 12, 31)),
        )
    )
    days: Counter[int] = Counter()
    for person_id, held_on, ends in session.execute(query):
        if datetime.combine(held_on, ends) > now:
            days[person_id] += HALF_DAY
    return days
