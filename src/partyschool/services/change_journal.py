"""Which rows a change added and altered, kept with it so that it can be undone while nothing came after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, Table, delete, inspect, select
from sqlalchemy.orm import Session

from partyschool.storage.models import Base, Shared

Effect = Mapping[str, Any]
Rows = dict[str, set[int]]


class Journal:
    """Add and alter rows through it within one transaction; `effect()` is what JSON can keep of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._altered: dict[tuple[str, int], tuple[Shared, dict[str, Any]]] = {}
        self._added: list[Shared] = []

    def alter(self, row: Shared, **values: Any) -> None:
        """Set columns; what stood in them first is remembered."""
        _, before = self._altered.setdefault((_table(row).name, row.id), (row, {}))
        for key, value in values.items():
            before.setdefault(key, getattr(row, key))
            setattr(row, key, value)

    def add(self, row: Shared) -> None:
        """A new row; flushed with the others."""
        self._session.add(row)
        self._added.append(row)

    def effect(self) -> dict[str, Any]:
        """Table, id and revision of each row, with the values before; flushes."""
        self._session.flush()
        ids: Rows = defaultdict(set)
        for row in [*self._added, *(row for row, _ in self._altered.values())]:
            ids[_table(row).name].add(row.id)
        now = revisions(self._session, ids)
        return {
            "added": [[_table(row).name, row.id, now[_table(row).name, row.id]] for row in self._added],
            "altered": [[*key, now[key], _plain(before)] for key, (_, before) in self._altered.items()],
        }


def revisions(session: Session, ids: Rows) -> dict[tuple[str, int], int]:
    """The revision of each row that is still there."""
    found = {}
    for name, wanted in ids.items():
        table = Base.metadata.tables[name]
        for row in session.execute(select(table.c.id, table.c.revision).where(table.c.id.in_(wanted))):
            found[name, row.id] = row.revision
    return found


def altered_since(session: Session, effect: Effect) -> dict[str, int]:
    """How many rows of each table are no longer as the change left them; empty while nothing came after it."""
    left = {(name, row_id): revision for name, row_id, revision, *_ in (*effect["added"], *effect["altered"])}
    ids: Rows = defaultdict(set)
    for name, row_id in left:
        ids[name].add(row_id)
    now = revisions(session, ids)
    counts: dict[str, int] = defaultdict(int)
    for key, revision in left.items():
        counts[key[0]] += now.get(key) != revision
    for name, row_id in _referring(session, effect):
        counts[name] += (name, row_id) not in left
    return {name: count for name, count in counts.items() if count}


def _referring(session: Session, effect: Effect) -> Iterator[tuple[str, int]]:
    """Rows of any table that point to a row that the change added, and so must not be left hanging."""
    added: Rows = defaultdict(set)
    for name, row_id, _ in effect["added"]:
        added[name].add(row_id)
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            for row_id in _pointing(session, key, added.get(key.column.table.name, set())):
                yield table.name, row_id


def _pointing(session: Session, key: ForeignKey, wanted: set[int]) -> list[int]:
    column = key.parent
    return list(session.scalars(select(column.table.c.id).where(column.in_(wanted)))) if wanted else []


def undo(session: Session, effect: Effect) -> None:
    """Put back what was altered and take away what was added; ask `altered_since` before."""
    for name, row_id, _, before in effect["altered"]:
        row = session.get_one(_models()[name], row_id)
        for key, value in before.items():
            is_day = isinstance(_table(row).c[key].type, Date)
            setattr(row, key, date.fromisoformat(value) if is_day and value else value)
    session.flush()
    for name, row_id, _ in reversed(effect["added"]):
        table = Base.metadata.tables[name]
        session.execute(delete(table).where(table.c.id == row_id))
    session.expire_all()


def _table(row: Shared) -> Table:
    return _table_of(type(row))


def _table_of(model: type[Any]) -> Table:
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


def _models() -> dict[str, type[Shared]]:
    return {_table_of(mapper.class_).name: mapper.class_ for mapper in Base.registry.mappers}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
