"""A class whose data are as long, rare or missing as they can be."""

from __future__ import annotations

from datetime import date, time, timedelta

from partyschool.domain.terms import LessonForm, TeacherKind, UnitKind
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class
from partyschool.services.enrolment import enrol
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.schools import home, home_school
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.unit_rules import UnitForm
from partyschool.services.units import create_unit
from partyschool.storage.database import Database
from tests.services.certified_class import found_school

TITLE = "镇" * 200
LONG_SCHOOL = "中共山东省德州市禹城市房寺镇委员会党校暨新时代文明实践所干部教育培训中心（示例）"
NAMES = ("于𰻝", "龥", "阿卜杜热西提·买买提吐尔逊江·阿布都热合曼", "长" * 50, "王  杰", "欧阳建国")
FIRST = date(2025, 12, 29)


def crowd(db: Database, people: int = 30, lessons: int = 12) -> str:
    """The class's code: long names and units, rare characters, a title of 200 characters, across New Year."""
    found_school(db)
    with db.write() as session:
        school = home(session)
        school.name, school.issuer = LONG_SCHOOL, school.name
    town = home_school(db).unit_id
    village = create_unit(db, form=UnitForm("新" * 90 + "村", UnitKind.VILLAGE, town))
    branch = create_unit(db, form=UnitForm("新" * 90 + "村党支部", UnitKind.BRANCH, village))
    ids = [
        create_person(db, form=PersonForm(NAMES[place % len(NAMES)], unit_id=branch), confirmed=True)
        for place in range(people)
    ]
    teacher = save_teacher(db, form=TeacherForm("阿" * 50, TeacherKind.EXPERT, "职" * 100))
    sessions = tuple(
        SessionPlan(place + 1, FIRST + timedelta(place // 2), time(8 + 6 * (place % 2)), time(11 + 6 * (place % 2)), 8)
        for place in range(6)
    )
    plans = tuple(
        LessonPlan(
            1 + place % 6, time(8 + 6 * (place % 6 % 2), 10 + place // 6), time(9 + 6 * (place % 6 % 2), place // 6),
            "题" * 200, LessonForm.LECTURE, teacher_id=teacher, place="地" * 100, half_hours=2,
        )
        for place in range(lessons)
    )  # fmt: skip
    form = ClassForm(
        TITLE, FIRST, FIRST + timedelta(2), place="处" * 100, audience="众" * 200, responsible="班" * 50,
        sessions=sessions, lessons=plans,
    )  # fmt: skip
    code = create_class(db, form=form)
    if ids:
        enrol(db, code=code, person_ids=ids)
    return code
