"""The yearly requirement counted: who owes what, who has met it, and the totals by unit that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from partyschool.domain.posts import PostFlags, PostTerm
from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import GUEST, QuotaState, Review, Structure
from partyschool.services import rules
from partyschool.services.earned import year_sums
from partyschool.services.frozen_years import frozen_board
from partyschool.services.listed import guests
from partyschool.services.named_people import MOST_NAMED, is_one_of
from partyschool.services.person_history import as_they_were
from partyschool.services.places import places_of, tree_of
from partyschool.services.quota_rows import QuotaBoard, QuotaRow, UnitTotals
from partyschool.services.quota_totals import sum_of, totals_of
from partyschool.services.rotated import rotated_people
from partyschool.services.standings import Standings
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Exemption, Membership, Person, Post


def count_quota(
    db: Database,
    *,
    year: int,
    as_of: date | None = None,
    with_provisional: bool = True,
    unit: str = "",
    structure: Structure = Structure.YEAR_END,
    with_rotation: bool = True,
    people: Collection[int] | None = None,
) -> QuotaBoard:
    """Everybody's year as of a day (31 December without one).

    :param people: only these, whatever their unit; those who are not there are left out.
    :param with_provisional: whether credit that is not yet 认定 counts; on screen yes, in printed reports no.
    :param unit: only people of this unit or of units below it, by its name on the day or now.
    :param structure: by which units people are told; they and the sums are the same either way.
    :param with_rotation: whether 五年轮训 is counted; without it nobody is `rotated`.
    """
    day = as_of or date(year, 12, 31)
    with db.read() as session:
        return board_of(
            session, year=year, day=day, with_provisional=with_provisional, unit=unit, structure=structure,
            with_rotation=with_rotation, people=people,
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
    people: Collection[int] | None = None,
) -> QuotaBoard:
    """The same in an open transaction, for reports whose other figures must be of the same moment.

    :param book: rules to count by in place of those that are stored, to see what a change would do.
    """
    frozen = None if book else frozen_board(session, year, day, unit, structure, people)
    if frozen is not None:
        return frozen
    asked = _Asked(year, day, with_provisional, structure, book or rules.load_book(session), with_rotation)
    tree = tree_of(session, day, structure)
    if unit:
        wanted = _below(session, tree, unit)
        rows = [row for row in _rows(session, asked, tree, _ever_in(session, wanted)) if row.unit_id in wanted]
    else:
        rows = _rows(session, asked, tree, people)
    lines = _lines(rows, tree.units)
    whole = sum_of([line.totals for line in lines])  # everybody stands in one line: no need to judge all again
    return QuotaBoard(year, day, tuple(rows), lines, whole, with_provisional)


def has_unit(db: Database, *, name: str, day: date) -> bool:
    """Whether a unit is called so on the day, today, or with its town before it."""
    with db.read() as session:
        return bool(_below(session, tree_of(session, day, Structure.YEAR_END), name))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a board is counted by, whoever it is about."""

    year: int
    day: date
    with_provisional: bool
    structure: Structure
    book: RuleBook
    with_rotation: bool


def _ever_in(session: Session, units: frozenset[int]) -> frozenset[int] | None:
    """Who was ever in these units: whoever is on some day is among them. None: so many that everybody is as quick."""
    found = frozenset(session.scalars(select(Membership.person_id).where(is_one_of(Membership.unit_id, units))))
    return found if len(found) <= MOST_NAMED else None


def load_posts(session: Session, people: Collection[int] | None = None) -> dict[int, list[PostTerm]]:
    """Every post by person, of these people or of everybody."""
    query = select(
        Post.person_id, Post.title, Post.in_two_committees, Post.in_leadership, Post.start_on, Post.end_on
    ).order_by(Post.id)
    if people is not None:
        query = query.where(is_one_of(Post.person_id, people))
    posts: dict[int, list[PostTerm]] = defaultdict(list)
    for person_id, title, committees, leadership, start_on, end_on in session.execute(query):
        posts[person_id].append(PostTerm(title, PostFlags(committees, leadership), start_on, end_on))
    return posts


PersonFacts = Row[*tuple[Any, ...]]  # SQLAlchemy types at most ten columns
# The first nine are the first of a QuotaRow.
PERSON_COLUMNS = (
    Person.id,
    Person.name,
    Person.initials,
    Person.sort_key,
    func.coalesce(Person.id_number, "").label("id_number"),
    Person.sex,
    Person.birth_on,
    Person.kind,
    Person.is_floating,
    Person.joined_on,
    Person.left_reason,
    Person.left_on,
)


def _people(session: Session, people: Collection[int] | None) -> Sequence[PersonFacts]:
    query = select(*PERSON_COLUMNS).where(Person.merged_into_id.is_(None)).order_by(Person.id)
    return session.execute(query if people is None else query.where(is_one_of(Person.id, people))).all()


def _rows(session: Session, asked: _Asked, tree: UnitTree, chosen: Collection[int] | None) -> list[QuotaRow]:
    """The rows of these people or of everybody."""
    year, day = asked.year, asked.day
    people = as_they_were(session, _people(session, chosen), day, chosen)
    ids = [row.id for row in people]
    homes = places_of(session, None if chosen is None else ids, day, asked.structure, tree).units
    posts = load_posts(session, chosen)
    only_listed = guests(session)
    exempt = _exempt(session, year, day)
    with_provisional, book = asked.with_provisional, asked.book
    earned = year_sums(session, year, day, with_provisional=with_provisional, book=book, people=chosen)
    rotated: set[int] = set()
    if asked.with_rotation:
        rotated = rotated_people(
            session, year, day, people=ids, known=earned.came, with_provisional=with_provisional, book=book
        )
    standings, of_unit = Standings(year, day, book), _UnitColumns(tree)
    rows = []
    for person in people:
        key, *facts, kind, is_floating, joined_on, left_reason, left_on = person
        is_exempt, kind = key in exempt, GUEST if key in only_listed else kind
        standing = standings.of(kind, joined_on, left_reason, left_on, is_exempt=is_exempt, posts=posts.get(key, ()))
        columns: tuple[Any, ...] = (
            key,
            *facts,
            kind,
            is_floating,
            *of_unit[homes[key].id if key in homes else None],
            *standing,
            *earned.of(key),
            key in rotated,
            exempt[key] if is_exempt and standing[3] == QuotaState.EXEMPT else "",
        )
        rows.append(QuotaRow(*columns))
    return rows


class _UnitColumns(dict[int | None, tuple[int | None, str, int | None, str]]):
    """Id and name of a unit and of its village, looked up once for all its people."""

    def __init__(self, tree: UnitTree) -> None:
        super().__init__({None: (None, "", None, "")})
        self._tree, self._titles = tree, titles_with_town(tree)

    def __missing__(self, unit_id: int) -> tuple[int | None, str, int | None, str]:
        unit, village = self._tree.units[unit_id], self._tree.village_of(unit_id)
        names = (self._titles.get(one.id, one.name) for one in (unit, village))
        self[unit_id] = found = (unit.id, next(names), village.id, next(names))
        return found


def _exempt(session: Session, year: int, day: date) -> dict[int, str]:
    """The reason by person."""
    query = select(Exemption.person_id, Exemption.withdrawn_on, Exemption.reason).where(
        Exemption.year == year, Exemption.review == Review.APPROVED
    )
    holding = [row for row in session.execute(query) if row.withdrawn_on is None or row.withdrawn_on > day]
    return {row.person_id: row.reason for row in holding}


def _below(session: Session, tree: UnitTree, name: str) -> frozenset[int]:
    found = [unit.id for unit in tree.units.values() if unit.name == name]
    if not found:  # as a city writes it where two towns have a village of that name
        found = [unit_id for unit_id, title in titles_with_town(tree).items() if title == name]
    if not found:  # called otherwise on that day: by the name of today
        found = [unit.id for unit in load_tree(session).units.values() if unit.name == name]
    return frozenset[int]().union(*(tree.descendants(unit_id) for unit_id in found))


def _lines(rows: Sequence[QuotaRow], units: dict[int, UnitNode]) -> tuple[UnitTotals, ...]:
    grouped: dict[int | None, list[QuotaRow]] = defaultdict(list)
    names: dict[int | None, str] = {}
    for row in rows:
        grouped[row.village_id].append(row)
        names[row.village_id] = row.village

    def order(key: int | None) -> tuple[int, int]:
        return (units[key].position, key) if key is not None else (1 << 30, 0)

    return tuple(UnitTotals(key, names[key], totals_of(grouped[key])) for key in sorted(grouped, key=order))
