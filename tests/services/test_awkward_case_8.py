"""Awkward case 8: whoever missed a class and came to a 补训班 is credited the same content once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from partyschool.domain.terms import LessonForm, SessionState
from partyschool.services.classes import confirm_class
from partyschool.services.closed_years import close_year
from partyschool.services.credit_entries import list_credits
from partyschool.services.quota import count_quota
from partyschool.services.quota_words import entry_reason
from partyschool.services.statistics import year_statistics
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession
from tests.conftest import Clock
from tests.services.held_classes import hold, row_of, teach
from tests.services.town import Town, add_person, found_town


@pytest.fixture
def town(db: Database, clock: Clock) -> Town:
    clock.time = datetime(2026, 1, 10)
    return found_town(db)


def test_case_8_a_make_up_class_counts_on_the_day_that_was_attended_and_no_clock_time_twice(
    db: Database, town: Town
) -> None:
    missed, late = (add_person(db, name, town.front_branch) for name in ("王建国", "魏健"))
    hold(db, "2024-12", {date(2024, 12, 30): [late]}, halves=1)
    hold(db, "补训", {date(2025, 1, 6): [missed, late]})
    hold(db, "同一天另一期", {date(2025, 1, 6): [missed]}, halves=1)
    assert [row_of(db, name).earned_quarter_days for name in ("王建国", "魏健")] == [4, 4]
    assert row_of(db, "王建国", 2024, date(2024, 12, 31)).earned_quarter_days == 0


@pytest.mark.parametrize("is_confirmed", [False, True])
@pytest.mark.parametrize("minutes_late", [0, 60])  # there in full; for half of each half-day
def test_case_8_the_same_content_is_credited_once_and_what_is_better_counts(
    minutes_late: int, is_confirmed: bool, db: Database, town: Town
) -> None:
    """Whoever came to the missed class, wholly or partly, has all of its content and no more."""
    person, missed = (add_person(db, name, town.front_branch) for name in ("魏健", "王建国"))
    hold(db, "2025-01", {date(2025, 3, 3): [person]}, minutes=minutes_late)
    hold(db, "补训", {date(2025, 3, 20): [person, missed]})
    hold(db, "不相干", {date(2025, 4, 1): [person]}, halves=1)
    teach(db, "2025-01", ["党章", "乡村振兴"])
    teach(db, "补训", ["党章", " 乡村振兴 "], makes_up="2025-01")
    if is_confirmed:
        for code in ("2025-01", "补训", "不相干"):
            confirm_class(db, code=code)

    assert [row_of(db, name).earned_quarter_days for name in ("魏健", "王建国")] == [6, 4]
    branch = next(iter(count_quota(db, year=2025).rows)).unit
    alone = count_quota(db, year=2025, unit=branch).rows
    assert {row.name: row.earned_quarter_days for row in alone} == {"魏健": 6, "王建国": 4}
    entries = list_credits(db, year=2025, person_id=person)[person]
    assert sum(entry.quarter_days for entry in entries) == 6
    again = [entry for entry in entries if entry.why == "repeated"]
    assert {entry.class_code for entry in again} == {"补训" if minutes_late == 0 else "2025-01"}
    assert "同一内容已计" in entry_reason(again[0])


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize(
    ("minutes_late", "days_then", "days_now", "words"),
    [(0, 4, 0, "同一内容 2024 年已计"), (60, 2, 2, "同一内容 2024 年已计一半，只计另一半"), (None, 0, 4, "全额计入")],
    ids=["there", "there for half", "missed"],
)
def test_case_8_what_december_credited_is_not_credited_again_by_the_make_up_class_of_january(
    minutes_late: int | None, days_then: int, days_now: int, words: str, is_closed: bool, db: Database, town: Town
) -> None:
    person, other = (add_person(db, name, town.front_branch) for name in ("魏健", "王建国"))
    hold(db, "2024-12", {date(2024, 12, 30): [other]}, minutes=minutes_late or 0)
    if minutes_late is not None:
        with db.write() as session:
            for seen in session.query(Attendance).all():
                seen.person_id = person
    hold(db, "补训", {date(2025, 1, 6): [person]})
    teach(db, "2024-12", ["党章", "乡村振兴"])
    teach(db, "补训", ["党章", "乡村振兴"], makes_up="2024-12")
    for code in ("2024-12", "补训"):
        confirm_class(db, code=code)
    if is_closed:
        close_year(db, year=2024)
    then = row_of(db, "魏健", 2024, date(2024, 12, 31))
    assert (then.earned_quarter_days, row_of(db, "魏健").earned_quarter_days) == (days_then, days_now)
    assert {entry_reason(entry) for entry in list_credits(db, year=2025)[person]} == {words}
    sums = year_statistics(db, year=2025, with_provisional=False).sums
    assert (sums.classes, sums.count.attendances) == (1, 1 if days_now else 0)


@pytest.mark.parametrize(
    ("form", "days"), [(LessonForm.SEMINAR, 4), (LessonForm.FIELD, 4), (LessonForm.FIXED, 8)], ids=str
)
def test_case_8_a_visit_is_content_as_a_lecture_is_and_fixed_actions_are_not(
    form: LessonForm, days: int, db: Database, town: Town
) -> None:
    person = add_person(db, "魏健", town.front_branch)
    for code, day in (("2025-01", date(2025, 3, 3)), ("补训", date(2025, 3, 20))):
        hold(db, code, {day: [person]})
    teach(db, "2025-01", ["参观大棚", "集体学习党章"], form=form)
    teach(db, "补训", ["参观大棚", "集体学习党章"], form=form, makes_up="2025-01")
    assert row_of(db, "魏健").earned_quarter_days == days


def test_case_8_a_content_of_the_rotation_period_before_is_no_rotation_of_the_next_one(
    db: Database, town: Town
) -> None:
    there, missed = (add_person(db, name, town.front_branch) for name in ("魏健", "王建国"))
    hold(db, "2020-12", {date(2020, 12, 30): [there]})
    hold(db, "补训", {date(2021, 1, 6): [there, missed]})
    teach(db, "2020-12", ["党章", "乡村振兴"])
    teach(db, "补训", ["党章", "乡村振兴"], makes_up="2020-12")
    rotated = {row.name: row.rotated for row in count_quota(db, year=2021).rows}
    assert rotated == {"魏健": False, "王建国": True}


def test_case_8_two_half_days_of_one_subject_are_made_up_by_two_and_one_that_was_called_off_by_none(
    db: Database, town: Town
) -> None:
    missed, there = (add_person(db, name, town.front_branch) for name in ("王建国", "魏健"))
    hold(db, "2025-01", {date(2025, 3, 3): [], date(2025, 3, 4): [there]})
    hold(db, "补训", {date(2025, 3, 20): [missed, there]})
    teach(db, "2025-01", ["分组讨论"] * 4)
    teach(db, "补训", ["分组讨论"] * 2, makes_up="2025-01")
    with db.write() as session:
        for held in session.query(ClassSession).filter_by(held_on=date(2025, 3, 3)):
            held.state = SessionState.CANCELLED
    assert [row_of(db, name).earned_quarter_days for name in ("王建国", "魏健")] == [4, 4]
