"""What a unit is called where a city lists units of several towns: 房寺镇前庄村, when 伦镇 has a 前庄村 too."""

from __future__ import annotations

from collections import defaultdict

from partyschool.domain.terms import UnitKind
from partyschool.services.unit_tree import UnitTree


def titles_with_town(tree: UnitTree) -> dict[int, str]:
    """By unit, only of those whose name a unit of another town has as well; a town by itself has none."""
    towns = {unit.id for unit in tree.units.values() if unit.kind == UnitKind.TOWN}
    if len(towns) < 2:
        return {}
    lies_in = {town: town for town in towns}
    for town in towns:
        lies_in |= dict.fromkeys(tree.descendants(town), town)
    of_name: dict[str, set[int | None]] = defaultdict(set)
    for unit in tree.units.values():
        of_name[unit.name].add(lies_in.get(unit.id))
    return {
        unit.id: f"{tree.units[lies_in[unit.id]].name}{unit.name}"
        for unit in tree.units.values()
        if len(of_name[unit.name]) > 1 and lies_in.get(unit.id, unit.id) != unit.id
    }
