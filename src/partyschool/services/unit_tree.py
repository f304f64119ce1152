"""The tree of organisations in memory: a town has some hundred units, so one query serves every question about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitKind
from partyschool.services.named_people import MOST_NAMED, is_one_of
from partyschool.storage.models import Membership, Unit
from partyschool.storage.models.unit_periods import UnitPeriod


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit as stored."""

    id: int
    name: str
    kind: str
    parent_id: int | None
    code: str
    domain: str
    position: int
    founded_on: date | None
    closed_on: date | None
    successor_id: int | None

    def exists_on(self, day: date) -> bool:
        """From the day it was founded until the day before it was closed."""
        begun = self.founded_on is None or self.founded_on <= day
        return begun and (self.closed_on is None or day < self.closed_on)


class UnitTree:
    """All units, open and closed, by parent."""

    def __init__(self, units: Iterable[UnitNode]) -> None:
        self.units: dict[int, UnitNode] = {}
        self._children: dict[int | None, list[UnitNode]] = defaultdict(list)
        for unit in sorted(units, key=lambda unit: (unit.position, unit.id)):
            self.add(unit)

    def add(self, unit: UnitNode) -> None:
        """Append a unit, as the last of its parent."""
        self.units[unit.id] = unit
        self._children[unit.parent_id].append(unit)

    @property
    def roots(self) -> list[UnitNode]:
        """Units without a parent."""
        return self._children.get(None, [])

    def children(self, unit_id: int) -> list[UnitNode]:
        """Units directly below, in their order."""
        return self._children.get(unit_id, [])

    def ancestors(self, unit_id: int) -> Iterator[UnitNode]:
        """The unit itself, its parent and so on; ends even where stored parents run in a circle."""
        seen: set[int] = set()
        current: int | None = unit_id
        while current is not None and current in self.units and current not in seen:
            seen.add(current)
            yield self.units[current]
            current = self.units[current].parent_id

    def descendants(self, unit_id: int) -> frozenset[int]:
        """Ids of the unit and of everything below it."""
        found: set[int] = set()
        waiting = [unit_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += [unit.id for unit in self.children(current)]
        return frozenset(found)

    def path(self, unit_id: int) -> tuple[str, ...]:
        """Names from the top down to the unit."""
        return tuple(unit.name for unit in reversed(list(self.ancestors(unit_id))))

    def nearest(self, unit_id: int, *kinds: str) -> UnitNode | None:
        """The unit itself or the nearest above it that is of one of the kinds."""
        return next((unit for unit in self.ancestors(unit_id) if unit.kind in kinds), None)

    def village_of(self, unit_id: int) -> UnitNode:
        """The village, community or office whose people these are; the unit itself where it lies in none."""
        return self.nearest(unit_id, UnitKind.VILLAGE, UnitKind.DEPARTMENT) or self.units[unit_id]

    def in_order(self) -> list[tuple[int, UnitNode]]:
        """Depth and unit, each parent before its children."""
        return [pair for root in self.roots for pair in self._below(root, 0)]

    def _below(self, unit: UnitNode, depth: int) -> Iterator[tuple[int, UnitNode]]:
        yield depth, unit
        for child in self.children(unit.id):
            yield from self._below(child, depth + 1)


def load_tree(session: Session, on: date | None = None) -> UnitTree:
    """The tree as this transaction sees it.

    :param on: with the names, codes and places that held on this day; without one as they are after all changes.
        Units founded later stand where they were founded, closed ones where they were: ask `exists_on`.
    """
    units = [_node(row) for row in session.execute(select(*Unit.__table__.c))]
    if on is None:
        return UnitTree(units)
    before = _periods(session, on)
    return UnitTree(unit if unit.id not in before else _as_it_was(unit, before[unit.id]) for unit in units)


def _node(row: Any) -> UnitNode:
    return UnitNode(
        row.id, row.name, row.kind, row.parent_id, row.code, row.domain, row.position, row.founded_on, row.closed_on,
        row.successor_id,
    )  # fmt: skip


def _as_it_was(unit: UnitNode, period: Any) -> UnitNode:
    return replace(unit, name=period.name, code=period.code, parent_id=period.parent_id)


def _periods(session: Session, on: date) -> dict[int, Any]:
    """The period of each unit that lasted at least to the day and ended first; few units ever have one."""
    query = select(UnitPeriod.unit_id, UnitPeriod.name, UnitPeriod.code, UnitPeriod.parent_id)
    found = session.execute(query.where(UnitPeriod.last_on >= on).order_by(UnitPeriod.last_on.desc()))
    return {row.unit_id: row for row in found}


OPEN = (True, date.min)  # the rank of a membership without days, which nearly all are


def unit_on(
    session: Session, person_ids: Collection[int] | None, day: date, tree: UnitTree | None = None
) -> dict[int, UnitNode]:
    """The unit each person belongs to on the day, with its name of that day.

    It is that of the membership that began last, else of the first that is known.

    :param person_ids: None asks for everybody.
    :param tree: the tree of the day, where it is known already.
    """
    # Columns of the table, not of the entity: 60,000 people's memberships take half the time.
    columns = Membership.__table__.c
    query = select(columns.person_id, columns.unit_id, columns.start_on, columns.end_on).order_by(columns.id)
    if person_ids is not None and len(person_ids) <= MOST_NAMED:
        query = query.where(is_one_of(columns.person_id, person_ids))
    best: dict[int, tuple[tuple[bool, date], int]] = {}
    for person_id, unit_id, start_on, end_on in session.execute(query):
        if start_on is None and end_on is None:
            rank = OPEN
        else:
            start, end = start_on or date.min, end_on or date.max
            rank = (start <= day <= end, start if start <= day else date.min)
        if person_id not in best or rank > best[person_id][0]:
            best[person_id] = (rank, unit_id)
    units = (tree or load_tree(session, day)).units
    wanted = best.keys() if person_ids is None else best.keys() & set(person_ids)
    return {person_id: units[unit_id] for person_id, (_, unit_id) in best.items() if person_id in wanted}
