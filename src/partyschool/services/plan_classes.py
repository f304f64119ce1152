"""From a row of the plan to a class: what the guided dialog is given, and linking a class that was made without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, TeacherKind
from partyschool.domain.topics import Topic
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.plan_progress import RowProgress, progress_in
from partyschool.services.rules import HOURS_A_HALF_DAY, value_of
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TeachingPoint
from partyschool.storage.models.planning import Course, CourseTeacher, PlanRow

NOTICE_DAYS = 7
SATURDAY = 5
QUARTERS_OF_DAY = 4


@dataclass(frozen=True, slots=True)
class ClassWish:
    """What a row of the plan, or a class that was missed, asks of a new class; `half_hours` is of one half-day.

    :ivar people: who is to be on the list from the start.
    :ivar makes_up: code of the class that was missed; empty for a row of the plan.
    """

    thread: str
    title: str
    audience: str
    category: str
    responsible: str
    first_day: date
    days: int
    with_afternoon: bool
    half_hours: int
    place: str
    point_id: int | None
    point_name: str
    topics: tuple[Topic, ...]
    people: tuple[int, ...] = ()
    note: str = ""
    makes_up: str = ""


def wish_of_row(db: Database, *, year: int, thread: str) -> ClassWish:
    """The next class of a row, on the first working day that its months and a week's notice leave.

    :raises Refusal: the row is not in the plan in force, or all its classes are arranged.
    """
    with db.read() as session:
        found = progress_in(session, year, db.now()).row(thread)
        if found is None:
            raise Refusal("这一行不在执行中的计划里。请先审定计划，再从这一行开班。", code="row_unknown")
        form, taken = found.row.form, len(found.classes)
        if taken >= form.classes:
            raise Refusal(
                f"“{found.row.title}”计划 {form.classes} 期，已经排了 {taken} 期。要多办请先调整计划的期数。",
                code="row_full",
            )
        days = max(1, -(-form.quarter_days // QUARTERS_OF_DAY))
        preset = round(float(value_of(session, HOURS_A_HALF_DAY, year)) * 2)
        point = session.get(TeachingPoint, form.teaching_point_id or 0)
        is_open = point is not None and point.is_active
        return ClassWish(
            thread, _title(found), form.audience, form.category, form.responsible,
            _first_day(found, year, db.now().date()), days, form.quarter_days >= QUARTERS_OF_DAY,
            _per_half_day(form.half_hours, form.quarter_days) or preset, form.place,
            point.id if point is not None and is_open else None, point.name if point is not None and is_open else "",
            tuple(_topic(session, course_id) for course_id in form.course_ids),
        )  # fmt: skip


def link_class(db: Database, *, code: str, thread: str) -> None:
    """Count a class to a row of the plan of its year, or to none with an empty thread.

    :raises Refusal: unknown class or row, or the class was cancelled.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        row = session.scalars(select(PlanRow).where(PlanRow.thread == thread)).first() if thread else None
        if thread and row is None:
            raise Refusal("计划里没有这一行，请刷新后再看。", code="row_unknown")
        if training_class.state == ClassState.CANCELLED:
            raise Refusal(f"“{training_class.title}”已经取消，不能算进计划。", code="class_cancelled")
        training_class.plan_thread = thread
        words = f"{training_class.code} {training_class.title}"
        audit.record(session, db, "plan.link", words, row=row.title if row is not None else "")


def _title(found: RowProgress) -> str:
    """With its number where the row has several: “…轮训班（第3期）”."""
    form = found.row.form
    return f"{form.title}（第{len(found.classes) + 1}期）" if form.classes > 1 else form.title


def _first_day(found: RowProgress, year: int, today: date) -> date:
    month = found.month or 1
    return working_day(max(date(year, month, 1), today + timedelta(days=NOTICE_DAYS)))


def working_day(day: date) -> date:
    """The day, or the Monday after a weekend."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def _per_half_day(half_hours: int, quarter_days: int) -> int:
    halves = quarter_days // 2
    return half_hours // halves if halves and half_hours % halves == 0 else 0


def _topic(session: Session, course_id: int) -> Topic:
    """With the teacher where only one can give the course."""
    course = session.get_one(Course, course_id)
    able = select(Teacher).join(CourseTeacher).where(CourseTeacher.course_id == course_id, Teacher.is_active)
    teachers = list(session.scalars(able.order_by(CourseTeacher.id)))
    teacher = teachers[0] if len(teachers) == 1 else None
    is_led = any(one.kind == TeacherKind.LEADER for one in teachers)
    return Topic(course.title, course.form, course.module, teacher.id if teacher is not None else None, is_led)
