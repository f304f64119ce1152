"""签到名单: what of a class another computer needs to sign in its people, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import SessionState
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.known_number import KNOWN_NUMBER
from partyschool.services.sign_in_lookup import ON_THE_LIST, STOPPED
from partyschool.services.sub_classrooms import find_sub_classroom
from partyschool.storage.database import Database
from partyschool.storage.models import (
    ClassSession,
    Enrolment,
    Lesson,
    Person,
    School,
    SignInList,
    SubClassroom,
    TrainingClass,
)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody called up. `tail` is all of the citizen number that travels; `room` the sub-classroom, if any."""

    uid: str
    name: str
    tail: str
    card: str
    unit: str
    room: str


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A half day; `state` is planned or cancelled."""

    uid: str
    number: int
    held_on: date
    starts: time
    ends: time
    half_hours: int
    place: str
    state: str


@dataclass(frozen=True, slots=True)
class ListedLesson:
    """A row of the timetable, for the step that the hall's screen shows."""

    number: int
    starts: time
    ends: time
    title: str
    form: str
    step_key: str


@dataclass(frozen=True, slots=True)
class ListedStep:
    """A step of 5+1+N, for the row of steps on the hall's screen."""

    position: int
    key: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ListedRoom:
    """A sub-classroom."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ClassList:
    """A class with its sessions and the people of one classroom, or of all of them (`room` empty)."""

    school_uid: str
    school: str
    short: str
    tier: str
    city: str
    town: str
    class_uid: str
    code: str
    title: str
    starts_on: date
    ends_on: date
    place: str
    takes_walk_ins: bool
    signs_out: bool
    room: str
    made_at: datetime
    made_by: str
    rooms: tuple[ListedRoom, ...]
    sessions: tuple[ListedSession, ...]
    lessons: tuple[ListedLesson, ...]
    steps: tuple[ListedStep, ...]
    people: tuple[ListedPerson, ...]


@dataclass(frozen=True, slots=True)
class OpenedList:
    """Where a class of this computer comes from, if from another one's list."""

    room: str
    made_at: datetime
    made_by: str


def collect_list(db: Database, *, code: str, room: str = "") -> ClassList:
    """The list of a class for another computer; the audit log says that it was handed out.

    :param room: of this sub-classroom only: who is called up to it, or, where nobody is, whoever is free to choose.
    :raises Refusal: no such class or room, it was stopped, it is another computer's itself, or nobody is on its list.
    """
    with db.write() as session:
        training = class_by_code(session, code)
        if training.state in STOPPED:
            raise Refusal(f"“{training.title}”已取消或中止，不用再签到。", code="cancelled")
        refuse_listed(session, training, "做签到名单")
        chosen = find_sub_classroom(session, training, room) if room else None
        people = _people(session, training, chosen)
        if not people:
            raise Refusal(f"“{training.title}”的名单上还没有人。请先添加学员，再做签到名单。", code="nobody")
        audit.record(session, db, "list.export", f"{code} {training.title}", people=len(people), room=room)
        return _class_list(session, db, training, chosen, people)


def _class_list(
    session: Session, db: Database, training: TrainingClass, room: SubClassroom | None, people: list[ListedPerson]
) -> ClassList:
    school = session.get_one(School, training.school_id)
    rooms = [room] if room is not None else _rooms(session, training)
    return ClassList(
        school.uid, school.name, school.short, school.tier, school.city, school.town,
        training.uid, training.code, training.title, training.starts_on, training.ends_on, training.place,
        training.takes_walk_ins, training.signs_out, room.name if room is not None else "", db.now(), db.actor,
        tuple(ListedRoom(row.name, row.address) for row in rooms),
        tuple(_session(row) for row in training.sessions),
        tuple(_lessons(session, training)),
        tuple(ListedStep(row.position, row.key, row.kind, row.title) for row in training.steps),
        tuple(people),
    )  # fmt: skip


def _rooms(session: Session, training: TrainingClass) -> list[SubClassroom]:
    query = select(SubClassroom).where(SubClassroom.class_id == training.id)
    return list(session.scalars(query.order_by(SubClassroom.position)))


def _session(row: ClassSession) -> ListedSession:
    state = row.state if row.state == SessionState.CANCELLED else SessionState.PLANNED
    return ListedSession(row.uid, row.number, row.held_on, row.starts, row.ends, row.half_hours, row.place, state)


def _lessons(session: Session, training: TrainingClass) -> list[ListedLesson]:
    columns = (ClassSession.number, Lesson.starts, Lesson.ends, Lesson.title, Lesson.form, Lesson.step_key)
    query = select(*columns).join(ClassSession, ClassSession.id == Lesson.session_id)
    return [
        ListedLesson(*row)
        for row in session.execute(query.where(Lesson.class_id == training.id).order_by(Lesson.position))
    ]


def _people(session: Session, training: TrainingClass, room: SubClassroom | None) -> list[ListedPerson]:
    query = (
        select(Person.uid, Person.name, KNOWN_NUMBER, Person.card_code, Enrolment.unit_name, SubClassroom.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(SubClassroom, SubClassroom.id == Enrolment.sub_classroom_id)
        .where(Enrolment.class_id == training.id, ON_THE_LIST)
        .order_by(Person.sort_key, Person.id)
    )
    if room is not None:
        called = select(func.count()).select_from(Enrolment)
        called = called.where(Enrolment.sub_classroom_id == room.id, ON_THE_LIST)
        wanted = room.id if session.scalar(called) else None
        query = query.where(Enrolment.sub_classroom_id == wanted)
    return [
        ListedPerson(uid, name, number[-4:], card or "", unit, place or "")
        for uid, name, number, card, unit, place in session.execute(query)
    ]


def find_opened_list(db: Database, code: str) -> OpenedList | None:
    """Which list the class was opened from; None where this computer keeps it itself."""
    with db.read() as session:
        row = session.get(SignInList, class_by_code(session, code).id)
        return None if row is None else OpenedList(row.room, row.made_at, row.made_by)


def room_of_list(db: Database, code: str) -> str:
    """The sub-classroom for which this computer got the class; empty for the main one, and where it keeps the class."""
    opened = find_opened_list(db, code)
    return opened.room if opened is not None else ""


def refuse_listed(session: Session, training: TrainingClass, act: str) -> None:
    """What only the computer that keeps the class can do.

    :raises Refusal: the class was opened from a list.
    """
    row = session.get(SignInList, training.id)
    if row is not None:
        school = session.get_one(School, training.school_id)
        raise Refusal(
            f"“{training.title}”是从签到名单打开的，这里只签到；{act}请在“{school.name}”的电脑上办。", code="listed"
        )
