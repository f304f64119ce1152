"""The session that a sign-in service or a desk serves: which one, when it is open, and how many have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import AbsenceKind, SessionState
from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.class_queries import class_by_code
from partyschool.services.sign_in_lookup import STOPPED
from partyschool.services.sub_classrooms import called_up_to, find_sub_classroom
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Absence,
    Attendance,
    ClassSession,
    Enrolment,
    Lesson,
    Person,
    SubClassroom,
    TrainingClass,
)

# A hall of two hundred needs so long to sign out at the door.
SIGN_OUT_TIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A lesson or step of the session's timetable."""

    at: datetime
    title: str


@dataclass(frozen=True, slots=True)
class SignInSession:
    """Everything about a session that phones and the projector show.

    :ivar opens: from when on people may sign in; `closes` until when, both by the office's clock.
    :ivar code_seconds: how long a sign-in code stands.
    :ivar room: the sub-classroom (分课堂) of these phones; empty for the main classroom.
    :ivar room_uid: of that sub-classroom, so that its codes and tickets open no other.
    :ivar signs_out: people sign out when they leave (签退), so that the phones' door stays open for a while.
    :ivar is_divided: the class has sub-classrooms, so that each room counts its own people.
    """

    id: int
    uid: str
    class_id: int
    class_code: str
    title: str
    number: int
    starts: datetime
    ends: datetime
    opens: datetime
    closes: datetime
    place: str
    code_seconds: int
    steps: tuple[NextStep, ...]
    room: str = ""
    room_uid: str = ""
    is_divided: bool = False
    signs_out: bool = False

    @property
    def code_uid(self) -> str:
        """What codes and tickets are made for."""
        return f"{self.uid}-{self.room_uid}" if self.room_uid else self.uid

    @property
    def counted_room(self) -> str | None:
        """Whose people are counted: those of this room, or everybody's where there is one room only."""
        return self.room if self.is_divided else None


@dataclass(frozen=True, slots=True)
class Counts:
    """The four figures of a session. 迟到 (late) is part of 实到 (present)."""

    enrolled: int
    present: int
    late: int
    leave: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of “刚刚签到”."""

    id: int
    person_id: int
    name: str
    unit: str
    at: datetime
    way: str
    late: int


def get_sign_in_session(
    db: Database, class_code: str, number: int | None = None, now: datetime | None = None, *, room: str = ""
) -> SignInSession:
    """The session of the class with this number, else the one that runs or comes next by the clock, else the last.

    :param room: name or uid of a sub-classroom; empty for the main classroom.
    :raises Refusal: no such class, session or sub-classroom, or it was cancelled.
    """
    with db.read() as session:
        training = _class(session, class_code)
        held = _chosen(_sessions(session, training), training, number, now or db.now())
        return _in_room(session, training, room, _facts(session, training, held))


def _in_room(session: Session, training: TrainingClass, room: str, facts: SignInSession) -> SignInSession:
    rooms = select(SubClassroom.id).where(SubClassroom.class_id == training.id)
    facts = replace(facts, is_divided=session.scalars(rooms).first() is not None)
    if not room:
        return facts
    found = find_sub_classroom(session, training, room)
    place = " ".join(part for part in (found.name, found.address) if part)
    return replace(facts, place=place, room=found.name, room_uid=found.uid)


def _class(session: Session, code: str) -> TrainingClass:
    found = class_by_code(session, code)
    if found.state in STOPPED:
        raise Refusal(f"“{found.title}”已取消或中止，不能签到。", code="cancelled")
    return found


def _sessions(session: Session, training: TrainingClass) -> Sequence[ClassSession]:
    query = select(ClassSession).where(
        ClassSession.class_id == training.id, ClassSession.state != SessionState.CANCELLED
    )
    return session.scalars(query.order_by(ClassSession.held_on, ClassSession.starts)).all()


def _chosen(
    sessions: Sequence[ClassSession], training: TrainingClass, number: int | None, now: datetime
) -> ClassSession:
    if number is None:
        if not sessions:
            raise Refusal(f"“{training.title}”还没有排半天场次。请先排好场次再签到。", code="session_unknown")
        return next((held for held in sessions if datetime.combine(held.held_on, held.ends) > now), sessions[-1])
    for held in sessions:
        if held.number == number:
            return held
    numbers = "、".join(str(held.number) for held in sessions) or "无"
    raise Refusal(f"“{training.title}”没有第{number}场（现有场次：{numbers}）。", code="session_unknown")


def _facts(session: Session, training: TrainingClass, held: ClassSession) -> SignInSession:
    starts = datetime.combine(held.held_on, held.starts)
    ends = datetime.combine(held.held_on, held.ends)
    return SignInSession(
        id=held.id,
        uid=held.uid,
        class_id=training.id,
        class_code=training.code,
        title=training.title,
        number=held.number,
        starts=starts,
        ends=ends,
        opens=starts - timedelta(minutes=settings.get(session, "sign_in.opens_minutes_before")),
        closes=ends + _after_end(session, training),
        place=held.place or training.place,
        code_seconds=settings.get(session, "sign_in.rotate_seconds"),
        steps=_steps(session, held),
        signs_out=training.signs_out,
    )


def _after_end(session: Session, training: TrainingClass) -> timedelta:
    after = timedelta(minutes=settings.get(session, "sign_in.closes_minutes_after"))
    return max(after, SIGN_OUT_TIME) if training.signs_out else after


def _steps(session: Session, held: ClassSession) -> tuple[NextStep, ...]:
    query = select(Lesson.starts, Lesson.title).where(Lesson.session_id == held.id).order_by(Lesson.starts)
    return tuple(NextStep(datetime.combine(held.held_on, starts), title) for starts, title in session.execute(query))


def count_session(db: Database, session_id: int, *, room: str | None = None) -> Counts:
    """应到、实到、迟到、请假 of a session; somebody on leave who came after all is present.

    :param room: count one room only: a sub-classroom by name, or the main one (empty) with whoever is free.
    """
    with db.read() as session:
        held = session.get_one(ClassSession, session_id)
        starts = datetime.combine(held.held_on, held.starts)
        called_up = called_up_to(held.class_id, room)
        live = (Attendance.session_id == session_id) & Attendance.voided_at.is_(None)
        is_late = Attendance.sign_in_at >= starts + timedelta(minutes=1)
        here = live if room is None else live & (Attendance.place == room)
        present, late = session.execute(
            select(func.count(), func.coalesce(func.sum(case((is_late, 1), else_=0)), 0)).where(here)
        ).one()
        came = select(Attendance.person_id).where(live)
        leave = select(func.count()).where(
            Absence.session_id == session_id, Absence.kind == AbsenceKind.LEAVE, Absence.person_id.not_in(came)
        )
        if room is not None:
            leave = leave.where(Absence.person_id.in_(select(Enrolment.person_id).where(called_up)))
        enrolled = select(func.count()).select_from(Enrolment).where(called_up)
        return Counts(session.scalar(enrolled) or 0, present, late, session.scalar(leave) or 0)


def list_newest(
    db: Database, session_id: int, *, after_id: int = 0, limit: int | None = None, room: str | None = None
) -> list[Signed]:
    """The rows of the session that count, newest first; only those written after the row `after_id`.

    :param room: those of one room only, as in `count_session`.
    """
    with db.read() as session:
        held = session.get_one(ClassSession, session_id)
        starts = datetime.combine(held.held_on, held.starts)
        query = (
            select(
                Attendance.id,
                Attendance.person_id,
                Person.name,
                Enrolment.unit_name,
                Attendance.sign_in_at,
                Attendance.way,
            )
            .join(Person, Person.id == Attendance.person_id)
            .outerjoin(Enrolment, (Enrolment.person_id == Attendance.person_id) & (Enrolment.class_id == held.class_id))
            .where(Attendance.session_id == session_id, Attendance.voided_at.is_(None), Attendance.id > after_id)
            .order_by(Attendance.id.desc())
            .limit(limit)
        )
        if room is not None:
            query = query.where(Attendance.place == room)
        return [
            Signed(row_id, person_id, name, unit or "", at, way, max(0, int((at - starts).total_seconds() // 60)))
            for row_id, person_id, name, unit, at, way in session.execute(query)
        ]
