"""What happened to people, with its day: changes of standing, contacts with those who are away, records made one."""

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


class Contact(Shared, Base):
    """联系与送学记录: the branch got in touch with somebody away, or sent material, and whether it was answered."""

    __tablename__ = "contacts"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    contacted_on: Mapped[date] = mapped_column(index=True)
    way: Mapped[str] = mapped_column(String(12))
    is_reached: Mapped[bool] = mapped_column(default=True)
    content: Mapped[str] = mapped_column(String(200), default="")
    material: Mapped[str] = mapped_column(String(200), default="")
    contacted_by: Mapped[str] = mapped_column(String(50), default="")
    voided_at: Mapped[datetime | None]


class PersonMerge(Shared, Base):
    """Two records of one person made one; `steps` holds every value changed, so that it can be taken back."""

    __tablename__ = "person_merges"
    kept_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(String(50), default="")
    steps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
