"""The result of a closed year (年度结转) as it was frozen: everybody's line and entries, with the names of that day."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, insert, select
from sqlalchemy.orm import Session

from partyschool.domain.quota import Rule
from partyschool.domain.terms import QuotaState, Structure
from partyschool.services.named_people import is_one_of, parts_of
from partyschool.services.places import places_of
from partyschool.services.quota_rows import CreditRow, QuotaBoard, QuotaRow, UnitTotals
from partyschool.services.quota_totals import sum_of, totals_of
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import load_tree
from partyschool.storage.models import ClosedYear, FrozenResult

ABOVE = "above"  # names of the person's unit and of those above it, for asking by a unit's name


def standing_closure(session: Session, year: int) -> ClosedYear | None:
    """The closing of the year that stands, None while the year is open."""
    query = select(ClosedYear).where(ClosedYear.year == year, ClosedYear.reopened_at.is_(None))
    return session.scalars(query).first()


def freeze(session: Session, closed: ClosedYear, board: QuotaBoard, entries: Mapping[int, Sequence[CreditRow]]) -> None:
    """Write everybody's line and entries under the closing."""
    tree = load_tree(session, board.as_of)
    rows = [
        {
            "closed_year_id": closed.id,
            "person_id": row.person_id,
            "line": _plain(row) | {ABOVE: list(tree.path(row.unit_id)) if row.unit_id is not None else []},
            "entries": [_plain(entry) for entry in entries.get(row.person_id, ())],
        }
        for row in board.rows
    ]
    if rows:
        session.execute(insert(FrozenResult), rows)


def frozen_board(
    session: Session, year: int, day: date, unit: str, structure: Structure, people: Collection[int] | None = None
) -> QuotaBoard | None:
    """The board of a closed year as of its last day; None for an open year and for other days.

    :param unit: only people of this unit or of units below it, by its name when the year was closed.
    :param people: only these.
    """
    closed = standing_closure(session, year) if day == date(year, 12, 31) else None
    if closed is None:
        return None
    rows = [_row(line) for line in _lines_of(session, closed.id, unit, people) if not unit or unit in line[ABOVE]]
    names: dict[int | None, str] = dict(closed.units)
    if structure != Structure.YEAR_END:
        rows, names = _elsewhere(session, rows, day, structure)
    lines = _lines(rows, names)
    whole = sum_of([line.totals for line in lines])
    return QuotaBoard(year, day, tuple(rows), lines, whole, with_provisional=False, closed_at=closed.closed_at)


def _lines_of(session: Session, closed_id: int, unit: str, people: Collection[int] | None) -> Iterator[dict[str, Any]]:
    """Of a unit only what has its name anywhere is made into Python objects: a city has 60,000 lines."""
    query = select(FrozenResult.line).where(FrozenResult.closed_year_id == closed_id).order_by(FrozenResult.id)
    if unit:
        query = query.where(cast(FrozenResult.line, Text).contains(json.dumps(unit), autoescape=True))
    if people is None:
        yield from session.scalars(query)
        return
    for some in parts_of(people):
        yield from session.scalars(query.where(is_one_of(FrozenResult.person_id, some)))


def frozen_entries(session: Session, year: int, day: date, person_id: int | None) -> dict[int, list[CreditRow]] | None:
    """The entries of a closed year as of its last day, by person; None for an open year and for other days."""
    closed = standing_closure(session, year) if day == date(year, 12, 31) else None
    if closed is None:
        return None
    query = select(FrozenResult.person_id, FrozenResult.entries).where(FrozenResult.closed_year_id == closed.id)
    if person_id is not None:
        query = query.where(FrozenResult.person_id == person_id)
    return {key: [_entry(entry) for entry in entries] for key, entries in session.execute(query) if entries}


def _elsewhere(
    session: Session, rows: Sequence[QuotaRow], day: date, structure: Structure
) -> tuple[list[QuotaRow], dict[int | None, str]]:
    """The same people under the units of another structure; what they owe and earned stays frozen."""
    places = places_of(session, [row.person_id for row in rows], day, structure)
    titles = titles_with_town(places.tree)
    names: dict[int | None, str] = {node.id: titles.get(node.id, node.name) for _, node in places.tree.in_order()}
    moved = []
    for row in rows:
        home = places.units.get(row.person_id)
        village = places.tree.village_of(home.id) if home else None
        moved.append(
            replace(
                row,
                unit_id=home.id if home else None,
                unit=names[home.id] if home else "",
                village_id=village.id if village else None,
                village=names[village.id] if village else "",
            )
        )
    return moved, names


def _lines(rows: Sequence[QuotaRow], names: Mapping[int | None, str]) -> tuple[UnitTotals, ...]:
    grouped: dict[int | None, list[QuotaRow]] = {key: [] for key in names}
    for row in rows:
        grouped.setdefault(row.village_id, []).append(row)
    return tuple(UnitTotals(key, names.get(key, ""), totals_of(own)) for key, own in grouped.items() if own)


def _plain(row: QuotaRow | CreditRow) -> dict[str, Any]:
    """For JSON: days and times as ISO text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in _fields(row).items()}


def _fields(row: QuotaRow | CreditRow) -> dict[str, Any]:
    found = asdict(row)
    for key in ("day_rule", "hour_rule"):
        if (rule := found.get(key)) is not None and rule["since"] is not None:
            rule["since"] = rule["since"].isoformat()
    return found


def _row(line: dict[str, Any]) -> QuotaRow:
    facts = {key: value for key, value in line.items() if key != ABOVE}
    left_on = facts["left_on"]
    return QuotaRow(
        **facts
        | {
            "posts": tuple(facts["posts"]),
            "state": QuotaState(facts["state"]),
            "left_on": date.fromisoformat(left_on) if left_on else None,
            "day_rule": _rule(facts["day_rule"]),
            "hour_rule": _rule(facts["hour_rule"]),
        }
    )


def _rule(facts: dict[str, Any] | None) -> Rule | None:
    if facts is None:
        return None
    since = facts["since"]
    return Rule(**facts | {"since": date.fromisoformat(since) if since else None})


def _entry(facts: dict[str, Any]) -> CreditRow:
    signed = facts["sign_in_at"]
    return CreditRow(
        **facts
        | {
            "on": date.fromisoformat(facts["on"]),
            "sign_in_at": datetime.fromisoformat(signed) if signed else None,
        }
    )
