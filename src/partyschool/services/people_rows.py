"""Rows about people: built from three queries and the tree, whatever the number of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.ages import full_years
from partyschool.domain.terms import GUEST
from partyschool.services.listed import guests
from partyschool.services.person_history import as_they_were
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, Post

MANY_PEOPLE = 10_000  # a big town has 3,000
MOST_NAMED = 1000  # a statement takes some ten thousand parameters at most; from here on reading everybody is as quick


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list as of a day. `unit` and `village` are empty for somebody without a unit on that day;
    `posts` are the titles held then; `left_reason` is empty for those on the register; `kind` is GUEST for somebody
    of another register who only signs in here."""

    id: int
    name: str
    initials: str
    sort_key: str
    sex: str
    birth_on: str
    age: int | None
    unit_id: int | None
    unit: str
    village_id: int | None
    village: str
    posts: tuple[str, ...]
    in_two_committees: bool
    in_leadership: bool
    kind: str
    is_floating: bool
    is_lost: bool
    phone: str
    id_number: str | None
    joined_on: str
    left_reason: str
    left_on: date | None

    @property
    def is_left(self) -> bool:
        """Whether the person has left the register, be it with a day still to come."""
        return bool(self.left_reason)


def has_many_people(db: Database) -> bool:
    """Whether counting everybody takes so long that nobody should wait for it before the window turns again."""
    with db.read() as session:
        return session.scalars(select(func.count()).select_from(Person)).one() > MANY_PEOPLE


def rows_of(session: Session, *, on: date, person_ids: Collection[int] | None = None) -> list[PersonRow]:
    """Rows of the people named (of everybody without names), by pinyin."""
    if person_ids is not None and len(person_ids) > MOST_NAMED:
        wanted = frozenset(person_ids)
        return [row for row in rows_of(session, on=on) if row.id in wanted]
    people = select(
        Person.id, Person.name, Person.initials, Person.sort_key, Person.sex, Person.birth_on, Person.kind,
        Person.is_floating, Person.is_lost, Person.phone, Person.id_number, Person.joined_on, Person.left_reason,
        Person.left_on,
    ).where(Person.merged_into_id.is_(None))  # fmt: skip
    if person_ids is not None:
        people = people.where(Person.id.in_(person_ids))
    units = units_on(session, on, person_ids)
    posts = _posts_on(session, on, person_ids)
    places = _Places(load_tree(session, on))
    no_posts, only_listed = _Posts((), False, False), guests(session)
    rows = []
    for person in as_they_were(session, session.execute(people).all(), on, person_ids):
        unit_id = units.get(person.id)
        unit, village, village_id = places.of(unit_id)
        held = posts.get(person.id, no_posts)
        rows.append(
            PersonRow(
                person.id, person.name, person.initials, person.sort_key, person.sex, person.birth_on,
                full_years(person.birth_on, on), unit_id, unit, village_id,
                village, held.titles, held.in_two_committees, held.in_leadership,
                GUEST if person.id in only_listed else person.kind,
                person.is_floating, person.is_lost, person.phone, person.id_number, person.joined_on,
                person.left_reason, person.left_on,
            )
        )  # fmt: skip
    # Sorted here, because a PostgreSQL with a Chinese collation orders the same keys otherwise than SQLite.
    rows.sort(key=lambda row: (row.sort_key, row.id))
    return rows


def units_on(session: Session, on: date, person_ids: Collection[int] | None = None) -> dict[int, int]:
    """The unit of each person on the day; where terms overlap by mistake, the one that began last."""
    query = select(Membership.person_id, Membership.unit_id).order_by(Membership.start_on.nulls_first(), Membership.id)
    found = session.execute(query.where(*_in_term(Membership, on, person_ids)))
    return {row.person_id: row.unit_id for row in found}


def _in_term(
    table: type[Membership] | type[Post], on: date, person_ids: Collection[int] | None
) -> list[ColumnElement[bool]]:
    wanted = [or_(table.start_on.is_(None), table.start_on <= on), or_(table.end_on.is_(None), table.end_on >= on)]
    return wanted if person_ids is None else [*wanted, table.person_id.in_(person_ids)]


@dataclass(frozen=True, slots=True)
class _Posts:
    titles: tuple[str, ...]
    in_two_committees: bool
    in_leadership: bool


def _posts_on(session: Session, on: date, person_ids: Collection[int] | None) -> dict[int, _Posts]:
    query = select(Post.person_id, Post.title, Post.in_two_committees, Post.in_leadership).order_by(Post.id)
    held: dict[int, list[Any]] = defaultdict(list)
    for post in session.execute(query.where(*_in_term(Post, on, person_ids))):
        held[post.person_id].append(post)
    return {
        person_id: _Posts(
            tuple(dict.fromkeys(post.title for post in posts)),
            any(post.in_two_committees for post in posts),
            any(post.in_leadership for post in posts),
        )
        for person_id, posts in held.items()
    }


class _Places:
    """What a unit and its village are called, and the village's id, looked up once for all its people."""

    def __init__(self, tree: UnitTree) -> None:
        self._tree, self._titles = tree, titles_with_town(tree)
        self._known: dict[int | None, tuple[str, str, int | None]] = {None: ("", "", None)}

    def of(self, unit_id: int | None) -> tuple[str, str, int | None]:
        if unit_id not in self._known:
            assert unit_id is not None
            village = self._tree.village_of(unit_id)
            self._known[unit_id] = self._title(self._tree.units[unit_id]), self._title(village), village.id
        return self._known[unit_id]

    def _title(self, unit: UnitNode) -> str:
        return self._titles.get(unit.id, unit.name)
