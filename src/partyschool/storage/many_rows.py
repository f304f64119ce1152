"""Inserting many rows that have the same columns, as fast as each kind of database takes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import JSON


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert them into a table with a column `id`; gives the last id.

    A server gets one statement with all rows as JSON: a row of it takes 21 µs, 57 as a statement of its own.

    :param rows: at least one; texts, numbers, times without a zone and None.
    """
    if connection.dialect.name == "postgresql":
        content = json.dumps(rows, default=datetime.isoformat, ensure_ascii=False)
        return int(max(connection.execute(_from_json(table, tuple(rows[0])), {"rows": content}).scalars()))
    connection.execute(insert(table), rows)
    return int(connection.execute(select(func.max(table.c.id))).scalar_one())


@cache
def _from_json(table: Table, names: tuple[str, ...]) -> Insert:
    content = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    columns = [column(name, table.c[name].type) for name in names]
    records = content.table_valued(*columns).render_derived(name="records", with_types=True)
    return insert(table).from_select(list(names), select(*records.c)).returning(table.c.id)
