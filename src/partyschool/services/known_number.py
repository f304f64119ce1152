"""A person's citizen number, or as much as is known of it: of whoever came with a list, the last four characters."""

from __future__ import annotations

from sqlalchemy import func, select

from partyschool.storage.models import ListedTail, Person

_TAIL = select(ListedTail.tail).where(ListedTail.person_id == Person.id).scalar_subquery()
# Asked only of people without a number, so that it costs nothing where there is no list; never null.
KNOWN_NUMBER = func.coalesce(Person.id_number, _TAIL, "")
