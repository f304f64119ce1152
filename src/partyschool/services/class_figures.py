"""The lines of a year's classes in the annual statistics, and what these classes say of teachers and points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, TeacherKind
from partyschool.services.class_queries import class_detail
from partyschool.services.class_rows import ClassDetail, LessonRow
from partyschool.services.statistics_rows import (
    ClassFigures,
    FlowException,
    PointFigures,
    TeacherFigures,
    TeacherKindFigures,
)
from partyschool.services.year_credits import ClassCredits
from partyschool.storage.models import Teacher, TeachingPoint, TrainingClass


@dataclass(frozen=True, slots=True)
class CountedClass:
    """A class of the year with its credits and everything that its page shows."""

    credits: ClassCredits
    detail: ClassDetail


def load_classes(session: Session, credits: Sequence[ClassCredits], now: datetime) -> list[CountedClass]:
    """The details of the classes, in the same order."""
    rows = {
        row.id: row
        for row in session.scalars(select(TrainingClass).where(TrainingClass.id.in_([row.class_id for row in credits])))
    }
    return [CountedClass(row, class_detail(session, rows[row.class_id], now)) for row in credits]


def class_figures(
    counted: CountedClass,
    members: frozenset[int],
    points: dict[int, TeachingPoint],
    votes: tuple[int, int] = (0, 0),
    photos: int = 0,
) -> ClassFigures:
    """The line of one class; `members` are the ids of those who count as members, `votes` the satisfied and all."""
    credits, detail = counted.credits, counted.detail
    row = detail.row
    held = held_lessons(counted)
    used = [points[key].name for lesson in held if (key := lesson.teaching_point_id) is not None]
    return ClassFigures(
        row.code,
        row.title,
        row.school,
        row.category,
        row.audience,
        row.starts_on,
        row.ends_on,
        row.place,
        row.state,
        row.is_confirmed,
        credits.is_held,
        credits.is_counted,
        row.sessions,
        len(credits.held),
        credits.half_hours,
        credits.enrolled,
        len(credits.people),
        len(credits.people & members),
        credits.shares,
        credits.possible,
        tuple(dict.fromkeys(used)),
        tuple(dict.fromkeys(lesson.teacher for lesson in held if lesson.teacher)),
        tuple(dict.fromkeys(lesson.title for lesson in held if lesson.title and lesson.half_hours)),
        detail.missing,
        *votes,
        photos,
    )


def held_lessons(counted: CountedClass) -> list[LessonRow]:
    """Lessons that took place in sessions that count."""
    numbers = {row.number for row in counted.detail.sessions if row.id in counted.credits.held}
    return [lesson for lesson in counted.detail.lessons if lesson.is_held and lesson.session in numbers]


def flow_exceptions(classes: Iterable[CountedClass]) -> tuple[FlowException, ...]:
    """Classes published or closed against 5+1+N with the typed reason, and stopped ones."""
    found = []
    for counted in classes:
        detail, row = counted.detail, counted.detail.row
        if detail.publish_reason:
            kind, missing = "publish", detail.missing_to_publish
            found.append(FlowException(row.code, row.title, kind, missing, detail.publish_reason, detail.published_at))
        if detail.close_reason:
            reason, at = detail.close_reason, detail.closed_at
            found.append(FlowException(row.code, row.title, "close", detail.missing, reason, at))
        if row.state in {ClassState.SUSPENDED, ClassState.CANCELLED}:
            found.append(FlowException(row.code, row.title, row.state, (), detail.stop_reason, detail.stopped_at))
    return tuple(found)


Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class _Load:
    """Lessons of one teacher, kind or point."""

    classes: set[str]
    lessons: int = 0
    half_hours: int = 0


def _loads(classes: Iterable[CountedClass], key_of: Callable[[LessonRow], Key | None]) -> dict[Key, _Load]:
    loads: dict[Key, _Load] = defaultdict(lambda: _Load(set()))
    for counted in classes:
        for lesson in held_lessons(counted):
            key = key_of(lesson)
            if key is not None:
                load = loads[key]
                load.classes.add(counted.detail.row.code)
                load.lessons += 1
                load.half_hours += lesson.half_hours
    return loads


def point_figures(
    classes: Sequence[CountedClass], points: dict[int, TeachingPoint], kinds: dict[str, str]
) -> tuple[PointFigures, ...]:
    """The teaching points that were used, the most used first; `kinds` are the school's words for theirs."""
    loads = _loads(classes, lambda lesson: lesson.teaching_point_id)
    rows = [
        PointFigures(
            points[key].name, kinds.get(points[key].kind, ""), len(load.classes), load.lessons, load.half_hours
        )
        for key, load in loads.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.classes, -row.lessons, row.name)))


def teacher_figures(session: Session, classes: Sequence[CountedClass]) -> tuple[TeacherFigures, ...]:
    """The teachers who really taught, by kind, then by 学时."""
    loads = _loads(classes, lambda lesson: lesson.teacher_id)
    teachers = session.scalars(select(Teacher).where(Teacher.id.in_(loads)))
    rows = [
        TeacherFigures(
            row.id,
            row.name,
            row.kind,
            row.title,
            row.in_pool,
            len(loads[row.id].classes),
            loads[row.id].lessons,
            loads[row.id].half_hours,
        )
        for row in teachers
    ]
    order = list(TeacherKind)
    return tuple(sorted(rows, key=lambda row: (order.index(TeacherKind(row.kind)), -row.half_hours, row.name)))


def teacher_kind_figures(
    session: Session, classes: Sequence[CountedClass], teachers: Sequence[TeacherFigures]
) -> tuple[TeacherKindFigures, ...]:
    """The kinds of the pool in their order; a kind that neither is in the pool nor taught is left out."""
    query = select(Teacher.kind).where(Teacher.in_pool, Teacher.is_active)
    pool = list(session.scalars(query))
    loads = _loads(classes, lambda lesson: lesson.teacher_kind or None)
    rows = [
        TeacherKindFigures(
            kind,
            pool.count(kind),
            sum(teacher.kind == kind for teacher in teachers),
            loads[kind].lessons if kind in loads else 0,
            loads[kind].half_hours if kind in loads else 0,
        )
        for kind in TeacherKind
    ]
    return tuple(row for row in rows if row.pool or row.taught)
