"""A made-up town full of awkward cases, written straight into the tables; the same seed gives the same town."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, LeftReason, PersonKind, SessionState, Tier, Way
from partyschool.services.ledger import lock_credit
from partyschool.services.schools import home, init_school
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    CreditEntry,
    Enrolment,
    Exemption,
    Membership,
    OtherStudy,
    Person,
    Post,
    School,
    TrainingClass,
    Unit,
)

YEAR = 2025
HALVES = [(time(8, 30), time(11, 30)), (time(10), time(12)), (time(14), time(17)), (time(16), time(18))]


def build_random_town(db: Database, seed: int, people: int = 40, classes: int = 9) -> None:
    """People who move, leave and join, overlapping classes of two schools, late, early, void and corrected rows."""
    dice = random.Random(seed)
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier=Tier.TOWN)
    with db.write() as session:
        branches = _branches(session)
        ids = [_person(session, dice, number, branches) for number in range(people)]
        city = School(name="中共禹城市委党校", short="禹", tier=Tier.CITY)
        session.add(city)
        session.flush()
        schools = [home(session).id] * 4 + [city.id]
        for number in range(classes):
            training_class = _training_class(session, dice, number, dice.choice(schools))
            _fill(session, dice, training_class, ids)
            if dice.random() < 0.6:
                lock_credit(session, db, training_class)
                training_class.confirmed_at = db.now()
        session.flush()
        _correct(session, dice)


def _branches(session: Session) -> list[Unit]:
    town_id = home(session).unit_id
    found = []
    for number, name in enumerate(["前庄村", "后庄村", "马坊村", "东街村"], 1):
        village = Unit(name=name, kind="village", parent_id=town_id, position=number)
        session.add(village)
        session.flush()
        branch = Unit(name=f"{name}党支部", kind="branch", parent_id=village.id)
        found.append(branch)
    office = Unit(name="镇机关", kind="department", parent_id=town_id, position=9)
    session.add_all([*found, office])
    session.flush()
    return [*found, office]


def _person(session: Session, dice: random.Random, number: int, branches: list[Unit]) -> int:
    kind = dice.choice([PersonKind.FULL] * 6 + [PersonKind.PROBATIONARY, PersonKind.ACTIVIST, PersonKind.MASSES])
    joined = dice.choice(["1990-07-01", "2024-12", f"{YEAR}-03-01", f"{YEAR}-09-12", f"{YEAR + 1}-01-05"])
    person = Person(
        name=f"人{number}",
        sort_key=f"{number:03}",
        kind=kind,
        joined_on=joined if kind in {PersonKind.FULL, PersonKind.PROBATIONARY} else "",
        is_floating=dice.random() < 0.2,
    )
    if dice.random() < 0.15:
        person.left_reason, person.left_on = LeftReason.DEATH, date(YEAR, dice.randint(1, 12), 20)
    session.add(person)
    session.flush()
    _membership(session, dice, person.id, branches)
    if dice.random() < 0.4:
        _post(session, dice, person.id, dice.choice(branches).id)
    if dice.random() < 0.15:
        session.add(Exemption(person_id=person.id, year=YEAR, granted_on=date(YEAR, 1, 5), reason="年老体弱"))
    if dice.random() < 0.5:
        study = OtherStudy(person_id=person.id, kind=dice.choice(["meeting", "home"]), title="学习")
        study.studied_on, study.half_hours = date(YEAR, dice.randint(1, 12), 3), dice.choice([8, 40, 64, 120])
        session.add(study)
    return person.id


def _membership(session: Session, dice: random.Random, person_id: int, branches: list[Unit]) -> None:
    if dice.random() < 0.05:
        return  # a person without a unit
    first, second = dice.sample(branches, 2)
    if dice.random() < 0.2:
        moved = date(YEAR, dice.randint(2, 12), 1)
        session.add(Membership(person_id=person_id, unit_id=first.id, end_on=moved - timedelta(days=1)))
        session.add(Membership(person_id=person_id, unit_id=second.id, start_on=moved))
    else:
        session.add(Membership(person_id=person_id, unit_id=first.id))


def _post(session: Session, dice: random.Random, person_id: int, unit_id: int) -> None:
    in_leadership = dice.random() < 0.5
    post = Post(person_id=person_id, unit_id=unit_id, title="书记" if in_leadership else "委员")
    post.in_two_committees, post.in_leadership = True, in_leadership
    post.start_on = dice.choice([None, date(2021, 3, 1), date(YEAR, 8, 1)])
    post.end_on = dice.choice([None, None, date(YEAR, 3, 1), date(2024, 12, 31)])
    session.add(post)


def _training_class(session: Session, dice: random.Random, number: int, school_id: int) -> TrainingClass:
    first = dice.choice(
        [date(YEAR, dice.randint(1, 12), dice.randint(1, 5)), date(YEAR - 1, 12, 31), date(YEAR, 12, 31)]
    )
    state = dice.choice([ClassState.PUBLISHED, ClassState.CLOSED, ClassState.CLOSED, ClassState.SUSPENDED])
    training_class = TrainingClass(
        code=f"{first.year}-{number:02}", title=f"第{number}期", school_id=school_id, starts_on=first,
        ends_on=first + timedelta(days=1), state=state, category=dice.choice(["轮训班", "示范班", ""]),
    )  # fmt: skip
    session.add(training_class)
    session.flush()
    count = dice.randint(1, 4)
    for place in range(count):
        starts, ends = dice.choice(HALVES)
        session.add(
            ClassSession(
                class_id=training_class.id, number=place + 1, held_on=first + timedelta(days=place % 2), starts=starts,
                ends=ends, half_hours=dice.choice([4, 6, 8]),
                state=SessionState.CANCELLED if dice.random() < 0.1 else SessionState.PLANNED,
            )
        )  # fmt: skip
    session.flush()
    session.refresh(training_class)
    return training_class


def _fill(session: Session, dice: random.Random, training_class: TrainingClass, ids: list[int]) -> None:
    for person_id in dice.sample(ids, len(ids) // 2):
        session.add(Enrolment(class_id=training_class.id, person_id=person_id))
        for place in training_class.sessions:
            if dice.random() < 0.7:
                session.add(_attendance(dice, place, person_id))
    session.flush()


def _attendance(dice: random.Random, place: ClassSession, person_id: int) -> Attendance:
    starts = datetime.combine(place.held_on, place.starts)
    ends = datetime.combine(place.held_on, place.ends)
    row = Attendance(session_id=place.id, person_id=person_id, way=Way.TAP, recorded_at=starts)
    row.sign_in_at = starts + timedelta(minutes=dice.choice([-20, -5, 0, 14, 15, 16, 60, 90, 91, 150]))
    if dice.random() < 0.3:
        row.sign_out_at = ends - timedelta(minutes=dice.choice([0, 15, 16, 60]))
    if dice.random() < 0.1:
        row.manual_share, row.manual_reason = dice.randint(0, 2), "教务员核定"
    if dice.random() < 0.1:
        row.voided_at = starts
    return row


def _correct(session: Session, dice: random.Random) -> None:
    """Some locked entries are taken back and written anew."""
    for entry in list(session.scalars(select(CreditEntry).order_by(CreditEntry.id))):
        if dice.random() < 0.05:
            common = {
                "person_id": entry.person_id, "session_id": entry.session_id, "half_hours": entry.half_hours,
                "sign_in_at": entry.sign_in_at, "confirmed_at": entry.confirmed_at,
            }  # fmt: skip
            session.add(CreditEntry(share=-entry.share, reverses_id=entry.id, **common))
            session.add(CreditEntry(share=dice.randint(0, 2), **common))
