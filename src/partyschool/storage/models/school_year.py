"""What a school shows for each year: its posts, the “六有” self-check, its stars, and its pool of teachers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class SchoolPost(Shared, Base):
    """A post of the school's leadership or office (校长、副校长、校务委员、工作人员) with its term."""

    __tablename__ = "school_posts"
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    title: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(50))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    party_post: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    position: Mapped[int] = mapped_column(default=0)
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]


class SelfCheck(Shared, Base):
    """One item of the “六有” self-check of a school in a year: met or not, with note, proof and who looked."""

    __tablename__ = "self_checks"
    __table_args__ = (UniqueConstraint("school_id", "year", "item"),)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    year: Mapped[int] = mapped_column(index=True)
    item: Mapped[str] = mapped_column(String(30))
    is_met: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")
    attachment: Mapped[str] = mapped_column(String(200), default="")
    checker: Mapped[str] = mapped_column(String(50), default="")
    checked_on: Mapped[date | None]


class StarRating(Shared, Base):
    """The star rating (星级评定) of a school in a year."""

    __tablename__ = "star_ratings"
    __table_args__ = (UniqueConstraint("school_id", "year"),)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    year: Mapped[int] = mapped_column(index=True)
    stars: Mapped[int]
    score: Mapped[str] = mapped_column(String(20), default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    rated_by: Mapped[str] = mapped_column(String(100), default="")
    rated_on: Mapped[date | None]


class PoolEntry(Shared, Base):
    """A teacher's place in the pool (师资库) of a year: 入库, 续聘 or 出库, with the reason."""

    __tablename__ = "pool_entries"
    __table_args__ = (UniqueConstraint("teacher_id", "year"),)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teachers.id"))
    year: Mapped[int] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(10))
    noted_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")


class TeacherTraining(Shared, Base):
    """A training of a teacher (师资培训): lessons by a higher school, or a study visit."""

    __tablename__ = "teacher_trainings"
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teachers.id"), index=True)
    form: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(100), default="")
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    half_hours: Mapped[int] = mapped_column(default=0)
