"""The ledger of 学时认定: own shares locked at confirmation, changed afterwards only by a reversal with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.credit import OwnShare, SessionTimes, own_share
from partyschool.domain.terms import SessionState
from partyschool.errors import Refusal
from partyschool.services import audit, settings
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, CreditEntry, Person, TrainingClass


def late_limit(session: Session) -> timedelta:
    """The school's limit for being late and leaving early."""
    return timedelta(minutes=settings.get(session, "credit.late_minutes"))


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
    limit = late_limit(session)
    times = {row.id: session_times(row) for row in training_class.sessions if row.state != SessionState.CANCELLED}
    query = select(Attendance).where(Attendance.session_id.in_(times), Attendance.voided_at.is_(None))
    entries = []
    for row in session.scalars(query):
        share = share_of(times[row.session_id], row, limit).share
        entries.append(
            CreditEntry(
                person_id=row.person_id,
                session_id=row.session_id,
                attendance_id=row.id,
                share=share,
                half_hours=times[row.session_id].half_hours,
                sign_in_at=row.sign_in_at,
                reason=row.manual_reason,
                confirmed_at=db.now(),
                confirmed_by=db.actor,
            )
        )
    session.add_all(entries)
    return len(entries)


def correct_credit(db: Database, *, session_id: int, person_id: int, share: int, reason: str) -> None:
    """Reverse a locked entry and write the corrected one; both stay visible.

    :param share: the new share in halves, 0 to 2.
    :raises Refusal: no reason, or there is no locked entry.
    """
    if not reason.strip():
        raise Refusal("更正已认定的学时要写明原因。", code="reason_missing")
    with db.write() as session:
        reversed_ids = select(CreditEntry.reverses_id).where(CreditEntry.reverses_id.is_not(None))
        query = select(CreditEntry).where(
            CreditEntry.session_id == session_id,
            CreditEntry.person_id == person_id,
            CreditEntry.reverses_id.is_(None),
            CreditEntry.id.not_in(reversed_ids),
        )
        entry = session.scalars(query).first()
        if entry is None:
            raise Refusal("这一场没有这个人的已认定学时，不用更正。", code="no_entry")
        shared = {
            "person_id": person_id,
            "session_id": session_id,
            "attendance_id": entry.attendance_id,
            "half_hours": entry.half_hours,
            "sign_in_at": entry.sign_in_at,
            "reason": reason.strip(),
            "confirmed_at": db.now(),
            "confirmed_by": db.actor,
        }
        session.add(CreditEntry(share=-entry.share, reverses_id=entry.id, **shared))
        session.add(CreditEntry(share=share, **shared))
        person = session.get_one(Person, person_id)
        audit.record(session, db, "credit.correct", person.name, session_id=session_id, share=share, reason=reason)
