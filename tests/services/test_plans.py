"""The yearly plan: versions, what is refused, planned against done, and a row becoming a class."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partyschool.domain.plan import Progress
from partyschool.domain.timetable import SessionPlan
from partyschool.errors import Refusal
from partyschool.services.attendance_paper import paper_all_except
from partyschool.services.class_forms import get_class_form
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import cancel_class, create_class, publish_class, update_class
from partyschool.services.courses import CourseForm, remove_course, save_course
from partyschool.services.enrolment import enrol
from partyschool.services.plan_classes import link_class, wish_of_row
from partyschool.services.plan_progress import PlanProgress, plan_progress
from partyschool.services.plan_queries import compare_plans, find_plan, get_plan, list_plan_versions, list_plan_years
from partyschool.services.plan_rows import PlanRowForm, PlanVersion
from partyschool.services.plan_words import plan_words, state_words
from partyschool.services.plans import (
    adjust_plan,
    approve_plan,
    drop_draft,
    move_plan_row,
    remove_plan_row,
    save_plan_row,
    start_plan,
)
from partyschool.services.teachers import TeacherForm, save_teacher, set_teacher_active
from partyschool.services.teaching_points import PointForm, remove_point, save_point, set_point_active
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.town import Town, add_person, found_town

YEAR = 2025
FRESH_YEARS = count(2026)  # an example of a property test needs a year without a plan
ROW = PlanRowForm("农村党员轮训班", "农村党员", (3, 5, 10), classes=3, people_each=60)


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


def add(db: Database, title: str = ROW.title, year: int = YEAR, **facts: object) -> str:
    return save_plan_row(db, year=year, form=replace(ROW, title=title, **facts)).thread  # type: ignore[arg-type]


def approve(db: Database, year: int = YEAR) -> int:
    return approve_plan(db, year=year, approved_by="镇党委会议")


def hold(db: Database, town: Town, thread: str, day: date, *, name: str) -> str:
    """A class of the row, published, with one session that somebody attended."""
    session = SessionPlan(1, day, time(8, 30), time(11, 30), 8)
    code = create_class(db, form=ClassForm(name, day, day, sessions=(session,), plan_thread=thread))
    publish_class(db, code=code, reason="测试")
    person = add_person(db, f"学员{name}", town.front_branch)
    enrol(db, code=code, person_ids=[person])
    paper_all_except(db, session_id=get_class(db, code).sessions[0].id)
    return code


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.message.endswith("。")
    return caught.value.code


@pytest.mark.both_databases
def test_a_plan_is_drafted_approved_and_adjusted_and_every_version_is_kept(db: Database, town: Town) -> None:
    first, second = add(db), add(db, "书记培训班", audience="村（社区）党组织书记", months=(4,), classes=1)
    assert state_words(get_plan(db, year=YEAR).head) == "草案"
    assert approve(db) == 1
    edit = save_plan_row(db, year=YEAR, form=replace(ROW, classes=4), thread=first)
    assert (edit.version, edit.is_new_version, edit.thread) == (2, True, first)
    assert save_plan_row(db, year=YEAR, form=replace(ROW, classes=5), thread=first).is_new_version is False
    remove_plan_row(db, year=YEAR, thread=second)
    third = add(db, "流动党员返乡班", months=(2,), classes=1)
    assert approve(db) == 2
    assert [state_words(head)[:3] for head in list_plan_versions(db, year=YEAR)] == ["已调整", "已审定"]
    old = get_plan(db, year=YEAR, version=1)
    assert [(row.thread, row.form.classes) for row in old.rows] == [(first, 3), (second, 1)]
    changes = {change.thread: change for change in compare_plans(db, year=YEAR, older=1, newer=2)}
    assert changes[first].fields == (("classes", "3", "5"),)
    assert (changes[second].kind, changes[third].kind) == ("removed", "added")
    assert plan_words(db, year=YEAR).plan.classes == 6
    assert list_plan_years(db) == [2026, 2025]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"audience": "  "}, "audience_missing"),
        ({"title": ""}, "title_missing"),
        ({"months": ()}, "months_missing"),
        ({"months": (3, 13)}, "months"),
        ({"months": (0,)}, "months"),
        ({"classes": 0}, "classes"),
        ({"people_each": -1}, "people"),
        ({"quarter_days": 0}, "days"),
        ({"module": "nonsense"}, "module_unknown"),
        ({"audience": "党" * 201}, "too_long"),
    ],
)
def test_a_row_that_says_too_little_is_refused_and_nothing_is_half_done(
    db: Database, town: Town, facts: dict[str, object], code: str
) -> None:
    form = replace(ROW, **facts)  # type: ignore[arg-type]
    assert refused(lambda: save_plan_row(db, year=YEAR, form=form)) == code
    assert find_plan(db, year=YEAR) is None


def test_what_cannot_be_approved_is_refused(db: Database, town: Town) -> None:
    assert refused(lambda: approve(db)) == "no_draft"
    start_plan(db, year=YEAR)
    assert refused(lambda: start_plan(db, year=YEAR)) == "plan_exists"
    assert refused(lambda: approve(db)) == "plan_empty"
    add(db)
    assert refused(lambda: approve_plan(db, year=YEAR, approved_by=" ")) == "approver_missing"
    tomorrow = date(2025, 6, 17)
    assert refused(lambda: approve_plan(db, year=YEAR, approved_by="甲", approved_on=tomorrow)) == "date"
    approve(db)
    assert refused(lambda: approve(db)) == "no_draft"
    assert refused(lambda: drop_draft(db, year=YEAR)) == "no_draft"
    adjust_plan(db, year=YEAR)
    assert refused(lambda: approve(db)) == "plan_same"
    assert refused(lambda: adjust_plan(db, year=YEAR)) == "no_approved"
    assert drop_draft(db, year=YEAR) == 2
    assert get_plan(db, year=YEAR).head.version == 1
    assert refused(lambda: start_plan(db, year=1999)) == "year"


def test_last_years_plan_can_be_copied_as_a_new_draft_of_other_rows(db: Database, town: Town) -> None:
    thread = add(db)
    start_plan(db, year=2026, like=YEAR)
    [row] = get_plan(db, year=2026).rows
    assert row.form == ROW
    assert row.thread != thread
    assert refused(lambda: start_plan(db, year=2027, like=2020)) == "plan_missing"


def test_rows_are_ordered_and_a_row_taken_out_comes_back_as_itself(db: Database, town: Town) -> None:
    threads = [add(db, title) for title in ("甲", "乙", "丙")]
    move_plan_row(db, year=YEAR, thread=threads[2], by=-5)
    assert [row.title for row in get_plan(db, year=YEAR).rows] == ["丙", "甲", "乙"]
    before = get_plan(db, year=YEAR)
    remove_plan_row(db, year=YEAR, thread=threads[0])
    save_plan_row(db, year=YEAR, form=replace(ROW, title="甲"), thread=threads[0], position=2)
    assert get_plan(db, year=YEAR) == before


def test_an_approved_version_keeps_the_name_of_a_renamed_course_and_point(db: Database, town: Town) -> None:
    course = save_course(db, form=CourseForm("党史", "general", 8))
    point = save_point(db, form=PointForm("贾集大棚", "model_village", town.front_village))
    add(db, course_ids=(course,), teaching_point_id=point, module="general")
    approve(db)
    before = get_plan(db, year=YEAR)
    save_course(db, form=CourseForm("中共党史", "general", 8), course_id=course)
    save_point(db, form=PointForm("贾集蔬菜大棚", "model_village", town.front_village), point_id=point)
    assert get_plan(db, year=YEAR) == before
    assert before.rows[0].courses == ("党史",)
    assert refused(lambda: remove_course(db, course_id=course)) == "in_use"
    assert refused(lambda: remove_point(db, point_id=point)) == "in_use"


@pytest.mark.both_databases
def test_planned_against_done_counts_held_classes_and_names_those_outside_the_plan(
    db: Database, town: Town, clock: Clock
) -> None:
    rotation = add(db)
    secretaries = add(db, "书记培训班", months=(4,), classes=1)
    reserves = add(db, "后备干部班", months=(11,), classes=1)
    done = add(db, "两委班", months=(6,), classes=1)
    approve(db)
    hold(db, town, rotation, date(2025, 6, 16), name="轮训一")
    hold(db, town, done, date(2025, 6, 16), name="两委")
    hold(db, town, "", date(2025, 6, 16), name="临时加的")
    create_class(db, form=ClassForm("后备", date(2025, 11, 3), date(2025, 11, 3), plan_thread=reserves))
    found = plan_progress(db, year=YEAR)
    states = {row.row.thread: row.state for row in found.rows}
    assert states == {
        rotation: Progress.LATE, secretaries: Progress.LATE, reserves: Progress.RUNNING, done: Progress.DONE,
    }  # fmt: skip
    assert (found.planned, found.done, found.left) == (6, 2, 4)
    assert [one.title for one in found.outside] == ["临时加的"]
    [outside] = found.outside
    link_class(db, code=outside.code, thread=rotation)
    assert plan_progress(db, year=YEAR).row(rotation).held == 2  # type: ignore[union-attr]
    assert states[rotation] == Progress.LATE
    assert plan_progress(db, year=YEAR).row(rotation).state == Progress.RUNNING  # type: ignore[union-attr]


def test_a_cancelled_class_gives_its_place_in_the_plan_back(db: Database, town: Town) -> None:
    thread = add(db, classes=1, months=(9,))
    approve(db)
    day = date(2025, 9, 1)
    code = create_class(db, form=ClassForm("九月班", day, day, plan_thread=thread))
    assert refused(lambda: wish_of_row(db, year=YEAR, thread=thread)) == "row_full"
    assert refused(lambda: remove_plan_row(db, year=YEAR, thread=thread)) == "in_use"
    cancel_class(db, code=code, reason="下雨")
    assert plan_progress(db, year=YEAR).rows[0].classes == ()
    assert wish_of_row(db, year=YEAR, thread=thread).title == ROW.title
    assert refused(lambda: link_class(db, code=code, thread=thread)) == "class_cancelled"


@pytest.mark.both_databases
def test_clerks_who_change_an_approved_plan_at_once_share_one_adjustment(db: Database, town: Town) -> None:
    add(db)
    approve(db)
    with ThreadPoolExecutor(4) as clerks:
        list(clerks.map(lambda number: add(db, f"第{number}班"), range(8)))
    assert [head.version for head in list_plan_versions(db, year=YEAR)] == [2, 1]
    rows = get_plan(db, year=YEAR).rows
    assert sorted(row.position for row in rows) == list(range(1, 10))


def test_a_class_that_is_changed_stays_with_its_row(db: Database, town: Town) -> None:
    thread = add(db, classes=1, months=(9,))
    approve(db)
    day = date(2025, 9, 1)
    code = create_class(db, form=ClassForm("九月班", day, day, plan_thread=thread))
    update_class(db, code=code, form=replace(get_class_form(db, code), title="九月轮训班"))
    [row] = plan_progress(db, year=YEAR).rows
    assert [(found.code, found.title) for found in row.classes] == [(code, "九月轮训班")]


def test_a_class_stopped_by_a_storm_counts_only_when_a_session_of_it_was_held(db: Database, town: Town) -> None:
    """Awkward case 17: a held session makes it one 期; without one its place is given back."""
    held, unheld = add(db, "甲班", classes=1, months=(6,)), add(db, "乙班", classes=1, months=(6,))
    approve(db)
    code = hold(db, town, held, date(2025, 6, 16), name="下雨停课")
    assert cancel_class(db, code=code, reason="暴雨") == "suspended"
    session = SessionPlan(1, date(2025, 6, 20), time(8, 30), time(11, 30), 8)
    day = date(2025, 6, 20)
    code = create_class(db, form=ClassForm("没开成", day, day, sessions=(session,), plan_thread=unheld))
    publish_class(db, code=code, reason="测试")
    cancel_class(db, code=code, reason="暴雨")
    found = plan_progress(db, year=YEAR)
    assert [(row.row.title, row.held, row.arranged) for row in found.rows] == [("甲班", 1, 0), ("乙班", 0, 0)]
    assert (found.done, found.left) == (1, 1)


def test_a_teacher_who_left_stays_on_courses_and_a_retired_point_is_not_offered_again(db: Database, town: Town) -> None:
    """Awkward case 22: who has left keeps what he can give; a new class only asks for who and what is in use."""
    teacher = save_teacher(db, form=TeacherForm("周文斌", "leader", "镇党委书记"))
    course = save_course(db, form=CourseForm("党史", "general", 8, teacher_ids=(teacher,)))
    point = save_point(db, form=PointForm("贾集大棚", "model_village", town.front_village))
    thread = add(db, course_ids=(course,), teaching_point_id=point)
    approve(db)
    set_teacher_active(db, teacher_id=teacher, is_active=False)
    set_point_active(db, point_id=point, is_active=False)
    wish = wish_of_row(db, year=YEAR, thread=thread)
    assert (wish.topics[0].teacher_id, wish.point_id) == (None, None)
    assert get_plan(db, year=YEAR).rows[0].point == "贾集大棚"


def test_a_row_fills_the_guided_dialog_with_what_the_plan_says(db: Database, town: Town) -> None:
    teacher = save_teacher(db, form=TeacherForm("周文斌", "leader", "镇党委书记"))
    course = save_course(db, form=CourseForm("党员的权利和义务", "general", 8, teacher_ids=(teacher,)))
    point = save_point(db, form=PointForm("贾集大棚", "model_village", town.front_village))
    thread = add(
        db, quarter_days=8, half_hours=24, course_ids=(course,), teaching_point_id=point, place="报告厅",
        responsible="张立新", category="轮训班",
    )  # fmt: skip
    approve(db)
    wish = wish_of_row(db, year=YEAR, thread=thread)
    assert (wish.title, wish.audience, wish.responsible) == ("农村党员轮训班（第1期）", "农村党员", "张立新")
    assert (wish.days, wish.with_afternoon, wish.half_hours, wish.point_id) == (2, True, 6, point)
    assert wish.first_day == date(2025, 6, 23)  # March is over: a week from Monday 16 June
    [topic] = wish.topics
    assert (topic.title, topic.teacher_id, topic.is_led) == ("党员的权利和义务", teacher, True)
    day = wish.first_day
    create_class(db, form=ClassForm(wish.title, day, day, plan_thread=thread))
    following = wish_of_row(db, year=YEAR, thread=thread)
    assert (following.title, following.first_day) == ("农村党员轮训班（第2期）", date(2025, 6, 23))
    create_class(db, form=ClassForm(following.title, day, day, plan_thread=thread))
    assert wish_of_row(db, year=YEAR, thread=thread).first_day == date(2025, 10, 1)


def test_a_class_that_spans_new_year_counts_to_the_year_it_starts(db: Database, town: Town, clock: Clock) -> None:
    """Awkward case 18: the class of December 30 belongs to the old year's plan alone."""
    thread = add(db, classes=1, months=(12,))
    approve(db)
    clock.time = datetime(2025, 12, 30, 12)
    hold(db, town, thread, date(2025, 12, 30), name="跨年班")
    clock.time = datetime(2026, 1, 3, 8)
    assert plan_progress(db, year=2025).done == 1
    assert plan_progress(db, year=2026).outside == ()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "change", "remove", "move", "approve", "adjust", "drop", "class"]),
            st.integers(0, 5),
        ),
        min_size=4,
        max_size=14,
    )
)
def test_approved_versions_never_change_and_planned_is_done_plus_open(
    db: Database, deeds: list[tuple[str, int]]
) -> None:
    found_town(db)
    year = next(FRESH_YEARS)
    approved: dict[int, PlanVersion] = {}
    for verb, number in deeds:
        with suppress(Refusal):
            _act(db, year, verb, number)
        for head in list_plan_versions(db, year=year):
            if head.is_approved:
                version = get_plan(db, year=year, version=head.version)
                assert approved.setdefault(head.version, version) == version
        _balanced(plan_progress(db, year=year))


def _act(db: Database, year: int, verb: str, number: int) -> None:
    plan = find_plan(db, year=year)
    rows = plan.rows if plan is not None else ()
    thread = rows[number % len(rows)].thread if rows else ""
    if verb == "add":
        add(db, f"班{number}", year=year, classes=number + 1)
    elif verb == "change" and thread:
        save_plan_row(db, year=year, form=replace(ROW, classes=number + 1), thread=thread)
    elif verb == "remove" and thread:
        remove_plan_row(db, year=year, thread=thread)
    elif verb == "move" and thread:
        move_plan_row(db, year=year, thread=thread, by=number - 2)
    elif verb == "approve":
        approve(db, year)
    elif verb == "adjust":
        adjust_plan(db, year=year)
    elif verb == "drop":
        drop_draft(db, year=year)
    elif verb == "class":
        day = date(year, 7, 1)
        create_class(db, form=ClassForm(f"班{number}", day, day, plan_thread=thread))


def _balanced(found: PlanProgress) -> None:
    assert found.planned == found.done + found.left
    assert sum(found.counts.values()) == len(found.rows)
