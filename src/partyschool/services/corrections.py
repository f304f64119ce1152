"""Correcting confirmed credit: a reversal and a new entry, and the certificates that then need a second look."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.certificates import review_after_correction
from partyschool.storage.database import Database
from partyschool.storage.models import CreditEntry, Person


def correct_credit(db: Database, *, session_id: int, person_id: int, share: int, reason: str) -> list[str]:
    """Reverse a locked entry and write the corrected one; both stay visible.

    :param share: the new share in halves, 0 to 2.
    :returns: numbers of certificates that are now 待复核.
    :raises Refusal: no reason, or there is no locked entry.
    """
    if not reason.strip():
        raise Refusal("更正已认定的学时要写明原因。", code="reason_missing")
    with db.write() as session:
        entry = _standing_entry(session, session_id, person_id)
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
        session.flush()
        person = session.get_one(Person, person_id)
        audit.record(session, db, "credit.correct", person.name, session_id=session_id, share=share, reason=reason)
        return review_after_correction(session, db, [person_id])


def _standing_entry(session: Session, session_id: int, person_id: int) -> CreditEntry:
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
    return entry
