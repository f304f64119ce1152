"""Who teaches, and where."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.domain.terms import PointKind, TeacherKind
from partyschool.storage.models.record import Base, Shared


class Teacher(Shared, Base):
    """A teacher of the pool (师资库), or from outside it (库外)."""

    __tablename__ = "teachers"
    name: Mapped[str] = mapped_column(String(50), index=True)
    kind: Mapped[str] = mapped_column(String(12), default=TeacherKind.OTHER)
    title: Mapped[str] = mapped_column(String(100), default="")
    in_pool: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
    subjects: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TeachingPoint(Shared, Base):
    """基层教学点, owned by a town or by a department or enterprise."""

    __tablename__ = "teaching_points"
    name: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(14), default=PointKind.PENDING)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    builder: Mapped[str] = mapped_column(String(100), default="")
    capacity: Mapped[int | None]
    contact: Mapped[str] = mapped_column(String(50), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Room(Shared, Base):
    """A room of a school with its kind and seats; without a school only before the home school is founded."""

    __tablename__ = "rooms"
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20), default="")
    seats: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)
