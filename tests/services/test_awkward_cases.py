"""The field's awkward cases that the counting decides, each by its number: what must come out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from partyschool.domain.terms import Tier
from partyschool.errors import Refusal
from partyschool.services.closed_years import close_year, reopen_year
from partyschool.services.credit_entries import list_credits
from partyschool.services.exemptions import grant_exemption
from partyschool.services.memberships import leave_register, return_to_register, transfer
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.services.quota import count_quota
from partyschool.services.rule_values import set_value
from partyschool.services.rules import HIGHER_COUNTS
from partyschool.services.statistics import year_statistics
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, TeachingPoint, TrainingClass
from tests.conftest import Clock
from tests.services.held_classes import hold, row_of
from tests.services.town import Town, add_person, found_town

END = date(2025, 12, 31)
BEGUN = date(2021, 3, 12)


@pytest.fixture
def town(db: Database, clock: Clock) -> Town:
    clock.time = datetime(2026, 1, 10)
    return found_town(db)


def test_case_3_a_secretary_in_two_villages_owes_the_highest_once_and_counts_once_at_home(
    db: Database, town: Town
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    for branch in (town.front_branch, town.back_branch):
        add_post(db, person_id=person, form=PostForm(branch, "村党支部书记", date(2024, 1, 1)))
    row = row_of(db, "王建国")
    assert (row.required_quarter_days, row.required_half_hours, len(row.posts)) == (8, 112, 2)
    board = count_quota(db, year=2025)
    assert board.totals.due == 1
    assert [line.name for line in board.units if line.totals.due] == ["前庄村"]


# (posts as title, first and last day) → days and hours owed in 2025, in quarter days and half hours.
OWED: dict[str, tuple[list[tuple[str, date, date | None]], int, int]] = {
    "村支书兼主任": ([("村党支部书记", BEGUN, None), ("村委会主任", BEGUN, None)], 8, 112),
    "只是村委会委员": ([("村委会委员", BEGUN, None)], 8, 64),
    "支部委员": ([("村党支部委员", BEGUN, None)], 8, 112),
    "六月三十日离任": ([("村委会委员", BEGUN, date(2025, 6, 30))], 8, 64),
    "元旦离任": ([("村党支部书记", BEGUN, date(2025, 1, 1))], 8, 112),
    "去年底离任": ([("村党支部书记", BEGUN, date(2024, 12, 31))], 4, 64),
    "七月上任年内离任": ([("村党支部书记", date(2025, 7, 1), date(2025, 12, 30))], 4, 64),
    "年底那天上任": ([("村委会委员", date(2025, 12, 31), None)], 8, 64),
    "年初书记年底委员": ([("村党支部书记", BEGUN, date(2025, 3, 1)), ("村委会委员", date(2025, 3, 2), None)], 8, 112),
    "没有职务": ([], 4, 64),
}


def test_case_3_whoever_held_posts_owes_the_highest_of_those_that_count(db: Database, town: Town) -> None:
    for name, (posts, _, _) in OWED.items():
        person = add_person(db, name, town.front_branch)
        for title, first, last in posts:
            add_post(db, person_id=person, form=PostForm(town.front_branch, title, first, last))
    rows = {row.name: (row.required_quarter_days, row.required_half_hours) for row in count_quota(db, year=2025).rows}
    assert rows == {name: (days, hours) for name, (_, days, hours) in OWED.items()}


def test_case_4_a_village_committee_member_outside_the_party_owes_nothing_but_counts_in_the_class(
    db: Database, town: Town
) -> None:
    person = create_person(db, form=PersonForm("李群众", kind="masses", unit_id=town.front_branch), confirmed=True)
    add_post(db, person_id=person, form=PostForm(town.front_branch, "村委会委员", date(2024, 1, 1)))
    hold(db, "2025-01", {date(2025, 3, 3): [person]})
    board = count_quota(db, year=2025)
    assert (board.totals.due, board.totals.members, board.totals.not_members) == (0, 0, 1)
    count = year_statistics(db, year=2025, with_provisional=True).sums.count
    assert (count.attendances, count.people, count.member_people) == (1, 1, 0)


def test_case_5_hours_go_with_a_member_who_moves_and_the_class_stays_in_the_old_statistics(
    db: Database, town: Town
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    hold(db, "2025-01", {date(2025, 3, 3): [person]})
    transfer(db, person_id=person, unit_id=town.back_branch, on=date(2025, 6, 15))
    assert row_of(db, "王建国", as_of=date(2025, 6, 14)).village == "前庄村"
    row = row_of(db, "王建国")
    assert (row.village, row.met) == ("后庄村", True)
    assert year_statistics(db, year=2025, with_provisional=True).sums.count.attendances == 1


@pytest.mark.parametrize(
    ("minutes", "days", "hours"), [(8, 4, 32), (15, 4, 32), (40, 2, 16)], ids=["8 min", "15 min", "40 min"]
)
def test_case_6_late_by_a_little_counts_in_full_by_more_as_half(
    db: Database, town: Town, minutes: int, days: int, hours: int
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    hold(db, "2025-01", {date(2025, 3, 3): [person]}, minutes=minutes)
    row = row_of(db, "王建国")
    assert (row.earned_quarter_days, row.earned_quarter_hours) == (days, hours)


def test_case_15_a_suspended_member_leaves_from_the_day_and_comes_back_with_his_history(
    db: Database, town: Town
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    hold(db, "2025-01", {date(2025, 3, 3): [person]})
    leave_register(db, person_id=person, reason="suspended", on=date(2025, 5, 1))
    assert row_of(db, "王建国", as_of=date(2025, 4, 30)).state == "due"
    assert row_of(db, "王建国").state == "left"
    assert row_of(db, "王建国").earned_quarter_days == 4
    return_to_register(db, person_id=person, on=date(2025, 9, 1))
    assert (row_of(db, "王建国").state, row_of(db, "王建国").met) == ("due", True)


def test_case_16_a_member_admitted_in_september_owes_nothing_this_year_but_his_hours_are_kept(
    db: Database, town: Town
) -> None:
    form = PersonForm("新党员", kind="probationary", joined_on="2025-09-12", unit_id=town.front_branch)
    person = create_person(db, form=form, confirmed=True)
    record_study(db, person_ids=[person], form=StudyForm("theme_day", "主题党日", date(2025, 10, 1), 4))
    row = row_of(db, "新党员")
    assert (row.state, row.required_quarter_days, row.earned_quarter_hours) == ("not_required", 0, 8)
    assert row_of(db, "新党员", 2026, date(2026, 12, 31)).state == "due"


def test_case_18_a_class_over_new_year_credits_each_session_to_its_own_year_and_counts_once(
    db: Database, town: Town
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    hold(db, "2024-09", {date(2024, 12, 31): [person], date(2025, 1, 2): [person]})
    assert row_of(db, "王建国", 2024, date(2024, 12, 31)).earned_quarter_days == 4
    assert row_of(db, "王建国").earned_quarter_days == 4
    by_year = [year_statistics(db, year=year, with_provisional=True).sums for year in (2024, 2025)]
    assert [(sums.classes, sums.count.attendances) for sums in by_year] == [(1, 1), (0, 0)]


# (kind, joined on) → state in 2025 and in 2026.
JOINED = {
    "六月三十日": ("probationary", "2025-06-30", "due", "due"),
    "七月一日": ("probationary", "2025-07-01", "not_required", "due"),
    "只知道七月": ("probationary", "2025-07", "not_required", "due"),
    "十二月三十一日": ("probationary", "2025-12-31", "not_required", "due"),
    "明年": ("probationary", "2026-01-05", "not_member", "due"),
    "去年九月": ("probationary", "2024-09-12", "due", "due"),
    "老党员": ("full", "1990-07-01", "due", "due"),
    "日期不详": ("full", "", "due", "due"),
    "积极分子": ("activist", "", "not_member", "not_member"),
}


def test_case_16_the_day_of_joining_decides_what_is_owed_in_that_year(db: Database, town: Town) -> None:
    for name, (kind, joined, _, _) in JOINED.items():
        form = PersonForm(name, kind=kind, joined_on=joined, unit_id=town.front_branch)
        create_person(db, form=form, confirmed=True)
    states = [{row.name: row.state for row in count_quota(db, year=year).rows} for year in (2025, 2026)]
    assert states == [{name: line[place] for name, line in JOINED.items()} for place in (2, 3)]


@pytest.mark.parametrize("counts", [False, True])
def test_case_28_higher_training_gives_hours_and_rotation_and_days_only_by_the_switch(
    db: Database, town: Town, counts: bool
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    if counts:
        set_value(db, key=HIGHER_COUNTS, value=True, from_year=2025)
    hold(db, "市委党校-1", {date(2025, 3, 3): [person]}, tier=Tier.CITY)
    row = row_of(db, "王建国")
    assert (row.earned_quarter_hours, row.rotated, row.met) == (32, True, counts)


def test_case_30_a_lesson_at_a_teaching_point_is_a_day_of_the_school_and_a_villages_own_one_is_not(
    db: Database, town: Town
) -> None:
    first, second = (add_person(db, name, town.front_branch) for name in ("王建国", "魏健"))
    with db.write() as session:
        session.add(TeachingPoint(name="村史馆", unit_id=town.front_village))
    hold(db, "2025-01", {date(2025, 3, 3): [first]})
    hold(db, "村-1", {date(2025, 3, 4): [second]}, tier=Tier.VILLAGE)
    assert (row_of(db, "王建国").met, row_of(db, "魏健").met) == (True, False)
    assert row_of(db, "魏健").earned_quarter_hours == 32


def test_case_27_the_same_clock_time_in_two_classes_is_credited_once_and_the_other_stays_visible(
    db: Database, town: Town
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    for code in ("2025-01", "2025-02"):
        hold(db, code, {date(2025, 3, 3): [person]}, halves=1)
    assert row_of(db, "王建国").earned_quarter_days == 2
    entries = list_credits(db, year=2025)[person]
    assert sorted((entry.quarter_days, entry.why) for entry in entries) == [(0, "already"), (2, "full")]


# (start and end of the other session on that morning of 8:30 to 11:30, minutes late there) → quarter days of both.
@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "days"),
    [
        (time(9), time(12), 0, 2),  # they overlap: one counts
        (time(11, 29), time(14), 0, 2),
        (time(11, 30), time(14), 0, 4),  # they only touch: both count
        (time(9), time(12), 60, 2),  # the better one
        (time(14), time(17), 0, 4),
    ],
)
def test_case_27_only_sessions_that_share_clock_time_take_from_each_other(
    db: Database, town: Town, starts: time, ends: time, minutes: int, days: int
) -> None:
    person = add_person(db, "王建国", town.front_branch)
    for code, late in (("2025-01", 0), ("2025-02", minutes)):
        hold(db, code, {date(2025, 3, 3): [person]}, halves=1, minutes=late)
    with db.write() as session:
        other = session.query(ClassSession).join(TrainingClass).filter(TrainingClass.code == "2025-02").one()
        other.starts, other.ends = starts, ends
        [seen] = session.query(Attendance).filter_by(session_id=other.id)
        seen.sign_in_at = datetime.combine(other.held_on, starts) + timedelta(minutes=minutes)
    assert row_of(db, "王建国").earned_quarter_days == days


def test_case_32_december_is_entered_in_january_until_the_year_is_closed(db: Database, town: Town) -> None:
    person = add_person(db, "王建国", town.front_branch)

    def late(title: str) -> None:
        record_study(db, person_ids=[person], form=StudyForm("meeting", title, date(2025, 12, 20), 4))

    late("一月补记")
    close_year(db, year=2025)
    with pytest.raises(Refusal, match="2025 年度已经结转"):
        late("结转以后")
    with pytest.raises(Refusal, match="已经结转"):
        grant_exemption(db, person_ids=[person], year=2025, reason="年老体弱", approver="镇党委", granted_on=END)
    reopen_year(db, year=2025, reason="漏了一次")
    late("结转以后")
    assert row_of(db, "王建国").earned_quarter_hours == 16
