"""A class as it can be changed again: the form of what is stored."""

from __future__ import annotations

from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services.class_queries import class_by_code
from partyschool.services.class_rows import ClassForm
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Lesson, TrainingClass


def get_class_form(db: Database, code: str) -> ClassForm:
    """What was planned, without who really taught; `update_class` with it changes nothing.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        return form_of(class_by_code(session, code))


def form_of(training_class: TrainingClass) -> ClassForm:
    """The same in an open transaction."""
    numbers = {row.id: row.number for row in training_class.sessions}
    sessions = tuple(_session_plan(row) for row in training_class.sessions)
    lessons = tuple(_lesson_plan(row, numbers[row.session_id]) for row in training_class.lessons)
    return _form(training_class, sessions, lessons)


def _form(row: TrainingClass, sessions: tuple[SessionPlan, ...], lessons: tuple[LessonPlan, ...]) -> ClassForm:
    return ClassForm(
        row.title,
        row.starts_on,
        row.ends_on,
        row.code,
        row.school_id,
        row.category,
        row.audience,
        row.place,
        row.responsible,
        row.phone,
        row.co_organisers,
        row.takes_walk_ins,
        row.signs_out,
        row.gives_certificates,
        row.addressed_as,
        row.note,
        sessions,
        lessons,
    )


def _session_plan(row: ClassSession) -> SessionPlan:
    return SessionPlan(row.number, row.held_on, row.starts, row.ends, row.half_hours, row.place)


def _lesson_plan(row: Lesson, number: int) -> LessonPlan:
    return LessonPlan(
        number,
        row.starts,
        row.ends,
        row.title,
        row.form,
        row.module,
        row.step_key,
        row.teacher_id,
        row.teaching_point_id,
        row.place,
        row.host,
        row.half_hours,
    )
