"""The course library, the yearly plan with its versions, the task list, and the school's own lists of words."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.domain.plan import PlanState, TaskState
from partyschool.domain.terms import LessonForm
from partyschool.storage.models.record import Base, Shared, new_uid


class Course(Shared, Base):
    """A course of the library (课程库); `tags` are topics joined by 、, 学时 in half hours."""

    __tablename__ = "courses"
    title: Mapped[str] = mapped_column(String(200), index=True)
    module: Mapped[str] = mapped_column(String(14), default="")
    tags: Mapped[str] = mapped_column(String(200), default="")
    form: Mapped[str] = mapped_column(String(12), default=LessonForm.LECTURE)
    audience: Mapped[str] = mapped_column(String(200), default="")
    half_hours: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class CourseTeacher(Shared, Base):
    """Somebody who can give a course."""

    __tablename__ = "course_teachers"
    __table_args__ = (UniqueConstraint("course_id", "teacher_id"),)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teachers.id"), index=True)


class CourseMaterial(Shared, Base):
    """A material of a course (讲稿、课件): `place` is the name of a kept file, an address, or where the paper lies."""

    __tablename__ = "course_materials"
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300), default="")


class AnnualPlan(Shared, Base):
    """One version of a year's plan (年度计划): 草案 → 审定 → 调整; an approved version is never changed."""

    __tablename__ = "annual_plans"
    __table_args__ = (UniqueConstraint("owner_uid", "year", "version"),)
    year: Mapped[int] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=PlanState.DRAFT)
    made_by: Mapped[str] = mapped_column(String(50), default="")
    approved_by: Mapped[str] = mapped_column(String(50), default="")
    approved_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")


class PlanRow(Shared, Base):
    """A row of a plan. `thread` is the same for a row in every version, so that classes made from it stay linked.

    `months` are figures joined by commas; days in quarter days, 学时 in half hours, both of one class. The names of
    module, point and courses (a line each) are kept as they were when the row was written: an approved plan does not
    change when a course is renamed.
    """

    __tablename__ = "plan_rows"
    plan_id: Mapped[int] = mapped_column(ForeignKey("annual_plans.id"), index=True)
    thread: Mapped[str] = mapped_column(String(32), default=new_uid, index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(30), default="")
    module: Mapped[str] = mapped_column(String(14), default="")
    module_title: Mapped[str] = mapped_column(String(50), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    course_titles: Mapped[str] = mapped_column(Text, default="")
    classes: Mapped[int] = mapped_column(default=1)
    people_each: Mapped[int] = mapped_column(default=0)
    quarter_days: Mapped[int] = mapped_column(default=4)
    half_hours: Mapped[int] = mapped_column(default=16)
    months: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(100), default="")
    teaching_point_id: Mapped[int | None] = mapped_column(ForeignKey("teaching_points.id"))
    point_name: Mapped[str] = mapped_column(String(100), default="")
    teachers: Mapped[str] = mapped_column(String(200), default="")
    responsible: Mapped[str] = mapped_column(String(50), default="")
    note: Mapped[str] = mapped_column(String(200), default="")


class PlanCourse(Shared, Base):
    """A course of the library that a row of a plan wants taught, in its order."""

    __tablename__ = "plan_courses"
    __table_args__ = (UniqueConstraint("row_id", "course_id"),)
    row_id: Mapped[int] = mapped_column(ForeignKey("plan_rows.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)


class Task(Shared, Base):
    """An entry of the task list (清单) with owner, due date and state; `source` is the document that asks for it."""

    __tablename__ = "tasks"
    title: Mapped[str] = mapped_column(String(200))
    responsible: Mapped[str] = mapped_column(String(50), default="")
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=TaskState.OPEN)
    done_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class ListEntry(Shared, Base):
    """An entry of a list of words that the school has changed; lists without rows are as they ship.

    `value` is what records hold, `title` what is shown.
    """

    __tablename__ = "list_entries"
    __table_args__ = (UniqueConstraint("owner_uid", "list_key", "value"),)
    list_key: Mapped[str] = mapped_column(String(20), index=True)
    value: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(50))
    position: Mapped[int]
    is_hidden: Mapped[bool] = mapped_column(default=False)
