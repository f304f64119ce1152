"""Moving lessons about on the timetable: each keeps its length, and its half-day closes up behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from partyschool.domain.flow import SIGN_IN
from partyschool.domain.timetable import LessonPlan, SessionPlan

_ANY_DAY = date(2000, 1, 1)
_MIDNIGHT = datetime.combine(_ANY_DAY, time.max)


def length(lesson: LessonPlan) -> timedelta:
    """From its beginning to its end."""
    return datetime.combine(_ANY_DAY, lesson.ends) - datetime.combine(_ANY_DAY, lesson.starts)


def of_session(lessons: Iterable[LessonPlan], number: int) -> list[LessonPlan]:
    """The lessons of a session in the order of the day."""
    return sorted((row for row in lessons if row.session == number), key=lambda row: (row.starts, row.ends))


def in_order(lessons: Iterable[LessonPlan]) -> tuple[LessonPlan, ...]:
    """By session and time."""
    return tuple(sorted(lessons, key=lambda row: (row.session, row.starts, row.ends)))


def close_up(session: SessionPlan, lessons: Sequence[LessonPlan]) -> list[LessonPlan]:
    """The lessons one behind the other from the beginning of the session; 签到 gathers people before it.

    Nothing is shortened: what then goes on after the session's end is for the clerk to see. A day ends at midnight.
    """
    clock = datetime.combine(_ANY_DAY, session.starts)
    placed = []
    for place, lesson in enumerate(lessons):
        minutes = length(lesson)
        starts = clock - minutes if place == 0 and lesson.step_key == SIGN_IN else clock
        starts = max(starts, datetime.combine(_ANY_DAY, time.min))
        ends = min(starts + minutes, _MIDNIGHT.replace(second=0, microsecond=0))
        placed.append(replace(lesson, session=session.number, starts=min(starts, ends).time(), ends=ends.time()))
        clock = ends
    return placed


def move(
    sessions: Sequence[SessionPlan], lessons: Sequence[LessonPlan], lesson: LessonPlan, number: int, place: int
) -> tuple[LessonPlan, ...]:
    """Bring a lesson to a place (from 0) of the session `number`; both half-days close up."""
    by_number = {session.number: session for session in sessions}
    rest = [row for row in lessons if row is not lesson]
    target = of_session(rest, number)
    place = min(max(place, 0), len(target))
    target.insert(place, lesson)
    moved = close_up(by_number[number], target)
    if lesson.session != number:
        moved += close_up(by_number[lesson.session], of_session(rest, lesson.session))
    untouched = [row for row in rest if row.session not in (number, lesson.session)]
    return in_order([*untouched, *moved])


def overrun(session: SessionPlan, lesson: LessonPlan) -> timedelta:
    """How long the lesson goes on after the end of its session; zero for most."""
    late = datetime.combine(_ANY_DAY, lesson.ends) - datetime.combine(_ANY_DAY, session.ends)
    return max(late, timedelta())


def refit(
    sessions: Sequence[SessionPlan], lessons: Sequence[LessonPlan], before: Sequence[SessionPlan]
) -> tuple[LessonPlan, ...]:
    """Lessons after the sessions were changed: shifted with the beginning of theirs; those of lost ones are dropped."""
    starts = {session.number: session.starts for session in before}
    placed = []
    for session in sessions:
        shift = datetime.combine(_ANY_DAY, session.starts) - datetime.combine(
            _ANY_DAY, starts.get(session.number, session.starts)
        )
        placed += [_shifted(lesson, shift) for lesson in of_session(lessons, session.number)]
    return in_order(placed)


def _shifted(lesson: LessonPlan, by: timedelta) -> LessonPlan:
    starts, ends = (datetime.combine(_ANY_DAY, clock) + by for clock in (lesson.starts, lesson.ends))
    if starts.date() != _ANY_DAY or ends.date() != _ANY_DAY:
        return lesson
    return replace(lesson, starts=starts.time(), ends=ends.time())
