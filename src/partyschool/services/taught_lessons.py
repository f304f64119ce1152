"""What each teacher taught: counted by year, and lesson by lesson, by the rule of the annual statistics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import SessionState, Tier
from partyschool.services.year_credits import TIER_ORDER
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, Lesson, School, TrainingClass

Asked = TypeVar("Asked", bound="Select[*tuple[Any, ...]]")
WHO: ColumnElement[int] = func.coalesce(Lesson.actual_teacher_id, Lesson.teacher_id)


@dataclass(frozen=True, slots=True)
class TaughtLesson:
    """A lesson that was held, with its day and class; 学时 in half hours."""

    id: int
    teacher_id: int
    held_on: date
    class_code: str
    class_title: str
    title: str
    half_hours: int


def taught_counts(session: Session, year: int | None, now: datetime) -> dict[int, tuple[int, int]]:
    """Lessons and half hours by the teacher who really taught, else the planned one; of all years without one."""
    query = select(
        WHO.label("teacher_id"), func.count().label("lessons"), func.sum(Lesson.half_hours).label("half_hours")
    )
    rows = session.execute(_held(session, query, year, now).group_by(WHO))
    return {row.teacher_id: (row.lessons, int(row.half_hours)) for row in rows}


def list_taught(db: Database, *, year: int, teacher_id: int | None = None) -> list[TaughtLesson]:
    """The lessons held in a year's classes in their order, of everybody or of one teacher."""
    query = select(
        Lesson.id, WHO.label("teacher_id"), ClassSession.held_on, TrainingClass.code,
        TrainingClass.title.label("class_title"), Lesson.title, Lesson.half_hours,
    ).order_by(ClassSession.held_on, Lesson.starts, Lesson.id)  # fmt: skip
    if teacher_id is not None:
        query = query.where(WHO.in_([teacher_id]))
    with db.read() as session:
        return [TaughtLesson(*row) for row in session.execute(_held(session, query, year, db.now()))]


def _held(session: Session, query: Asked, year: int | None, now: datetime) -> Asked:
    """Only what 表六 of the annual statistics counts: `flow.was_held` in sessions that somebody attended.

    A class belongs whole to the year in which it starts; those of a higher school are not this school's lessons.
    """
    ended = or_(ClassSession.held_on < now.date(), and_(ClassSession.held_on == now.date(), Lesson.ends <= now.time()))
    attended = exists().where(Attendance.session_id == ClassSession.id, Attendance.voided_at.is_(None))
    query = (
        query.select_from(Lesson)
        .join(ClassSession, ClassSession.id == Lesson.session_id)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .where(
            WHO.is_not(None),
            or_(Lesson.is_held.is_(True), and_(Lesson.is_held.is_(None), ended)),
            ClassSession.state != SessionState.CANCELLED,
            attended,
        )
    )
    if year is not None:
        query = query.where(TrainingClass.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
    tier = session.scalars(select(School.tier).where(School.is_home)).first()
    if tier is None:
        return query
    lower = TIER_ORDER[: TIER_ORDER.index(Tier(tier)) + 1]
    return query.join(School, School.id == TrainingClass.school_id).where(School.tier.in_(lower))
