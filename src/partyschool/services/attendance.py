"""The log of attendance (考勤) as the clerk reads it: who is there, who is not, what happened, what looks doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL
from partyschool.domain.terms import AbsenceKind
from partyschool.services.ledger import late_limit, session_times, share_of
from partyschool.services.sign_in_lookup import STOPPED
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance, ClassSession, Enrolment, Person, TrainingClass


class Presence(StrEnum):
    """What is known of somebody for one session; `MISSING` until the clerk says leave or absent."""

    PRESENT = "present"
    LEAVE = "leave"
    ABSENT = "absent"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One person of a session's list.

    :ivar late: whole minutes. `early`: minutes left before the end, 0 where nobody signed out.
    :ivar share: in halves; the clerk's where one was set, provisional until 认定. 0 for whoever is not there.
    :ivar reason: of a leave, else of the share set by hand.
    """

    person_id: int
    name: str
    initials: str
    sort_key: str
    unit: str
    group: str
    birth_year: str
    tail: str
    is_walk_in: bool
    state: Presence
    attendance_id: int = 0
    sign_in_at: datetime | None = None
    sign_out_at: datetime | None = None
    way: str = ""
    place: str = ""
    late: int = 0
    early: int = 0
    share: int = 0
    manual_share: int | None = None
    reason: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the log, also one that was voided (作废)."""

    id: int
    person_id: int
    name: str
    unit: str
    sign_in_at: datetime
    sign_out_at: datetime | None
    way: str
    place: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None
    voided_by: str
    void_reason: str
    manual_share: int | None
    manual_reason: str
    note: str


class DoubtKind(StrEnum):
    """Why the clerk should look before 签到结束."""

    SAME_PHONE = "same_phone"
    TWO_PLACES = "two_places"
    WALK_IN = "walk_in"
    LATE = "late"
    NO_SIGN_OUT = "no_sign_out"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One card of 待核对: the rows it speaks of; `other` names the other class of two places."""

    kind: DoubtKind
    rows: tuple[AttendanceRow, ...]
    other: str = ""


def list_attendance(db: Database, session_id: int) -> list[AttendanceRow]:
    """Everybody on the list of the session and whoever else is signed in, in the order of names."""
    with db.read() as session:
        return _attendance(session, session.get_one(ClassSession, session_id))


# Columns instead of records: 2,000 people come back in a quarter of the time, and the desk reads them at each change.
PERSON = (Person.id, Person.name, Person.initials, Person.sort_key, Person.birth_on, Person.id_number)
ENROLLED = (Enrolment.id.label("enrolment_id"), Enrolment.unit_name, Enrolment.group_name, Enrolment.is_walk_in)
LIVE = (
    Attendance.id, Attendance.person_id, Attendance.sign_in_at, Attendance.sign_out_at, Attendance.way,
    Attendance.place, Attendance.manual_share, Attendance.manual_reason, Attendance.recorded_by,
)  # fmt: skip


def _attendance(session: Session, held: ClassSession) -> list[AttendanceRow]:
    times, limit = session_times(held), late_limit(session)
    absences = {row.person_id: row for row in session.scalars(select(Absence).where(Absence.session_id == held.id))}
    live = _live(session, held)
    is_listed = Enrolment.id.is_not(None) & Enrolment.withdrawn_at.is_(None)
    is_there = (Attendance.session_id == held.id) & Attendance.voided_at.is_(None)
    query = (
        select(*PERSON, *ENROLLED)
        .outerjoin(Enrolment, (Enrolment.person_id == Person.id) & (Enrolment.class_id == held.class_id))
        .where(is_listed | Person.id.in_(select(Attendance.person_id).where(is_there)))
        .order_by(Person.sort_key, Person.id)
    )
    rows = []
    for person in session.execute(query):
        attendance = live.get(person.id)
        if attendance is None:
            rows.append(_away(person, absences.get(person.id)))
            continue
        share = share_of(times, attendance, limit)
        minutes = int(share.late.total_seconds() // 60), int(share.early.total_seconds() // 60)
        rows.append(_there(person, attendance, minutes, share.share))
    return rows


def _live(session: Session, held: ClassSession) -> dict[int, Any]:
    query = select(*LIVE).where(Attendance.session_id == held.id, Attendance.voided_at.is_(None))
    return {row.person_id: row for row in session.execute(query)}


def _away(person: Any, absence: Absence | None) -> AttendanceRow:
    state, reason = Presence.MISSING, ""
    if absence is not None:
        state = Presence.LEAVE if absence.kind == AbsenceKind.LEAVE else Presence.ABSENT
        reason = absence.reason
    return AttendanceRow(*_who(person), state, reason=reason)


def _there(person: Any, row: Any, minutes: tuple[int, int], share: int) -> AttendanceRow:
    return AttendanceRow(
        *_who(person),
        Presence.PRESENT,
        row.id,
        row.sign_in_at,
        row.sign_out_at,
        row.way,
        row.place,
        *minutes,
        share,
        row.manual_share,
        row.manual_reason,
        row.recorded_by,
    )


def _who(person: Any) -> tuple[int, str, str, str, str, str, str, str, bool]:
    number = person.id_number or ""
    return (
        person.id,
        person.name,
        person.initials,
        person.sort_key,
        person.unit_name or "",
        person.group_name or "",
        person.birth_on[:4] or number[6:10],
        number[-4:],
        person.enrolment_id is None or person.is_walk_in,
    )


def list_log(db: Database, session_id: int) -> list[LogRow]:
    """Every line of the session, newest first; nothing that was once written is missing."""
    with db.read() as session:
        held = session.get_one(ClassSession, session_id)
        query = (
            select(Attendance, Person.name, Enrolment.unit_name)
            .join(Person, Person.id == Attendance.person_id)
            .outerjoin(Enrolment, (Enrolment.person_id == Person.id) & (Enrolment.class_id == held.class_id))
            .where(Attendance.session_id == session_id)
            .order_by(Attendance.id.desc())
        )
        return [_log_row(row, name, unit or "") for row, name, unit in session.execute(query)]


def _log_row(row: Attendance, name: str, unit: str) -> LogRow:
    return LogRow(
        row.id,
        row.person_id,
        name,
        unit,
        row.sign_in_at,
        row.sign_out_at,
        row.way,
        row.place,
        row.recorded_at,
        row.recorded_by,
        row.voided_at,
        row.voided_by,
        row.void_reason,
        row.manual_share,
        row.manual_reason,
        row.note,
    )


def list_doubtful(db: Database, session_id: int, attendance: Sequence[AttendanceRow] | None = None) -> list[Doubt]:
    """What the clerk should look at before 签到结束, what costs credit first.

    :param attendance: the session's list where it has just been read, so that it is not read twice.
    """
    with db.read() as session:
        held = session.get_one(ClassSession, session_id)
        training = session.get_one(TrainingClass, held.class_id)
        rows = _attendance(session, held) if attendance is None else attendance
        there = [row for row in rows if row.state == Presence.PRESENT]
        by_person = {row.person_id: row for row in there}
        return [
            *_same_phone(session, held, by_person),
            *_two_places(session, held, by_person),
            *(Doubt(DoubtKind.WALK_IN, (row,)) for row in there if row.is_walk_in),
            *(Doubt(DoubtKind.LATE, (row,)) for row in there if row.share < FULL and row.manual_share is None),
            *(
                Doubt(DoubtKind.NO_SIGN_OUT, (row,))
                for row in there
                if training.signs_out and row.sign_out_at is None and row.manual_share is None
            ),
        ]


def _same_phone(session: Session, held: ClassSession, there: dict[int, AttendanceRow]) -> Iterable[Doubt]:
    """A phone that signs in one neighbour in the morning and another in the afternoon is worth a look."""
    query = (
        select(Attendance.device, Attendance.person_id)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(ClassSession.class_id == held.class_id, Attendance.device != "", Attendance.voided_at.is_(None))
        .distinct()
    )
    by_device: dict[str, list[int]] = {}
    for device, person_id in session.execute(query):
        by_device.setdefault(device, []).append(person_id)
    for people in by_device.values():
        rows = tuple(there[person_id] for person_id in people if person_id in there)
        if len(people) > 1 and rows:
            yield Doubt(DoubtKind.SAME_PHONE, rows)


def _two_places(session: Session, held: ClassSession, there: dict[int, AttendanceRow]) -> Iterable[Doubt]:
    query = (
        select(Attendance.person_id, TrainingClass.title)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .where(
            ClassSession.held_on == held.held_on,
            ClassSession.id != held.id,
            ClassSession.starts < held.ends,
            ClassSession.ends > held.starts,
            TrainingClass.state.not_in(STOPPED),
            Attendance.voided_at.is_(None),
        )
    )
    for person_id, title in session.execute(query):
        if person_id in there:
            yield Doubt(DoubtKind.TWO_PLACES, (there[person_id],), title)
