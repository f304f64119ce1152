"""Signing out (签退) where the class asks for it: the time of leaving decides how much of a half-day counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.services import audit
from partyschool.services.sign_in_answer import Answer, Result, SignIn
from partyschool.services.sign_in_lookup import Candidate, Hall, load_hall
from partyschool.services.sign_in_remarks import RemarkKind, note_remark
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, Person, SignInRemark

SIGN_OUT_ACTION = "attendance.sign_out"


def sign_out_of(session: Session, hall: Hall, wish: SignIn, person: Candidate) -> Answer:
    """Note when somebody left; the last time counts, but the same form sent twice counts once.

    A phone signs out one person of a session: the one whom it signed in, else whoever asks first.
    """
    known = Answer(Result.NOT_SIGNED_IN, person.person_id, person.uid, person.name, person.unit, person.group)
    row = _live(session, hall.session_id, person.person_id)
    if row is None:
        return known
    if wish.device and (holder := _holder(session, hall, wish.device, person.person_id)) is not None:
        return Answer(Result.PHONE_USED, holder[0], name=holder[1], at=row.sign_in_at)
    _note_phone(session, hall, wish, row)
    if row.sign_out_at is None or wish.since is None or row.sign_out_at < wish.since:
        row.sign_out_at = max(wish.at, row.sign_in_at)
        session.flush()
    return Answer(
        Result.SIGNED_OUT, person.person_id, person.uid, person.name, person.unit, person.group, row.sign_out_at,
        row.way, place=row.place, attendance_id=row.id, came=row.sign_in_at, is_early=row.sign_out_at < hall.ends,
    )  # fmt: skip


def _live(session: Session, session_id: int, person_id: int) -> Attendance | None:
    here = (Attendance.session_id == session_id) & (Attendance.person_id == person_id)
    return session.scalars(select(Attendance).where(here, Attendance.voided_at.is_(None))).first()


def _holder(session: Session, hall: Hall, device: str, person_id: int) -> tuple[int, str] | None:
    """Who else was signed in or out with this phone."""
    attended = select(Attendance.person_id).where(
        Attendance.session_id == hall.session_id, Attendance.device == device, Attendance.voided_at.is_(None)
    )
    left = select(SignInRemark.person_id).where(
        SignInRemark.session_id == hall.session_id,
        SignInRemark.device == device,
        SignInRemark.kind == RemarkKind.OTHER_PHONE,
    )
    others = Person.id.in_(attended) | Person.id.in_(left)
    found = session.execute(select(Person.id, Person.name).where(others, Person.id != person_id)).first()
    return None if found is None else (found[0], found[1])


def _note_phone(session: Session, hall: Hall, wish: SignIn, row: Attendance) -> None:
    if not wish.device or row.device == wish.device:
        return
    if row.device:
        note_remark(session, hall.session_id, row.person_id, RemarkKind.OTHER_PHONE, wish.at, device=wish.device)
    else:
        row.device = wish.device


def sign_out_people(db: Database, *, session_id: int, person_ids: Collection[int], at: datetime) -> int:
    """Sign out many at one time, as the end of a session does; returns how many, who is not there is passed over.

    :raises Refusal: the session was cancelled, or its hours are confirmed.
    """
    with db.write() as session:
        hall = load_hall(session, session_id)
        here = (Attendance.session_id == session_id) & Attendance.person_id.in_(person_ids)
        rows = list(session.scalars(select(Attendance).where(here, Attendance.voided_at.is_(None))))
        for row in rows:
            row.sign_out_at = max(at, row.sign_in_at)
        subject = f"{hall.title} 第{hall.number}场"
        audit.record(session, db, SIGN_OUT_ACTION, subject, at=at.isoformat(), people=len(rows))
        return len(rows)
