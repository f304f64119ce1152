"""A class on the test clock's Monday, 16 June 2025: two half-days, six people of three villages, a leader, a point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from partyschool.domain.terms import PointKind, TeacherKind, UnitKind
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class, publish_class
from partyschool.services.enrolment import enrol
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.rooms import RoomForm, save_room
from partyschool.services.schools import home_school
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.services.unit_rules import UnitForm
from partyschool.services.units import create_unit
from partyschool.storage.database import Database

DAY = date(2025, 6, 16)
PEOPLE = (
    ("许玉芳", "桂庄村", "1968-03"),
    ("欧阳建国", "前庄村", "1955-07"),
    ("王杰", "东街村", "1959-01"),
    ("王洁", "前庄村", "1990-11"),
    ("吴静", "桂庄村", "1954-05"),
    ("唐静静", "东街村", "1982-09"),
)
OUTSIDER = "李洋"


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """Code of the class, its people by name (and one more who is not on its list), and what it was made of."""

    code: str
    people: dict[str, int]
    outsider: int
    leader: int
    point: int
    branches: dict[str, int]
    form: ClassForm


def prepare(db: Database) -> SchoolDay:
    """The class as a draft with its people; `hold` publishes it."""
    town = home_school(db).unit_id
    branches = {}
    for village in ("桂庄村", "前庄村", "东街村"):
        unit = create_unit(db, form=UnitForm(village, UnitKind.VILLAGE, town))
        branches[village] = create_unit(db, form=UnitForm(f"{village}党支部", UnitKind.BRANCH, unit))
    people = {
        name: create_person(db, form=PersonForm(name, birth_on=birth, unit_id=branches[village]), confirmed=True)
        for name, village, birth in PEOPLE
    }
    outsider = create_person(db, form=PersonForm(OUTSIDER, unit_id=branches["东街村"]), confirmed=True)
    leader = save_teacher(db, form=TeacherForm("周文斌", TeacherKind.LEADER, "镇党委书记"))
    point = save_point(db, form=PointForm("贾集村温室蔬菜大棚", PointKind.INDUSTRY, town, capacity=120))
    save_room(db, form=RoomForm("报告厅", "报告厅", 150))
    form = a_form(leader, point)
    code = create_class(db, form=form)
    enrol(db, code=code, person_ids=list(people.values()))
    return SchoolDay(code, people, outsider, leader, point, branches, form)


def hold(db: Database) -> SchoolDay:
    day = prepare(db)
    publish_class(db, code=day.code)
    return day


def a_form(leader: int | None, point: int | None, title: str = "房寺镇农村党员轮训班（第3期）") -> ClassForm:
    """8:30–11:30 with the five fixed actions, 14:00–17:00 at the teaching point."""
    sessions = (
        SessionPlan(1, DAY, time(8, 30), time(11, 30), 8, "党校报告厅"),
        SessionPlan(2, DAY, time(14), time(17), 8, "党校报告厅"),
    )
    lessons = (
        _lesson(1, time(8), time(8, 30), "签到", "sign_in"),
        _lesson(1, time(8, 30), time(8, 35), "奏唱国歌", "anthem"),
        _lesson(1, time(8, 35), time(8, 45), "重温入党誓词", "oath"),
        _lesson(1, time(8, 45), time(9, 30), "集体学习党章", "charter"),
        replace(
            _lesson(1, time(9, 30), time(11, 30), "领导讲课：抓党建", "leader_talk"), teacher_id=leader, half_hours=8
        ),
        LessonPlan(2, time(14), time(16), "现场教学", "field", "special", "field", None, point, half_hours=8),
        LessonPlan(2, time(16), time(17), "研讨交流", "free", "special", "free"),
    )
    return ClassForm(
        title, DAY, DAY, category="轮训班", audience="农村党员", place="党校报告厅", responsible="李会敏",
        sessions=sessions, lessons=lessons,
    )  # fmt: skip


def _lesson(session: int, starts: time, ends: time, title: str, step: str) -> LessonPlan:
    return LessonPlan(session, starts, ends, title, "fixed", "general", step)
