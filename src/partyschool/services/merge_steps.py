"""Changes of rows written down one by one, so that a merge of two records can be taken back exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, UniqueConstraint, select, update
from sqlalchemy.orm import Session

from partyschool.storage.models import Base, CreditEntry


def tables_of_people() -> list[tuple[Table, str]]:
    """Every table and column that names a person, the person's own table left out."""
    return [
        (table, key.parent.name)
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if key.column.table.name == "people" and table.name != "people"
    ]


def unique_beside(table: Table, column: str) -> list[tuple[str, ...]]:
    """The other columns of each unbroken unique rule that the person's column takes part in."""
    rules = [rule.columns for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    rules += [index.columns for index in table.indexes if index.unique and not _is_partial(index)]
    names = [[one.name for one in columns] for columns in rules]
    return [tuple(name for name in found if name != column) for found in names if column in found]


def _is_partial(index: Any) -> bool:
    return any(index.dialect_options[name].get("where") is not None for name in ("sqlite", "postgresql"))


class Steps:
    """Writes rows and remembers what they said; `told` is what a merge keeps of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.told: list[dict[str, Any]] = []
        self.moved: dict[str, int] = {}

    def set(self, table: Table, row_id: int, values: Mapping[str, Any]) -> None:
        """Change a row by id."""
        if not values:
            return
        columns = [table.c[name] for name in values]
        found = self._session.execute(select(*columns).where(table.c.id == row_id)).one()
        old = dict(zip(values, found, strict=True))
        if old == dict(values):
            return
        self._session.execute(update(table).where(table.c.id == row_id).values(dict(values)))
        self.told.append({"table": table.name, "id": row_id, "old": _plain(old), "new": _plain(values)})

    def move(self, table: Table, row_id: int, column: str, person_id: int) -> None:
        """Give a row to the other record, and count it."""
        self.set(table, row_id, {column: person_id})
        self.moved[table.name] = self.moved.get(table.name, 0) + 1

    def reverse_credit(self, entry: CreditEntry, *, reason: str, at: datetime, by: str) -> None:
        """Take back a locked entry of the ledger by its reversal."""
        values = _copy_of(entry, reason=reason, at=at, by=by) | {"share": -entry.share, "reverses_id": entry.id}
        self._session.add(CreditEntry(**values))
        self._session.flush()
        self.told.append({"table": "credit_entries", "reversed": entry.id})


def _copy_of(entry: CreditEntry, *, reason: str, at: datetime, by: str) -> dict[str, Any]:
    return {
        "person_id": entry.person_id, "session_id": entry.session_id, "attendance_id": entry.attendance_id,
        "share": entry.share, "half_hours": entry.half_hours, "sign_in_at": entry.sign_in_at, "reason": reason,
        "confirmed_at": at, "confirmed_by": by,
    }  # fmt: skip


def take_back_steps(session: Session, steps: list[dict[str, Any]], *, reason: str, at: datetime, by: str) -> int:
    """Undo steps from the last to the first; what was changed again since stays as it is.

    :returns: how many values had been changed since and were left.
    """
    left = 0
    for step in reversed(steps):
        if "reversed" in step:
            entry = session.get_one(CreditEntry, step["reversed"], populate_existing=True)
            session.add(CreditEntry(**_copy_of(entry, reason=reason, at=at, by=by)))
            session.flush()
            continue
        table = Base.metadata.tables[step["table"]]
        names = list(step["old"])
        found = session.execute(select(*(table.c[name] for name in names)).where(table.c.id == step["id"])).one()
        now = _plain(dict(zip(names, found, strict=True)))
        back = {name: _typed(table, name, step["old"][name]) for name in names if now[name] == step["new"][name]}
        left += len(names) - len(back)
        if back:
            session.execute(update(table).where(table.c.id == step["id"]).values(back))
    return left


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type.python_type
    if value is None or kind not in {date, datetime}:
        return value
    return kind.fromisoformat(value)
