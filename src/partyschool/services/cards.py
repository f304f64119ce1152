"""Codes of trainee cards (学员证): random, given once to a person, kept for every later class."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.card_code import COUNT, card_code, read_card_code
from partyschool.domain.unit_names import place_of_school
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.schools import home
from partyschool.storage.database import Database
from partyschool.storage.models import Enrolment, Person, TrainingClass


@dataclass(frozen=True, slots=True)
class CardRow:
    """What stands on a card."""

    person_id: int
    name: str
    unit: str
    class_title: str
    group: str
    code: str
    school: str


def give_cards(db: Database, *, class_code: str, person_ids: Sequence[int] | None = None) -> list[CardRow]:
    """The cards of everybody on the list of a class (or of these people); who has no code yet is given one.

    :raises Refusal: no such class, or nobody on its list.
    """
    with db.write() as session:
        training_class = class_by_code(session, class_code)
        people = _enrolled(session, training_class, person_ids)
        if not people:
            raise Refusal(f"“{training_class.title}”的参训名单里没有要印学员证的人。请先添加学员。", code="nobody")
        without = [person for _, person in people if not person.card_code]
        for person in without:
            person.card_code = _unused_code(session)
        if without:
            subject = f"{training_class.code} {training_class.title}"
            audit.record(session, db, "card.give", subject, people=len(without))
        school = _school_words(session)
        return [_row(enrolment, person, training_class, school) for enrolment, person in people]


def replace_card(db: Database, *, person_id: int, reason: str) -> str:
    """A new code for a lost card; the old one is no longer accepted.

    :raises Refusal: no reason.
    """
    if not reason.strip():
        raise Refusal("换学员证要写明原因，例如遗失。", code="reason_missing")
    with db.write() as session:
        person = session.get_one(Person, person_id)
        person.card_code = _unused_code(session)
        audit.record(session, db, "card.replace", person.name, reason=reason.strip())
        return person.card_code


def _enrolled(
    session: Session, training_class: TrainingClass, person_ids: Sequence[int] | None
) -> list[tuple[Enrolment, Person]]:
    query = (
        select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == training_class.id, Enrolment.withdrawn_at.is_(None))
        .order_by(Enrolment.unit_name, Person.sort_key, Person.id)
    )
    if person_ids is not None:
        query = query.where(Person.id.in_(person_ids))
    return [(enrolment, person) for enrolment, person in session.execute(query)]


def _unused_code(session: Session) -> str:
    """Random, so that nobody can guess another's; a collision among 850 thousand million is drawn again."""
    while True:
        code = card_code(secrets.randbelow(COUNT))
        if session.scalars(select(Person.id).where(Person.card_code == code)).first() is None:
            return code


def _school_words(session: Session) -> str:
    school = home(session)
    place = place_of_school(school.name, city=school.city)
    name = place.village or place.town or school.town or place.city
    return f"{name}党校" if name else school.name


def _row(enrolment: Enrolment, person: Person, training_class: TrainingClass, school: str) -> CardRow:
    return CardRow(
        person.id,
        person.name,
        enrolment.unit_name,
        training_class.title,
        enrolment.group_name,
        person.card_code or "",
        school,
    )


def find_card_holder(db: Database, typed: str) -> int | None:
    """The person whose card a scanner gun or a clerk gives the code of; None where there is none."""
    code = read_card_code(typed)
    if code is None:
        return None
    with db.read() as session:
        return session.scalars(select(Person.id).where(Person.card_code == code)).first()
