"""Questions about some people: their ids stand in the statement itself, which then takes as many as are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, bindparam

MOST_NAMED = 10_000  # of one statement; both databases read some megabytes of it, but no further than is sensible


def is_one_of(column: ColumnElement[int] | Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Whether the column names one of these; no parameters, of which a statement takes some ten thousand at most."""
    found: ColumnElement[bool] = column.in_(
        bindparam("ids", list(ids), unique=True, expanding=True, literal_execute=True)
    )
    return found


def parts_of(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in order, in parts that one statement takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), MOST_NAMED):
        yield ordered[start : start + MOST_NAMED]
