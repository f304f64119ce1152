"""Rooms (教室、场地) of the school; classes keep the room's name, so that a renamed room leaves them as they were."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.word_lists import offered_in
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Lesson, Room, School, TrainingClass

NAME_LIMIT, KIND_LIMIT = 100, 20


@dataclass(frozen=True, slots=True)
class RoomForm:
    """A room for both directions; kinds are offered by `word_lists.offered_words(db, "room_kinds")`."""

    name: str
    kind: str = ""
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room of the school."""

    id: int
    is_active: bool
    form: RoomForm

    @property
    def name(self) -> str:
        """As on the timetable."""
        return self.form.name

    @property
    def initials(self) -> str:
        """Asked for by searches only: reading names takes a third of a second to load."""
        return names.initials(self.name)


def list_rooms(db: Database, *, active_only: bool = False, school_id: int | None = None) -> list[RoomRow]:
    """Rooms of a school, the home school's when left out, in the order in which they were entered."""
    query = select(Room).order_by(Room.id)
    if active_only:
        query = query.where(Room.is_active)
    with db.read() as session:
        query = query.where(_of(_owner(session, school_id)))
        return [
            RoomRow(room.id, room.is_active, RoomForm(room.name, room.kind, room.seats))
            for room in session.scalars(query)
        ]


def save_room(db: Database, *, form: RoomForm, room_id: int | None = None, school_id: int | None = None) -> int:
    """Write a new room or change one; returns the id.

    :param school_id: whose a new room is; the home school's when left out.
    :raises Refusal: no name, the name is taken in that school, or no seats.
    """
    form = RoomForm(form.name.strip(), form.kind.strip()[:KIND_LIMIT], form.seats)
    if not form.name or len(form.name) > NAME_LIMIT:
        raise Refusal(f"请填写场地名称，不超过 {NAME_LIMIT} 个字。", code="name_missing")
    if form.seats is not None and form.seats <= 0:
        raise Refusal("座位数要大于 0，不清楚时可以空着。", code="seats")
    with db.write() as session:
        owner = _owner(session, school_id)
        room = Room(school_id=owner) if room_id is None else session.get_one(Room, room_id)
        same = select(Room.id).where(Room.name == form.name, _of(room.school_id))
        with session.no_autoflush:
            if any(found != room_id for found in session.scalars(same)):
                raise Refusal(f"已经有“{form.name}”这个场地，请换一个名称。", code="name_taken")
        for field, value in asdict(form).items():
            setattr(room, field, value)
        session.add(room)
        session.flush()
        audit.record(session, db, "room.save", room.name)
        return room.id


def add_preset_rooms(db: Database, *, school_id: int | None = None) -> int:
    """A room of each kind of the list of rooms (一厅五室) that has none yet; returns how many were written."""
    with db.write() as session:
        owner = _owner(session, school_id)
        rooms = session.scalars(select(Room).where(_of(owner)))
        known = {word for room in rooms for word in (room.kind, room.name)}
        missing = [word for word in offered_in(session, "room_kinds") if word not in known]
        session.add_all(Room(name=word, kind=word, school_id=owner) for word in missing)
        if missing:
            audit.record(session, db, "room.save", "、".join(missing))
    return len(missing)


def set_room_active(db: Database, *, room_id: int, is_active: bool) -> None:
    """Take a room off the choices (停用), or back on."""
    with db.write() as session:
        room = session.get_one(Room, room_id)
        room.is_active = is_active
        audit.record(session, db, "room.active", room.name, is_active=is_active)


def remove_room(db: Database, *, room_id: int) -> None:
    """Delete one entered by mistake.

    :raises Refusal: a class names it as its place.
    """
    with db.write() as session:
        room = session.get_one(Room, room_id)
        if room.school_id in (None, _owner(session, None)) and _is_used(session, room.name):
            raise Refusal(f"“{room.name}”安排过培训班，不能删除。不再使用时可以停用。", code="in_use")
        session.delete(room)
        audit.record(session, db, "room.remove", room.name)


def _owner(session: Session, school_id: int | None) -> int | None:
    """The school, or the home school; None before it is founded."""
    return school_id or session.scalars(select(School.id).where(School.is_home)).first()


def _of(owner: int | None) -> ColumnElement[bool]:
    """Of that school; a room entered before any school was founded is everybody's."""
    return or_(Room.school_id == owner, Room.school_id.is_(None))


def _is_used(session: Session, name: str) -> bool:
    in_class = select(TrainingClass.id).where(TrainingClass.place == name).exists()
    in_session = select(ClassSession.id).where(ClassSession.place == name).exists()
    in_lesson = select(Lesson.id).where(Lesson.place == name).exists()
    return bool(session.scalar(select(or_(in_class, in_session, in_lesson))))
