"""Laying out a class: half-day sessions and the rows of the timetable by the 5+1+N flow, and finding clashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from partyschool.domain.terms import LessonForm, StepKind

MORNING = (time(8, 30), time(11, 30))
AFTERNOON = (time(14), time(17))
GATHERING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A half-day session (半天场次) as planned; 学时 in half hours."""

    number: int
    held_on: date
    starts: time
    ends: time
    half_hours: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A row of the timetable as planned. `session` is the number of its session; 学时 in half hours."""

    session: int
    starts: time
    ends: time
    title: str
    form: str
    module: str = ""
    step_key: str = ""
    teacher_id: int | None = None
    teaching_point_id: int | None = None
    place: str = ""
    host: str = ""
    half_hours: int = 0


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step of the school's flow as the layout needs it."""

    key: str
    kind: str
    title: str
    minutes: int
    module: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the guided dialog asks for: days, half-days and their times, place, point, leader, 学时 of a half-day."""

    days: tuple[date, ...]
    with_afternoon: bool = True
    place: str = ""
    point_id: int | None = None
    point_name: str = ""
    leader_id: int | None = None
    host: str = ""
    half_hours: int = 8
    lecture_title: str = ""
    morning: tuple[time, time] = MORNING
    afternoon: tuple[time, time] = AFTERNOON


def lay_out(wishes: Wishes, steps: Sequence[StepPlan]) -> tuple[tuple[SessionPlan, ...], tuple[LessonPlan, ...]]:
    """Sessions and lessons by the flow: fixed actions on the first morning, the teaching point next, then the rest."""
    sessions = lay_out_sessions(wishes)
    fixed = [step for step in steps if step.kind == StepKind.FIXED]
    field = next((step for step in steps if step.kind == StepKind.FIELD), None)
    free = [step for step in steps if step.kind == StepKind.FREE]
    lessons: list[LessonPlan] = []
    for index, session in enumerate(sessions):
        is_field = index == 1 or len(sessions) == 1
        if index == 0:
            lessons += _opening(session, fixed, wishes, shortened=is_field)
        if is_field and field is not None:
            lessons += _field_visit(session, field, free, wishes, whole=index > 0)
        elif index > 0:
            lessons.append(_lecture(session, wishes))
    return sessions, tuple(lessons)


def lay_out_sessions(wishes: Wishes) -> tuple[SessionPlan, ...]:
    """Morning and, where wished, afternoon of each day."""
    halves = [wishes.morning, wishes.afternoon] if wishes.with_afternoon else [wishes.morning]
    slots = [(day, half) for day in wishes.days for half in halves]
    return tuple(
        SessionPlan(number, day, half[0], half[1], wishes.half_hours, wishes.place)
        for number, (day, half) in enumerate(slots, 1)
    )


def _opening(session: SessionPlan, fixed: Sequence[StepPlan], wishes: Wishes, *, shortened: bool) -> list[LessonPlan]:
    """The fixed actions one after another; the first gathers people before the session begins, the last fills it."""
    end = datetime.combine(session.held_on, session.ends)
    if shortened:
        end -= timedelta(hours=1)
    clock = datetime.combine(session.held_on, session.starts) - GATHERING
    rows: list[LessonPlan] = []
    for step in fixed:
        last = step is fixed[-1]
        until = end if last else clock + timedelta(minutes=step.minutes)
        rows.append(
            LessonPlan(
                session.number,
                clock.time(),
                until.time(),
                step.title,
                LessonForm.LECTURE if last else LessonForm.FIXED,
                step.module,
                step.key,
                wishes.leader_id if last else None,
                None,
                wishes.place,
                wishes.host,
                session.half_hours if last else 0,
            )
        )
        clock = until
    return rows


def _field_visit(
    session: SessionPlan, field: StepPlan, free: Sequence[StepPlan], wishes: Wishes, *, whole: bool
) -> list[LessonPlan]:
    """The visit to a teaching point, and the first free action after it where a whole half-day is there."""
    end = datetime.combine(session.held_on, session.ends)
    begin = datetime.combine(session.held_on, session.starts) if whole else end - timedelta(hours=1)
    until = begin + timedelta(minutes=field.minutes) if whole and free else end
    hours = session.half_hours if whole else 0
    rows = [
        LessonPlan(
            session.number,
            begin.time(),
            until.time(),
            field.title,
            LessonForm.FIELD,
            field.module,
            field.key,
            None,
            wishes.point_id,
            wishes.point_name,
            wishes.host,
            hours,
        )
    ]
    if until < end:
        rows.append(
            LessonPlan(
                session.number,
                until.time(),
                session.ends,
                free[0].title,
                LessonForm.FREE,
                free[0].module,
                free[0].key,
                None,
                None,
                wishes.place,
                wishes.host,
                0,
            )
        )
    return rows


def _lecture(session: SessionPlan, wishes: Wishes) -> LessonPlan:
    return LessonPlan(
        session.number,
        session.starts,
        session.ends,
        wishes.lecture_title,
        LessonForm.LECTURE,
        "special",
        place=wishes.place,
        host=wishes.host,
        half_hours=session.half_hours,
    )


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody or something is taken for a time; `what` is the same text for the same teacher, room or point."""

    what: str
    starts: datetime
    ends: datetime
    where: str


def find_clashes(wanted: Iterable[Booking], taken: Iterable[Booking]) -> tuple[tuple[Booking, Booking], ...]:
    """Pairs of a wanted and a taken booking of the same thing at the same clock time."""
    by_what: dict[str, list[Booking]] = {}
    for booking in taken:
        by_what.setdefault(booking.what, []).append(booking)
    return tuple(
        (want, have)
        for want in wanted
        for have in by_what.get(want.what, ())
        if want.starts < have.ends and have.starts < want.ends
    )
