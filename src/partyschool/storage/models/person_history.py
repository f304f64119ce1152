"""What else happened to people: contacts with those who are away, and two records made one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


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
