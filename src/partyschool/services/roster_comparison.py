"""Each row of a roll against the register and against the rows before it; nothing is written here (rules.md 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from partyschool.domain.dates import earliest_day, is_same_date
from partyschool.domain.terms import LeftReason, PersonKind
from partyschool.errors import Refusal
from partyschool.services.branches import BranchIndex
from partyschool.services.import_rows import NEW_PERSON, Answer, Candidate, Decisions, Finding, Outcome, Record
from partyschool.services.register_snapshot import DATE_FIELDS, Known, Register, plain_fields


@dataclass(slots=True)
class Plan:
    """What the rows come to: everything is decided before anything is written."""

    answers: list[Answer] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Known, dict[str, Any]]] = field(default_factory=list)
    moved: list[tuple[Known, str]] = field(default_factory=list)
    turned_full: list[tuple[Known, date]] = field(default_factory=list)


class Comparison:
    """The register as it stands, and what the rows before this one have already said."""

    def __init__(self, session: Session, decisions: Decisions, today: date) -> None:
        self._today = today
        self.units = BranchIndex(session)
        self._register = Register(session)
        self._decisions = decisions
        self._unit_ids: dict[str, int | None] = {}
        self._new_units: set[str] = set()
        self._told_units: set[str] = set()
        self._seen_numbers: set[str] = set()
        self._seen_people: set[int] = set()
        self._kept: list[dict[str, Any]] = []
        self._kept_by_name: dict[tuple[str, str | int | None], list[dict[str, Any]]] = {}
        self._plan = Plan()

    def plan(self, records: Sequence[Record]) -> Plan:
        """Judge all rows, in their order."""
        self.units.expect({record.values["unit"] for record in records if "unit" in record.values})
        self._plan.answers = [self._judge(position, record) for position, record in enumerate(records)]
        return self._plan

    def _judge(self, position: int, record: Record) -> Answer:
        if record.findings and record.is_rejected:
            return _REJECTED
        values = record.values
        number = values.get("id_number")
        if number in self._seen_numbers:
            return Answer(Outcome.DUPLICATE)
        unit = values.get("unit")
        if unit is not None and unit not in self._unit_ids:
            try:
                self._unit_ids[unit] = self._find_unit(unit)
            except Refusal as refusal:
                return Answer(Outcome.REJECTED, (Finding("unit", refusal.code or "unit_unknown", unit),))
        answer = self._judge_with_number(position, record, number) if number else self._judge_by_name(position, record)
        if answer.outcome in _KEPT:
            if number is not None:
                self._seen_numbers.add(number)
            self._kept.append(values)
        return answer

    def _find_unit(self, unit: str) -> int | None:
        """None where it must be founded.

        :raises Refusal: it cannot be known which unit is meant.
        """
        found = self.units.find_branch(unit)
        if found is None:
            self.units.planned(unit)
        return found

    def _place(self, values: dict[str, Any]) -> str | int | None:
        unit = values.get("unit")
        return self._unit_ids.get(unit) or unit if unit is not None else None

    def _judge_with_number(self, position: int, record: Record, number: str) -> Answer:
        known = self._register.by_number.get(number)
        if known is not None:
            return self._compare(known, record)
        if position not in self._decisions:
            nameless = [known for known in self._namesakes(record) if known.id_number is None]
            if nameless:
                return self._pending(nameless)
            return self._new(record)
        return self._decided(position, record)

    def _judge_by_name(self, position: int, record: Record) -> Answer:
        """Without a number nothing is written by itself: only a person can say who this is."""
        if position in self._decisions:
            return self._decided(position, record)
        if self._is_earlier(record):
            return Answer(Outcome.PENDING, (Finding("name", "same_name_same_branch", record.values["name"]),))
        namesakes = self._namesakes(record)
        if len(namesakes) == 1 and namesakes[0].id_number is None and not self._differences(namesakes[0], record):
            return Answer(Outcome.UNCHANGED)
        return self._pending(namesakes) if namesakes else Answer(Outcome.PENDING, (Finding("id_number", "id_missing"),))

    def _is_earlier(self, record: Record) -> bool:
        """Whether an earlier row of this file may be the same person."""
        while self._kept:
            kept = self._kept.pop()
            self._kept_by_name.setdefault((kept["name"], self._place(kept)), []).append(kept)
        values = record.values
        earlier = self._kept_by_name.get((values["name"], self._place(values)), ())
        return any(_may_be_same(values.get("birth_on", ""), other.get("birth_on", "")) for other in earlier)

    def _namesakes(self, record: Record) -> list[Known]:
        """Same name, a birth date that agrees, and the same branch where one is given."""
        values = record.values
        alike = self._register.by_name.get(values["name"])
        if alike is None:
            return []
        unit_id = self._unit_ids.get(values.get("unit", ""))
        return [
            known
            for known in alike
            if _may_be_same(values.get("birth_on", ""), known.values["birth_on"])
            and ("unit" not in values or known.unit_id == unit_id)
        ]

    def _pending(self, namesakes: Sequence[Known]) -> Answer:
        finding = Finding("name", "same_name_same_branch", namesakes[0].values["name"])
        candidates = tuple(
            Candidate(
                known.id, known.values["name"], known.values["birth_on"], self._unit_name(known), known.id_number or ""
            )
            for known in namesakes
        )
        return Answer(Outcome.PENDING, (finding,), candidates=candidates)

    def _decided(self, position: int, record: Record) -> Answer:
        decision = self._decisions[position]
        known = None if decision == NEW_PERSON else self._register.by_id.get(decision)
        return self._new(record) if known is None else self._compare(known, record)

    def _new(self, record: Record) -> Answer:
        values = record.values
        unit = values.get("unit")
        if unit is None:
            return Answer(Outcome.REJECTED, (Finding("unit", "unit_unknown"),))
        findings = self._new_unit(unit)
        self._plan.created.append(values)
        return Answer(Outcome.CREATED, findings) if findings else _CREATED

    def _new_unit(self, unit: str) -> tuple[Finding, ...]:
        """Each unit that must be founded is told once, at the first row that speaks of it."""
        if self._unit_ids[unit] is not None or unit in self._told_units:
            return ()
        self._told_units.add(unit)
        fresh = [name for name in self.units.planned(unit) if name not in self._new_units]
        self._new_units.update(fresh)
        return tuple(Finding("unit", "unit_new", name) for name in fresh)

    def _compare(self, known: Known, record: Record) -> Answer:
        if known.id in self._seen_people:
            return Answer(Outcome.DUPLICATE)
        self._seen_people.add(known.id)
        differences = self._differences(known, record)
        findings = self._kept_by_events(known, record, differences)
        if "name" in differences:
            findings = (*findings, Finding("name", "name_changed", record.values["name"]))
        if known.values["left_reason"] and record.values.get("standing") == "in" and "left_reason" not in differences:
            findings = (*findings, Finding("standing", "left_register", known.values["left_reason"]))
        if not differences:
            return Answer(Outcome.UNCHANGED, findings) if findings else _UNCHANGED
        changes = {"standing" if key == "left_reason" else key: self._old_text(known, key) for key in differences}
        if "unit" in differences:
            findings = (*findings, *self._new_unit(record.values["unit"]))
            self._plan.moved.append((known, differences.pop("unit")))
        if differences:
            self._plan.changed.append((known, differences))
            turned_full = _turned_full(known, differences, self._today)
            if turned_full is not None:
                self._plan.turned_full.append((known, turned_full))
        return Answer(Outcome.UPDATED, findings, changes)

    def _kept_by_events(self, known: Known, record: Record, differences: dict[str, Any]) -> tuple[Finding, ...]:
        """What the row states otherwise than a change registered with its day, which stays."""
        kept = sorted(set(self._stated_otherwise(known, record)) - set(differences))
        return tuple(Finding(_COLUMN_OF.get(key, key), "event_kept", self._old_text(known, key)) for key in kept)

    def _differences(self, known: Known, record: Record) -> dict[str, Any]:
        """What a row changes: what it states otherwise, without what a registered change decides."""
        found = self._stated_otherwise(known, record)
        told = known.registered
        kept = set(told.decided)
        if _turned_full(known, found, self._today) is not None:
            kept.discard("kind")
        if told.left_unit_id is not None and self._unit_ids.get(record.values.get("unit", "")) == told.left_unit_id:
            kept.add("unit")
        return {key: value for key, value in found.items() if key not in kept}

    def _stated_otherwise(self, known: Known, record: Record) -> dict[str, Any]:
        """Fields that the row states otherwise than the register; what it leaves blank it does not state."""
        values = record.values
        found = {key: value for key, value in plain_fields(values) if _is_other(key, known.values[key], value)}
        if number := values.get("id_number"):
            if known.id_number is None:
                found["id_number"] = number
                found["id_to_check"] = bool(values.get("id_to_check"))
            elif known.values["id_to_check"] and not values.get("id_to_check"):
                found["id_to_check"] = False
        left = _left_reason(known, values.get("standing"))
        if left is not None:
            found["left_reason"] = left
        unit = values.get("unit")
        if unit is not None and (self._unit_ids[unit] is None or self._unit_ids[unit] != known.unit_id):
            found["unit"] = unit
        return found

    def _old_text(self, known: Known, key: str) -> str:
        if key == "unit":
            return self._unit_name(known)
        if key == "id_number":
            return known.id_number or ""
        return str(known.values[key])

    def _unit_name(self, known: Known) -> str:
        return self._register.unit_names.get(known.unit_id or 0, "")


_CREATED, _UNCHANGED, _REJECTED = Answer(Outcome.CREATED), Answer(Outcome.UNCHANGED), Answer(Outcome.REJECTED)
_COLUMN_OF = {"left_reason": "standing"}
_KEPT = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED})


def _turned_full(known: Known, differences: Mapping[str, Any], today: date) -> date | None:
    """The day of 转正 that a roll tells of somebody on probation, where nothing registered speaks against it."""
    full_on = differences.get("full_on") or known.values["full_on"]
    if differences.get("kind") != PersonKind.FULL or known.values["kind"] != PersonKind.PROBATIONARY or not full_on:
        return None
    day, since = earliest_day(full_on), known.registered.kind_since
    joined = known.values["joined_on"]
    is_late_enough = (since is None or since < day) and (not joined or earliest_day(joined) < day)
    return day if is_late_enough and day <= today and known.registered.may_turn_full else None


def _may_be_same(one: str, other: str) -> bool:
    return not one or not other or is_same_date(one, other)


def _is_other(key: str, old: Any, new: Any) -> bool:
    if old == new:
        return False
    # 1965-03 says nothing against a stored 1965-03-01, which tells more.
    return not (key in DATE_FIELDS and old and len(new) <= len(old) and is_same_date(old, new))


def _left_reason(known: Known, standing: str | None) -> str | None:
    """The new reason, or None to leave it. A roll that says 正常 only takes back what a roll can have said."""
    old = known.values["left_reason"]
    if standing is None or standing == old:
        return None
    if standing == "in":
        return "" if old == LeftReason.SUSPENDED else None
    return None if old else standing
