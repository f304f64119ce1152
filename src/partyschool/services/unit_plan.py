"""What a change of units would do: judged completely, and told, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitChangeKind, UnitKind
from partyschool.errors import Refusal
from partyschool.services.frozen_years import standing_closure
from partyschool.services.unit_rules import KIND_NAMES, UnitForm, check_name, check_parent, checked
from partyschool.services.unit_tree import UnitNode, UnitTree
from partyschool.storage.models import Membership, Post, School, TeachingPoint, Unit
from partyschool.storage.models.unit_history import UnitChange, UnitStep
from partyschool.storage.models.unit_periods import UnitPeriod

NEW, NEW_BRANCH = 0, -1  # stand for the ids of the units that the change will found
Term = TypeVar("Term", Membership, Post)


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What the clerk asks for. `unit_ids`: what is renamed, merged away, split, moved or closed.

    :ivar on: the first day of the new state.
    :ivar into_id: merge and close: where people go; move: the new unit above.
    :ivar founded: merge: the new unit in place of `into_id`; split: the new one.
    :ivar name: and `code`: the new ones of a renaming.
    :ivar people: and `units`: who and which lower units go to the new unit of a split.
    :ivar keeps_posts: posts go on in the new unit; else they end with the last day of the old state.
    :ivar joins_branches: merging villages merges their branches too; else each keeps its own under the new village.
    """

    kind: UnitChangeKind
    on: date
    unit_ids: tuple[int, ...]
    into_id: int | None = None
    founded: UnitForm | None = None
    name: str = ""
    code: str = ""
    people: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    keeps_posts: bool = False
    joins_branches: bool = False
    document: str = ""


@dataclass(slots=True)
class Plan:
    """The rows that a change concerns. `closes`, `lies_in` and `steps` lead to ids, `NEW` and `NEW_BRANCH`."""

    form: ChangeForm
    founds: dict[int, UnitForm] = field(default_factory=dict)
    closes: dict[int, int | None] = field(default_factory=dict)
    lies_in: dict[int, int] = field(default_factory=dict)
    renames: dict[int, tuple[str, str]] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    points: list[TeachingPoint] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)


def plan_change(session: Session, tree: UnitTree, form: ChangeForm, today: date) -> Plan:
    """Judge the change.

    :raises Refusal: it cannot be; nothing is half done.
    """
    if form.on > today:
        raise Refusal(f"变更日期 {form.on} 在今天之后，请到那天再办。", code="date_in_future")
    if not form.unit_ids:
        raise Refusal("请选择要变更的单位。", code="unit_missing")
    refuse_closed_year(session, form.on)
    for unit_id in form.unit_ids:
        _check_subject(session, tree, unit_id, form.on)
    plan = Plan(replace(form, name=form.name.strip(), code=form.code.strip(), document=form.document.strip()))
    {
        UnitChangeKind.RENAME: _rename, UnitChangeKind.MERGE: _merge, UnitChangeKind.SPLIT: _split,
        UnitChangeKind.MOVE: _move, UnitChangeKind.CLOSE: _close,
    }[form.kind](session, tree, plan)  # fmt: skip
    return plan


def refuse_closed_year(session: Session, on: date) -> None:
    """A closed year (年度结转) keeps its units as they were counted."""
    if standing_closure(session, on.year) is not None:
        words = f"{on.year} 年度已经结转，不能再按 {on} 变更单位。请改用以后的日期，或先在设置里重新打开这个年度。"
        raise Refusal(words, code="year_closed")


def _check_subject(session: Session, tree: UnitTree, unit_id: int, on: date) -> None:
    unit = tree.units.get(unit_id)
    if unit is None:
        raise Refusal("单位不存在，可能已经撤回了设立它的变更。请重新选择。", code="unit_missing")
    _check_open(unit)
    _check_founded(unit, on)
    later = _later_change(session, unit_id, on)
    if later is not None:
        words = f"“{unit.name}”在 {later} 还有一次变更，比 {on} 晚。请先撤回那一次，再按先后办理。"
        raise Refusal(words, code="later_change")


def _check_open(unit: UnitNode) -> None:
    if unit.closed_on is not None:
        raise Refusal(f"“{unit.name}”在 {unit.closed_on} 已经撤并，不能再变更。", code="unit_closed")


def _check_founded(unit: UnitNode, on: date) -> None:
    if unit.founded_on is not None and on <= unit.founded_on:
        raise Refusal(f"“{unit.name}”在 {unit.founded_on} 才成立，变更日期要晚于这一天。", code="dates")


def _later_change(session: Session, unit_id: int, on: date) -> date | None:
    """The day of a change of this unit after `on`: what is entered in between would contradict it."""
    period = select(UnitPeriod.last_on).where(UnitPeriod.unit_id == unit_id, UnitPeriod.last_on >= on)
    step = (
        select(UnitChange.changed_on)
        .join(UnitStep, UnitStep.change_id == UnitChange.id)
        .where(or_(UnitStep.from_id == unit_id, UnitStep.into_id == unit_id), UnitChange.changed_on > on)
        .where(UnitChange.undone_at.is_(None))
    )
    return max([*session.scalars(period), *session.scalars(step)], default=None)


# Each kind


def _rename(session: Session, tree: UnitTree, plan: Plan) -> None:
    (unit_id,) = plan.form.unit_ids
    unit, form = tree.units[unit_id], plan.form
    if (form.name, form.code) == (unit.name, unit.code):
        raise Refusal("名称和代码都没有改。请填写新的名称。", code="nothing_changes")
    checked(tree, UnitForm(form.name, unit.kind, unit.parent_id, form.code, unit.domain), unit_id)
    plan.renames[unit_id] = (form.name, form.code)


def _move(session: Session, tree: UnitTree, plan: Plan) -> None:
    above = plan.form.into_id
    if above is None:
        raise Refusal("请选择新的上级单位。", code="parent_missing")
    for unit_id in plan.form.unit_ids:
        unit = tree.units[unit_id]
        if unit.parent_id == above:
            raise Refusal(f"“{unit.name}”已经在“{tree.units[above].name}”下面，不用调整。", code="nothing_changes")
        check_parent(tree, unit.name, unit.kind, above, unit_id)
        check_name(tree, unit.name, above, unit_id)
        plan.lies_in[unit_id] = above
    _check_founded_before(tree.units[above], plan.form.on)


def _close(session: Session, tree: UnitTree, plan: Plan) -> None:
    (unit_id,) = plan.form.unit_ids
    into_id = plan.form.into_id
    _refuse_home(session, tree, [unit_id])
    below = [child.name for child in tree.children(unit_id) if child.closed_on is None]
    unit = tree.units[unit_id]
    if below:
        named = "、".join(f"“{name}”" for name in below[:3]) + (f"等 {len(below)} 个单位" if len(below) > 3 else "")
        words = f"“{unit.name}”下面还有{named}。要连同下级单位归到别处，请用“并入”；不然请先撤并或移走它们。"
        raise Refusal(words, code="units_below")
    if into_id is not None:
        _check_target(tree, into_id, [unit_id], plan.form.on)
    plan.closes[unit_id] = into_id
    _take_all(session, plan, unit_id, into_id)
    inside = len({row.person_id for row in plan.memberships})
    if into_id is None and (inside or plan.points):
        what = f"{inside} 人" if inside else f"{len(plan.points)} 个教学点"
        raise Refusal(f"“{unit.name}”里还有 {what}，请选择转到哪个单位。", code="people_inside")


def _merge(session: Session, tree: UnitTree, plan: Plan) -> None:
    form = plan.form
    kinds = {tree.units[unit_id].kind for unit_id in form.unit_ids}
    if len(kinds) > 1:
        raise Refusal("要并在一起的单位不是同一类，请分开办理。", code="kinds_differ")
    _refuse_home(session, tree, form.unit_ids)
    into = _merged_into(tree, plan, kinds.pop())
    for unit_id in form.unit_ids:
        plan.closes[unit_id] = into
        _take_all(session, plan, unit_id, into)
    branch = _joined_branch(tree, plan, into)
    for unit_id in form.unit_ids:
        for child in _open_children(tree, unit_id):
            if branch is not None and child.kind == UnitKind.BRANCH:
                _check_subject(session, tree, child.id, form.on)
                plan.closes[child.id] = branch
                _take_all(session, plan, child.id, branch)
            elif child.id not in (into, *form.unit_ids):
                _check_subject(session, tree, child.id, form.on)
                plan.lies_in[child.id] = into
    _check_lower_names(tree, plan, into)


def _merged_into(tree: UnitTree, plan: Plan, kind: str) -> int:
    form = plan.form
    if form.founded is not None:
        if len(form.unit_ids) < 2:
            raise Refusal("并成新单位要选两个以上的单位；只有一个请用“更名”。", code="too_few")
        gone = _without(tree, form.unit_ids)
        plan.founds[NEW] = replace(checked(gone, replace(form.founded, kind=kind)), founded_on=form.on)
        _check_founded_before(tree.units[form.founded.parent_id or 0], form.on)
        return NEW
    if form.into_id is None:
        raise Refusal("请选择并入哪个单位，或填写新单位的名称。", code="successor")
    _check_target(tree, form.into_id, form.unit_ids, form.on)
    into = tree.units[form.into_id]
    if into.kind != kind:
        own, other = KIND_NAMES[UnitKind(kind)], KIND_NAMES[UnitKind(into.kind)]
        words = f"“{into.name}”是{other}，和要并入的{own}不是同一类，请另选。"
        raise Refusal(words, code="successor")
    return into.id


def _check_target(tree: UnitTree, into_id: int, sources: Collection[int], on: date) -> None:
    into = tree.units.get(into_id)
    if into is None or into.closed_on is not None:
        raise Refusal("并入的单位不存在或已撤并，请另选。", code="successor")
    if any(into_id in tree.descendants(source) for source in sources):
        raise Refusal(f"“{into.name}”就是要撤并的单位或在它下面，请另选。", code="successor")
    _check_founded_before(into, on)


def _check_founded_before(unit: UnitNode, on: date) -> None:
    if unit.founded_on is not None and on < unit.founded_on:
        raise Refusal(f"“{unit.name}”在 {unit.founded_on} 才成立，变更日期不能早于这一天。", code="dates")


def _without(tree: UnitTree, unit_ids: Collection[int]) -> UnitTree:
    """The tree without the units that go: the new one may take their name or code."""
    return UnitTree(unit for unit in tree.units.values() if unit.id not in unit_ids)


def _open_children(tree: UnitTree, unit_id: int) -> list[UnitNode]:
    return [child for child in tree.children(unit_id) if child.closed_on is None]


def _branches(tree: UnitTree, unit_id: int) -> list[UnitNode]:
    return [child for child in _open_children(tree, unit_id) if child.kind == UnitKind.BRANCH]


def _joined_branch(tree: UnitTree, plan: Plan, into: int) -> int | None:
    """Where branches go when they are merged with their villages: the only branch there, or a new one."""
    if not plan.form.joins_branches or not any(_branches(tree, unit_id) for unit_id in plan.form.unit_ids):
        return None
    if into == NEW:
        name = f"{plan.founds[NEW].name}党支部"
        plan.founds[NEW_BRANCH] = UnitForm(name, UnitKind.BRANCH, NEW, founded_on=plan.form.on)
        return NEW_BRANCH
    branches = _branches(tree, into)
    if not branches:
        return None
    if len(branches) > 1:
        words = f"“{tree.units[into].name}”有 {len(branches)} 个党支部，不知道并入哪一个。请先并村，再逐个并支部。"
        raise Refusal(words, code="which_branch")
    _check_founded_before(branches[0], plan.form.on)
    return branches[0].id


def _check_lower_names(tree: UnitTree, plan: Plan, into: int) -> None:
    there = [] if into == NEW else [child.name for child in _open_children(tree, into)]
    coming = [tree.units[unit_id].name for unit_id in plan.lies_in]
    twice = next((name for name in coming if (there + coming).count(name) > 1), None)
    if twice is not None:
        raise Refusal(f"并在一起后会有两个“{twice}”，请先给其中一个更名，或选择党支部也合并。", code="name_taken")


def _split(session: Session, tree: UnitTree, plan: Plan) -> None:
    (unit_id,) = plan.form.unit_ids
    form, unit = plan.form, tree.units[unit_id]
    if form.founded is None:
        raise Refusal("请填写分设的新单位的名称。", code="name_missing")
    if not form.people and not form.units:
        raise Refusal("请选择分到新单位的人或下级单位。", code="nothing_moves")
    founded = checked(tree, replace(form.founded, kind=unit.kind))
    _check_founded_before(tree.units[founded.parent_id or 0], form.on)
    plan.founds[NEW] = replace(founded, founded_on=form.on)
    _take_units(session, tree, plan, unit_id)
    wanted = set(form.people)
    plan.memberships = [row for row in _lasting(session, Membership, unit_id, form.on) if row.person_id in wanted]
    strangers = wanted - {row.person_id for row in plan.memberships}
    if strangers:
        raise Refusal(f"选中的人里有 {len(strangers)} 人这一天不在“{unit.name}”，请重新选择。", code="not_inside")
    plan.posts = [row for row in _lasting(session, Post, unit_id, form.on) if row.person_id in wanted]
    plan.steps[unit_id] = NEW


def _take_units(session: Session, tree: UnitTree, plan: Plan, unit_id: int) -> None:
    own = {child.id for child in _open_children(tree, unit_id)}
    for child_id in plan.form.units:
        if child_id not in own:
            raise Refusal("要划出的单位不在被分设的单位下面，请重新选择。", code="not_inside")
        _check_subject(session, tree, child_id, plan.form.on)
        plan.lies_in[child_id] = NEW


# What goes with a unit


def _take_all(session: Session, plan: Plan, unit_id: int, into: int | None) -> None:
    plan.memberships += _lasting(session, Membership, unit_id, plan.form.on)
    plan.posts += _lasting(session, Post, unit_id, plan.form.on)
    plan.points += session.scalars(select(TeachingPoint).where(TeachingPoint.unit_id == unit_id)).all()
    plan.schools += session.scalars(select(School).where(School.unit_id == unit_id)).all()
    if into is not None:
        plan.steps[unit_id] = into


def _lasting(session: Session, table: type[Term], unit_id: int, on: date) -> list[Term]:
    """Terms in the unit that are not over before the day."""
    lasting = or_(table.end_on.is_(None), table.end_on >= on)
    return list(session.scalars(select(table).where(table.unit_id == unit_id, lasting).order_by(table.id)))


def _refuse_home(session: Session, tree: UnitTree, unit_ids: Iterable[int]) -> None:
    home = session.scalars(select(School.unit_id).where(School.is_home)).first()
    if home is not None and home in set(unit_ids):
        name = tree.units[home].name
        raise Refusal(f"“{name}”是本党校所在的单位，不能撤并。", code="home_unit")


def units_to_alter(session: Session, plan: Plan) -> dict[int, Unit]:
    """The units that exist already and are altered, by id."""
    wanted = {*plan.closes, *plan.lies_in, *plan.renames}
    return {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(wanted)))}
