"""Sub-classrooms (分课堂) of a class: villages and teaching points that follow it in rooms of their own.

A class has one main classroom and any number of these, each with its own sign-in code, person in charge and count.
Somebody on the list is called up to one of them, or is free to go to any; an attendance says where they really were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    Enrolment,
    SubClassroom,
    TrainingClass,
)

NAME_LIMIT = 50
LOCKED = (ClassState.CONFIRMED, ClassState.SUSPENDED, ClassState.CANCELLED)


@dataclass(frozen=True, slots=True)
class SubClassroomForm:
    """A sub-classroom for both directions; `address` says where its room is, `responsible` who keeps it."""

    name: str
    address: str = ""
    responsible: str = ""
    phone: str = ""
    teaching_point_id: int | None = None


@dataclass(frozen=True, slots=True)
class SubClassroomRow:
    """A sub-classroom; `called_up` counts the people of the list who are to come to it."""

    id: int
    uid: str
    form: SubClassroomForm
    called_up: int

    @property
    def name(self) -> str:
        """As it stands in the log of attendance."""
        return self.form.name


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A classroom in one session. `name` is empty for the main classroom, to which whoever is free is counted."""

    name: str
    responsible: str
    called_up: int
    present: int


def list_sub_classrooms(db: Database, code: str) -> list[SubClassroomRow]:
    """Of a class, in the order in which they were entered.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        training = class_by_code(session, code)
        called_up = _called_up(session, training.id)
        return [
            SubClassroomRow(row.id, row.uid, _form(row), called_up.get(row.id, 0))
            for row in _of_class(session, training.id)
        ]


def _form(row: SubClassroom) -> SubClassroomForm:
    return SubClassroomForm(row.name, row.address, row.responsible, row.phone, row.teaching_point_id)


def _of_class(session: Session, class_id: int) -> Sequence[SubClassroom]:
    query = select(SubClassroom).where(SubClassroom.class_id == class_id)
    return session.scalars(query.order_by(SubClassroom.position, SubClassroom.id)).all()


def _called_up(session: Session, class_id: int) -> dict[int | None, int]:
    query = select(Enrolment.sub_classroom_id, func.count()).where(
        Enrolment.class_id == class_id, Enrolment.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Enrolment.sub_classroom_id))}


def called_up_to(class_id: int, room: str | None) -> ColumnElement[bool]:
    """Whoever is on the list of the class; with a room, whoever of them is called up to it (free: the main one)."""
    listed = (Enrolment.class_id == class_id) & Enrolment.withdrawn_at.is_(None)
    if room is None:
        return listed
    if not room:
        return listed & Enrolment.sub_classroom_id.is_(None)
    of_name = select(SubClassroom.id).where(SubClassroom.class_id == class_id, SubClassroom.name == room)
    return listed & Enrolment.sub_classroom_id.in_(of_name)


def find_sub_classroom(session: Session, training: TrainingClass, name: str) -> SubClassroom:
    """The sub-classroom of the class with this name, or with this uid, which it keeps when it is renamed.

    :raises Refusal: the class has none of this name.
    """
    rows = _of_class(session, training.id)
    for row in rows:
        if name.strip() in (row.name, row.uid):
            return row
    names = "、".join(row.name for row in rows) or "无"
    raise Refusal(f"“{training.title}”没有“{name}”这个分课堂（现有：{names}）。", code="place_unknown")


def save_sub_classroom(db: Database, *, code: str, form: SubClassroomForm, sub_classroom_id: int | None = None) -> int:
    """Write a new sub-classroom of the class, or change one; who has signed in there stays there under its new name.

    :returns: its id.
    :raises Refusal: no name, the name is taken, or the class is confirmed or stopped.
    """
    form = _tidied(form)
    with db.write() as session:
        training = _open_class(session, code)
        rows = _of_class(session, training.id)
        if any(row.name == form.name and row.id != sub_classroom_id for row in rows):
            raise Refusal(f"这一期已经有“{form.name}”了，请换一个名称。", code="name_taken")
        row = next((known for known in rows if known.id == sub_classroom_id), None)
        if row is None:
            row = SubClassroom(class_id=training.id, position=max((known.position for known in rows), default=0) + 1)
        elif row.name != form.name:
            _rename_in_log(session, training.id, row.name, form.name)
        for field, value in asdict(form).items():
            setattr(row, field, value)
        session.add(row)
        session.flush()
        audit.record(session, db, "class.sub_classroom", f"{code} {form.name}")
        return row.id


def _tidied(form: SubClassroomForm) -> SubClassroomForm:
    name = form.name.strip()
    if not name or len(name) > NAME_LIMIT:
        raise Refusal(f"请填写分课堂的名称，不超过 {NAME_LIMIT} 个字，例如“贾集村分课堂”。", code="name_missing")
    address, phone = form.address.strip()[:100], form.phone.strip()[:30]
    return replace(form, name=name, address=address, responsible=form.responsible.strip()[:50], phone=phone)


def _open_class(session: Session, code: str) -> TrainingClass:
    training = class_by_code(session, code)
    if training.state in LOCKED:
        raise Refusal(f"“{training.title}”已经认定或停办，不能再改分课堂。", code="class_locked")
    return training


def _log_of(class_id: int, name: str) -> ColumnElement[bool]:
    sessions = select(ClassSession.id).where(ClassSession.class_id == class_id)
    return Attendance.session_id.in_(sessions) & (Attendance.place == name)


def _rename_in_log(session: Session, class_id: int, old: str, new: str) -> None:
    session.execute(update(Attendance).where(_log_of(class_id, old)).values(place=new))


def remove_sub_classroom(db: Database, *, code: str, sub_classroom_id: int) -> None:
    """Take a sub-classroom off the class; whoever was called up to it is free.

    :raises Refusal: somebody signed in there, or the class is confirmed or stopped.
    """
    with db.write() as session:
        training = _open_class(session, code)
        row = session.get_one(SubClassroom, sub_classroom_id)
        signed = select(func.count()).select_from(Attendance).where(_log_of(training.id, row.name))
        if session.scalar(signed):
            raise Refusal(f"“{row.name}”已经有人签到，不能删除。", code="in_use")
        called_up = Enrolment.sub_classroom_id == row.id
        session.execute(update(Enrolment).where(called_up).values(sub_classroom_id=None))
        session.delete(row)
        audit.record(session, db, "class.remove_sub_classroom", f"{code} {row.name}")


def call_up_to(db: Database, *, code: str, person_ids: Sequence[int], sub_classroom_id: int | None) -> None:
    """Say to which classroom people of the list are to come; None makes them free to go to any.

    :raises Refusal: the class is confirmed or stopped.
    """
    with db.write() as session:
        training = _open_class(session, code)
        name = session.get_one(SubClassroom, sub_classroom_id).name if sub_classroom_id else ""
        query = select(Enrolment).where(Enrolment.class_id == training.id, Enrolment.person_id.in_(person_ids))
        for row in session.scalars(query):
            row.sub_classroom_id = sub_classroom_id
        audit.record(session, db, "class.call_up_to", f"{code} {name}".strip(), people=len(person_ids))


def count_places(db: Database, session_id: int) -> list[PlaceCount]:
    """Every classroom of the session's class with 应到 and 实到, the main one first; their sums are the class's."""
    with db.read() as session:
        held = session.get_one(ClassSession, session_id)
        training = session.get_one(TrainingClass, held.class_id)
        called_up = _called_up(session, training.id)
        live = (Attendance.session_id == session_id) & Attendance.voided_at.is_(None)
        query = select(Attendance.place, func.count()).where(live).group_by(Attendance.place)
        present: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
        rooms = _of_class(session, training.id)
        elsewhere = sum(present.get(room.name, 0) for room in rooms)
        main = PlaceCount("", training.responsible, called_up.get(None, 0), sum(present.values()) - elsewhere)
        return [
            main,
            *(
                PlaceCount(room.name, room.responsible, called_up.get(room.id, 0), present.get(room.name, 0))
                for room in rooms
            ),
        ]
