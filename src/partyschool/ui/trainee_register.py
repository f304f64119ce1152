"""Whom trainees are chosen from: everybody on the register, and who is under which unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partyschool.domain.terms import MEMBER_KINDS, PersonKind

if TYPE_CHECKING:
    from partyschool.services.people_rows import PersonRow
    from partyschool.services.units import UnitRow
    from partyschool.storage.database import Database

AUDIENCES: list[tuple[str, Callable[[PersonRow], bool]]] = [
    ("村“两委”成员", lambda row: row.in_two_committees),
    ("书记和班子成员", lambda row: row.in_leadership),
    ("预备党员", lambda row: row.kind == PersonKind.PROBATIONARY),
    ("流动党员", lambda row: row.is_floating),
    ("发展对象和积极分子", lambda row: row.kind in (PersonKind.DEVELOPMENT, PersonKind.ACTIVIST)),
]


@dataclass(frozen=True, slots=True)
class Register:
    """People by id in the order of pinyin, units from above to below, ids of people by each unit above them."""

    people: dict[int, PersonRow]
    units: list[UnitRow]
    under: dict[int, set[int]]

    def fitting(self, place: int | None) -> set[int]:
        """Who is of an audience, by its place in `AUDIENCES`; without one the members."""
        rows = self.people.values()
        if place is None:
            return {row.id for row in rows if row.kind in MEMBER_KINDS}
        _, is_of_it = AUDIENCES[place]
        return {row.id for row in rows if is_of_it(row)}


def read_register(db: Database) -> Register:
    """It runs in any thread: of a city it takes a second."""
    from partyschool.services.people import list_people
    from partyschool.services.units import list_units

    people = {row.id: row for row in list_people(db) if not row.is_left}
    units = list_units(db)
    parents = {unit.id: unit.parent_id for unit in units}
    under: dict[int, set[int]] = {unit.id: set() for unit in units}
    for person in people.values():
        key = person.unit_id
        while key is not None and key in under:
            under[key].add(person.id)
            key = parents[key]
    return Register(people, units, under)
