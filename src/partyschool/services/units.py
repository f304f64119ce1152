"""Units (单位、党组织): lists of the tree, founding one, correcting what is written of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import MEMBER_KINDS
from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.unit_rules import UnitForm, checked
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, Post, School, TeachingPoint, Unit
from partyschool.storage.models.unit_history import UnitChange, UnitStep
from partyschool.storage.models.unit_periods import UnitPeriod

MOST_NAMED = 1000  # a statement takes some ten thousand parameters at most; from here on counting all is as quick


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in its place in the tree on a day.

    `people` are on the register and directly in it, `people_in_all` also in units below it. `old_names` are what it
    was called before, whatever the day.
    """

    id: int
    name: str
    kind: str
    parent_id: int | None
    depth: int
    path: tuple[str, ...]
    village: str
    code: str
    domain: str
    position: int
    founded_on: date | None
    closed_on: date | None
    successor_id: int | None
    successor: str
    people: int
    people_in_all: int
    old_names: tuple[str, ...] = ()

    def exists_on(self, day: date) -> bool:
        """From the day it was founded until the day before it was closed."""
        begun = self.founded_on is None or self.founded_on <= day
        return begun and (self.closed_on is None or day < self.closed_on)

    @property
    def initials(self) -> str:
        """Asked for by searches only: reading names takes a third of a second to load."""
        return names.initials(self.name)


def list_units(db: Database, *, on: date | None = None, with_closed: bool = False) -> list[UnitRow]:
    """Units of the day (preset today) in the order of the tree, each parent before its children.

    :param with_closed: also those that were closed or not yet founded on the day.
    """
    day = on or db.now().date()
    with db.read() as session:
        tree = load_tree(session, day)
        people = _people_by_unit(session, day)
        old_names = _old_names(session)
    in_all: Counter[int] = Counter()
    for unit_id, count in people.items():
        for unit in tree.ancestors(unit_id):
            in_all[unit.id] += count
    pairs = [(depth, unit) for depth, unit in tree.in_order() if with_closed or unit.exists_on(day)]
    return [
        _row(tree, depth, unit, people.get(unit.id, 0), in_all[unit.id], old_names.get(unit.id, ()))
        for depth, unit in pairs
    ]


def count_members(db: Database) -> int:
    """Full and probationary members in all units today; `UnitRow.people` are also those on the way to become one."""
    day = db.now().date()
    by_now = (Person.kind.in_(MEMBER_KINDS), func.substr(Person.joined_on, 1, 4) <= f"{day.year:04}")
    with db.read() as session:
        return sum(_people_by_unit(session, day, only=by_now).values())


def get_unit(db: Database, unit_id: int) -> UnitRow:
    """One unit as of today, closed or not; only its own people are counted."""
    day = db.now().date()
    with db.read() as session:
        tree = load_tree(session, day)
        people = _people_by_unit(session, day, tree.descendants(unit_id))
    depth = len(tree.path(unit_id)) - 1
    return _row(tree, depth, tree.units[unit_id], people.get(unit_id, 0), sum(people.values()))


def find_units(db: Database, text: str, *, limit: int = 20) -> list[UnitRow]:
    """Open units by part of the name or by pinyin initials, in the order of the tree."""
    word, letters = fold(text), text.strip().lower()
    if not word:
        return []
    fitting = [row for row in list_units(db) if word in row.name or (letters.isascii() and letters in row.initials)]
    return fitting[:limit]


def unit_ids_under(db: Database, unit_id: int) -> frozenset[int]:
    """The unit and everything below it."""
    with db.read() as session:
        return load_tree(session).descendants(unit_id)


def _people_by_unit(
    session: Session, day: date, within: Collection[int] = (), only: Iterable[ColumnElement[bool]] = ()
) -> dict[int, int]:
    query = (
        select(Membership.unit_id, func.count(Person.id.distinct()).label("people"))
        .join(Person, Person.id == Membership.person_id)
        .where(Person.merged_into_id.is_(None), or_(Person.left_reason == "", Person.left_on > day))
        .where(or_(Membership.start_on.is_(None), Membership.start_on <= day))
        .where(or_(Membership.end_on.is_(None), Membership.end_on >= day))
        .where(*only)
        .group_by(Membership.unit_id)
    )
    if 0 < len(within) < MOST_NAMED:
        query = query.where(Membership.unit_id.in_(within))
    found = {row.unit_id: row.people for row in session.execute(query)}
    return found if not within else {unit_id: found[unit_id] for unit_id in found.keys() & within}


def _old_names(session: Session) -> dict[int, tuple[str, ...]]:
    names: dict[int, tuple[str, ...]] = {}
    query = select(UnitPeriod.unit_id, UnitPeriod.name).order_by(UnitPeriod.last_on)
    for unit_id, name in session.execute(query):
        names[unit_id] = (*names.get(unit_id, ()), name)
    return names


def _row(
    tree: UnitTree, depth: int, unit: UnitNode, people: int, in_all: int, old_names: tuple[str, ...] = ()
) -> UnitRow:
    successor = tree.units.get(unit.successor_id or 0)
    return UnitRow(
        unit.id, unit.name, unit.kind, unit.parent_id, depth, tree.path(unit.id),
        tree.village_of(unit.id).name, unit.code, unit.domain, unit.position, unit.founded_on, unit.closed_on,
        unit.successor_id, successor.name if successor else "", people,
        in_all, old_names,
    )  # fmt: skip


def create_unit(db: Database, *, form: UnitForm) -> int:
    """Found a unit and return its id.

    :raises Refusal: as `unit_rules.checked`, or it would be founded on a day to come or before the unit above it.
    """
    with db.write() as session:
        tree = load_tree(session)
        entered = checked(tree, form)
        _check_founded(db, session, tree, entered, None)
        unit = Unit(**asdict(entered))
        session.add(unit)
        session.flush()
        audit.record(session, db, "unit.create", unit.name, kind=unit.kind, parent=unit.parent_id)
        return unit.id


def save_unit(db: Database, *, unit_id: int, form: UnitForm) -> None:
    """Correct what is written of a unit, for all years; what changed on a day is `unit_changes.change_units`.

    :raises Refusal: as `create_unit`, or it would come to lie in itself, or it is closed.
    """
    with db.write() as session:
        tree = load_tree(session)
        unit = session.get_one(Unit, unit_id)
        if unit.closed_on is not None:
            raise Refusal(f"“{unit.name}”在 {unit.closed_on} 已撤并，不能再改。", code="unit_closed")
        entered = checked(tree, form, unit_id)
        _check_founded(db, session, tree, entered, unit_id)
        before = {field: getattr(unit, field) for field in ("name", "kind", "parent_id", "code", "domain")}
        for field, value in asdict(entered).items():
            setattr(unit, field, value)
        audit.record(session, db, "unit.save", unit.name, before=before, parent=unit.parent_id, kind=unit.kind)


def _check_founded(db: Database, session: Session, tree: UnitTree, form: UnitForm, unit_id: int | None) -> None:
    day = form.founded_on
    if day is None:
        return
    if day > db.now().date():
        raise Refusal(f"成立日期 {day} 在今天之后，请核对。", code="date_in_future")
    above = tree.units.get(form.parent_id or 0)
    if above is not None and above.founded_on is not None and day < above.founded_on and unit_id is None:
        raise Refusal(f"上级“{above.name}”在 {above.founded_on} 才成立，成立日期不能早于这一天。", code="dates")
    query = select(func.min(UnitChange.changed_on)).where(UnitChange.unit_id == unit_id, UnitChange.undone_at.is_(None))
    changed = session.scalars(query).first()
    if unit_id is not None and changed is not None and changed <= day:
        raise Refusal(f"“{form.name}”在 {changed} 已有变更，成立日期要早于这一天。", code="dates")


def remove_unit(db: Database, *, unit_id: int) -> None:
    """Take out a unit that was entered by mistake and that nothing refers to.

    :raises Refusal: it is in use; close it with a day instead.
    """
    with db.write() as session:
        unit = session.get_one(Unit, unit_id)
        uses = [words.format(count) for words, count in _uses(session, unit_id) if count]
        if uses:
            advice = "它在用，不能删除。不再存在的单位请用“撤销”或“并入”，写明日期，以前的年份才查得到。"
            raise Refusal(f"“{unit.name}”有{'、'.join(uses)}，{advice}", code="in_use")
        audit.record(session, db, "unit.remove", unit.name, kind=unit.kind, parent=unit.parent_id)
        session.delete(unit)


def _uses(session: Session, unit_id: int) -> Iterator[tuple[str, int]]:
    for words, column in (
        ("{} 条组织关系", Membership.unit_id), ("{} 个职务", Post.unit_id), ("{} 个下级单位", Unit.parent_id),
        ("{} 个教学点", TeachingPoint.unit_id), ("{} 所党校", School.unit_id), ("{} 次并入", Unit.successor_id),
        ("{} 次变更记录", UnitChange.unit_id), ("{} 次变更记录", UnitStep.into_id), ("{} 次变更记录", UnitStep.from_id),
        ("{} 段旧名称", UnitPeriod.unit_id), ("{} 个曾在它下面的单位", UnitPeriod.parent_id),
    ):  # fmt: skip
        yield words, session.scalars(select(func.count()).where(column == unit_id)).one()
