from dataclasses import replace
from datetime import date, datetime, time

import pytest

from partyschool.domain.timetable import Wishes, lay_out
from partyschool.errors import Refusal
from partyschool.services.class_flow import add_free_step, mark_step, record_lesson
from partyschool.services.class_forms import get_class_form
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class, flow_steps, publish_class, update_class
from partyschool.services.schools import init_school
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TeachingPoint

DAYS = (date(2025, 9, 18), date(2025, 9, 19))


@pytest.fixture
def code(db: Database) -> str:
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    with db.write() as session:
        leader, stand_in = Teacher(name="周文斌", kind="leader"), Teacher(name="张振华", kind="leader")
        point = TeachingPoint(name="贾集村温室蔬菜大棚")
        session.add_all([leader, stand_in, point])
        session.flush()
        wishes = Wishes(DAYS, point_id=point.id, point_name=point.name, leader_id=leader.id, place="报告厅")
    sessions, lessons = lay_out(wishes, flow_steps())
    lessons = tuple(replace(lesson, title=lesson.title or "专题课") for lesson in lessons)
    form = ClassForm("村“两委”成员培训班", *DAYS, place="报告厅", sessions=sessions, lessons=lessons)
    return create_class(db, form=form)


def test_a_form_that_is_written_back_unchanged_changes_nothing(db: Database, code: str) -> None:
    form, before = get_class_form(db, code), get_class(db, code)

    update_class(db, code=code, form=form)

    assert get_class_form(db, code) == form
    after = get_class(db, code)
    assert [row.state for row in after.steps] == [row.state for row in before.steps]
    assert after.missing_to_publish == ()


def test_what_was_recorded_of_a_lesson_survives_a_change_of_the_timetable(db: Database, code: str) -> None:
    publish_class(db, code=code)
    talk = next(row for row in get_class(db, code).lessons if row.step_key == "leader_talk")
    with db.read() as session:
        stand_in = session.query(Teacher).filter_by(name="张振华").one().id
    record_lesson(db, lesson_id=talk.id, teacher_id=stand_in, is_held=True)

    form = get_class_form(db, code)
    lessons = tuple(replace(lesson, place="二楼会议室") for lesson in form.lessons)
    update_class(db, code=code, form=replace(form, lessons=lessons))

    talk = next(row for row in get_class(db, code).lessons if row.step_key == "leader_talk")
    assert (talk.teacher, talk.planned_teacher, talk.said_held, talk.place) == ("张振华", "周文斌", True, "二楼会议室")


def test_ticked_and_added_free_steps_survive_a_change_of_the_timetable(db: Database, code: str) -> None:
    add_free_step(db, code=code, title="观看警示教育片")
    free = [row for row in get_class(db, code).steps if row.state.kind == "free"]
    assert [row.title for row in free] == ["研讨交流", "观看警示教育片"]
    at = datetime(2025, 9, 18, 16, 30)
    for row in free:
        mark_step(db, code=code, position=row.position, done_at=at, done_by="李会敏", proof="照片 3 张")

    form = get_class_form(db, code)
    extra = replace(form.lessons[-1], starts=time(16), title="知识测试", form="free", step_key="")
    update_class(db, code=code, form=replace(form, lessons=(*form.lessons[:-1], extra)))

    free = [row for row in get_class(db, code).steps if row.state.kind == "free"]
    assert [(row.title, row.state.done) for row in free] == [
        ("研讨交流", True),
        ("知识测试", False),
        ("观看警示教育片", True),
    ]
    assert free[2].proof == "照片 3 张"


def test_a_class_that_is_not_there_is_named(db: Database) -> None:
    with pytest.raises(Refusal, match="2031-01"):
        get_class_form(db, "2031-01")
