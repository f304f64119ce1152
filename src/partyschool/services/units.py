"""Units (单位、党组织): lists of the tree, and the changes that keep past years as they were."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitKind
from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.memberships import ONE_DAY
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, Post, School, Unit

NAME_LIMIT = 100
MAY_LIE_IN = {
    UnitKind.CITY: set[UnitKind](),
    UnitKind.TOWN: {UnitKind.CITY},
    UnitKind.JOINT: {UnitKind.TOWN, UnitKind.CITY},
    UnitKind.VILLAGE: {UnitKind.TOWN, UnitKind.CITY, UnitKind.JOINT},
    UnitKind.DEPARTMENT: {UnitKind.TOWN, UnitKind.CITY, UnitKind.DEPARTMENT, UnitKind.VILLAGE},
    UnitKind.BRANCH: {UnitKind.TOWN, UnitKind.CITY, UnitKind.JOINT, UnitKind.VILLAGE, UnitKind.DEPARTMENT},
}
KIND_NAMES = {
    UnitKind.CITY: "市",
    UnitKind.TOWN: "镇街",
    UnitKind.JOINT: "联村党委",
    UnitKind.VILLAGE: "村（社区）",
    UnitKind.DEPARTMENT: "机关、企事业单位",
    UnitKind.BRANCH: "党支部",
}


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit for both directions; `parent_id` None only for the top of the tree."""

    name: str
    kind: str
    parent_id: int | None
    code: str = ""
    domain: str = ""
    position: int = 0
    founded_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in its place in the tree. `people`: on the register and directly in it on the day."""

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

    @property
    def initials(self) -> str:
        """Asked for by searches only: reading names takes a third of a second to load."""
        return names.initials(self.name)


@dataclass(frozen=True, slots=True)
class ClosedUnit:
    """What closing a unit did: people moved to the successor, posts that ended with it."""

    people: int
    posts: int


def list_units(db: Database, *, on: date | None = None, with_closed: bool = False) -> list[UnitRow]:
    """Units of the day (preset today) in the order of the tree, each parent before its children.

    :param with_closed: also those that were closed or not yet founded on the day.
    """
    day = on or db.now().date()
    with db.read() as session:
        tree = load_tree(session)
        people = _people_by_unit(session, day)
    pairs = [(depth, unit) for depth, unit in tree.in_order() if with_closed or unit.exists_on(day)]
    return [_row(tree, depth, unit, people.get(unit.id, 0)) for depth, unit in pairs]


def get_unit(db: Database, unit_id: int) -> UnitRow:
    """One unit as of today, closed or not."""
    return next(row for row in list_units(db, with_closed=True) if row.id == unit_id)


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


def _people_by_unit(session: Session, day: date) -> dict[int, int]:
    query = (
        select(Membership.unit_id, func.count(Person.id.distinct()).label("people"))
        .join(Person, Person.id == Membership.person_id)
        .where(Person.merged_into_id.is_(None), or_(Person.left_reason == "", Person.left_on > day))
        .where(or_(Membership.start_on.is_(None), Membership.start_on <= day))
        .where(or_(Membership.end_on.is_(None), Membership.end_on >= day))
        .group_by(Membership.unit_id)
    )
    return {row.unit_id: row.people for row in session.execute(query)}


def _row(tree: UnitTree, depth: int, unit: UnitNode, people: int) -> UnitRow:
    successor = tree.units.get(unit.successor_id or 0)
    return UnitRow(
        unit.id, unit.name, unit.kind, unit.parent_id, depth, tree.path(unit.id),
        tree.village_of(unit.id).name, unit.code, unit.domain, unit.position, unit.founded_on, unit.closed_on,
        unit.successor_id, successor.name if successor else "", people,
    )  # fmt: skip


def create_unit(db: Database, *, form: UnitForm) -> int:
    """Found a unit and return its id.

    :raises Refusal: no name, a kind that cannot lie there, or a sister of the same name.
    """
    with db.write() as session:
        checked = _checked(load_tree(session), form, None)
        unit = Unit(**asdict(checked))
        session.add(unit)
        session.flush()
        audit.record(session, db, "unit.create", unit.name, kind=unit.kind, parent=unit.parent_id)
        return unit.id


def save_unit(db: Database, *, unit_id: int, form: UnitForm) -> None:
    """Rename, move or otherwise change a unit; its people and past years go with it.

    :raises Refusal: as `create_unit`, or it would come to lie in itself, or it is closed.
    """
    with db.write() as session:
        tree = load_tree(session)
        unit = session.get_one(Unit, unit_id)
        if unit.closed_on is not None:
            raise Refusal(f"“{unit.name}”在 {unit.closed_on} 已撤并，不能再改。", code="unit_closed")
        checked = _checked(tree, form, unit_id)
        before = {field: getattr(unit, field) for field in ("name", "kind", "parent_id")}
        for field, value in asdict(checked).items():
            setattr(unit, field, value)
        audit.record(session, db, "unit.save", unit.name, before=before, parent=unit.parent_id, kind=unit.kind)


def _checked(tree: UnitTree, form: UnitForm, unit_id: int | None) -> UnitForm:
    name = form.name.strip()
    if not name or len(name) > NAME_LIMIT:
        raise Refusal(f"请填写单位名称，不超过 {NAME_LIMIT} 个字。", code="name_missing")
    if form.kind not in set(UnitKind):
        raise Refusal("请选择单位的类别。", code="kind_unknown")
    _check_parent(tree, form, unit_id)
    sisters = tree.roots if form.parent_id is None else tree.children(form.parent_id)
    if any(fold(row.name) == fold(name) and row.id != unit_id and row.closed_on is None for row in sisters):
        raise Refusal(f"这里已经有“{name}”了，请换一个名称。", code="name_taken")
    return UnitForm(name, form.kind, form.parent_id, form.code.strip(), form.domain, form.position, form.founded_on)


def _check_parent(tree: UnitTree, form: UnitForm, unit_id: int | None) -> None:
    if form.parent_id is None:
        if any(root.id != unit_id for root in tree.roots):
            raise Refusal("请选择上级单位。", code="parent_missing")
        return
    parent = tree.units.get(form.parent_id)
    if parent is None or parent.closed_on is not None:
        raise Refusal("上级单位不存在或已撤并，请另选。", code="unit_closed")
    if unit_id is not None and form.parent_id in tree.descendants(unit_id):
        raise Refusal(f"“{form.name.strip()}”不能放在自己或自己的下级里面，请另选上级单位。", code="own_parent")
    if parent.kind not in MAY_LIE_IN[UnitKind(form.kind)]:
        kind, above = KIND_NAMES[UnitKind(form.kind)], KIND_NAMES[UnitKind(parent.kind)]
        raise Refusal(f"“{parent.name}”是{above}，下面不能放{kind}，请另选上级单位。", code="parent_kind")


def close_unit(db: Database, *, unit_id: int, on: date, successor_id: int | None = None) -> ClosedUnit:
    """撤并: the unit exists up to the day before; its people belong to the successor from the day on.

    Posts in it end on its last day. Years before keep the old unit.

    :raises Refusal: closed already, home of this school, units still below it, people but no successor, or a
        successor that is closed, itself, or of another kind.
    """
    with db.write() as session:
        tree = load_tree(session)
        unit = session.get_one(Unit, unit_id)
        _check_closing(session, tree, unit, on)
        people = _memberships_after(session, unit_id, on)
        _check_successor(tree, unit, successor_id, len(people))
        for membership in people:
            _move_on(session, membership, on, successor_id)
        posts = _end_posts(session, unit_id, on)
        unit.closed_on, unit.successor_id = on, successor_id
        detail = {"on": on.isoformat(), "successor": successor_id, "people": len(people), "posts": posts}
        audit.record(session, db, "unit.close", unit.name, **detail)
        return ClosedUnit(len(people), posts)


def _check_closing(session: Session, tree: UnitTree, unit: Unit, on: date) -> None:
    if unit.closed_on is not None:
        raise Refusal(f"“{unit.name}”在 {unit.closed_on} 已经撤并。", code="unit_closed")
    if session.scalars(select(School.id).where(School.is_home, School.unit_id == unit.id)).first() is not None:
        raise Refusal(f"“{unit.name}”是本党校所在的单位，不能撤并。", code="home_unit")
    if unit.founded_on is not None and on <= unit.founded_on:
        raise Refusal(f"“{unit.name}”在 {unit.founded_on} 才成立，撤并日期要晚于这一天。", code="dates")
    below = [child.name for child in tree.children(unit.id) if child.closed_on is None]
    if below:
        words = f"“{unit.name}”下面还有{'、'.join(below[:3])}等 {len(below)} 个单位，请先撤并或移走它们。"
        raise Refusal(words, code="units_below")


def _check_successor(tree: UnitTree, unit: Unit, successor_id: int | None, people: int) -> None:
    if successor_id is None:
        if people:
            raise Refusal(f"“{unit.name}”里还有 {people} 人，请选择并入哪个单位。", code="people_inside")
        return
    successor = tree.units.get(successor_id)
    if successor is None or successor.closed_on is not None or successor_id == unit.id:
        raise Refusal("并入的单位不存在、已撤并，或就是它自己，请另选。", code="successor")
    if successor.kind != unit.kind:
        words = f"“{successor.name}”是{KIND_NAMES[UnitKind(successor.kind)]}，和“{unit.name}”不是同一类，请另选。"
        raise Refusal(words, code="successor")


def _memberships_after(session: Session, unit_id: int, on: date) -> list[Membership]:
    lasting = or_(Membership.end_on.is_(None), Membership.end_on >= on)
    return list(session.scalars(select(Membership).where(Membership.unit_id == unit_id, lasting)))


def _move_on(session: Session, membership: Membership, on: date, successor_id: int | None) -> None:
    assert successor_id is not None
    if membership.start_on is not None and membership.start_on >= on:
        membership.unit_id = successor_id
        return
    session.add(
        Membership(
            person_id=membership.person_id, unit_id=successor_id, start_on=on, end_on=membership.end_on
        )
    )  # fmt: skip
    membership.end_on = on - ONE_DAY


def _end_posts(session: Session, unit_id: int, on: date) -> int:
    begun = or_(Post.start_on.is_(None), Post.start_on < on)
    still_held = or_(Post.end_on.is_(None), Post.end_on >= on)
    query = select(Post.id).where(Post.unit_id == unit_id, begun, still_held)
    found = session.scalars(query).all()
    session.execute(update(Post).where(Post.id.in_(found)).values(end_on=on - ONE_DAY))
    return len(found)
