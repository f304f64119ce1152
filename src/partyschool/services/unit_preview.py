"""A change of units told before it is done: how many people go where, which posts end, what else is concerned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitChangeKind
from partyschool.services.memberships import ONE_DAY
from partyschool.services.unit_plan import NEW, ChangeForm, Plan, plan_change
from partyschool.services.unit_tree import UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, Post


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """People on the register who would go from one unit into another; `left`: others, who take their past along.

    `people_here` and `people_there` are those of the two units before it.
    """

    from_name: str
    into_name: str
    people: int
    left: int
    people_here: int
    people_there: int


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post that would end with the last day of the old state, or go on in the new unit."""

    person: str
    unit: str
    title: str
    goes_on: bool


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """A change in numbers and names, as it would be done now.

    :ivar moved_people: on the register of the moved units and below them, where they stay; not part of `people`.
    """

    form: ChangeForm
    subjects: tuple[str, ...]
    into: str
    founded: tuple[str, ...]
    closed: tuple[str, ...]
    moved_units: tuple[str, ...]
    moved_people: int
    moves: tuple[PlannedMove, ...]
    posts: tuple[PlannedPost, ...]
    points: tuple[str, ...]
    schools: tuple[str, ...]

    @property
    def people(self) -> int:
        """Who is on the register and goes to another unit."""
        return sum(move.people for move in self.moves)

    @property
    def last_on(self) -> date:
        """The last day of the old state."""
        return self.form.on - ONE_DAY


def preview_change(db: Database, *, form: ChangeForm) -> ChangePreview:
    """What `change_units` would do; nothing is written.

    :raises Refusal: it cannot be.
    """
    with db.read() as session:
        tree = load_tree(session)
        return told(session, tree, plan_change(session, tree, form, db.now().date()))


def told(session: Session, tree: UnitTree, plan: Plan) -> ChangePreview:
    """The plan in names and numbers."""
    form = plan.form

    def name(unit_id: int | None) -> str:
        if unit_id is None:
            return ""
        return plan.founds[unit_id].name if unit_id in plan.founds else tree.units[unit_id].name

    into = form.into_id if form.into_id is not None else NEW if form.founded is not None else None
    return ChangePreview(
        form,
        tuple(tree.units[unit_id].name for unit_id in form.unit_ids),
        form.name if form.kind == UnitChangeKind.RENAME else name(into),
        tuple(founded.name for founded in plan.founds.values()),
        tuple(tree.units[unit_id].name for unit_id in plan.closes),
        tuple(tree.units[unit_id].name for unit_id in plan.lies_in),
        _taken_along(session, tree, plan),
        tuple(_move_told(session, plan, (old, name(old)), (new, name(new))) for old, new in plan.steps.items()),
        tuple(_posts_told(session, plan, name)),
        tuple(point.name for point in plan.points),
        tuple(school.name for school in plan.schools),
    )  # fmt: skip


def _move_told(session: Session, plan: Plan, old: tuple[int, str], new: tuple[int, str]) -> PlannedMove:
    here, there = (_there(session, {unit_id}, plan.form.on) for unit_id, _ in (old, new))
    return PlannedMove(old[1], new[1], *counted(session, plan, old[0]), here, there)


def _taken_along(session: Session, tree: UnitTree, plan: Plan) -> int:
    below = {unit_id for moved in plan.lies_in for unit_id in tree.descendants(moved)}
    return _there(session, below, plan.form.on)


def counted(session: Session, plan: Plan, unit_id: int) -> tuple[int, int]:
    """How many of those who go from the unit are on the register, and how many left it before."""
    people = {row.person_id for row in plan.memberships if row.unit_id == unit_id}
    query = select(Person.left_reason, Person.left_on).where(Person.id.in_(people), Person.merged_into_id.is_(None))
    left = [bool(reason) and (left_on is None or left_on <= plan.form.on) for reason, left_on in session.execute(query)]
    return len(left) - sum(left), sum(left)


def _there(session: Session, unit_ids: Collection[int], on: date) -> int:
    """People on the register of the units."""
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.unit_id.in_(unit_ids), or_(Membership.end_on.is_(None), Membership.end_on >= on))
        .where(or_(Person.left_reason == "", Person.left_on > on), Person.merged_into_id.is_(None))
    )
    return len(set(session.scalars(query)))


def _posts_told(session: Session, plan: Plan, name: Callable[[int | None], str]) -> Iterable[PlannedPost]:
    wanted = {post.person_id for post in plan.posts}
    people = {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}
    for post in plan.posts:
        yield PlannedPost(people[post.person_id], name(post.unit_id), post.title, _goes_on(plan, post))


def _goes_on(plan: Plan, post: Post) -> bool:
    """A term that begins after the change can only be one of the new unit."""
    starts_later = post.start_on is not None and post.start_on >= plan.form.on
    return plan.steps.get(post.unit_id) is not None and (plan.form.keeps_posts or starts_later)
