"""Sign-ins of a class as they travel from one computer to another: people by uid, else by name and tail, no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.known_number import KNOWN_NUMBER
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, Enrolment, Person, School, TrainingClass


@dataclass(frozen=True, slots=True)
class SignInRecord:
    """One line of the log. `uid` is the line's name in every database, so that it is never taken twice.

    :ivar tail: last four characters of the citizen number, as phones are asked for.
    :ivar is_walk_in: not on the list when the class began; taken in by the other computer.
    """

    uid: str
    session_uid: str
    number: int
    held_on: date
    person_uid: str
    name: str
    tail: str
    unit: str
    is_walk_in: bool
    sign_in_at: datetime
    sign_out_at: datetime | None
    way: str
    place: str
    device: str
    nonce: str
    recorded_at: datetime
    recorded_by: str
    note: str
    voided_at: datetime | None
    voided_by: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class SignInRecords:
    """The log of one class on one computer, and which class of which school that is."""

    school_uid: str
    school: str
    class_uid: str
    code: str
    title: str
    starts_on: date
    made_at: datetime
    made_by: str
    records: tuple[SignInRecord, ...]


def collect_records(db: Database, *, code: str, room: str | None = None) -> SignInRecords:
    """Every line of the class's log, voided ones too; the audit log says that it was handed out.

    :param room: only those of one sub-classroom, or of the main classroom (empty).
    :raises Refusal: no such class, or nobody has signed in yet.
    """
    with db.write() as session:
        training = class_by_code(session, code)
        school = session.get_one(School, training.school_id)
        records = tuple(_records(session, training, room))
        if not records:
            raise Refusal(f"“{training.title}”还没有签到记录，没有可以导出的。", code="no_records")
        audit.record(session, db, "attendance.export", f"{code} {training.title}", records=len(records))
        return SignInRecords(
            school.uid,
            school.name,
            training.uid,
            training.code,
            training.title,
            training.starts_on,
            db.now(),
            db.actor,
            records,
        )


def _records(session: Session, training: TrainingClass, room: str | None) -> list[SignInRecord]:
    query = (
        select(Attendance, ClassSession, Person, KNOWN_NUMBER, Enrolment)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(Person, Person.id == Attendance.person_id)
        .outerjoin(
            Enrolment, (Enrolment.person_id == Attendance.person_id) & (Enrolment.class_id == ClassSession.class_id)
        )
        .where(ClassSession.class_id == training.id)
        .order_by(Attendance.sign_in_at, Attendance.id)
    )
    if room is not None:
        query = query.where(Attendance.place == room)
    return [_record(*found) for found in session.execute(query)]


def _record(
    row: Attendance, held: ClassSession, person: Person, number: str, enrolment: Enrolment | None
) -> SignInRecord:
    return SignInRecord(
        uid=row.uid,
        session_uid=held.uid,
        number=held.number,
        held_on=held.held_on,
        person_uid=person.uid,
        name=person.name,
        tail=number[-4:],
        unit=enrolment.unit_name if enrolment is not None else "",
        is_walk_in=enrolment is None or enrolment.is_walk_in,
        sign_in_at=row.sign_in_at,
        sign_out_at=row.sign_out_at,
        way=row.way,
        place=row.place,
        device=row.device,
        nonce=row.nonce,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        note=row.note,
        voided_at=row.voided_at,
        voided_by=row.voided_by,
        void_reason=row.void_reason,
    )
