"""What units were called and where they lay before; every list of a day reads it."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class UnitPeriod(Shared, Base):
    """Name, code and place of a unit up to and including a day; what holds after the last one stands in `units`."""

    __tablename__ = "unit_periods"
    __table_args__ = (UniqueConstraint("unit_id", "last_on"),)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    last_on: Mapped[date] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(100))
    code: Mapped[str] = mapped_column(String(12), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
