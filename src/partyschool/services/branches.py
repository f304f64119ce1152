"""Finding a unit by any spelling of its name, and founding the branch and village that a roll speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Tier, UnitKind
from partyschool.domain.unit_names import BRANCH, NONE, UnitName, domain_of, take_apart
from partyschool.errors import Refusal
from partyschool.services.bulk import Same, insert_columns
from partyschool.services.unit_tree import UnitNode, load_tree
from partyschool.storage.models import School, Unit
from partyschool.storage.models.unit_periods import UnitPeriod

_TOWN_WORD = re.compile(r"(?:街道|镇|乡)$")


@dataclass(frozen=True, slots=True)
class EnsuredBranch:
    """The branch of a name, and the names of the units that had to be founded for it, the upper ones first."""

    unit_id: int
    created: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Missing:
    """What is not there yet of town, village (or office) and branch, from the top; `below` is the lowest one there."""

    below: int | None
    units: tuple[tuple[str, str], ...]


class BranchIndex:
    """All units by the parts of their names; load it once for an import, it keeps up with what it founds itself."""

    def __init__(self, session: Session) -> None:
        self._session = session
        school = session.scalars(select(School).where(School.is_home)).first()
        self._city = school.city if school else ""
        self._town = school.town if school else ""
        self._home_unit = school.unit_id if school else None
        self._is_city = school is not None and school.tier == Tier.CITY
        self._tree = load_tree(session)
        units = self._tree.units.values()
        self._towns = frozenset(unit.name for unit in units if unit.kind == UnitKind.TOWN)
        self._parsed: dict[str, UnitName] = {}
        self._spelled: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], list[UnitNode]] = defaultdict(list)
        self._by_old_name: dict[tuple[str, str], list[UnitNode]] = defaultdict(list)
        self._by_short_name: dict[tuple[str, str], list[UnitNode]] = defaultdict(list)
        for unit in units:
            self._file_today(unit)
        for unit_id, old_name in session.execute(select(UnitPeriod.unit_id, UnitPeriod.name)):
            self._file(self._tree.units[unit_id], old_name, self._by_old_name)

    def _file(self, unit: UnitNode, text: str, names: dict[tuple[str, str], list[UnitNode]]) -> None:
        name = self._parse(text)
        names[name.stem, name.level].append(unit)

    def _file_today(self, unit: UnitNode) -> None:
        self._file(unit, unit.name, self._by_name)
        name = self._parse(unit.name)
        if unit.kind == UnitKind.VILLAGE or name.short_stem != name.stem or name.village:
            self._by_short_name[name.short_stem, name.level].append(unit)

    def _parse(self, text: str) -> UnitName:
        known = self._parsed.get(text)
        if known is None:
            known = take_apart(text, city=self._city, towns=self._towns, any_town=self._is_city)
            known = replace(known, stem=self._spelled.get(known.stem, known.stem))
            self._parsed[text] = known
        return known

    def expect(self, texts: Iterable[str]) -> None:
        """What one file speaks of: by 前庄, 前庄村 and 河湾前庄村 (in 河湾镇) together one village is meant."""
        names = {self._parse(text) for text in texts}
        stems = {name.stem for name in names}
        known = stems | {stem for stem, _ in self._by_name}
        town = _TOWN_WORD.sub("", self._town)
        for stem in stems if len(town) > 1 else ():
            if stem.startswith(town) and stem.removeprefix(town) in known:
                self._spelled[stem] = stem.removeprefix(town)
        whole = {name.short_stem: name.stem for name in names if name.short_stem != name.stem}
        self._spelled.update((short, stem) for short, stem in whole.items() if short in stems)
        self._parsed.clear()

    def find(self, text: str) -> int | None:
        """The id of the open unit that is meant: a village, an office, a branch; a closed one gives its successor.

        None where nothing fits, and where two towns have a unit of this name and none is told.
        """
        fitting = self._matches(self._parse(text))
        return fitting[0] if len(fitting) == 1 else None

    def find_branch(self, text: str) -> int | None:
        """As `find`, but the name of a village or an office means its branch: 前庄村 is 前庄村党支部."""
        fitting = self._matches(_as_branch(self._parse(text)))
        return fitting[0] if len(fitting) == 1 else None

    def _matches(self, name: UnitName) -> list[int]:
        """By the names of today; a name that nobody has now means the unit that had it, or a village without 村."""
        short = replace(name, stem=name.short_stem)
        return (
            self._called(name, self._by_name)
            or self._called(name, self._by_old_name)
            or self._called(short, self._by_short_name)
        )

    def _called(self, name: UnitName, names: dict[tuple[str, str], list[UnitNode]]) -> list[int]:
        fitting = [unit for unit in names.get((name.stem, name.level), ()) if self._is_in(unit, name.town)]
        current = {self._current(unit) for unit in fitting} - {None}
        found = sorted(unit_id for unit_id in current if unit_id is not None)
        if len(found) > 1:
            found = [unit_id for unit_id in found if self._is_in(self._tree.units[unit_id], self._town)]
        return found

    def _is_in(self, unit: UnitNode, town: str) -> bool:
        above = self._tree.nearest(unit.id, UnitKind.TOWN)
        return not town or (above is not None and above.name == town)

    def _current(self, unit: UnitNode) -> int | None:
        seen: set[int] = set()
        while unit.closed_on is not None:
            if unit.successor_id is None or unit.id in seen:
                return None
            seen.add(unit.id)
            unit = self._tree.units[unit.successor_id]
        return unit.id

    def planned(self, text: str) -> tuple[str, ...]:
        """Names of the units that `ensure` would found, the upper ones first; empty where the branch is known.

        :raises Refusal: as `ensure`.
        """
        found = self._look(text)
        return tuple(name for name, _ in found.units) if isinstance(found, _Missing) else ()

    def ensure(self, text: str) -> EnsuredBranch:
        """Find the branch or found it: under its village, an office's branch under the office, these under the town.

        :raises Refusal: the name is empty, or several towns have a unit of this name and none is told.
        """
        found = self._look(text)
        if isinstance(found, int):
            return EnsuredBranch(found)
        unit_id = found.below
        for name, kind in found.units:
            unit_id = self._found(name, kind, unit_id)
        assert unit_id is not None
        return EnsuredBranch(unit_id, tuple(name for name, _ in found.units))

    def ensure_all(self, texts: Iterable[str]) -> dict[str, int]:
        """`ensure` for many at once, a level of the tree after the other: 800 units take 40 ms instead of 310.

        :raises Refusal: as `ensure`.
        """
        wanted = list(dict.fromkeys(texts))
        found = {text: self._look(text) for text in wanted}
        founded: set[tuple[int | None, str, str]] = set()
        while missing := {text: look for text, look in found.items() if isinstance(look, _Missing)}:
            units = {(look.below, *look.units[0]): text for text, look in missing.items()}
            if again := founded & units.keys():  # a town founded meanwhile reads the name differently
                raise _unclear(units[min(again, key=str)])
            founded |= units.keys()
            self._found_all(list(units))
            found = {text: self._look(text) if isinstance(look, _Missing) else look for text, look in found.items()}
        return {text: look for text, look in found.items() if isinstance(look, int)}

    def _found_all(self, units: Sequence[tuple[int | None, str, str]]) -> None:
        belows, names, kinds = zip(*units, strict=True)
        domains = [domain_of(name, kind) for name, kind in zip(names, kinds, strict=True)]
        same: dict[str, Sequence[Any] | Same] = {"code": Same(""), "position": Same(0)}
        columns = {"name": names, "kind": kinds, "parent_id": belows, "domain": domains, **same}
        ids = insert_columns(self._session, Unit, len(units), columns)
        for unit_id, domain, (below, name, kind) in zip(ids, domains, units, strict=True):
            self._add(UnitNode(unit_id, name, kind, below, "", domain, 0, None, None, None))

    def _look(self, text: str) -> int | _Missing:
        name = _as_branch(self._parse(text))
        if not name.stem:
            raise Refusal("党支部名称是空的，请填写。", code="unit_unknown")
        branch = self._one(name)
        if branch is not None:
            return branch
        units = [(name.written, str(UnitKind.BRANCH))]
        self._refuse_other_reading(text, name.written, name)
        above = self._one(UnitName(name.town, name.village or name.stem, NONE))
        if above is not None:
            return _Missing(above, tuple(units))
        kind = UnitKind.VILLAGE if name.village else UnitKind.DEPARTMENT
        if self._is_city and not name.town and _TOWN_WORD.search(name.stem[1:]):
            kind = UnitKind.TOWN
        units.insert(0, (name.village or f"{name.town}{name.stem}", str(kind)))
        self._refuse_other_reading(text, units[0][0], UnitName(name.town, name.village or name.stem, NONE))
        town = self._town_unit(name.town)
        if town is None and name.town:
            units.insert(0, (name.town, str(UnitKind.TOWN)))
            town = self._home_unit
        return _Missing(town, tuple(units))

    def _refuse_other_reading(self, text: str, written: str, name: UnitName) -> None:
        """What would be founded must be found again by its own name: else it would be founded over and over."""
        read = self._parse(written)
        if (read.stem, read.level) != (name.stem, name.level):
            raise _unclear(text)

    def _one(self, name: UnitName) -> int | None:
        fitting = self._matches(name)
        if len(fitting) > 1:
            raise Refusal(f"有几个镇街都有“{name.written}”，请写上镇街名。", code="unit_unknown")
        return fitting[0] if fitting else None

    def _town_unit(self, town: str) -> int | None:
        if not town or town == self._town:
            return self._home_unit
        return self._one(UnitName("", town, NONE))

    def _found(self, name: str, kind: str, parent_id: int | None) -> int:
        unit = Unit(name=name, kind=kind, parent_id=parent_id, domain=domain_of(name, kind))
        self._session.add(unit)
        self._session.flush()
        self._add(UnitNode(unit.id, name, kind, parent_id, "", unit.domain, 0, None, None, None))
        return unit.id

    def _add(self, node: UnitNode) -> None:
        self._tree.add(node)
        if node.kind == UnitKind.TOWN:
            self._towns |= {node.name}
            self._parsed.clear()
        self._file_today(node)


def _unclear(text: str) -> Refusal:
    return Refusal(f"“{text}”认不出是哪个党支部。请写全名，如 前庄村党支部。", code="unit_unknown")


def _as_branch(name: UnitName) -> UnitName:
    return replace(name, level=BRANCH) if name.level == NONE else name


def ensure_branch(session: Session, name: str) -> EnsuredBranch:
    """One branch found or founded; imports keep a `BranchIndex` instead.

    :raises Refusal: the name is empty, or several towns have a unit of this name and none is told.
    """
    return BranchIndex(session).ensure(name)
