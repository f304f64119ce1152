"""What a class of a higher school (上级调训) was worth to each trainee, for the records of the towns they belong to.

On a shared server the towns see it in their people's hours at once; a town with data of its own imports it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitKind
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.unit_tree import load_tree, unit_on
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, CreditEntry, Person, School, TrainingClass


@dataclass(frozen=True, slots=True)
class HigherTraining:
    """One trainee and one calendar year of the class: hours belong to the year of each session.

    :ivar town: the town that keeps the person's record; empty where the unit lies in none.
    """

    town: str
    unit: str
    name: str
    id_number: str
    title: str
    starts_on: date
    ends_on: date
    half_hours: int
    quarter_days: int
    organiser: str
    proof: str


@dataclass(slots=True)
class _Sum:
    """What one person has earned in one year."""

    days: list[date]
    quarter_hours: int = 0
    quarter_days: int = 0


def list_higher_training(db: Database, code: str) -> list[HigherTraining]:
    """By town, unit and name; whoever earned nothing is left out. The audit log says that it was handed out.

    :raises Refusal: the hours of the class are not confirmed yet.
    """
    with db.write() as session:
        training = class_by_code(session, code)
        if training.confirmed_at is None:
            raise Refusal(f"“{training.title}”还没有认定学时，不能发给镇街。请先办结、认定。", code="not_confirmed")
        sums = _sums(session, training)
        people = _people(session, {person_id for person_id, _ in sums})
        rows = _rows(session, training, sums, people)
        audit.record(session, db, "class.hand_down", f"{code} {training.title}", people=len(people))
    return sorted(rows, key=lambda row: (row.town, row.unit, row.name, row.starts_on))


def _sums(session: Session, training: TrainingClass) -> dict[tuple[int, int], _Sum]:
    query = (
        select(CreditEntry.person_id, ClassSession.held_on, func.sum(CreditEntry.share), CreditEntry.half_hours)
        .join(ClassSession, ClassSession.id == CreditEntry.session_id)
        .where(ClassSession.class_id == training.id)
        .group_by(CreditEntry.person_id, ClassSession.id, ClassSession.held_on, CreditEntry.half_hours)
    )
    sums: dict[tuple[int, int], _Sum] = defaultdict(lambda: _Sum([]))
    for person_id, held_on, share, half_hours in session.execute(query):
        if share:
            own = sums[person_id, held_on.year]
            own.days.append(held_on)
            own.quarter_hours += int(share) * half_hours
            own.quarter_days += int(share)
    return sums


def _people(session: Session, ids: set[int]) -> dict[int, Person]:
    return {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(ids)))}


def _rows(
    session: Session, training: TrainingClass, sums: dict[tuple[int, int], _Sum], people: dict[int, Person]
) -> list[HigherTraining]:
    school = session.get_one(School, training.school_id)
    units, tree = unit_on(session, people, training.starts_on), load_tree(session)
    rows = []
    for (person_id, _), own in sums.items():
        unit = units.get(person_id)
        town = tree.nearest(unit.id, UnitKind.TOWN) if unit is not None else None
        rows.append(
            HigherTraining(
                town=town.name if town else "",
                unit=unit.name if unit else "",
                name=people[person_id].name,
                id_number=people[person_id].id_number or "",
                title=training.title,
                starts_on=min(own.days),
                ends_on=max(own.days),
                half_hours=own.quarter_hours // 2,
                quarter_days=own.quarter_days,
                organiser=school.name,
                proof=training.code,
            )
        )
    return rows
