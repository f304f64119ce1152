"""What each teacher taught: counted by year, and lesson by lesson."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Lesson, TrainingClass

WHO: ColumnElement[int] = func.coalesce(Lesson.actual_teacher_id, Lesson.teacher_id)
COUNTS = or_(Lesson.is_held.is_(None), Lesson.is_held.is_(True))


@dataclass(frozen=True, slots=True)
class TaughtLesson:
    """A lesson with its day and class; 学时 in half hours; `is_held` None while nobody has said so."""

    id: int
    teacher_id: int
    held_on: date
    class_code: str
    class_title: str
    title: str
    half_hours: int
    is_held: bool | None


def taught_counts(session: Session, year: int | None) -> dict[int, tuple[int, int]]:
    """Lessons and half hours by the teacher who really taught, else the planned one."""
    query = select(
        WHO.label("teacher_id"), func.count().label("lessons"), func.sum(Lesson.half_hours).label("half_hours")
    ).where(WHO.is_not(None), COUNTS)  # fmt: skip
    if year is not None:
        query = query.join(ClassSession, ClassSession.id == Lesson.session_id)
        query = query.where(ClassSession.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    return {row.teacher_id: (row.lessons, int(row.half_hours)) for row in session.execute(query.group_by(WHO))}


def list_taught(db: Database, *, year: int, teacher_id: int | None = None) -> list[TaughtLesson]:
    """The lessons of a year in their order, of everybody or of one teacher; those given up are left out."""
    query = (
        select(
            Lesson.id, WHO.label("teacher_id"), ClassSession.held_on, TrainingClass.code,
            TrainingClass.title.label("class_title"), Lesson.title, Lesson.half_hours, Lesson.is_held,
        )
        .join(ClassSession, ClassSession.id == Lesson.session_id)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .where(WHO.is_not(None), COUNTS, ClassSession.held_on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(ClassSession.held_on, Lesson.starts, Lesson.id)
    )  # fmt: skip
    if teacher_id is not None:
        query = query.where(WHO.in_([teacher_id]))
    with db.read() as session:
        return [TaughtLesson(*row) for row in session.execute(query)]
