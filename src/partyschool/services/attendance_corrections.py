"""Mending the log of attendance: nothing is deleted, a voided line stays with who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL, NONE
from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.sign_in_lookup import Hall, live_presences, load_hall
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, Person

UNDONE = "撤销"


def sign_out(db: Database, *, attendance_id: int, at: datetime) -> None:
    """Note when somebody left (签退).

    :raises Refusal: the line is voided, the hours are confirmed, or `at` is before the sign-in.
    """
    with db.write() as session:
        row, hall = _open_row(session, attendance_id)
        if at < row.sign_in_at:
            raise Refusal(f"签退时间不能早于签到时间（{row.sign_in_at:%H:%M}）。", code="times")
        row.sign_out_at = at
        audit.record(session, db, "attendance.sign_out", _subject(session, row, hall), at=at.isoformat())


def undo_sign_out(db: Database, *, attendance_id: int) -> None:
    """Take a sign-out back that was noted by mistake; the person is still there.

    :raises Refusal: not signed out, voided, or the hours are confirmed.
    """
    with db.write() as session:
        row, hall = _open_row(session, attendance_id)
        if row.sign_out_at is None:
            raise Refusal("还没有签退，没有可以撤销的。", code="times")
        before, row.sign_out_at = row.sign_out_at, None
        audit.record(session, db, "attendance.sign_out", _subject(session, row, hall), undone=before.isoformat())


def void(db: Database, *, attendance_id: int, reason: str) -> None:
    """Strike a line out (作废); hours go with it, the line stays visible.

    :raises Refusal: no reason given, voided already, or the hours are confirmed.
    """
    if not reason.strip():
        raise Refusal("请写明作废的原因。", code="reason")
    with db.write() as session:
        row, hall = _open_row(session, attendance_id)
        _strike_out(session, db, row, reason.strip())
        audit.record(session, db, "attendance.void", _subject(session, row, hall), reason=reason.strip())


def undo(db: Database, *, attendance_ids: Sequence[int]) -> None:
    """Take back what one act at the desk has written; voidings with a fixed reason.

    :raises Refusal: all of it is voided already, or the hours are confirmed.
    """
    with db.write() as session:
        rows = [row for key in attendance_ids if (row := session.get(Attendance, key)) and row.voided_at is None]
        if not rows:
            raise Refusal("这次签到已经作废，没有可以撤销的。", code="voided")
        hall = load_hall(session, rows[0].session_id)
        for row in rows:
            _strike_out(session, db, row, UNDONE)
        what = _subject(session, rows[0], hall) if len(rows) == 1 else f"{hall.title} 第{hall.number}场"
        audit.record(session, db, "attendance.void", what, reason=UNDONE, people=len(rows))


def move(db: Database, *, attendance_id: int, session_id: int, place: str = "") -> int:
    """Bring somebody who signed in elsewhere to this session or sub-classroom, with the time of the first sign-in.

    :returns: id of the new line; the old one is voided.
    :raises Refusal: signed in there already, or the hours of one of the two are confirmed.
    """
    with db.write() as session:
        row, _ = _open_row(session, attendance_id)
        target = load_hall(session, session_id)
        for presence in live_presences(session, target, row.person_id):
            if presence.session_id == session_id and presence.attendance_id != row.id:
                raise Refusal(f"{presence.name}已在这一场签到（{presence.at:%H:%M}），不用再改。", code="already")
        reason = f"改到{target.title}第{target.number}场{place}"
        _strike_out(session, db, row, reason)
        moved = _copy(db, row, session_id, place)
        session.add(moved)
        session.flush()
        audit.record(session, db, "attendance.move", _subject(session, row, target), reason=reason)
        return moved.id


def retime(db: Database, *, attendance_id: int, at: datetime, way: Way, reason: str) -> int:
    """Put a line with another sign-in time in the place of one, as the paper sheet has it; the old one is voided.

    :returns: id of the new line.
    :raises Refusal: voided already, after the sign-out, or the hours are confirmed.
    """
    with db.write() as session:
        row, hall = _open_row(session, attendance_id)
        if row.sign_out_at is not None and row.sign_out_at < at:
            raise Refusal(f"签到时间不能晚于签退时间（{row.sign_out_at:%H:%M}）。", code="times")
        before = row.sign_in_at.isoformat()
        _strike_out(session, db, row, reason)
        mended = _copy(db, row, row.session_id, row.place)
        mended.sign_in_at, mended.way = at, way
        session.add(mended)
        session.flush()
        facts = {"before": before, "at": at.isoformat(), "reason": reason}
        audit.record(session, db, "attendance.retime", _subject(session, row, hall), **facts)
        return mended.id


def set_share(db: Database, *, attendance_id: int, share: int | None, reason: str = "") -> None:
    """Decide by hand what a session is worth to somebody.

    :param share: in halves, 0 to 2; None goes back to the rule.
    :raises Refusal: no reason, voided, or the hours are confirmed.
    """
    if share is not None and not NONE <= share <= FULL:
        raise ValueError(share)
    if share is not None and not reason.strip():
        raise Refusal("请写明改认定比例的原因。", code="reason")
    with db.write() as session:
        row, hall = _open_row(session, attendance_id)
        row.manual_share, row.manual_reason = share, reason.strip() if share is not None else ""
        audit.record(session, db, "attendance.share", _subject(session, row, hall), share=share, reason=reason)


def _open_row(session: Session, attendance_id: int) -> tuple[Attendance, Hall]:
    audit.wait_for_others(session)  # a phone may be signing in the same person now
    row = session.get(Attendance, attendance_id)
    if row is None:
        raise Refusal("没有这条签到记录，可能名单刚刚变过。请刷新后再试。", code="attendance_unknown")
    if row.voided_at is not None:
        raise Refusal(f"这条签到已经作废（{row.void_reason}）。", code="voided")
    return row, load_hall(session, row.session_id)


def _strike_out(session: Session, db: Database, row: Attendance, reason: str) -> None:
    row.voided_at, row.voided_by, row.void_reason = db.now(), db.actor, reason[:200]
    session.flush()


def _copy(db: Database, row: Attendance, session_id: int, place: str) -> Attendance:
    return Attendance(
        session_id=session_id,
        person_id=row.person_id,
        sign_in_at=row.sign_in_at,
        sign_out_at=row.sign_out_at,
        way=row.way,
        recorded_at=db.now(),
        recorded_by=db.actor,
        place=place,
        device=row.device,
        note=row.note,
    )


def _subject(session: Session, row: Attendance, hall: Hall) -> str:
    return f"{hall.title} 第{hall.number}场 {session.get_one(Person, row.person_id).name}"
