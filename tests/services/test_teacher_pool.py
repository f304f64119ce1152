"""The pool of teachers year by year: what is recorded, refused, carried on, and what a roll says."""

from __future__ import annotations

from datetime import date

import pytest

from partyschool.domain.pool import PoolAction
from partyschool.errors import Refusal
from partyschool.services.audit_view import list_audit
from partyschool.services.roll_words import note_words, roll_words
from partyschool.services.taught_lessons import list_taught
from partyschool.services.teacher_pool import (
    list_pool_changes,
    list_pool_years,
    pool_roll,
    record_pool,
    renew_all,
    withdraw_pool,
)
from partyschool.services.teacher_trainings import (
    TrainingForm,
    change_training,
    list_trainings,
    record_trainings,
    remove_training,
)
from partyschool.services.teachers import TeacherForm, list_teachers, remove_teacher, save_teacher
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import hold_class
from tests.services.town import found_town

JOIN, RENEW, LEAVE = PoolAction.JOIN, PoolAction.RENEW, PoolAction.LEAVE


def add(db: Database, name: str, kind: str = "leader", *, in_pool: bool = True) -> int:
    return save_teacher(db, form=TeacherForm(name, kind, "讲师", in_pool))


def refusal(call: object, **values: object) -> str:
    with pytest.raises(Refusal) as caught:
        call(**values)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.both_databases
def test_a_new_teacher_of_the_pool_is_taken_in_this_year_and_counted_by_kind(db: Database) -> None:
    for name, kind in (("张立新", "leader"), ("曾平", "expert"), ("李秀英", "role_model")):
        add(db, name, kind)
    add(db, "外来人", "expert", in_pool=False)
    roll = pool_roll(db, year=2025)
    assert [(row.name, row.action) for row in roll.rows] == [("张立新", JOIN), ("曾平", JOIN), ("李秀英", JOIN)]
    assert dict(roll.counts) == {"leader": 1, "expert": 1, "role_model": 1}
    assert roll.waiting == ()


@pytest.mark.both_databases
def test_at_the_turn_of_the_year_everybody_waits_and_is_kept_on_at_once(db: Database, clock: Clock) -> None:
    kept, gone = add(db, "张立新"), add(db, "曾平")
    clock.time = clock.time.replace(year=2026)
    assert [row.name for row in pool_roll(db, year=2026).waiting] == ["曾平", "张立新"]
    record_pool(db, teacher_ids=[gone], year=2026, action=LEAVE, reason="工作调动", noted_on=date(2026, 3, 1))
    assert renew_all(db, year=2026) == (0, 1)
    roll = pool_roll(db, year=2026)
    assert [(row.id, row.action) for row in roll.rows] == [(kept, RENEW), (gone, LEAVE)]
    assert note_words(roll.rows[1]) == "出库（3月1日）：工作调动"
    assert roll.counts.total() == 1
    assert refusal(renew_all, db=db, year=2026) == "nobody"
    assert list_pool_years(db) == [2027, 2026, 2025]


@pytest.mark.both_databases
def test_case_22_a_teacher_who_left_keeps_the_lessons_and_stays_in_that_years_roll(db: Database, clock: Clock) -> None:
    hold_class(db, clock, {"王建国": 6})
    [teacher] = [row for row in list_teachers(db) if row.name == "张立新"]
    record_pool(db, teacher_ids=[teacher.id], year=2025, action=LEAVE, reason="退休")
    [row] = pool_roll(db, year=2025).rows
    assert (row.name, row.lessons, row.action) == ("张立新", 1, LEAVE)
    assert [lesson.title for lesson in list_taught(db, year=2025, teacher_id=teacher.id)] == ["领导讲课"]
    assert list_teachers(db)[0].form.in_pool is False
    clock.time = clock.time.replace(year=2026)
    assert pool_roll(db, year=2026).waiting == ()
    assert refusal(remove_teacher, db=db, teacher_id=teacher.id) == "in_use"


def test_leaving_needs_a_reason_and_the_years_must_make_sense(db: Database) -> None:
    teacher = add(db, "张立新")
    change = {"db": db, "teacher_ids": [teacher]}
    assert refusal(record_pool, **change, year=2025, action=LEAVE, reason=" ") == "reason_missing"
    assert refusal(record_pool, **change, year=1949, action=JOIN) == "year"
    assert refusal(record_pool, **change, year=2027, action=JOIN) == "year"
    assert refusal(record_pool, **change, year=2024, action=JOIN) == "later_year"
    assert refusal(record_pool, db=db, teacher_ids=[], year=2025, action=JOIN) == "nobody"
    record_pool(db, teacher_ids=[teacher], year=2025, action=LEAVE, reason="退休")
    assert refusal(record_pool, **change, year=2026, action=RENEW) == "left_before"
    assert refusal(record_pool, **change, year=2026, action=LEAVE, reason="退休") == "not_in"
    record_pool(db, teacher_ids=[teacher], year=2026, action=JOIN)
    assert [(line.year, line.action) for line in list_pool_changes(db, teacher_id=teacher)] == [
        (2026, JOIN), (2025, LEAVE),
    ]  # fmt: skip
    assert refusal(withdraw_pool, db=db, teacher_id=teacher, year=2024) == "no_entry"


def test_of_several_teachers_all_are_recorded_or_none(db: Database) -> None:
    inside, outside = add(db, "张立新"), add(db, "曾平", in_pool=False)
    with pytest.raises(Refusal, match="曾平不在师资库里"):
        record_pool(db, teacher_ids=[inside, outside], year=2025, action=LEAVE, reason="退休")
    assert [row.action for row in pool_roll(db, year=2025).rows] == [JOIN]


def test_a_line_entered_by_mistake_is_struck_out_and_leaves_its_audit_line(db: Database) -> None:
    teacher = add(db, "张立新")
    withdraw_pool(db, teacher_id=teacher, year=2025)
    assert pool_roll(db, year=2025).rows == ()
    assert list_teachers(db)[0].form.in_pool is False
    [line] = [row for row in list_audit(db) if row.action == "pool.withdraw"]
    assert line.detail == {"was": "join"}


def test_the_teachers_own_form_and_the_roll_say_the_same(db: Database) -> None:
    teacher = add(db, "张立新")
    save_teacher(db, form=TeacherForm("张立新", "leader", "讲师", in_pool=False), teacher_id=teacher)
    assert [(row.action, row.reason) for row in pool_roll(db, year=2025).rows] == [(LEAVE, "改为库外")]
    save_teacher(db, form=TeacherForm("张立新", "leader", "讲师"), teacher_id=teacher)
    assert [(row.action, row.reason) for row in pool_roll(db, year=2025).rows] == [(JOIN, "")]


@pytest.mark.both_databases
def test_trainings_are_recorded_for_several_teachers_corrected_and_taken_back(db: Database) -> None:
    found_town(db)
    ids = [add(db, "张立新"), add(db, "曾平")]
    form = TrainingForm("lessons", " 市委党校师资班 ", date(2025, 4, 7), date(2025, 4, 9), "德州", 48)
    assert record_trainings(db, teacher_ids=ids, form=form) == 2
    rows = list_trainings(db, year=2025)
    assert [(row.name, row.form.title, row.form.half_hours) for row in rows] == [
        ("曾平", "市委党校师资班", 48), ("张立新", "市委党校师资班", 48),
    ]  # fmt: skip
    assert refusal(record_trainings, db=db, teacher_ids=ids, form=form) == "training_twice"
    change_training(db, training_id=rows[0].id, form=TrainingForm("visit", "考察", date(2025, 5, 1), date(2025, 5, 1)))
    assert list_trainings(db, teacher_id=ids[1])[0].form == TrainingForm("visit", "考察", date(2025, 5, 1))
    assert [row.trainings for row in roll_words(db, year=2025).roll.rows] == [1, 1]
    remove_training(db, training_id=rows[0].id)
    assert [row.name for row in list_trainings(db)] == ["张立新"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (TrainingForm("tour", "考察", date(2025, 5, 1)), "form_unknown"),
        (TrainingForm("visit", "  ", date(2025, 5, 1)), "title_missing"),
        (TrainingForm("visit", "考察", date(2025, 5, 2), date(2025, 5, 1)), "date_order"),
        (TrainingForm("visit", "考察", date(2205, 5, 1)), "date"),
        (TrainingForm("visit", "考察", date(2025, 5, 1), half_hours=-1), "hours"),
    ],
)
def test_an_impossible_training_is_refused(db: Database, form: TrainingForm, code: str) -> None:
    assert refusal(record_trainings, db=db, teacher_ids=[add(db, "张立新")], form=form) == code
    assert list_trainings(db) == []
