"""Changes of people's standing with their days; every list of a day reads them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class PersonEvent(Shared, Base):
    """人员变动登记: one dated change. A wrong one is withdrawn and stays; `detail` keeps what the withdrawal needs.

    `reason` is why somebody left (or what a return ends), `place` where to or from, `until` the extended probation.
    """

    __tablename__ = "person_events"
    __table_args__ = (Index("ix_person_events_person_id_happened_on", "person_id", "happened_on"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(12))
    happened_on: Mapped[date] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(14), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    until: Mapped[date | None]
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(50), default="")
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(String(200), default="")
