"""What the rules of signing in must know, read for a whole batch at once: a query a batch, not a query a person."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.identity import normalise_name
from partyschool.domain.terms import ClassState, SessionState
from partyschool.errors import Refusal
from partyschool.services.known_number import KNOWN_NUMBER
from partyschool.services.sign_in_answer import SignIn
from partyschool.storage.models import (
    Attendance,
    AuditLine,
    ClassSession,
    Enrolment,
    FlowStep,
    Person,
    TrainingClass,
)

STOPPED = (ClassState.SUSPENDED, ClassState.CANCELLED)
SIGN_IN_STEP = "sign_in"


@dataclass(frozen=True, slots=True)
class Hall:
    """The session that people sign in to."""

    session_id: int
    class_id: int
    title: str
    number: int
    starts: datetime
    ends: datetime
    place: str
    takes_walk_ins: bool
    overlapping: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a wish may mean."""

    person_id: int
    uid: str
    name: str
    id_number: str | None
    card: str | None
    enrolment_id: int | None
    is_enrolled: bool
    unit: str
    group: str


@dataclass(frozen=True, slots=True)
class Presence:
    """An attendance that counts: in this session, or in one at the same time."""

    attendance_id: int
    session_id: int
    person_id: int
    name: str
    at: datetime
    way: str
    device: str
    place: str
    nonce: str


def load_hall(session: Session, session_id: int) -> Hall:
    """The session with those that overlap it.

    :raises Refusal: no such session, it or its class was stopped, or its hours are already confirmed (认定).
    """
    query = select(ClassSession, TrainingClass).join(TrainingClass).where(ClassSession.id == session_id)
    found = session.execute(query).first()
    if found is None:
        raise Refusal("没有这个场次，可能已被删除。请返回班次重新打开。", code="session_unknown")
    held, training = found
    _refuse_locked(held, training)
    return Hall(
        session_id=session_id,
        class_id=training.id,
        title=training.title,
        number=held.number,
        starts=datetime.combine(held.held_on, held.starts),
        ends=datetime.combine(held.held_on, held.ends),
        place=held.place or training.place,
        takes_walk_ins=training.takes_walk_ins,
        overlapping=_overlapping(session, held),
    )


def _refuse_locked(held: ClassSession, training: TrainingClass) -> None:
    if training.state == ClassState.CONFIRMED:
        raise Refusal(f"“{training.title}”的学时已经认定，不能再改考勤。要更正请用学时更正。", code="confirmed")
    if training.state in STOPPED or held.state == SessionState.CANCELLED:
        raise Refusal(f"“{training.title}”第{held.number}场已取消，不能签到。", code="cancelled")


def _overlapping(session: Session, held: ClassSession) -> tuple[int, ...]:
    query = (
        select(ClassSession.id)
        .join(TrainingClass)
        .where(
            ClassSession.held_on == held.held_on,
            ClassSession.id != held.id,
            ClassSession.starts < held.ends,
            ClassSession.ends > held.starts,
            ClassSession.state != SessionState.CANCELLED,
            TrainingClass.state.not_in(STOPPED),
        )
    )
    return tuple(session.scalars(query))


def _candidates(class_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.id,
            Person.uid,
            Person.name,
            KNOWN_NUMBER,
            Person.card_code,
            Enrolment.id,
            Enrolment.withdrawn_at,
            Enrolment.unit_name,
            Enrolment.group_name,
        )
        .outerjoin(Enrolment, (Enrolment.person_id == Person.id) & (Enrolment.class_id == class_id))
        .where(Person.merged_into_id.is_(None))
    )


ON_THE_LIST = Enrolment.id.is_not(None) & Enrolment.withdrawn_at.is_(None)


def stored_nonce(nonce: str) -> str:
    """What is kept of a form's number: of fixed length, whatever a client sends."""
    return hashlib.sha256(nonce.encode()).hexdigest()[:40] if nonce else ""


def card_key(text: str) -> str:
    """A card's code as a scanner gun may type it: full width, small letters, with line ends."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def key_of(wish: SignIn) -> str | int:
    """What names one person for certain: uid, id or card; empty where name and tail must do."""
    return wish.person_uid or wish.person_id or (card_key(wish.card) if wish.card else "")


def load_named(session: Session, hall: Hall, wishes: Iterable[SignIn]) -> list[Candidate]:
    """Whoever of the whole register is named for certain, or bears one of the names."""
    columns: dict[Any, set[Any]] = {
        Person.uid: {wish.person_uid for wish in wishes if wish.person_uid},
        Person.id: {wish.person_id for wish in wishes if wish.person_id},
        Person.card_code: {card_key(wish.card) for wish in wishes if wish.card},
        Person.name: {normalise_name(wish.name) for wish in wishes if wish.name},
    }
    asked = [column.in_(values) for column, values in columns.items() if values]
    return load_candidates(session, hall, or_(*asked)) if asked else []


def load_candidates(session: Session, hall: Hall, condition: ColumnElement[bool]) -> list[Candidate]:
    """Everybody of the register who fits the condition, with their place on this class's list."""
    rows = session.execute(_candidates(hall.class_id).where(condition))
    return [
        Candidate(
            person_id,
            uid,
            name,
            id_number,
            card,
            enrolment_id,
            enrolment_id is not None and withdrawn_at is None,
            unit or "",
            group or "",
        )
        for person_id, uid, name, id_number, card, enrolment_id, withdrawn_at, unit, group in rows
    ]


Voidable = tuple[Presence, bool]
_LOG = (
    select(
        Attendance.id,
        Attendance.session_id,
        Attendance.person_id,
        Person.name,
        Attendance.sign_in_at,
        Attendance.way,
        Attendance.device,
        Attendance.place,
        Attendance.nonce,
        Attendance.voided_at,
    )
    .join(Person, Person.id == Attendance.person_id)
    .order_by(Attendance.id)
)
_PRESENT = select(func.count()).select_from(Attendance)
_LAST_AUDIT = select(func.max(AuditLine.id))
_AUDIT_AFTER = select(AuditLine.id, AuditLine.action).where(AuditLine.id > bindparam("line")).order_by(AuditLine.id)


def load_log(session: Session, hall: Hall, condition: ColumnElement[bool]) -> Iterator[Voidable]:
    """Lines of this session and of those at the same time, in order, each with whether it was voided."""
    sessions = (hall.session_id, *hall.overlapping)
    query = _LOG.where(Attendance.session_id.in_(sessions), condition)
    for *facts, voided_at in session.execute(query):
        yield Presence(*facts), voided_at is not None


def live_presences(session: Session, hall: Hall, person_id: int) -> list[Presence]:
    """Where somebody is signed in now: this session and those at the same time."""
    log = load_log(session, hall, Attendance.person_id == person_id)
    return [presence for presence, is_voided in log if not is_voided]


def theirs(wishes: Sequence[SignIn], people: Iterable[Candidate]) -> ColumnElement[bool]:
    """Lines of these people, and of the phones and forms that the wishes came from."""
    return or_(
        Attendance.person_id.in_({person.person_id for person in people}),
        Attendance.device.in_({wish.device for wish in wishes if wish.device}),
        Attendance.nonce.in_({stored_nonce(wish.nonce) for wish in wishes if wish.nonce}),
    )


def answered_before(session: Session, hall: Hall, nonce: str) -> Presence | None:
    """The line that this form has already written here, voided or not."""
    same_form = (Attendance.nonce == nonce) & (Attendance.session_id == hall.session_id)
    return next((presence for presence, _ in load_log(session, hall, same_form)), None)


def count_present(session: Session, session_id: int) -> int:
    """How many are signed in to the session."""
    live = (Attendance.session_id == session_id) & Attendance.voided_at.is_(None)
    return session.scalar(_PRESENT.where(live)) or 0


def last_audit_id(session: Session) -> int:
    """Where the audit chain ends; it grows with every change of personal data, whoever makes it."""
    return session.scalar(_LAST_AUDIT) or 0


def audit_lines_after(session: Session, line: int) -> list[tuple[int, str]]:
    """Number and action of what has been done since that line, in order; every batch asks, and mostly it is nothing."""
    found = session.connection().execute(_AUDIT_AFTER, {"line": line})  # the session's way costs twice
    return [(row[0], row[1]) for row in found]


def number_in_session(session: Session, presence: Presence) -> int:
    """As which one somebody came, voided rows not counted."""
    earlier = (Attendance.session_id == presence.session_id) & (Attendance.id <= presence.attendance_id)
    query = select(func.count()).select_from(Attendance).where(earlier, Attendance.voided_at.is_(None))
    return max(1, session.scalar(query) or 0)


def name_of_place(session: Session, session_id: int) -> str:
    """Class and room of a session, for “signed in elsewhere”."""
    query = select(TrainingClass.title, TrainingClass.place, ClassSession.place).join(
        TrainingClass, ClassSession.class_id == TrainingClass.id
    )
    title, class_place, place = session.execute(query.where(ClassSession.id == session_id)).one()
    return " ".join(part for part in (title, place or class_place) if part)


def own_class(session: Session, person_id: int, today: date) -> tuple[str, datetime | None]:
    """Title and start of the next session that this person is called up to; ("", None) where there is none."""
    query = (
        select(TrainingClass.title, ClassSession.held_on, ClassSession.starts)
        .select_from(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(ClassSession, ClassSession.class_id == TrainingClass.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.withdrawn_at.is_(None),
            TrainingClass.state.not_in(STOPPED),
            ClassSession.held_on >= today,
        )
        .order_by(ClassSession.held_on, ClassSession.starts)
    )
    found = session.execute(query).first()
    return ("", None) if found is None else (found[0], datetime.combine(found[1], found[2]))


def is_first_session(session: Session, hall: Hall) -> bool:
    """Whether this is the class's first session that was not cancelled."""
    query = select(func.min(ClassSession.number)).where(
        ClassSession.class_id == hall.class_id, ClassSession.state != SessionState.CANCELLED
    )
    return session.scalar(query) == hall.number


def open_sign_in_steps(session: Session, class_id: int) -> Iterable[FlowStep]:
    """The step 签到 of the class while nobody has done it."""
    query = select(FlowStep).where(
        FlowStep.class_id == class_id, FlowStep.key == SIGN_IN_STEP, FlowStep.done_at.is_(None)
    )
    return session.scalars(query)
