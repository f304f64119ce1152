"""Make-up classes (补训) for random towns: within the year, over New Year, and two for one missed class."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, LessonForm
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Enrolment, Lesson, Person, School, TrainingClass
from tests.services.random_year import HALVES, YEAR, attendance


def make_up_some(db: Database, random: Random, *, missed: int = 3) -> None:
    """Classes of the year before and of this one, each made up once or twice by whoever: many come to both."""
    with db.write() as session:
        people, home = session.query(Person).all(), session.query(School).filter_by(is_home=True).one()
        for number in range(missed):
            starts_on = random.choice([date(YEAR - 1, 12, 20), date(YEAR - 1, 12, 28), date(YEAR, 3, 1)])
            titles = [f"{number}期第{place}课" for place in range(random.randint(1, 4))]
            first = _class(session, random, f"缺课-{number}", starts_on, home.id, titles, people)
            for again in range(random.randint(1, 2)):
                later = date(YEAR, random.randint(3, 9), 5) if again else starts_on + timedelta(days=20)
                some = random.sample(titles, random.randint(1, len(titles)))
                made = _class(session, random, f"补训-{number}-{again}", later, home.id, some, people)
                made.makeup_of_id = first.id


def contents(session: Session) -> dict[int, str]:
    """What each session is about: here no two sessions have a subject in common but those that repeat each other."""
    return {key: title for key, title in session.query(Lesson.session_id, Lesson.title) if key is not None}


def _class(
    session: Session, random: Random, code: str, first: date, school_id: int, titles: list[str], people: list[Person]
) -> TrainingClass:
    row = TrainingClass(
        code=code, title=code, school_id=school_id, starts_on=first, ends_on=first, state=ClassState.CLOSED,
        category="轮训班",
    )  # fmt: skip
    session.add(row)
    session.flush()
    enrolled = random.sample(people, len(people) * 2 // 3)
    session.add_all(Enrolment(class_id=row.id, person_id=person.id) for person in enrolled)
    for place, title in enumerate(titles):
        starts, ends = random.choice(HALVES)
        held = ClassSession(
            class_id=row.id, number=place + 1, held_on=first + timedelta(days=place), starts=starts, ends=ends,
            half_hours=random.choice([8, 6]),
        )  # fmt: skip
        session.add(held)
        session.flush()
        session.add(
            Lesson(
                class_id=row.id, session_id=held.id, position=place, starts=starts, ends=ends, title=title,
                form=LessonForm.LECTURE,
            )
        )  # fmt: skip
        session.add_all(attendance(random, held, person) for person in enrolled if random.random() < 0.7)
    return row
