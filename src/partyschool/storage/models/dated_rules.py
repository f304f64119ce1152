"""Values of the rules that are no requirement: limits, switches, periods, each for a span of years."""

from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class DatedRule(Shared, Base):
    """The value of a rule from a year to a year (None: until further notice), with the text it comes from."""

    __tablename__ = "dated_rules"
    __table_args__ = (Index("ix_dated_rules_key_from_year", "key", "from_year"),)
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(JSON)
    from_year: Mapped[int]
    to_year: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text, default="")
