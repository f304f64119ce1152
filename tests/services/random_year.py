"""Random towns for recounts: people with posts, classes of all three tiers, attendances of every kind."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, LeftReason, PersonKind, Review, StudyKind, Tier
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
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
from tests.services.town import found_town

YEAR = 2025
HALVES = ((time(8, 30), time(11, 30)), (time(14), time(17)), (time(9), time(12)))
MINUTES = (-40, -5, 0, 14, 15, 16, 60, 89, 90, 91, 170)


def fill_year(db: Database, random: Random, *, people: int = 25, classes: int = 6) -> None:
    """Everything in one transaction, written straight into the tables: the recount must not share our commands."""
    found_town(db)
    with db.write() as session:
        branches = _branches(session, random)
        persons = [_person(session, random, branches) for _ in range(people)]
        schools = _schools(session)
        for number in range(1, classes + 1):
            _class(session, random, number, schools, persons)
        for person in persons:
            _extras(session, random, person)


def send_back_some(db: Database, random: Random) -> None:
    """About a third of other study and exemptions wait for approval or were sent back: these must not count."""
    with db.write() as session:
        for record in [*session.query(OtherStudy), *session.query(Exemption)]:
            record.review = random.choice([Review.APPROVED] * 4 + [Review.PENDING, Review.RETURNED])


def _branches(session: Session, random: Random) -> list[int]:
    town = session.query(Unit).filter_by(kind="town").one()
    ids = []
    for number in range(4):
        village = Unit(name=f"{number}号村", kind="village", parent_id=town.id, position=number)
        session.add(village)
        session.flush()
        for part in range(random.randint(1, 2)):
            branch = Unit(name=f"{number}号村第{part}党支部", kind="branch", parent_id=village.id)
            session.add(branch)
            session.flush()
            ids.append(branch.id)
    return ids


def _day(random: Random, year: int = YEAR) -> date:
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def _person(session: Session, random: Random, branches: list[int]) -> Person:
    kind = random.choice([PersonKind.FULL] * 8 + [PersonKind.PROBATIONARY] * 3 + [PersonKind.ACTIVIST])
    person = Person(name=f"人{random.random()}", kind=kind, is_floating=random.random() < 0.2)
    if kind == PersonKind.PROBATIONARY:
        person.joined_on = random.choice(["2025-06-30", "2025-07-01", "2025-07", "2024-09-01", "2026-02-01"])
    if random.random() < 0.15:
        person.left_reason = LeftReason.DEATH
        person.left_on = random.choice([None, _day(random), date(2026, 3, 1)])
    session.add(person)
    session.flush()
    moved = _day(random) if random.random() < 0.3 else None
    session.add(
        Membership(
            person_id=person.id, unit_id=random.choice(branches), end_on=moved - timedelta(days=1) if moved else None
        )
    )
    if moved:
        session.add(Membership(person_id=person.id, unit_id=random.choice(branches), start_on=moved))
    return person


def _extras(session: Session, random: Random, person: Person) -> None:
    unit_id = session.query(Membership.unit_id).filter_by(person_id=person.id).first()[0]  # type: ignore[index]
    for number in range(random.choice([0, 0, 0, 1, 2])):
        committees, leads = random.choice([(True, False), (True, True), (False, True)])
        start = random.choice([None, _day(random), _day(random, 2024)])
        end = random.choice([None, _day(random), _day(random, 2024)])
        if start and end and end < start:
            start, end = end, start
        session.add(
            Post(
                person_id=person.id, unit_id=unit_id, title=f"职务{number}", in_two_committees=committees,
                in_leadership=leads, start_on=start, end_on=end,
            )
        )  # fmt: skip
    if random.random() < 0.1:
        withdrawn = random.choice([None, _day(random)])
        session.add(
            Exemption(
                person_id=person.id, year=YEAR, granted_on=date(YEAR, 1, 5), reason="年老体弱", withdrawn_on=withdrawn
            )
        )
    for _ in range(random.choice([0, 0, 1, 2])):
        session.add(
            OtherStudy(
                person_id=person.id, kind=random.choice(list(StudyKind)), title="学习",
                half_hours=random.randint(1, 20),
                quarter_days=random.randint(0, 8), studied_on=_day(random, random.choice([YEAR, YEAR, 2024])),
                voided_at=random.choice([None, None, None, datetime(2025, 12, 1)]),
            )
        )  # fmt: skip


def _schools(session: Session) -> list[School]:
    city = School(name="中共禹城市委党校", short="禹", tier=Tier.CITY)
    village = School(name="1号村党校", short="村", tier=Tier.VILLAGE)
    session.add_all([city, village])
    session.flush()
    home = session.query(School).filter_by(is_home=True).one()
    return [home, home, home, city, village]


def _class(session: Session, random: Random, number: int, schools: list[School], people: list[Person]) -> None:
    first = random.choice([_day(random), date(2025, 12, 30), date(2025, 3, 3), date(2025, 3, 3), date(2024, 12, 31)])
    length = random.randint(1, 3)
    state = random.choice([ClassState.CLOSED, ClassState.PUBLISHED, ClassState.SUSPENDED, ClassState.CANCELLED])
    row = TrainingClass(
        code=f"2025-{number:02}", title=f"第{number}期", school_id=random.choice(schools).id, starts_on=first,
        ends_on=first + timedelta(days=length - 1), state=state,
    )  # fmt: skip
    session.add(row)
    session.flush()
    enrolled = random.sample(people, random.randint(1, len(people)))
    session.add_all(Enrolment(class_id=row.id, person_id=person.id) for person in enrolled)
    for place in range(random.randint(1, 2 * length)):
        starts, ends = random.choice(HALVES)
        held = ClassSession(
            class_id=row.id, number=place + 1, held_on=first + timedelta(days=place // 2), starts=starts, ends=ends,
            half_hours=random.choice([8, 7, 3]),
            state="cancelled" if state == ClassState.CANCELLED or random.random() < 0.1 else "planned",
        )  # fmt: skip
        session.add(held)
        session.flush()
        for person in enrolled:
            if random.random() < 0.6 and held.state == "planned":
                session.add(attendance(random, held, person))


def attendance(random: Random, held: ClassSession, person: Person) -> Attendance:
    """Early, late, left before the end, judged by hand or void."""
    starts, ends = datetime.combine(held.held_on, held.starts), datetime.combine(held.held_on, held.ends)
    out = ends - timedelta(minutes=random.choice(MINUTES)) if random.random() < 0.3 else None
    return Attendance(
        session_id=held.id, person_id=person.id, way="phone", recorded_at=starts,
        sign_in_at=starts + timedelta(minutes=random.choice(MINUTES)), sign_out_at=out,
        manual_share=random.choice([None] * 9 + [0, 1, 2]),
        voided_at=datetime(2025, 12, 31) if random.random() < 0.05 else None,
    )  # fmt: skip
