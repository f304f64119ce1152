"""The course library, the annual plan with its versions, and the task list."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared, new_uid


class Course(Shared, Base):
    """A course of the library (课程库) in one of the three modules; `tags` are topics joined by 、."""

    __tablename__ = "courses"
    title: Mapped[str] = mapped_column(String(200), index=True)
    module: Mapped[str] = mapped_column(String(14))
    tags: Mapped[str] = mapped_column(String(200), default="")
    form: Mapped[str] = mapped_column(String(12), default="")
    audience: Mapped[str] = mapped_column(String(200), default="")
    half_hours: Mapped[int] = mapped_column(default=0)
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teachers.id"))
    summary: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class AnnualPlan(Shared, Base):
    """One version of a year's plan (年度计划): 草案 → 审定 → 调整; an approved version is never changed."""

    __tablename__ = "annual_plans"
    __table_args__ = (UniqueConstraint("owner_uid", "year", "version"),)
    year: Mapped[int] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[str] = mapped_column(String(50), default="")
    approved_by: Mapped[str] = mapped_column(String(50), default="")
    approved_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")


class PlanRow(Shared, Base):
    """A row of a plan. `thread` is the same for a row in every version, so that classes made from it stay linked.

    `months` are figures joined by 、; days in quarter days, 学时 in half hours, both of one class.
    """

    __tablename__ = "plan_rows"
    plan_id: Mapped[int] = mapped_column(ForeignKey("annual_plans.id"), index=True)
    thread: Mapped[str] = mapped_column(String(32), default=new_uid, index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text, default="")
    module: Mapped[str] = mapped_column(String(14), default="")
    classes: Mapped[int] = mapped_column(default=1)
    people_each: Mapped[int] = mapped_column(default=0)
    quarter_days: Mapped[int] = mapped_column(default=4)
    half_hours: Mapped[int] = mapped_column(default=16)
    months: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(100), default="")
    teaching_point_id: Mapped[int | None] = mapped_column(ForeignKey("teaching_points.id"))
    teachers: Mapped[str] = mapped_column(String(200), default="")
    responsible: Mapped[str] = mapped_column(String(50), default="")
    note: Mapped[str] = mapped_column(String(200), default="")


class Task(Shared, Base):
    """An entry of the task list (清单) with owner, due date and when it was done."""

    __tablename__ = "tasks"
    title: Mapped[str] = mapped_column(String(200))
    responsible: Mapped[str] = mapped_column(String(50), default="")
    due_on: Mapped[date] = mapped_column(index=True)
    done_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")
