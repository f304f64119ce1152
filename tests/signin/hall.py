"""A made-up class with its sessions and people, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from partyschool.domain.identity import check_character
from partyschool.services.phone_ballots import open_questionnaire
from partyschool.services.settings import change_many
from partyschool.storage.database import Database
from partyschool.storage.models import (
    ClassSession,
    Enrolment,
    FlowStep,
    Lesson,
    Person,
    School,
    Teacher,
    TrainingClass,
)

DAY = date(2025, 6, 16)
MORNING = (time(8, 30), time(11, 30))
AFTERNOON = (time(14, 0), time(17, 0))
CODE = "2025-03"
TITLE = "房寺镇农村党员轮训班（第3期）"


@dataclass(frozen=True, slots=True)
class Trainee:
    """Somebody who can sign in: what is on the roll and what a phone must be told."""

    id: int
    uid: str
    name: str
    tail: str


@dataclass(frozen=True, slots=True)
class Hall:
    """A class as the tests meet it."""

    class_id: int
    session_ids: tuple[int, ...]
    people: tuple[Trainee, ...]

    @property
    def session_id(self) -> int:
        """The first session."""
        return self.session_ids[0]


def id_number(serial: int, *, check_x: bool = False) -> str:
    """A valid citizen number, different for each serial; on wish one that ends in X."""
    born = f"{1950 + serial % 40:04d}{1 + serial % 12:02d}{1 + serial % 28:02d}"
    for sequence in range(serial % 1000, 1000):
        first_17 = f"{371400 + serial // 1000 % 100:06d}{born}{sequence:03d}"
        if not check_x or check_character(first_17) == "X":
            return first_17 + check_character(first_17)
    raise AssertionError(serial)


def add_people(db: Database, names: Sequence[str], *, numbers: Sequence[str | None] | None = None) -> list[Trainee]:
    """People of the register with numbers of their own."""
    chosen = numbers or [id_number(serial) for serial in range(1, len(names) + 1)]
    with db.write() as session:
        people = [Person(name=name, id_number=number) for name, number in zip(names, chosen, strict=True)]
        session.add_all(people)
        session.flush()
        return [Trainee(person.id, person.uid, person.name, (person.id_number or "")[-4:]) for person in people]


def add_class(
    db: Database,
    people: Sequence[Trainee],
    *,
    code: str = CODE,
    title: str = TITLE,
    day: date = DAY,
    halves: Sequence[tuple[time, time]] = (MORNING, AFTERNOON),
    place: str = "党校报告厅",
    takes_walk_ins: bool = False,
) -> Hall:
    """A published class with these people on its list."""
    with db.write() as session:
        school = School(name="中共禹城市房寺镇委员会党校", short="禹房", tier="town", is_home=True)
        session.add(school)
        session.flush()
        training = TrainingClass(
            code=code,
            title=title,
            school_id=school.id,
            starts_on=day,
            ends_on=day,
            place=place,
            state="published",
            takes_walk_ins=takes_walk_ins,
        )
        session.add(training)
        session.flush()
        held = [
            ClassSession(class_id=training.id, number=number, held_on=day, starts=start, ends=end, half_hours=8)
            for number, (start, end) in enumerate(halves, 1)
        ]
        step = FlowStep(class_id=training.id, position=1, key="sign_in", kind="fixed", title="签到")
        session.add_all([*held, step])
        session.flush()
        session.add(
            Lesson(
                class_id=training.id,
                session_id=held[0].id,
                position=1,
                starts=time(8, 40),
                ends=time(8, 45),
                title="奏唱国歌",
                form="fixed",
            )
        )
        session.add_all(
            Enrolment(class_id=training.id, person_id=person.id, unit_name="前庄村党支部", group_name="第2组")
            for person in people
        )
        return Hall(training.id, tuple(row.id for row in held), tuple(people))


def ask_about_a_lesson(db: Database, hall: Hall) -> None:
    """The class's lesson gets a teacher, and its questionnaire is open: three questions."""
    items = {"evaluation.lesson_items": ["教学内容 50", "教学效果 50"], "evaluation.class_items": ["组织管理 100"]}
    change_many(db, items)
    with db.write() as session:
        teacher = Teacher(name="周文斌", kind="expert")
        session.add(teacher)
        session.flush()
        lesson = session.scalars(select(Lesson).filter_by(class_id=hall.class_id)).one()
        lesson.title, lesson.teacher_id = "乡村振兴", teacher.id
    open_questionnaire(db, code=CODE, minutes=600, issued=3)


def a_hall(db: Database, names: Sequence[str] = ("马明艳", "于建国", "张伟")) -> Hall:
    """People and their class in one go."""
    return add_class(db, add_people(db, names))
