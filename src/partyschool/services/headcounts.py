"""人次, 人数 and the totals of the requirement, over one unit or over all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields

from partyschool.domain.terms import UnitKind
from partyschool.services.quota_rows import QuotaRow, Totals
from partyschool.services.quota_totals import totals_of
from partyschool.services.statistics_rows import Check, Headcount, UnitFigures
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


def unit_lines(
    rows: Iterable[QuotaRow], tree: UnitTree, count: Callable[[Sequence[QuotaRow]], Headcount]
) -> tuple[UnitFigures, ...]:
    """A line for each village or department in the order of the tree, people without a unit last."""
    return _grouped(rows, tree, lambda row: row.village_id, count)


def town_lines(
    rows: Iterable[QuotaRow], tree: UnitTree, count: Callable[[Sequence[QuotaRow]], Headcount]
) -> tuple[UnitFigures, ...]:
    """A line for each town: the sum of its villages."""
    return _grouped(rows, tree, lambda row: _id(town_of(tree, row.village_id)), count)


def _grouped(
    rows: Iterable[QuotaRow],
    tree: UnitTree,
    key_of: Callable[[QuotaRow], int | None],
    count: Callable[[Sequence[QuotaRow]], Headcount],
) -> tuple[UnitFigures, ...]:
    groups: dict[int | None, list[QuotaRow]] = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    place = {node.id: index for index, (_, node) in enumerate(tree.in_order())}

    def line(key: int | None) -> UnitFigures:
        node = tree.units.get(key) if key is not None else None
        town = town_of(tree, key)
        return UnitFigures(key, node.name if node else "", _id(town), town.name if town else "", count(groups[key]))

    return tuple(line(key) for key in sorted(groups, key=lambda key: place.get(key, 1 << 30) if key else 1 << 31))


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
