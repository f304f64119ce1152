"""The yearly requirement counted: who owes what, who has met it, and the totals by unit that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from partyschool.domain.posts import PostFlags, PostTerm, counts_for
from partyschool.domain.quota import LEADERSHIP, TWO_COMMITTEES, Owed, Standing, categories_of, owed_by, state_of
from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import QuotaState, Review, Structure, UnitKind
from partyschool.services import rules
from partyschool.services.earned import Earned, earned_by_person, rotated_people
from partyschool.services.frozen_years import frozen_board
from partyschool.services.person_history import as_they_were
from partyschool.services.places import places_of
from partyschool.services.quota_rows import QuotaBoard, QuotaRow, UnitTotals
from partyschool.services.quota_totals import sum_of, totals_of
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Exemption, Person, Post

NOTHING_OWED = Owed()
NOTHING_EARNED = Earned(0, 0, 0, 0)


def count_quota(
    db: Database,
    *,
    year: int,
    as_of: date | None = None,
    with_provisional: bool = True,
    unit: str = "",
    structure: Structure = Structure.YEAR_END,
    with_rotation: bool = True,
) -> QuotaBoard:
    """Everybody's year as of a day (31 December without one).

    :param with_provisional: whether credit that is not yet 认定 counts; on screen yes, in printed reports no.
    :param unit: only people of this unit or of units below it, by its name on the day or now.
    :param structure: by which units people are told; they and the sums are the same either way.
    :param with_rotation: whether 五年轮训 is counted, a third of the work; without it nobody is `rotated`.
    """
    day = as_of or date(year, 12, 31)
    with db.read() as session:
        return board_of(
            session, year=year, day=day, with_provisional=with_provisional, unit=unit, structure=structure,
            with_rotation=with_rotation,
        )  # fmt: skip


def board_of(
    session: Session,
    *,
    year: int,
    day: date,
    with_provisional: bool = True,
    unit: str = "",
    structure: Structure = Structure.YEAR_END,
    book: RuleBook | None = None,
    with_rotation: bool = True,
) -> QuotaBoard:
    """The same in an open transaction, for reports whose other figures must be of the same moment.

    :param book: rules to count by in place of those that are stored, to see what a change would do.
    """
    frozen = None if book else frozen_board(session, year, day, unit, structure)
    if frozen is not None:
        return frozen
    book = book or rules.load_book(session)
    rows, units = _rows(session, year, day, with_provisional, structure, book, with_rotation)
    if unit:
        wanted = _below(session, units, unit)
        rows = [row for row in rows if row.unit_id in wanted]
    lines = _lines(rows, units.units)
    whole = sum_of([line.totals for line in lines])  # everybody stands in one line: no need to judge all again
    return QuotaBoard(year, day, tuple(rows), lines, whole, with_provisional)


def load_posts(session: Session) -> dict[int, list[PostTerm]]:
    """Every post by person."""
    query = select(
        Post.person_id, Post.title, Post.in_two_committees, Post.in_leadership, Post.start_on, Post.end_on
    ).order_by(Post.id)
    posts: dict[int, list[PostTerm]] = defaultdict(list)
    for person_id, title, committees, leadership, start_on, end_on in session.execute(query):
        posts[person_id].append(PostTerm(title, PostFlags(committees, leadership), start_on, end_on))
    return posts


PersonFacts = Row[*tuple[Any, ...]]  # SQLAlchemy types at most ten columns
PERSON_COLUMNS = (
    Person.id,
    Person.name,
    Person.initials,
    Person.sort_key,
    Person.id_number,
    Person.sex,
    Person.birth_on,
    Person.kind,
    Person.is_floating,
    Person.joined_on,
    Person.left_reason,
    Person.left_on,
)


def _rows(
    session: Session,
    year: int,
    day: date,
    with_provisional: bool,
    structure: Structure,
    book: RuleBook,
    with_rotation: bool,
) -> tuple[list[QuotaRow], UnitTree]:
    found_people = session.execute(select(*PERSON_COLUMNS).where(Person.merged_into_id.is_(None))).all()
    people = as_they_were(session, found_people, day)
    places = places_of(session, [row.id for row in people], day, structure)
    posts = load_posts(session)
    owed_rules = book.owed(year, day)
    exempt = _exempt(session, year, day)
    earned = earned_by_person(session, year, day, with_provisional=with_provisional, book=book)
    rotated = (
        rotated_people(session, year, day, with_provisional=with_provisional, book=book) if with_rotation else set()
    )
    owed_of: dict[frozenset[str], Owed] = {}
    rows = []
    for person in people:
        terms = tuple(posts.get(person.id, ()))
        standing = Standing(
            person.kind, person.joined_on, person.left_reason, person.left_on, person.id in exempt, terms
        )
        state = state_of(standing, year, day)
        categories = categories_of(terms, year, day)
        owed = NOTHING_OWED
        if state == QuotaState.DUE:
            if categories not in owed_of:
                owed_of[categories] = owed_by(categories, owed_rules)
            owed = owed_of[categories]
        unit = places.units.get(person.id)
        found = _row(person, unit, places.tree.units, terms, categories, state, owed, earned, rotated, year, day)
        rows.append(replace(found, exempt_reason=exempt[person.id]) if state == QuotaState.EXEMPT else found)
    return rows, places.tree


def _row(
    person: PersonFacts,
    unit: UnitNode | None,
    units: dict[int, UnitNode],
    terms: tuple[PostTerm, ...],
    categories: frozenset[str],
    state: QuotaState,
    owed: Owed,
    earned: dict[int, Earned],
    rotated: set[int],
    year: int,
    day: date,
) -> QuotaRow:
    (key, name, initials, sort_key, id_number, sex, birth_on, kind, is_floating, _joined, left_reason, left_on) = person
    village = village_of(unit, units)
    got = earned.get(key, NOTHING_EARNED)
    return QuotaRow(
        key,
        name,
        initials,
        sort_key,
        id_number or "",
        sex,
        birth_on,
        kind,
        is_floating,
        unit.id if unit else None,
        unit.name if unit else "",
        village.id if village else None,
        village.name if village else "",
        tuple(term.title for term in terms if counts_for(term, year, day)),
        TWO_COMMITTEES in categories,
        LEADERSHIP in categories,
        state,
        left_reason,
        left_on,
        owed.quarter_days,
        owed.half_hours,
        owed.day_rule,
        owed.hour_rule,
        got.quarter_days,
        got.quarter_hours,
        got.provisional_quarter_days,
        got.provisional_quarter_hours,
        key in rotated,
    )


def village_of(unit: UnitNode | None, units: dict[int, UnitNode]) -> UnitNode | None:
    """The village or department a unit's line stands under: itself, or the nearest above it; else the unit."""
    walk = unit
    while walk is not None:
        if walk.kind in {UnitKind.VILLAGE, UnitKind.DEPARTMENT}:
            return walk
        walk = units.get(walk.parent_id or 0)
    return unit


def _exempt(session: Session, year: int, day: date) -> dict[int, str]:
    """The reason by person."""
    query = select(Exemption.person_id, Exemption.withdrawn_on, Exemption.reason).where(
        Exemption.year == year, Exemption.review == Review.APPROVED
    )
    holding = [row for row in session.execute(query) if row.withdrawn_on is None or row.withdrawn_on > day]
    return {row.person_id: row.reason for row in holding}


def _below(session: Session, tree: UnitTree, name: str) -> frozenset[int]:
    found = [unit.id for unit in tree.units.values() if unit.name == name]
    if not found:  # called otherwise on that day: by the name of today
        found = [unit.id for unit in load_tree(session).units.values() if unit.name == name]
    return frozenset[int]().union(*(tree.descendants(unit_id) for unit_id in found))


def _lines(rows: Sequence[QuotaRow], units: dict[int, UnitNode]) -> tuple[UnitTotals, ...]:
    grouped: dict[int | None, list[QuotaRow]] = defaultdict(list)
    for row in rows:
        grouped[row.village_id].append(row)

    def order(key: int | None) -> tuple[int, int]:
        return (units[key].position, key) if key is not None else (1 << 30, 0)

    return tuple(
        UnitTotals(key, units[key].name if key is not None else "", totals_of(grouped[key]))
        for key in sorted(grouped, key=order)
    )
