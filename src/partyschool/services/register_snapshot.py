"""Everybody on the register at once, as imports compare rows with it: one query each for people and memberships."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.storage.models import Membership, Person, Unit

DATE_FIELDS = frozenset({"birth_on", "joined_on", "full_on"})
COMPARED = (
    "name", "sex", "birth_on", "ethnic", "education", "kind", "joined_on", "full_on", "occupation", "party_post",
    "phone", "landline", "address", "is_floating", "floating_to", "is_lost", "note",
)  # fmt: skip
_COMPARED = frozenset(COMPARED)
_STORED = ("id_to_check", "left_reason", *COMPARED)


@dataclass(frozen=True, slots=True)
class Known:
    """A person on the register with the branch that he belongs to now."""

    id: int
    uid: str
    id_number: str | None
    values: Mapping[str, Any]
    unit_id: int | None
    membership_id: int | None
    member_since: date | None


class Register:
    """People by number, by name and by id; those merged into another are left out."""

    def __init__(self, session: Session) -> None:
        latest = _latest_memberships(session)
        columns = [getattr(Person, key) for key in _STORED]
        query = select(Person.id, Person.uid, Person.id_number, *columns).where(Person.merged_into_id.is_(None))
        self.by_id: dict[int, Known] = {}
        self.by_number: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = {}
        for person_id, uid, number, *values in session.execute(query.order_by(Person.id)):
            membership = latest.get(person_id, (None, None, None))
            self._add(Known(person_id, uid, number, dict(zip(_STORED, values, strict=True)), *membership))
        self.unit_names: dict[int, str] = dict(session.execute(select(Unit.id, Unit.name)).all())

    def _add(self, known: Known) -> None:
        self.by_id[known.id] = known
        self.by_name.setdefault(known.values["name"], []).append(known)
        if known.id_number is not None:
            self.by_number[known.id_number] = known


def _latest_memberships(session: Session) -> dict[int, tuple[int, int, date | None]]:
    """Unit, id and start of the membership that began last of each person."""
    query = select(Membership.person_id, Membership.unit_id, Membership.id, Membership.start_on)
    query = query.order_by(Membership.start_on.asc().nulls_first(), Membership.id)
    return {person_id: (unit_id, row_id, start) for person_id, unit_id, row_id, start in session.execute(query)}


def plain_fields(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Those of a row's values that are compared and stored as they stand."""
    return ((key, value) for key, value in values.items() if key in _COMPARED)
