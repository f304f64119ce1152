"""Attendance entered by hand: the paper sheet, “全到，除…”, leave and absence, and the end of a session."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import AbsenceKind, Way
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.sign_in_batch import complete_sign_in_step
from partyschool.services.sign_in_lookup import Hall, load_hall
from partyschool.services.sign_in_remarks import RemarkKind, note_remark
from partyschool.services.sub_classrooms import called_up_to
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance, Enrolment


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A line of the paper sheet; `place` is the sub-classroom that the sheet lay in, empty for the main classroom."""

    person_id: int
    sign_in_at: datetime
    sign_out_at: datetime | None = None
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PaperOutcome:
    """How many were written, and who was left as they were: signed in already, or not on the list.

    :ivar differing: those of `already` whom the sheet gives another time than the log: a doubt for the clerk.
    :ivar attendance_ids: the lines written, so that all of them can be undone at once.
    """

    signed: int
    already: tuple[int, ...] = ()
    not_enrolled: tuple[int, ...] = ()
    differing: tuple[int, ...] = ()
    attendance_ids: tuple[int, ...] = ()


def enter_paper(db: Database, *, session_id: int, entries: Sequence[PaperEntry], way: Way = Way.PAPER) -> PaperOutcome:
    """Enter lines of a paper sheet with their times; somebody signed in already keeps the earlier line.

    :raises Refusal: times against each other, the session cancelled, or its hours confirmed; nothing is written then.
    """
    with db.write() as session:
        audit.wait_for_others(session)
        return add_paper(session, db, load_hall(session, session_id), entries, way)


def add_paper(
    session: Session, db: Database, hall: Hall, entries: Sequence[PaperEntry], way: Way = Way.PAPER
) -> PaperOutcome:
    """The same within an open transaction, as an import does it."""
    for entry in entries:
        if entry.sign_out_at is not None and entry.sign_out_at < entry.sign_in_at:
            raise Refusal(f"签退时间早于签到时间（{entry.sign_in_at:%H:%M}），请核对。", code="times")
    enrolled, there = _enrolled(session, hall), _there(session, hall)
    taken: dict[int, PaperEntry] = {}
    for entry in entries:
        if entry.person_id in enrolled and entry.person_id not in there:
            taken.setdefault(entry.person_id, entry)
    rows = [_attendance(db, hall, entry, way) for entry in taken.values()]
    session.add_all(rows)
    session.flush()
    if taken:
        first = min(entry.sign_in_at for entry in taken.values())
        complete_sign_in_step(session, db, hall, first)
        audit.record(session, db, "attendance.paper", _subject(hall), way=way.value, signed=len(taken))
    wished = {entry.person_id for entry in entries}
    return PaperOutcome(
        len(taken),
        tuple(sorted(wished & there.keys())),
        tuple(sorted(wished - enrolled - there.keys())),
        _note_differing(session, hall, entries, there) if way == Way.PAPER else (),
        tuple(row.id for row in rows),
    )


def _note_differing(
    session: Session, hall: Hall, entries: Sequence[PaperEntry], there: Mapping[int, Attendance]
) -> tuple[int, ...]:
    """Paper and log give two times: neither is dropped, the clerk decides which one holds."""
    differing = []
    for entry in entries:
        row = there.get(entry.person_id)
        if row is not None and row.way != Way.PAPER and _minute(row.sign_in_at) != _minute(entry.sign_in_at):
            note_remark(session, hall.session_id, entry.person_id, RemarkKind.PAPER, entry.sign_in_at)
            differing.append(entry.person_id)
    return tuple(sorted(differing))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def paper_all_except(
    db: Database,
    *,
    session_id: int,
    leave: Mapping[int, str] | None = None,
    absent: Collection[int] = (),
    room: str | None = None,
) -> PaperOutcome:
    """“全到，除…”: everybody on the list was there from the start, but for these.

    :param leave: persons on leave (请假) with the reason; whoever was noted as on leave before stays so.
    :param absent: persons absent without leave (缺勤).
    :param room: only whoever was called up to one room: a sub-classroom by name, or the main classroom (empty).
    """
    excused = dict(leave or {})
    with db.write() as session:
        audit.wait_for_others(session)
        hall = load_hall(session, session_id)
        _set_absences(session, db, hall, dict.fromkeys(absent, ""), AbsenceKind.ABSENT)
        _set_absences(session, db, hall, excused, AbsenceKind.LEAVE)
        away = _absent(session, hall)
        came, there = _enrolled(session, hall, room) - away, _there(session, hall).keys()
        entries = [PaperEntry(person_id, hall.starts, place=room or "") for person_id in sorted(came - there)]
        return replace(add_paper(session, db, hall, entries), already=tuple(sorted(came & there)))


def set_absence(
    db: Database, *, session_id: int, person_ids: Collection[int], kind: AbsenceKind, reason: str = ""
) -> None:
    """Note 请假 or 缺勤; whoever signs in after all is present all the same.

    :raises Refusal: the session was cancelled, or its hours are confirmed.
    """
    with db.write() as session:
        hall = load_hall(session, session_id)
        _set_absences(session, db, hall, dict.fromkeys(person_ids, reason), kind)


def clear_absence(db: Database, *, session_id: int, person_ids: Collection[int]) -> None:
    """Take back a noted leave or absence."""
    with db.write() as session:
        hall = load_hall(session, session_id)
        here = (Absence.session_id == session_id) & Absence.person_id.in_(person_ids)
        noted = list(session.scalars(select(Absence).where(here)))
        for row in noted:
            session.delete(row)
        audit.record(session, db, "attendance.clear_absence", _subject(hall), people=len(noted))


def end_session(
    db: Database, *, session_id: int, leave: Mapping[int, str] | None = None, room: str | None = None
) -> int:
    """签到结束: whoever is still missing was absent (缺勤), or on leave with the given reason; returns how many.

    :param room: only whoever was called up to one room; the other rooms go on.
    """
    with db.write() as session:
        hall = load_hall(session, session_id)
        _set_absences(session, db, hall, dict(leave or {}), AbsenceKind.LEAVE)
        missing = _enrolled(session, hall, room) - _there(session, hall).keys() - _absent(session, hall)
        _set_absences(session, db, hall, dict.fromkeys(sorted(missing), ""), AbsenceKind.ABSENT)
        return len(missing)


def _set_absences(session: Session, db: Database, hall: Hall, reasons: Mapping[int, str], kind: AbsenceKind) -> None:
    if not reasons:
        return
    known = {
        row.person_id: row for row in session.scalars(select(Absence).where(Absence.session_id == hall.session_id))
    }
    for person_id, reason in reasons.items():
        row = known.get(person_id)
        if row is None:
            row = Absence(session_id=hall.session_id, person_id=person_id)
            session.add(row)
        row.kind, row.reason, row.recorded_by = kind, reason[:200], db.actor
    session.flush()
    audit.record(session, db, "attendance.absence", _subject(hall), kind=kind.value, people=len(reasons))


def _enrolled(session: Session, hall: Hall, room: str | None = None) -> set[int]:
    return set(session.scalars(select(Enrolment.person_id).where(called_up_to(hall.class_id, room))))


def _there(session: Session, hall: Hall) -> dict[int, Attendance]:
    query = select(Attendance).where(Attendance.session_id == hall.session_id, Attendance.voided_at.is_(None))
    return {row.person_id: row for row in session.scalars(query)}


def _absent(session: Session, hall: Hall) -> set[int]:
    return set(session.scalars(select(Absence.person_id).where(Absence.session_id == hall.session_id)))


def _attendance(db: Database, hall: Hall, entry: PaperEntry, way: Way) -> Attendance:
    return Attendance(
        session_id=hall.session_id,
        person_id=entry.person_id,
        sign_in_at=entry.sign_in_at,
        sign_out_at=entry.sign_out_at,
        way=way,
        recorded_at=db.now(),
        recorded_by=db.actor,
        place=entry.place,
        note=entry.note[:200],
    )


def _subject(hall: Hall) -> str:
    return f"{hall.title} 第{hall.number}场"
