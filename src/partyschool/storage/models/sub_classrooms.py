"""Sub-classrooms (分课堂) of a class: a village or teaching point that follows the class in a room of its own."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class SubClassroom(Shared, Base):
    """One of a class's sub-classrooms; an attendance names it by its name, the main classroom by none."""

    __tablename__ = "sub_classrooms"
    __table_args__ = (UniqueConstraint("class_id", "name"),)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(50))
    address: Mapped[str] = mapped_column(String(100), default="")
    responsible: Mapped[str] = mapped_column(String(50), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    teaching_point_id: Mapped[int | None] = mapped_column(ForeignKey("teaching_points.id"))
