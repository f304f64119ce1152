"""人次, 人数 and the totals of the requirement, over one unit or over all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache

from partyschool.domain.terms import Grouping, UnitKind
from partyschool.services.quota_rows import QuotaRow, Totals
from partyschool.services.quota_totals import totals_of
from partyschool.services.statistics_rows import Check, Headcount, UnitFigures
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import UnitNode, UnitTree


def headcount(rows: Sequence[QuotaRow], attendances: Counter[int], member_half_hours: int) -> Headcount:
    """The counts over `rows`; `attendances` says in how many classes each person was credited."""
    present = [row for row in rows if attendances[row.person_id]]
    floating = [row for row in rows if row.is_due and row.is_floating]
    return Headcount(
        totals_of(rows),
        sum(attendances[row.person_id] for row in present),
        len(present),
        sum(row.is_member for row in present),
        sum(row.is_due and row.earned_quarter_hours >= 2 * member_half_hours for row in rows),
        len(floating),
        sum(row.met is True for row in floating),
    )


Key = int | str | None  # the id of a unit, a domain, or neither


def lines_by(
    rows: Iterable[QuotaRow], tree: UnitTree, count: Callable[[Sequence[QuotaRow]], Headcount], grouping: Grouping
) -> tuple[UnitFigures, ...]:
    """A line for each group in the order of the tree, people outside of all last; everybody stands in one."""
    key_of = key_by(tree, grouping)
    groups: dict[Key, list[QuotaRow]] = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    titles = titles_with_town(tree)
    place = {node.id: index for index, (_, node) in enumerate(tree.in_order())}

    def line(key: Key) -> UnitFigures:
        if not isinstance(key, int):
            return UnitFigures(None, key or "", None, "", count(groups[key]))
        town = town_of(tree, key)
        name = titles.get(key, tree.units[key].name)
        return UnitFigures(key, name, _id(town), town.name if town else "", count(groups[key]))

    return tuple(line(key) for key in sorted(groups, key=lambda key: _order(key, place)))


def _order(key: Key, place: Mapping[int, int]) -> tuple[int, str]:
    if isinstance(key, int):
        return place.get(key, 1 << 30), ""
    return (1 << 31, key) if key else (1 << 32, "")


def key_by(tree: UnitTree, grouping: Grouping) -> Callable[[QuotaRow], Key]:
    """In which group a person stands; the same unit is looked up once."""
    find: dict[Grouping, Callable[[int | None], Key]] = {
        Grouping.TOWN: lambda unit_id: _id(town_of(tree, unit_id)),
        Grouping.JOINT: lambda unit_id: _id(tree.nearest(unit_id or 0, UnitKind.JOINT)),
        Grouping.BRANCH: lambda unit_id: unit_id,
        Grouping.DOMAIN: lambda unit_id: _domain(tree, unit_id),
    }
    if grouping == Grouping.UNIT:
        return lambda row: row.village_id
    known = cache(find[grouping])
    return lambda row: known(row.unit_id)


def _domain(tree: UnitTree, unit_id: int | None) -> str | None:
    """The domain of the unit or of the nearest above it that says one."""
    return next((node.domain for node in tree.ancestors(unit_id or 0) if node.domain), None)


def town_of(tree: UnitTree, unit_id: int | None) -> UnitNode | None:
    """The town a unit lies in; None for a unit right under the city or without one."""
    if unit_id is None:
        return None
    return next((node for node in tree.ancestors(unit_id) if node.kind == UnitKind.TOWN), None)


def _id(node: UnitNode | None) -> int | None:
    return node.id if node else None


def checks_of(whole: Headcount, parts: Sequence[UnitFigures]) -> list[Check]:
    """Every column of the units' lines against the same figure counted over all persons at once."""
    names = [field.name for field in fields(Totals)]
    own = [field.name for field in fields(Headcount) if field.name != "totals"]
    checks = [
        Check(name, getattr(whole.totals, name), sum(getattr(part.count.totals, name) for part in parts))
        for name in names
    ]
    return checks + [
        Check(name, getattr(whole, name), sum(getattr(part.count, name) for part in parts)) for name in own
    ]
