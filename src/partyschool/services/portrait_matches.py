"""Who a picture's file name means, on the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.photo_names import PhotoName
from partyschool.services.portraits import current_originals
from partyschool.services.register_snapshot import merged_numbers
from partyschool.services.unit_tree import unit_on
from partyschool.storage.models import Person


@dataclass(frozen=True, slots=True)
class PortraitPerson:
    """Somebody on the register, as far as pictures go; `original` is the attachment of the one there is."""

    id: int
    name: str
    number: str
    unit: str
    original: str


class PortraitRegister:
    """Everybody by number and by name."""

    def __init__(self, people: Sequence[PortraitPerson], merged: dict[str, int], among: Collection[int]) -> None:
        by_id = {person.id: person for person in people}
        self._by_number = {number: by_id[kept] for number, kept in merged.items() if kept in by_id}
        self._by_number |= {person.number: person for person in people if person.number}
        self._by_name: dict[str, list[PortraitPerson]] = defaultdict(list)
        for person in people:
            self._by_name[person.name].append(person)
        self._among = frozenset(among)

    def find(self, wanted: PhotoName) -> list[PortraitPerson]:
        """Whom the name may mean; one alone is certain."""
        if wanted.number:
            return [self._by_number[wanted.number]] if wanted.number in self._by_number else []
        found = self._by_name.get(wanted.name, [])
        if wanted.tail:
            found = [person for person in found if person.number.endswith(wanted.tail)]
        nearer = [person for person in found if person.id in self._among]
        return nearer or list(found)


def load_portrait_register(session: Session, among: Collection[int], day: date) -> PortraitRegister:
    """Everybody, with the unit of that day; those merged into another are found by their number.

    :param among: of several people of one name, whoever is among these is meant.
    """
    query = select(Person.id, Person.name, Person.id_number).where(Person.merged_into_id.is_(None))
    rows = session.execute(query.order_by(Person.id)).all()
    ids = [row[0] for row in rows]
    originals, units = current_originals(session, ids), unit_on(session, ids, day)
    people = [
        PortraitPerson(key, name, number or "", units[key].name if key in units else "", originals.get(key, ""))
        for key, name, number in rows
    ]
    return PortraitRegister(people, merged_numbers(session), among)
