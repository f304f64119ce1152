"""What the guided dialog of a class ends with: facts, timetable, people and perhaps publishing, all or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import add_class, change_class, publish
from partyschool.services.enrolment import Busy, add_enrolments, find_busy, withdraw_people
from partyschool.storage.database import Database
from partyschool.storage.models import Enrolment, TrainingClass


@dataclass(frozen=True, slots=True)
class ClassSetUp:
    """The class as it was written, and who of its people is called up elsewhere at the same time."""

    code: str
    busy: tuple[Busy, ...]


def set_up_class(
    db: Database,
    *,
    form: ClassForm,
    person_ids: Collection[int],
    code: str = "",
    publishes: bool = False,
    reason: str = "",
) -> ClassSetUp:
    """Write a class with exactly these people on its list.

    :param code: of the class that is changed; empty for a new one.
    :param publishes: with a `reason` also where something of 5+1+N is missing.
    :raises Refusal: what `create_class`, `update_class`, `withdraw` and `publish_class` refuse; nothing is written.
    """
    with db.write() as session:
        training_class = _written(session, db, form, code)
        _set_people(session, db, training_class, frozenset(person_ids))
        if publishes:
            publish(session, db, training_class, reason)
        return ClassSetUp(training_class.code, find_busy(session, training_class, person_ids))


def _written(session: Session, db: Database, form: ClassForm, code: str) -> TrainingClass:
    if code:
        training_class = class_by_code(session, code)
        change_class(session, training_class, form)
    else:
        training_class = add_class(session, db, form)
    action = "class.update" if code else "class.create"
    audit.record(session, db, action, f"{training_class.code} {training_class.title}")
    return training_class


def _set_people(session: Session, db: Database, training_class: TrainingClass, wanted: frozenset[int]) -> None:
    query = select(Enrolment.person_id).where(Enrolment.class_id == training_class.id, Enrolment.withdrawn_at.is_(None))
    before = frozenset(session.scalars(query))
    if wanted - before:
        added = add_enrolments(session, training_class, sorted(wanted - before))
        audit.record(session, db, "class.enrol", f"{training_class.code} {training_class.title}", added=added)
    if before - wanted:
        withdraw_people(session, db, training_class, sorted(before - wanted))
