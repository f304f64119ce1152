"""Everybody on the register at once, as imports compare rows with it: one query each for people and memberships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.person_history import PROBATION, REGISTER, EventKind
from partyschool.services.person_history import decided_by_events
from partyschool.storage.models import Membership, Person, PersonEvent, Unit

DATE_FIELDS = frozenset({"birth_on", "joined_on", "full_on"})
COMPARED = (
    "name", "sex", "birth_on", "ethnic", "education", "kind", "joined_on", "full_on", "occupation", "party_post",
    "phone", "landline", "address", "is_floating", "floating_to", "is_lost", "note",
)  # fmt: skip
_COMPARED = frozenset(COMPARED)
_STORED = ("id_to_check", "left_reason", *COMPARED)


@dataclass(frozen=True, slots=True)
class Registered:
    """What the clerk registered with a day, and a roll therefore does not write over.

    `decided`: fields of the record; `kind_since`: day of the last change of the kind of member; `left_unit_id`: the
    unit that the latest transfer left behind; `may_turn_full`: nothing speaks against a 转正 that a roll tells.
    """

    decided: frozenset[str] = frozenset()
    kind_since: date | None = None
    left_unit_id: int | None = None
    may_turn_full: bool = True


NOTHING_REGISTERED = Registered()


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
    registered: Registered = NOTHING_REGISTERED


class Register:
    """People by number, by name and by id; those merged into another are left out."""

    def __init__(self, session: Session) -> None:
        latest = _latest_memberships(session)
        registered = _registered(session)
        columns = [getattr(Person, key) for key in _STORED]
        query = select(Person.id, Person.uid, Person.id_number, *columns).where(Person.merged_into_id.is_(None))
        self.by_id: dict[int, Known] = {}
        self.by_number: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = {}
        for person_id, uid, number, *values in session.execute(query.order_by(Person.id)):
            unit_id, membership_id, since = latest.get(person_id, (None, None, None))
            facts = dict(zip(_STORED, values, strict=True))
            told = registered.get(person_id, NOTHING_REGISTERED)
            self._add(Known(person_id, uid, number, facts, unit_id, membership_id, since, told))
        for number, kept_id in merged_numbers(session).items():
            self.by_number.setdefault(number, self.by_id[kept_id])
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


def _registered(session: Session) -> dict[int, Registered]:
    query = select(PersonEvent).where(PersonEvent.withdrawn_at.is_(None)).order_by(PersonEvent.happened_on)
    events: dict[int, list[PersonEvent]] = defaultdict(list)
    for event in session.scalars(query):
        events[event.person_id].append(event)
    return {person_id: _told_by(mine) for person_id, mine in events.items()}


def _told_by(events: list[PersonEvent]) -> Registered:
    of_kind = [event.happened_on for event in events if event.kind in PROBATION]
    transfers = [event.from_unit_id for event in events if event.kind == EventKind.TRANSFERRED]
    return Registered(
        decided_by_events(events),
        of_kind[-1] if of_kind else None,
        transfers[-1] if transfers else None,
        not any(event.kind in REGISTER for event in events),
    )


def merged_numbers(session: Session) -> dict[str, int]:
    """Numbers of records merged into another one, with the record that lives on."""
    query = select(Person.id, Person.id_number, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    found = {person_id: (number, into or 0) for person_id, number, into in session.execute(query)}

    def lives_on(person_id: int) -> int:
        return lives_on(found[person_id][1]) if person_id in found else person_id

    return {number: lives_on(into) for number, into in found.values() if number}


def plain_fields(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Those of a row's values that are compared and stored as they stand."""
    return ((key, value) for key, value in values.items() if key in _COMPARED)
