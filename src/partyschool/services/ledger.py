"""The ledger of 学时认定: own shares locked at confirmation; only `corrections` changes them afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.credit import OwnShare, SessionTimes, own_share
from partyschool.domain.terms import SessionState
from partyschool.services import rules
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, CreditEntry, TrainingClass


def late_limit(session: Session, year: int) -> timedelta:
    """The limit of that year for being late and leaving early."""
    return timedelta(minutes=rules.value_of(session, rules.LATE, year))


def session_times(row: ClassSession) -> SessionTimes:
    """A stored session as the rules read it."""
    return SessionTimes(
        datetime.combine(row.held_on, row.starts), datetime.combine(row.held_on, row.ends), row.half_hours
    )


def share_of(times: SessionTimes, attendance: Attendance, limit: timedelta) -> OwnShare:
    """The clerk's share wins over the rule's; lateness is kept beside it."""
    by_rule = own_share(times, attendance.sign_in_at, attendance.sign_out_at, limit)
    if attendance.manual_share is None:
        return by_rule
    return OwnShare(attendance.manual_share, by_rule.late, by_rule.early)


def lock_credit(session: Session, db: Database, training_class: TrainingClass) -> int:
    """Write an entry for every live attendance of the class; returns how many.

    Entries hold a person's own share of the session. That the same clock time is credited once is applied when
    credits are counted, so that it does not matter which class was confirmed first.
    """
    book = rules.load_book(session)
    times = {row.id: session_times(row) for row in training_class.sessions if row.state != SessionState.CANCELLED}
    query = select(Attendance).where(Attendance.session_id.in_(times), Attendance.voided_at.is_(None))
    entries = []
    for row in session.scalars(query):
        place = times[row.session_id]
        limit = timedelta(minutes=book.value(rules.LATE, place.starts.year))
        share = share_of(place, row, limit).share
        entries.append(
            CreditEntry(
                person_id=row.person_id,
                session_id=row.session_id,
                attendance_id=row.id,
                share=share,
                half_hours=place.half_hours,
                sign_in_at=row.sign_in_at,
                reason=row.manual_reason,
                confirmed_at=db.now(),
                confirmed_by=db.actor,
            )
        )
    session.add_all(entries)
    return len(entries)
