"""Who is on the list of a class, and who is away; apart from the sessions, which the first list of the window needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class Enrolment(Shared, Base):
    """A person on the list of a class (参训名单); the unit's name is frozen as it was then."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("class_id", "person_id"),)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(100), default="")
    group_name: Mapped[str] = mapped_column(String(30), default="")
    is_walk_in: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    sub_classroom_id: Mapped[int | None] = mapped_column(ForeignKey("sub_classrooms.id"))


class Absence(Shared, Base):
    """请假 or 缺勤 of somebody enrolled, for one session."""

    __tablename__ = "absences"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[str] = mapped_column(String(50), default="")
