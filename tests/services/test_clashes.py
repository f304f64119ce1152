from dataclasses import replace
from datetime import date, time

import pytest

from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services.clashes import find_class_clashes
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import cancel_class, create_class
from partyschool.services.schools import init_school
from partyschool.storage.database import Database
from partyschool.storage.models import School, Teacher, TeachingPoint

DAY = date(2025, 10, 23)
MORNING = SessionPlan(1, DAY, time(8, 30), time(11, 30), 8, "报告厅")
AFTERNOON = SessionPlan(1, DAY, time(14), time(17), 8, "报告厅")


@pytest.fixture
def school(db: Database) -> Database:
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    return db


def add_teacher(db: Database, name: str) -> int:
    with db.write() as session:
        teacher = Teacher(name=name, kind="leader")
        session.add(teacher)
        session.flush()
        return teacher.id


def add_point(db: Database, name: str) -> int:
    with db.write() as session:
        point = TeachingPoint(name=name)
        session.add(point)
        session.flush()
        return point.id


def a_class(title: str, place: SessionPlan, lesson: LessonPlan) -> ClassForm:
    return ClassForm(title, DAY, DAY, place="报告厅", sessions=(place,), lessons=(lesson,))


def a_lesson(starts: time, ends: time, *, teacher: int | None = None, point: int | None = None) -> LessonPlan:
    return LessonPlan(
        1, starts, ends, "领导讲课", "lecture", teacher_id=teacher, teaching_point_id=point, place="一楼研讨室"
    )


def test_a_teacher_of_two_classes_at_once_is_named_with_the_other_class(school: Database) -> None:
    leader = add_teacher(school, "周文斌")
    create_class(school, form=a_class("第 11 期", AFTERNOON, a_lesson(time(14), time(15, 30), teacher=leader)))

    wanted = a_class("第 12 期", AFTERNOON, replace(a_lesson(time(15), time(17), teacher=leader), place="二楼"))
    [clash] = find_class_clashes(school, wanted)

    assert (clash.kind, clash.name, clash.with_class, clash.lesson) == ("teacher", "周文斌", "第 11 期", 1)
    assert (clash.starts.time(), clash.ends.time()) == (time(14), time(15, 30))


def test_a_lesson_that_begins_when_the_other_ends_does_not_clash(school: Database) -> None:
    leader = add_teacher(school, "周文斌")
    create_class(school, form=a_class("第 11 期", AFTERNOON, a_lesson(time(14), time(15), teacher=leader)))

    assert (
        find_class_clashes(school, a_class("第 12 期", AFTERNOON, a_lesson(time(15), time(16), teacher=leader))) == ()
    )


def test_a_room_of_the_own_school_is_taken_however_its_name_is_spaced(school: Database) -> None:
    create_class(school, form=a_class("第 11 期", MORNING, a_lesson(time(9), time(10))))

    wanted = replace(a_lesson(time(9), time(10)), place="一楼 研讨室")
    [clash] = find_class_clashes(school, a_class("第 12 期", MORNING, wanted))

    assert (clash.kind, clash.name) == ("room", "一楼研讨室")


def test_the_room_of_another_school_is_not_the_own_one(school: Database) -> None:
    with school.write() as session:
        other = School(name="张庄镇党校", short="禹张", tier="town")
        session.add(other)
        session.flush()
        other_id = other.id
    theirs = replace(a_class("张庄一期", MORNING, a_lesson(time(9), time(10))), school_id=other_id)
    create_class(school, form=theirs)

    assert find_class_clashes(school, a_class("第 12 期", MORNING, a_lesson(time(9), time(10)))) == ()


def test_a_teaching_point_is_taken_and_the_room_beside_it_is_free(school: Database) -> None:
    point = add_point(school, "贾集村温室蔬菜大棚")
    lesson = replace(a_lesson(time(9), time(11), point=point), form="field")
    create_class(school, form=a_class("第 11 期", MORNING, lesson))

    [clash] = find_class_clashes(school, a_class("第 12 期", MORNING, lesson))

    assert (clash.kind, clash.name) == ("point", "贾集村温室蔬菜大棚")


def test_a_cancelled_class_and_the_own_draft_hold_nothing(school: Database) -> None:
    leader = add_teacher(school, "周文斌")
    form = a_class("第 11 期", AFTERNOON, a_lesson(time(14), time(15), teacher=leader))
    first = create_class(school, form=form)
    assert find_class_clashes(school, form, code=first) == ()
    assert len(find_class_clashes(school, form)) == 2

    cancel_class(school, code=first, reason="防汛")
    assert find_class_clashes(school, form) == ()


def test_a_class_without_sessions_clashes_with_nothing(school: Database) -> None:
    assert find_class_clashes(school, ClassForm("第 12 期", DAY, DAY)) == ()
