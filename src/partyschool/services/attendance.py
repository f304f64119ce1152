"""The log of attendance (考勤) as the clerk reads it: who is there, who is not, what happened, what looks doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import AbsenceKind
from partyschool.services.known_number import KNOWN_NUMBER
from partyschool.services.ledger import late_limit, session_times, share_of
from partyschool.services.unit_tree import unit_on
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance, ClassSession, Enrolment, Person, SubClassroom


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
    :ivar called_to: the sub-classroom (分课堂) called up to; empty for the main classroom, and for whoever is free.
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
    called_to: str = ""

    def belongs_to(self, room: str) -> bool:
        """Whether one of a class's rooms has to do with somebody: called up to it, or signed in there."""
        return self.called_to == room or self.is_in(room)

    def is_in(self, room: str | None) -> bool:
        """Whether somebody is signed in in this room; None is the whole class."""
        return self.state == Presence.PRESENT and room in (None, self.place)


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


def list_attendance(db: Database, session_id: int) -> list[AttendanceRow]:
    """Everybody on the list of the session and whoever else is signed in, in the order of names."""
    with db.read() as session:
        return attendance_rows(session, session.get_one(ClassSession, session_id))


# Columns instead of records: 2,000 people come back in a quarter of the time, and the desk reads them at each change.
PERSON = (Person.id, Person.name, Person.initials, Person.sort_key, Person.birth_on)
ENROLLED = (
    Enrolment.id.label("enrolment_id"), Enrolment.unit_name, Enrolment.group_name, Enrolment.is_walk_in,
    SubClassroom.name.label("called_to"),
)  # fmt: skip
NUMBER = KNOWN_NUMBER.label("number")
LIVE = (
    Attendance.id, Attendance.person_id, Attendance.sign_in_at, Attendance.sign_out_at, Attendance.way,
    Attendance.place, Attendance.manual_share, Attendance.manual_reason, Attendance.recorded_by,
)  # fmt: skip


def attendance_rows(session: Session, held: ClassSession) -> list[AttendanceRow]:
    """The same within an open transaction."""
    times, limit = session_times(held), late_limit(session, held.held_on.year)
    absences = {row.person_id: row for row in session.scalars(select(Absence).where(Absence.session_id == held.id))}
    live = _live(session, held)
    is_listed = Enrolment.id.is_not(None) & Enrolment.withdrawn_at.is_(None)
    is_there = (Attendance.session_id == held.id) & Attendance.voided_at.is_(None)
    query = (
        select(*PERSON, NUMBER, *ENROLLED)
        .outerjoin(Enrolment, (Enrolment.person_id == Person.id) & (Enrolment.class_id == held.class_id))
        .outerjoin(SubClassroom, SubClassroom.id == Enrolment.sub_classroom_id)
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
    return AttendanceRow(*_who(person), state, reason=reason, called_to=person.called_to or "")


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
        person.called_to or "",
    )


def away_row(session: Session, held: ClassSession, person: Person) -> AttendanceRow:
    """Somebody of the register who is not on the session's list."""
    unit = unit_on(session, [person.id], held.held_on).get(person.id)
    number = session.scalars(select(KNOWN_NUMBER).where(Person.id == person.id)).one()
    who = (person.id, person.name, person.initials, person.sort_key, unit.name if unit is not None else "", "")
    return AttendanceRow(*who, person.birth_on[:4] or number[6:10], number[-4:], True, Presence.MISSING)


def _who(person: Any) -> tuple[int, str, str, str, str, str, str, str, bool]:
    number = person.number
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
