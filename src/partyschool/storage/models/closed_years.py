"""Years that were closed (年度结转), and everybody's result as it was then."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class ClosedYear(Shared, Base):
    """One closing of a year; a year that was opened again keeps this line with the reason.

    Only one of a year stands: by the index in `partial_indexes`.

    `units` holds the lines of the board in their order, each [id, name], with the names of that day.
    """

    __tablename__ = "closed_years"
    year: Mapped[int]
    closed_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(String(50), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[int]
    totals: Mapped[dict[str, Any]]
    units: Mapped[list[Any]] = mapped_column(JSON)
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str] = mapped_column(String(50), default="")
    reopen_reason: Mapped[str] = mapped_column(Text, default="")


class FrozenResult(Base):
    """A person's line of a closed year with the entries that it came from, names as they were."""

    __tablename__ = "frozen_results"
    id: Mapped[int] = mapped_column(primary_key=True)
    closed_year_id: Mapped[int] = mapped_column(ForeignKey("closed_years.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    line: Mapped[dict[str, Any]]
    entries: Mapped[list[Any]] = mapped_column(JSON)
