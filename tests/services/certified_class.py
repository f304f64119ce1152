"""A class that has been held, ready for certificates: six sessions, people who came to as many as they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from partyschool.domain.terms import LessonForm, TeacherKind, Tier, Way
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import close_class, confirm_class, create_class, publish_class
from partyschool.services.enrolment import enrol
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.schools import home_school, init_school
from partyschool.services.sign_in import record_sign_in
from partyschool.services.sign_in_answer import SignIn
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TeachingPoint
from tests.conftest import Clock

SCHOOL = "中共禹城市房寺镇委员会党校"
FIXED = (("签到", "sign_in"), ("奏唱国歌", "anthem"), ("重温入党誓词", "oath"), ("集体学习党章", "charter"))


@dataclass(frozen=True, slots=True)
class Held:
    """The class's code and its people by name."""

    code: str
    people: dict[str, int]


def hold_class(
    db: Database,
    clock: Clock,
    attended: dict[str, int],
    *,
    title: str = "2025年发展对象培训班（第2期）",
    first: date = date(2025, 3, 12),
    gives_certificates: bool = True,
    addressed_as: str = "",
    finish: bool = True,
) -> Held:
    """Three days from `first` with two half-days each; each person comes to the first so many sessions."""
    found_school(db)
    clock.time = datetime.combine(first, time(7))
    unit_id = home_school(db).unit_id
    people = {name: create_person(db, form=PersonForm(name, unit_id=unit_id), confirmed=True) for name in attended}
    form = _form(db, title, first, gives_certificates, addressed_as)
    code = create_class(db, form=form)
    enrol(db, code=code, person_ids=list(people.values()))
    publish_class(db, code=code)
    for number, session in enumerate(get_class(db, code).sessions):
        clock.time = datetime.combine(session.held_on, session.starts)
        for name, count in attended.items():
            if number < count:
                record_sign_in(db, session.id, SignIn(Way.TAP, clock.time, person_id=people[name]))
    clock.time = datetime.combine(form.ends_on, time(17, 30))
    if finish:
        for position in (2, 3, 4):
            _tick(db, code, position, clock.time)
        close_class(db, code=code)
        confirm_class(db, code=code)
    return Held(code, people)


def found_school(db: Database) -> None:
    """The home school of all these tests, once."""
    from partyschool.services.schools import find_home_school

    if find_home_school(db) is None:
        init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN)


def _tick(db: Database, code: str, position: int, at: datetime) -> None:
    from partyschool.services.class_flow import mark_step

    mark_step(db, code=code, position=position, done_at=at, done_by="教务员")


def _form(db: Database, title: str, first: date, gives_certificates: bool, addressed_as: str) -> ClassForm:
    with db.write() as session:
        leader = Teacher(name="张立新", kind=TeacherKind.LEADER)
        point = TeachingPoint(name="贾集村温室蔬菜大棚")
        session.add_all([leader, point])
        session.flush()
        leader_id, point_id = leader.id, point.id
    days = [date(first.year, first.month, first.day + step) for step in range(3)]
    sessions = _sessions(days)
    morning = [LessonPlan(1, time(8, 30), time(9), title, LessonForm.FIXED, step_key=key) for title, key in FIXED]
    talk = LessonPlan(
        1, time(9), time(11), "领导讲课", LessonForm.LECTURE, step_key="leader_talk", teacher_id=leader_id
    )
    visit = LessonPlan(2, time(14), time(16), "现场教学", LessonForm.FIELD, teaching_point_id=point_id)
    return ClassForm(
        title,
        days[0],
        days[-1],
        sessions=sessions,
        lessons=(*morning, talk, visit),
        gives_certificates=gives_certificates,
        addressed_as=addressed_as,
    )


def _sessions(days: Sequence[date]) -> tuple[SessionPlan, ...]:
    halves = [(day, *times) for day in days for times in ((time(8, 30), time(11, 30)), (time(14), time(17)))]
    return tuple(
        SessionPlan(number, day, starts, ends, 8) for number, (day, starts, ends) in enumerate(halves, start=1)
    )
