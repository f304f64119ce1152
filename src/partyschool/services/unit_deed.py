"""A planned change of units carried out row by row through a journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Tier, UnitKind
from partyschool.services.change_journal import Journal
from partyschool.services.memberships import ONE_DAY
from partyschool.services.unit_plan import Plan, units_to_alter
from partyschool.services.unit_preview import counted
from partyschool.services.unit_tree import UnitTree
from partyschool.storage.models import Enrolment, Membership, Post, School, TeachingPoint, TrainingClass, Unit
from partyschool.storage.models.unit_history import UnitChange, UnitStep
from partyschool.storage.models.unit_periods import UnitPeriod


class Deed:
    """`done()` writes the plan and answers what undoing needs."""

    def __init__(self, session: Session, tree: UnitTree, plan: Plan, change: UnitChange) -> None:
        self._session, self._tree, self._plan, self._change = session, tree, plan, change
        self._journal = Journal(session)
        self._ids: dict[int, int] = {}
        self._on = plan.form.on

    def done(self) -> dict[str, Any]:
        """Write everything; flushes."""
        self._found()
        units = units_to_alter(self._session, self._plan)
        self._keep_periods(units)
        self._alter(units)
        self._step()
        for membership in self._plan.memberships:
            self._move_person(membership)
        for post in self._plan.posts:
            self._move_post(post)
        owners: list[TeachingPoint | School] = [*self._plan.points, *self._plan.schools]
        for owned in owners:
            into = self._into(owned.unit_id)
            if into is not None:
                self._journal.alter(owned, unit_id=into)
        self._correct_lists()
        return self._journal.effect()

    def _real(self, unit_id: int) -> int:
        return self._ids.get(unit_id, unit_id)

    def _into(self, unit_id: int | None) -> int | None:
        found = self._plan.steps.get(unit_id) if unit_id is not None else None
        return None if found is None else self._real(found)

    def _found(self) -> None:
        for key, form in self._plan.founds.items():
            parent_id = self._real(form.parent_id) if form.parent_id is not None else None
            unit = Unit(
                name=form.name, kind=form.kind, parent_id=parent_id, code=form.code, domain=form.domain,
                position=form.position, founded_on=form.founded_on,
            )  # fmt: skip
            self._journal.add(unit)
            self._session.flush()
            self._ids[key] = unit.id

    def _keep_periods(self, units: dict[int, Unit]) -> None:
        """What holds until the day before; a second change on one day leaves what the first one kept."""
        last_on = self._on - ONE_DAY
        wanted = {*self._plan.renames, *self._plan.lies_in}
        query = select(UnitPeriod.unit_id).where(UnitPeriod.unit_id.in_(wanted), UnitPeriod.last_on == last_on)
        for unit_id in sorted(wanted - set(self._session.scalars(query))):
            unit = units[unit_id]
            kept = UnitPeriod(
                unit_id=unit_id, last_on=last_on, name=unit.name, code=unit.code, parent_id=unit.parent_id
            )  # fmt: skip
            self._journal.add(kept)

    def _alter(self, units: dict[int, Unit]) -> None:
        for unit_id, (name, code) in self._plan.renames.items():
            self._rename_school(unit_id, name)
            self._journal.alter(units[unit_id], name=name, code=code)
        for unit_id, above in self._plan.lies_in.items():
            self._journal.alter(units[unit_id], parent_id=self._real(above))
        for unit_id, successor in self._plan.closes.items():
            successor_id = None if successor is None else self._real(successor)
            self._journal.alter(units[unit_id], closed_on=self._on, successor_id=successor_id)

    def _rename_school(self, unit_id: int, name: str) -> None:
        """A school's town or city is called like its unit."""
        for school in self._session.scalars(select(School).where(School.unit_id == unit_id)):
            if school.tier in {Tier.TOWN, Tier.CITY}:
                self._journal.alter(school, **{str(school.tier): name})

    def _step(self) -> None:
        for from_id, into_id in self._plan.steps.items():
            people, _ = counted(self._session, self._plan, from_id)  # as the preview told it, without those who left
            step = UnitStep(change_id=self._change.id, from_id=from_id, into_id=self._real(into_id), people=people)
            self._journal.add(step)

    def _move_person(self, membership: Membership) -> None:
        into = self._into(membership.unit_id)
        if into is None:
            return
        if membership.start_on is not None and membership.start_on >= self._on:
            self._journal.alter(membership, unit_id=into)
            return
        end_on = membership.end_on
        self._journal.alter(membership, end_on=self._on - ONE_DAY)
        self._journal.add(
            Membership(person_id=membership.person_id, unit_id=into, start_on=self._on, end_on=end_on)
        )  # fmt: skip

    def _move_post(self, post: Post) -> None:
        into = self._into(post.unit_id)
        if post.start_on is not None and post.start_on >= self._on:
            self._journal.alter(post, unit_id=into if into is not None else post.unit_id)
            return
        end_on = post.end_on
        self._journal.alter(post, end_on=self._on - ONE_DAY)
        if into is not None and self._plan.form.keeps_posts and not self._holds(post, into):
            self._journal.add(
                Post(
                    person_id=post.person_id, unit_id=into, title=post.title, start_on=self._on, end_on=end_on,
                    in_two_committees=post.in_two_committees, in_leadership=post.in_leadership,
                )
            )  # fmt: skip

    def _holds(self, post: Post, unit_id: int) -> bool:
        """The same post in the new unit already, so that going on would give it twice."""
        query = select(Post.id).where(
            Post.person_id == post.person_id, Post.unit_id == unit_id, Post.title == post.title,
            or_(Post.end_on.is_(None), Post.end_on >= self._on),
        )  # fmt: skip
        return self._session.scalars(query).first() is not None

    def _correct_lists(self) -> None:
        """Classes from the day on, whose lists were made before this was entered, print the new names."""
        towns = {unit.name for unit in self._tree.units.values() if unit.kind == UnitKind.TOWN}
        for old, new, people in self._new_names():
            query = (
                select(Enrolment)
                .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
                .where(TrainingClass.starts_on >= self._on, Enrolment.unit_name.endswith(old, autoescape=True))
            )
            for enrolment in self._session.scalars(query):
                town = enrolment.unit_name.removesuffix(old)  # stands before the name where two towns have one
                if enrolment.person_id in people and (not town or town in towns):
                    self._journal.alter(enrolment, unit_name=f"{town}{new}")

    def _new_names(self) -> Iterable[tuple[str, str, set[int]]]:
        units, founds = self._tree.units, self._plan.founds
        for unit_id, (name, _) in self._plan.renames.items():
            lasting = or_(Membership.end_on.is_(None), Membership.end_on >= self._on)
            query = select(Membership.person_id).where(Membership.unit_id == unit_id, lasting)
            yield units[unit_id].name, name, set(self._session.scalars(query))
        for from_id, into_id in self._plan.steps.items():
            people = {row.person_id for row in self._plan.memberships}
            yield units[from_id].name, founds[into_id].name if into_id in founds else units[into_id].name, people
