"""Rows about training classes: what lists, pages, papers and scripts are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from partyschool.domain.flow import StepState
from partyschool.domain.timetable import LessonPlan, SessionPlan


@dataclass(frozen=True, slots=True)
class ClassForm:
    """A class as entered, for both directions; `code` empty lets the program give the next one of the year.

    `plan_thread` names the row of the yearly plan that a new class is made from, `makes_up` the code of the class that
    a new 补训班 repeats for those who missed it.
    """

    title: str
    starts_on: date
    ends_on: date
    code: str = ""
    school_id: int | None = None
    category: str = ""
    audience: str = ""
    place: str = ""
    responsible: str = ""
    phone: str = ""
    co_organisers: str = ""
    takes_walk_ins: bool = False
    signs_out: bool = False
    gives_certificates: bool = False
    addressed_as: str = ""
    note: str = ""
    sessions: tuple[SessionPlan, ...] = ()
    lessons: tuple[LessonPlan, ...] = ()
    plan_thread: str = ""
    makes_up: str = ""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in a list. `phase` is its state in time: draft, published, running, over, closed, confirmed,
    suspended, cancelled; `half_hours` is the sum over its sessions; `present` counts persons seen at least once;
    `is_listed`: another computer keeps it, this one only signs in (签到名单)."""

    id: int
    code: str
    title: str
    school: str
    tier: str
    category: str
    audience: str
    starts_on: date
    ends_on: date
    place: str
    responsible: str
    state: str
    phase: str
    is_confirmed: bool
    sessions: int
    held_sessions: int
    half_hours: int
    enrolled: int
    present: int
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A half-day session with its counts; persons, not shares. `is_held`: somebody attended and it is not void."""

    id: int
    number: int
    held_on: date
    starts: time
    ends: time
    half_hours: int
    place: str
    state: str
    present: int
    late: int
    leave: int
    absent: int
    first_sign_in: datetime | None

    @property
    def is_held(self) -> bool:
        """期数 and 到课率 count only held sessions."""
        return self.present > 0 and self.state != "cancelled"


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A row of the timetable; the teacher is the actual one where told, else the planned one."""

    id: int
    session: int
    held_on: date
    position: int
    starts: time
    ends: time
    title: str
    form: str
    module: str
    step_key: str
    teacher_id: int | None
    teacher: str
    teacher_kind: str
    teacher_title: str
    planned_teacher: str
    teaching_point_id: int | None
    point_is_active: bool
    place: str
    host: str
    half_hours: int
    is_held: bool
    said_held: bool | None
    module_title: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the class's flow with its title, state and proof."""

    id: int
    position: int
    title: str
    state: StepState
    proof: str
    note: str


@dataclass(frozen=True, slots=True)
class ClassDetail:
    """Everything a class's page shows but the people."""

    row: ClassRow
    phone: str
    co_organisers: str
    takes_walk_ins: bool
    signs_out: bool
    gives_certificates: bool
    addressed_as: str
    note: str
    published_at: datetime | None
    publish_reason: str
    closed_at: datetime | None
    close_reason: str
    confirmed_at: datetime | None
    stopped_at: datetime | None
    stop_reason: str
    sessions: tuple[SessionRow, ...]
    lessons: tuple[LessonRow, ...]
    steps: tuple[StepRow, ...]
    missing: tuple[str, ...]
    missing_to_publish: tuple[str, ...]
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """A teacher, room or teaching point that another class has at the same time."""

    kind: str
    name: str
    with_class: str
    starts: datetime
    ends: datetime
    lesson: int
