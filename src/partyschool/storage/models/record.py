"""What every table has in common."""

from datetime import UTC, date, datetime, time
from os import urandom
from time import time_ns
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, DateTime, MetaData, String, Time, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
VARIANTS = "89ab"


class Base(DeclarativeBase):
    """Named constraints: an Alembic batch can only drop what has a name."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {dict[str, Any]: JSON, date: Date, datetime: DateTime, time: Time}


def new_uid() -> str:
    """A record's name in every database it will ever be merged into: a UUID of version 7 (RFC 9562).

    Later ones sort after earlier ones, so that the rows of one moment share a page of the index.
    """
    at, chance = time_ns() // 1_000_000, urandom(10).hex()
    return f"{at:012x}7{chance[:3]}{VARIANTS[int(chance[3], 16) & 3]}{chance[4:19]}"


def utc_now() -> datetime:
    """Time of a change as the merge compares it: naive UTC, whatever the office PC's time zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Shared:
    """Columns of every record that another school's database may receive."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid, sort_order=-9)
    owner_uid: Mapped[str] = mapped_column(String(32), default="", index=True, sort_order=-8)
    revision: Mapped[int] = mapped_column(default=1, onupdate=text("revision + 1"), sort_order=-7)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, sort_order=-6)
