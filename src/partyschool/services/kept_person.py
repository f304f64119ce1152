"""Two records that were made one (合并): whichever is named, the kept one is meant."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.storage.models import Person


def kept_record(session: Session, person: Person) -> Person:
    """The record that this one has been made one with, or itself."""
    while person.merged_into_id is not None:
        person = session.get_one(Person, person.merged_into_id)
    return person


def kept_ids(session: Session, uids: Collection[str]) -> dict[str, int]:
    """By uid of a record that was made one with another, the id of the kept one; of no more uids than a query takes."""
    query = select(Person).where(Person.uid.in_(uids), Person.merged_into_id.is_not(None))
    return {person.uid: kept_record(session, person).id for person in session.scalars(query)}
