"""The list of organisations (党组织): each unit under the one that its row names, what is known only corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitKind
from partyschool.domain.unit_names import BRANCH, GENERAL_BRANCH, domain_of, fold, take_apart
from partyschool.services.branches import BranchIndex
from partyschool.services.import_judge import DUPLICATE, Deed, changed_or_not, check_rows, rejected, stated, write_rows
from partyschool.services.import_rows import Answer, Decisions, Finding, Outcome, Record
from partyschool.services.unit_rules import MAY_LIE_IN
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import School, Unit

TOLD = ("kind", "code", "founded_on", "domain")
TOP_KINDS = frozenset({UnitKind.CITY, UnitKind.TOWN})
TOWN_MARKS = ("镇", "乡", "街道", "街道办事处")


def check_organizations(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of the organisations would end; nothing is written."""
    return check_rows(db, records, _UnitJudge)


def write_organizations(
    db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = ""
) -> list[Answer]:
    """Write the units, each under the one that its row names."""
    return write_rows(db, records, _UnitJudge, action="unit.import", source=source)


@dataclass(slots=True)
class _Place:
    """A unit that is stored or will be: what the rows after it may lie in."""

    unit: Unit
    above: _Place | None
    kind: str
    founded_on: date | None


class _UnitJudge:
    """Units may stand below units of the same file, so those are founded in the file's order."""

    def __init__(self, session: Session, db: Database) -> None:
        self._session, self._today = session, db.now().date()
        self._index = BranchIndex(session)
        tree = load_tree(session)
        stored = {unit.id: unit for unit in session.scalars(select(Unit))}
        self._places: dict[int, _Place] = {}
        for _, node in tree.in_order():  # each unit after the one above it
            above = self._places.get(node.parent_id or 0)
            self._places[node.id] = _Place(stored[node.id], above, node.kind, node.founded_on)
        self._home = self._places.get(session.scalars(select(School.unit_id).where(School.is_home)).first() or 0)
        self._under = {
            (id(place.above), fold(place.unit.name)): place
            for place in self._places.values()
            if place.unit.closed_on is None
        }
        self._fresh: dict[str, _Place] = {}
        self._seen: set[tuple[str, int]] = set()
        self._codes = {unit.code: unit for unit in stored.values() if unit.code and unit.closed_on is None}

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """The unit above, then whether this one is known under any spelling."""
        values = record.values
        if "closed_on" in values:
            return Answer(Outcome.UNCHANGED, (Finding("closed_on", "closed_kept", str(values["closed_on"])),)), None
        key = fold(values["name"])
        above = self._above(values)
        if above is None and "above" in values:
            code = "own_parent" if fold(values["above"]) == key else "unit_unknown"
            return rejected("above", code, values["above"])
        if (key, id(above)) in self._seen:
            return DUPLICATE, None
        self._seen.add((key, id(above)))
        known = self._known(values["name"], above)
        told = stated(values, *TOLD)
        fault = self._fault(told, known, above, values)
        if fault is not None:
            return rejected(*fault)
        if told.get("code"):
            self._codes[told["code"]] = known.unit if known else Unit()
        return self._correct(known, above, told, values) if known else self._found(key, above, told, values)

    def _above(self, values: dict[str, Any]) -> _Place | None:
        if "above" not in values:
            return self._home
        fresh = self._fresh.get(fold(values["above"]))
        return fresh or self._places.get(self._index.find(values["above"]) or 0)

    def _known(self, name: str, above: _Place | None) -> _Place | None:
        """By its name under the unit above; a name that tells its village is one unit wherever it lies."""
        here = self._under.get((id(above), fold(name)))
        if here is not None:
            return here
        found = self._places.get(self._index.find(name) or 0)
        tells_its_place = bool(take_apart(name).village) or (found is not None and found.kind in TOP_KINDS)
        return found if tells_its_place else None

    def _fault(
        self, told: dict[str, Any], known: _Place | None, above: _Place | None, values: dict[str, Any]
    ) -> tuple[str, str, str] | None:
        owner = self._codes.get(told.get("code", ""))
        if owner is not None and (known is None or owner is not known.unit):
            return "code", "code_taken", told["code"]
        founded = told.get("founded_on")
        if founded is not None and (founded > self._today or _is_before(founded, known.above if known else above)):
            return "founded_on", "founded_date", str(founded)
        if known is not None and above is not None and "above" in values and _lies_in(above, known):
            return "above", "own_parent", values["above"]
        kind = told.get("kind") or (known.kind if known else kind_of(values["name"]))
        if known is not None and kind != known.kind and any(place.above is known for place in self._places.values()):
            return "kind", "parent_kind", values["name"]
        upper = known.above if known else above
        if upper is not None and upper.kind not in MAY_LIE_IN[UnitKind(kind)]:
            return ("kind" if "kind" in told else "above"), "parent_kind", values.get("above", upper.unit.name)
        return None

    def _correct(
        self, known: _Place, above: _Place | None, told: dict[str, Any], values: dict[str, Any]
    ) -> tuple[Answer, Deed | None]:
        """What changed on a day (name, unit above) is not for a list: it would change past years."""
        self._fresh.setdefault(fold(values["name"]), known)
        elsewhere = "above" in values and above is not known.above
        found = (Finding("above", "above_differs", values["above"]),) if elsewhere else ()
        return changed_or_not(known.unit, told, found)

    def _found(
        self, key: str, above: _Place | None, told: dict[str, Any], values: dict[str, Any]
    ) -> tuple[Answer, Deed | None]:
        kind = told.get("kind") or kind_of(values["name"])
        unit = Unit(name=values["name"], **{"kind": kind, "domain": domain_of(values["name"], kind), **told})
        place = _Place(unit, above, unit.kind, told.get("founded_on"))
        self._fresh[key] = place
        if unit.code:
            self._codes[unit.code] = unit

        def found() -> None:
            unit.parent_id = above.unit.id if above is not None else None
            self._session.add(unit)
            self._session.flush()

        return Answer(Outcome.CREATED), found


def _is_before(day: date, above: _Place | None) -> bool:
    return above is not None and above.founded_on is not None and day < above.founded_on


def _lies_in(place: _Place | None, upper: _Place) -> bool:
    """Whether the place is the upper one or below it."""
    while place is not None:
        if place is upper:
            return True
        place = place.above
    return False


def kind_of(name: str) -> UnitKind:
    """The kind that a name tells where the list does not say it: 前庄村 is a village, 前庄村党支部 a branch."""
    parts = take_apart(name)
    if parts.level in {BRANCH, GENERAL_BRANCH}:
        return UnitKind.BRANCH
    if "联村" in parts.stem or "联合" in parts.stem:
        return UnitKind.JOINT
    if parts.village == parts.stem:
        return UnitKind.VILLAGE
    return UnitKind.TOWN if parts.stem.endswith(TOWN_MARKS) else UnitKind.DEPARTMENT
