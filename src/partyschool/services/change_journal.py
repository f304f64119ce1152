"""Which rows a change added and altered, kept with it so that it can be undone while nothing came after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, Table, delete, inspect, select
from sqlalchemy.orm import Session

from partyschool.storage.models import Base, Shared

Effect = Mapping[str, Any]
Key = tuple[str, int]  # table and id
KEPT_APART = frozenset(Shared.__annotations__)  # uid, owner, revision: not what a clerk changes


class Journal:
    """Add and alter rows through it within one transaction; `effect()` is what JSON can keep of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._altered: dict[Key, tuple[Shared, dict[str, Any]]] = {}
        self._added: list[Shared] = []

    def alter(self, row: Shared, **values: Any) -> None:
        """Set columns; what stood in them first is remembered."""
        _, before = self._altered.setdefault(_key(row), (row, {}))
        for key, value in values.items():
            before.setdefault(key, getattr(row, key))
            setattr(row, key, value)

    def add(self, row: Shared) -> None:
        """A new row; flushed with the others."""
        self._session.add(row)
        self._added.append(row)

    def effect(self) -> dict[str, Any]:
        """Table, id and what now stands in each row, and for altered ones what stood there before; flushes."""
        self._session.flush()
        return {
            "added": [[*_key(row), _plain({key: getattr(row, key) for key in _told(row)})] for row in self._added],
            "altered": [
                [*key, _plain({name: getattr(row, name) for name in before}), _plain(before)]
                for key, (row, before) in self._altered.items()
            ],
        }


def altered_since(session: Session, effect: Effect) -> dict[str, int]:
    """How many rows of each table are no longer as the change left them; empty while nothing that lasts came after.

    Values are compared, not revisions: undoing a later change puts the rows back as this one left them.
    """
    left = {(name, row_id): values for name, row_id, values, *_ in (*effect["added"], *effect["altered"])}
    counts: dict[str, int] = defaultdict(int)
    for key, now in _rows_now(session, left).items():
        counts[key[0]] += now is None or any(now[name] != value for name, value in left[key].items())
    for name, row_id in _referring(session, effect):
        counts[name] += (name, row_id) not in left
    return {name: count for name, count in counts.items() if count}


def _rows_now(session: Session, keys: Iterable[Key]) -> dict[Key, dict[str, Any] | None]:
    found: dict[Key, dict[str, Any] | None] = dict.fromkeys(keys)
    ids: dict[str, set[int]] = defaultdict(set)
    for name, row_id in found:
        ids[name].add(row_id)
    for name, wanted in ids.items():
        table = Base.metadata.tables[name]
        for row in session.execute(select(table).where(table.c.id.in_(wanted))):
            found[name, row.id] = _plain(row._asdict())
    return found


def _referring(session: Session, effect: Effect) -> Iterator[tuple[str, int]]:
    """Rows of any table that point to a row that the change added, and so must not be left hanging."""
    added: dict[str, set[int]] = defaultdict(set)
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


def _key(row: Shared) -> Key:
    return _table(row).name, row.id


def _told(row: Shared) -> list[str]:
    return [column.name for column in _table(row).c if column.name not in KEPT_APART]


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
