"""The changes that units went through (更名、并入、分设、调整隶属、撤销)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class UnitChange(Shared, Base):
    """A change of units with its day (更名、并入、分设、调整隶属、撤销); `unit_id` is the unit that it is told of.

    `effect` lists the rows added and altered with what stood in them, for undoing it in this database.
    """

    __tablename__ = "unit_changes"
    kind: Mapped[str] = mapped_column(String(10))
    changed_on: Mapped[date] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    document: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(50), default="")
    undone_at: Mapped[datetime | None]
    effect: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class UnitStep(Shared, Base):
    """From which unit into which one people or lower units came by a change: the way back for 按当时建制."""

    __tablename__ = "unit_steps"
    __table_args__ = (UniqueConstraint("change_id", "from_id", "into_id"),)
    change_id: Mapped[int] = mapped_column(ForeignKey("unit_changes.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    people: Mapped[int] = mapped_column(default=0)
