"""The 5+1+N flow of a class: what is on the timetable, what is done, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from partyschool.domain.terms import LessonForm, StepKind, TeacherKind

SIGN_IN, ANTHEM, OATH, CHARTER, LEADER_TALK, FIELD, FREE = (
    "sign_in",
    "anthem",
    "oath",
    "charter",
    "leader_talk",
    "field",
    "free",
)
FIXED_KEYS = (SIGN_IN, ANTHEM, OATH, CHARTER, LEADER_TALK)


@dataclass(frozen=True, slots=True)
class LessonFact:
    """A row of the timetable as the flow sees it.

    `is_held` is the clerk's word, None where nothing was said: then a lesson counts as held once its session has an
    attendance and its end has passed. `teacher_kind` is that of the actual teacher, the planned one until told.
    """

    step_key: str
    form: str
    starts: datetime
    ends: datetime
    teacher_kind: str = ""
    led_by: str = ""
    at_active_point: bool = False
    is_held: bool | None = None
    session_has_attendance: bool = False
    first_sign_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticked:
    """A step that the clerk ticked by hand."""

    done_at: datetime
    done_by: str


@dataclass(frozen=True, slots=True)
class StepFact:
    """A step of the class's own flow; `ticked` is None until the clerk says it was done.

    `is_closed`: the class is 办结, so the tick is the record and nothing that changes later alters it.
    """

    key: str
    kind: str
    ticked: Ticked | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class StepState:
    """Whether a step is done, when and by whom; `planned_at` is its place on the timetable."""

    key: str
    kind: str
    done: bool
    at: datetime | None = None
    by: str = ""
    planned_at: datetime | None = None


def was_held(lesson: LessonFact, now: datetime) -> bool:
    """The clerk's word; without it, a lesson whose session has an attendance and whose end has passed."""
    if lesson.is_held is not None:
        return lesson.is_held
    return lesson.session_has_attendance and lesson.ends <= now


def state_of_step(step: StepFact, lessons: Sequence[LessonFact], now: datetime) -> StepState:
    """Done by its own evidence first; else by the clerk's tick.

    签到 is done by the first attendance of the first session and by nothing else; 领导讲课 only by a lesson whose
    actual teacher is a 领导干部; the teaching point only by a held lesson at an active one. A tick cannot stand in
    for these three.
    """
    own = [lesson for lesson in lessons if _belongs(lesson, step.key)]
    planned_at = own[0].starts if own else None
    if step.is_closed:
        at, by = (step.ticked.done_at, step.ticked.done_by) if step.ticked is not None else (None, "")
        return StepState(step.key, step.kind, step.ticked is not None, at, by, planned_at)
    if step.key == SIGN_IN:
        first = next((lesson.first_sign_in for lesson in lessons if lesson.first_sign_in), None)
        return StepState(step.key, step.kind, first is not None, first, "", planned_at)
    proven = [lesson for lesson in own if was_held(lesson, now) and _proves(lesson, step.key)]
    if step.ticked is not None and (proven or step.key not in {LEADER_TALK, FIELD}):
        return StepState(step.key, step.kind, True, step.ticked.done_at, step.ticked.done_by, planned_at)
    if proven:
        return StepState(step.key, step.kind, True, proven[0].starts, proven[0].led_by, planned_at)
    return StepState(step.key, step.kind, False, planned_at=planned_at)


def _belongs(lesson: LessonFact, key: str) -> bool:
    if key == FIELD:
        return lesson.form == LessonForm.FIELD or lesson.at_active_point
    return lesson.step_key == key


def _proves(lesson: LessonFact, key: str) -> bool:
    if key == LEADER_TALK:
        return lesson.teacher_kind == TeacherKind.LEADER
    if key == FIELD:
        return lesson.at_active_point
    return True


def missing_to_publish(lessons: Sequence[LessonFact], fixed_keys: Iterable[str]) -> tuple[str, ...]:
    """Keys of fixed steps that are not on the timetable, and `field` when no lesson is at a teaching point."""
    planned = {lesson.step_key for lesson in lessons}
    missing = [key for key in fixed_keys if key not in planned]
    if not any(lesson.at_active_point for lesson in lessons):
        missing.append(FIELD)
    return tuple(missing)


def missing_to_close(states: Iterable[StepState]) -> tuple[str, ...]:
    """Keys of the fixed steps and the teaching point that are not done; free steps never hold a class back."""
    return tuple(state.key for state in states if not state.done and state.kind != StepKind.FREE)
