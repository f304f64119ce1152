"""Which teacher, room or teaching point of a class another class has at the same time (冲突)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, SessionState
from partyschool.domain.timetable import Booking, LessonPlan, SessionPlan, find_clashes
from partyschool.services.class_rows import Clash, ClassForm
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Lesson, Room, School, Teacher, TeachingPoint, TrainingClass

TEACHER, ROOM, POINT = "teacher", "room", "point"
STOPPED = (ClassState.CANCELLED, ClassState.SUSPENDED)


def find_class_clashes(db: Database, form: ClassForm, *, code: str = "") -> tuple[Clash, ...]:
    """What of the timetable is taken elsewhere, in the order of the timetable.

    A place counts as a room when it is the own school's: one of its rooms, or where another of its classes is held.
    Teachers and teaching points are looked up in all schools' classes, as far as this database knows them.

    :param code: of the class itself while it is changed, so that it does not clash with its own draft.
    """
    days = {session.held_on for session in form.sessions}
    if not days:
        return ()
    with db.read() as session:
        wanted = _wanted(session, form)
        taken = _taken(session, min(days), max(days), code)
        pairs = find_clashes(wanted, taken)
        names = _names(session, (want.what for want, _ in pairs))
    clashes = [
        Clash(want.what.partition(":")[0], names[want.what], have.where, have.starts, have.ends, int(want.where))
        for want, have in pairs
    ]
    return tuple(dict.fromkeys(sorted(clashes, key=lambda clash: (clash.lesson, clash.starts, clash.kind))))


def _wanted(session: Session, form: ClassForm) -> list[Booking]:
    """Bookings of the form; `where` is the place of the lesson in the form, from 1."""
    own = form.school_id is None or form.school_id == _home_id(session)
    places = {row.number: row for row in form.sessions}
    bookings: list[Booking] = []
    for position, lesson in enumerate(form.lessons, 1):
        place = places.get(lesson.session)
        if place is not None:
            bookings += _of_plan(lesson, place, position, with_room=own, class_place=form.place)
    return bookings


def _of_plan(
    lesson: LessonPlan, place: SessionPlan, position: int, *, with_room: bool, class_place: str
) -> list[Booking]:
    room = "" if lesson.teaching_point_id or not with_room else lesson.place or place.place or class_place
    starts, ends = (datetime.combine(place.held_on, clock) for clock in (lesson.starts, lesson.ends))
    whats = _whats(lesson.teacher_id, lesson.teaching_point_id, room)
    return [Booking(what, starts, ends, str(position)) for what in whats]


def _whats(teacher_id: int | None, point_id: int | None, room: str) -> list[str]:
    wished = ((TEACHER, teacher_id), (POINT, point_id), (ROOM, "".join(room.split())))
    return [f"{kind}:{key}" for kind, key in wished if key]


def _taken(session: Session, first: object, last: object, code: str) -> list[Booking]:
    query = (
        select(
            ClassSession.held_on,
            Lesson.starts,
            Lesson.ends,
            func.coalesce(Lesson.actual_teacher_id, Lesson.teacher_id),
            Lesson.teaching_point_id,
            Lesson.place,
            ClassSession.place,
            TrainingClass.place,
            TrainingClass.title,
            School.is_home,
        )
        .join(ClassSession, ClassSession.id == Lesson.session_id)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .join(School, School.id == TrainingClass.school_id)
        .where(
            ClassSession.held_on.between(first, last),
            ClassSession.state != SessionState.CANCELLED,
            TrainingClass.state.not_in(STOPPED),
            TrainingClass.code != code,
        )
    )
    taken = []
    for day, starts, ends, teacher, point, place, session_place, class_place, title, is_home in session.execute(query):
        room = (place or session_place or class_place) if is_home and not point else ""
        for what in _whats(teacher, point, room):
            taken.append(Booking(what, datetime.combine(day, starts), datetime.combine(day, ends), title))
    return taken


def _home_id(session: Session) -> int | None:
    return session.scalars(select(School.id).where(School.is_home)).first()


def _names(session: Session, whats: Iterable[str]) -> dict[str, str]:
    names = {}
    for what in set(whats):
        kind, _, key = what.partition(":")
        if kind == TEACHER:
            names[what] = session.get_one(Teacher, int(key)).name
        elif kind == POINT:
            names[what] = session.get_one(TeachingPoint, int(key)).name
        else:
            rooms = session.scalars(select(Room.name).where(Room.school_id == _home_id(session))).all()
            names[what] = next((name for name in rooms if "".join(name.split()) == key), key)
    return names
