"""The life of a class: what is refused in words, what a reason forces, what is kept."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from partyschool.domain.terms import LessonForm, TeacherKind, Way
from partyschool.domain.timetable import LessonPlan, Wishes, lay_out
from partyschool.errors import Refusal
from partyschool.services.class_flow import add_free_step, mark_step, record_lesson, unmark_step
from partyschool.services.class_queries import get_class, list_classes
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import (
    cancel_class,
    close_class,
    confirm_class,
    create_class,
    flow_steps,
    publish_class,
    update_class,
)
from partyschool.services.enrolment import enrol, list_enrolments, people_of_units, withdraw
from partyschool.services.quota import count_quota
from partyschool.services.sign_in import record_sign_in
from partyschool.services.sign_in_answer import SignIn
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine, Teacher, TeachingPoint
from tests.conftest import Clock
from tests.services.town import Town, add_person, found_town

DAY = date(2025, 6, 16)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


def place(db: Database, *, kind: str = TeacherKind.LEADER, active: bool = True) -> tuple[int, int]:
    """A teacher and a teaching point."""
    with db.write() as session:
        teacher = Teacher(name="周文斌", kind=kind)
        point = TeachingPoint(name="贾集村温室蔬菜大棚", is_active=active)
        session.add_all([teacher, point])
        session.flush()
        return teacher.id, point.id


def form_for(db: Database, *, days: tuple[date, ...] = (DAY,), kind: str = TeacherKind.LEADER) -> ClassForm:
    leader, point = place(db, kind=kind)
    wishes = Wishes(days, place="报告厅", point_id=point, point_name="大棚", leader_id=leader, lecture_title="专题课")
    sessions, lessons = lay_out(wishes, flow_steps())
    return ClassForm("党员轮训班（第1期）", days[0], days[-1], sessions=sessions, lessons=lessons)


def attend(db: Database, clock: Clock, code: str, person_id: int, number: int) -> None:
    detail = get_class(db, code)
    row = detail.sessions[number - 1]
    clock.time = datetime.combine(row.held_on, row.starts)
    answer = record_sign_in(db, row.id, SignIn(Way.TAP, clock.time, person_id=person_id))
    assert answer.result == "signed"


def finish(clock: Clock, day: date = DAY) -> None:
    clock.time = datetime.combine(day, time(20))


def test_a_whole_day_goes_from_draft_to_confirmed(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db))
    assert code == "2025-01"
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code)
    for number in (1, 2):
        attend(db, clock, code, person, number)
    finish(clock)
    close_class(db, code=code)
    assert confirm_class(db, code=code) == 2
    detail = get_class(db, code)
    assert detail.row.phase == "confirmed"
    assert all(step.state.done for step in detail.steps)
    row = next(row for row in count_quota(db, year=2025).rows if row.person_id == person)
    assert (row.earned_quarter_days, row.earned_quarter_hours, row.provisional_quarter_days) == (4, 32, 0)


def test_publishing_names_what_the_timetable_lacks(db: Database, town: Town) -> None:
    form = form_for(db)
    lessons = tuple(lesson for lesson in form.lessons if lesson.step_key not in {"oath", "field"})
    code = create_class(db, form=replace(form, lessons=lessons))
    with pytest.raises(Refusal, match="重温入党誓词、现场教学"):
        publish_class(db, code=code)
    publish_class(db, code=code, reason="教学点临时封闭")
    detail = get_class(db, code)
    assert (detail.row.state, detail.publish_reason) == ("published", "教学点临时封闭")


def test_a_class_without_sessions_cannot_be_published(db: Database, town: Town) -> None:
    code = create_class(db, form=ClassForm("空班", DAY, DAY))
    with pytest.raises(Refusal, match="半天场次"):
        publish_class(db, code=code, reason="硬要")


def test_closing_names_what_was_not_done_and_keeps_the_reason(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db, kind=TeacherKind.EXPERT))
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code)
    finish(clock)
    with pytest.raises(Refusal, match="签到"):
        close_class(db, code=code)
    attend(db, clock, code, person, 1)
    attend(db, clock, code, person, 2)
    finish(clock)
    with pytest.raises(Refusal, match="领导讲课还没有完成"):
        close_class(db, code=code)
    close_class(db, code=code, reason="镇党委书记临时开会")
    detail = get_class(db, code)
    assert detail.close_reason == "镇党委书记临时开会"
    assert detail.missing == ("leader_talk",)


def test_case_23_a_deputy_of_the_right_kind_satisfies_the_leaders_talk(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db, kind=TeacherKind.EXPERT))
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code)
    attend(db, clock, code, person, 1)
    attend(db, clock, code, person, 2)
    finish(clock)
    talk = next(lesson for lesson in get_class(db, code).lessons if lesson.step_key == "leader_talk")
    deputy, _ = place(db)
    record_lesson(db, lesson_id=talk.id, teacher_id=deputy, is_held=None)
    close_class(db, code=code)
    kept = next(lesson for lesson in get_class(db, code).lessons if lesson.step_key == "leader_talk")
    assert kept.teacher_id == deputy
    assert kept.planned_teacher == "周文斌"


def test_case_24_rain_instead_of_the_teaching_point_needs_a_reason(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db))
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code)
    attend(db, clock, code, person, 1)
    attend(db, clock, code, person, 2)
    finish(clock)
    visit = next(lesson for lesson in get_class(db, code).lessons if lesson.form == LessonForm.FIELD)
    record_lesson(db, lesson_id=visit.id, teacher_id=None, is_held=False)
    with pytest.raises(Refusal, match="现场教学"):
        close_class(db, code=code)
    close_class(db, code=code, reason="下雨，改看教学点视频")
    assert get_class(db, code).missing == ("field",)


def test_what_was_closed_stays_when_the_teaching_point_is_given_up_later(
    db: Database, clock: Clock, town: Town
) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db))
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code)
    attend(db, clock, code, person, 1)
    attend(db, clock, code, person, 2)
    finish(clock)
    close_class(db, code=code)
    with db.write() as session:
        session.query(TeachingPoint).one().is_active = False
    assert get_class(db, code).missing == ()


def test_steps_are_ticked_with_when_and_by_whom_but_not_the_proven_ones(db: Database, clock: Clock, town: Town) -> None:
    code = create_class(db, form=form_for(db))
    at = datetime(2025, 6, 16, 8, 32)
    mark_step(db, code=code, position=2, done_at=at, done_by="李会敏", proof="照片1")
    step = get_class(db, code).steps[1]
    assert (step.state.done, step.state.at, step.state.by, step.proof) == (True, at, "李会敏", "照片1")
    unmark_step(db, code=code, position=2)
    assert not get_class(db, code).steps[1].state.done
    for position, words in ((1, "签到记录"), (5, "领导干部"), (6, "教学点")):
        with pytest.raises(Refusal, match=words):
            mark_step(db, code=code, position=position, done_at=at, done_by="李会敏")
    add_free_step(db, code=code, title="红色观影")
    assert get_class(db, code).steps[-1].title == "红色观影"


def test_confirming_waits_for_the_end_and_happens_once(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db))
    enrol(db, code=code, person_ids=[person])
    attend(db, clock, code, person, 1)
    with pytest.raises(Refusal, match="才结束"):
        confirm_class(db, code=code)
    finish(clock)
    confirm_class(db, code=code)
    with pytest.raises(Refusal, match="已经认定"):
        confirm_class(db, code=code)


def test_case_17_a_storm_at_ten_keeps_the_morning_and_voids_the_rest(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db, days=(DAY, date(2025, 6, 17))))
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code)
    attend(db, clock, code, person, 1)
    with pytest.raises(Refusal, match="原因"):
        cancel_class(db, code=code, reason=" ")
    assert cancel_class(db, code=code, reason="暴雨红色预警") == "suspended"
    detail = get_class(db, code)
    assert [row.state for row in detail.sessions] == ["planned", "cancelled", "cancelled", "cancelled"]
    row = next(row for row in count_quota(db, year=2025).rows if row.person_id == person)
    assert row.earned_quarter_days == 2
    assert list_classes(db)[0].held_sessions == 1


def test_a_cancelled_class_without_attendance_counts_for_nothing(db: Database, town: Town) -> None:
    code = create_class(db, form=form_for(db))
    assert cancel_class(db, code=code, reason="并入下一期") == "cancelled"
    with pytest.raises(Refusal, match="已经取消"):
        confirm_class(db, code=code)


def test_a_session_somebody_attended_cannot_disappear(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    form = form_for(db)
    code = create_class(db, form=form)
    enrol(db, code=code, person_ids=[person])
    attend(db, clock, code, person, 2)
    shorter = replace(form, sessions=form.sessions[:1], lessons=tuple(row for row in form.lessons if row.session == 1))
    with pytest.raises(Refusal, match="第 2 场已经有人签到"):
        update_class(db, code=code, form=shorter)
    assert len(get_class(db, code).sessions) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "班次名称"),
        ({"ends_on": date(2025, 6, 1)}, "早于开始日期"),
        ({"starts_on": date(2025, 6, 17), "ends_on": date(2025, 6, 18)}, "不在班次起止日期之内"),
        (
            {"lessons": (LessonPlan(9, time(8), time(9), "讲课", LessonForm.LECTURE),)},
            "没有这一场",
        ),
        (
            {"lessons": (LessonPlan(1, time(9), time(8), "讲课", LessonForm.LECTURE),)},
            "结束时间不晚于开始时间",
        ),
    ],
)
def test_a_contradicting_form_is_refused_naming_the_place(
    db: Database, town: Town, change: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        create_class(db, form=replace(form_for(db), **change))  # type: ignore[arg-type]
    assert list_classes(db) == []


def test_classes_of_some_days_are_those_that_last_into_them(db: Database, town: Town) -> None:
    new_year = (date(2024, 12, 31), date(2025, 1, 2))
    code = create_class(db, form=form_for(db, days=new_year))

    def found(*during: date) -> list[str]:
        first, last = during
        return [row.code for row in list_classes(db, during=(first, last))]

    assert found(date(2025, 1, 2), date(2025, 1, 20)) == found(date(2024, 12, 1), date(2024, 12, 31)) == [code]
    assert found(date(2025, 1, 1), date(2025, 1, 1)) == [code]
    assert found(date(2025, 1, 3), DAY) == found(date(2024, 1, 1), date(2024, 12, 30)) == []


def test_people_are_enrolled_by_unit_once_and_told_where_else_they_are(db: Database, town: Town) -> None:
    people = [add_person(db, f"许玉{part}", town.front_branch, number) for number, part in enumerate("芳兰", 1)]
    add_person(db, "后庄人", town.back_branch, 9)
    found = people_of_units(db, unit_ids=[town.front_village], on=DAY)
    assert sorted(found) == sorted(people)
    first, second = create_class(db, form=form_for(db)), create_class(db, form=form_for(db))
    assert (first, second) == ("2025-01", "2025-02")
    assert enrol(db, code=first, person_ids=found).added == 2
    answer = enrol(db, code=second, person_ids=found)
    assert {busy.other_code for busy in answer.busy} == {first}
    assert enrol(db, code=second, person_ids=found).already == 2
    assert withdraw(db, code=second, person_ids=[people[0]]) == 1
    assert [row.name for row in list_enrolments(db, code=second)] == ["许玉兰"]


def test_who_signed_in_cannot_be_taken_off_the_list(db: Database, clock: Clock, town: Town) -> None:
    person = add_person(db, "许玉芳", town.front_branch, 1)
    code = create_class(db, form=form_for(db))
    enrol(db, code=code, person_ids=[person])
    attend(db, clock, code, person, 1)
    with pytest.raises(Refusal, match="许玉芳已经签到"):
        withdraw(db, code=code, person_ids=[person])


def test_every_step_of_its_life_leaves_an_audit_line(db: Database, clock: Clock, town: Town) -> None:
    code = create_class(db, form=form_for(db))
    publish_class(db, code=code)
    cancel_class(db, code=code, reason="并班")
    with db.read() as session:
        actions = [row.action for row in session.query(AuditLine).order_by(AuditLine.id)]
    assert [action for action in actions if action.startswith("class.")] == [
        "class.create", "class.publish", "class.cancel",
    ]  # fmt: skip
