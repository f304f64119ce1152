"""Where people stand in a year's figures: by the structure of the day (年末建制), or as it was before (当时建制)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Structure
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree, unit_on
from partyschool.storage.models import Membership


@dataclass(frozen=True, slots=True)
class Places:
    """The tree, and the unit of each person in it; nobody stands in two, so the parts of either add up to the same."""

    tree: UnitTree
    units: dict[int, UnitNode]


def places_of(
    session: Session,
    person_ids: Collection[int] | None,
    day: date,
    structure: Structure,
    tree: UnitTree | None = None,
) -> Places:
    """Where people stand on the day.

    By `Structure.THEN` whoever came into his unit by a merger, a split or a closing of that year stands where he was
    before it; who moved by himself stands where he moved to.

    :param person_ids: None asks for everybody.
    :param tree: `tree_of` the day, where it is known already.
    """
    tree = tree or tree_of(session, day, structure)
    homes = unit_on(session, person_ids, day, tree if structure == Structure.YEAR_END else None)
    if structure == Structure.YEAR_END:
        return Places(tree, homes)
    units = {person_id: unit.id for person_id, unit in homes.items()}
    for changed_on, ways in _ways_of(session, day):
        units |= _gone_back(session, units, changed_on, ways)
    return Places(tree, {person_id: tree.units[unit_id] for person_id, unit_id in units.items()})


def tree_of(session: Session, day: date, structure: Structure) -> UnitTree:
    """The units as of the day, or as they were before the changes of its year."""
    return load_tree(session, day if structure == Structure.YEAR_END else date(day.year, 1, 1))


def _ways_of(session: Session, day: date) -> list[tuple[date, dict[int, set[int]]]]:
    """The changes of the year up to the day, the last first: into which unit people came from which ones."""
    from partyschool.storage.models.unit_history import UnitChange, UnitStep  # not for every list of today

    query = (
        select(UnitChange.changed_on, UnitStep.from_id, UnitStep.into_id)
        .join(UnitChange, UnitChange.id == UnitStep.change_id)
        .where(UnitChange.undone_at.is_(None), UnitChange.changed_on > date(day.year, 1, 1))
        .where(UnitChange.changed_on <= day)
    )
    found: dict[date, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for changed_on, from_id, into_id in session.execute(query):
        found[changed_on][into_id].add(from_id)
    return sorted(found.items(), reverse=True)


def _gone_back(session: Session, units: dict[int, int], changed_on: date, ways: dict[int, set[int]]) -> dict[int, int]:
    """For those whose membership began by the changes of one day: the unit of the day before."""
    query = select(Membership.person_id, Membership.unit_id).where(
        Membership.start_on == changed_on, Membership.unit_id.in_(ways)
    )
    came = {person_id: into for person_id, into in session.execute(query) if units.get(person_id) == into}
    before = unit_on(session, came, changed_on - timedelta(days=1)) if came else {}
    return {
        person_id: before[person_id].id
        for person_id, into in came.items()
        if person_id in before and before[person_id].id in ways[into]
    }
