"""Every row of the tables, to see that something was put back or never touched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from partyschool.storage.database import Database
from partyschool.storage.models import Base


def contents(db: Database) -> dict[str, list[Any]]:
    """Every row of every table but the log and the changes themselves, without what each writing alters."""
    left_out = {"audit_lines", "unit_changes"}
    with db.read() as session:
        return {
            table.name: sorted(
                [{**row._mapping, "revision": 0, "changed_at": 0} for row in session.execute(select(table))], key=str
            )
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }
