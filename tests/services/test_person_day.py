"""Who somebody was on a day, and the line of time of one person."""

from datetime import date

import pytest

from partyschool.services.exemptions import grant_exemption
from partyschool.services.memberships import transfer
from partyschool.services.people import create_person
from partyschool.services.person_day import list_timeline, person_on_day
from partyschool.services.person_events import EventForm, list_events, record_event, withdraw_event
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.storage.database import Database
from tests.services.test_outlook import plan_class
from tests.services.town import Town, add_person, found_town, id_number

MARCH, MAY, JUNE = date(2025, 3, 1), date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


@pytest.fixture
def person(db: Database, town: Town) -> int:
    """Admitted in 2023, full in 2024, secretary from 2021 to March, moved in May, away since June."""
    form = PersonForm(
        "王建国", id_number=id_number(1), kind="probationary", joined_on="2023-07-01", unit_id=town.front_branch
    )
    person = create_person(db, form=form)
    record_event(db, person_id=person, form=EventForm("full", date(2024, 7, 1)))
    add_post(db, person_id=person, form=PostForm(town.front_village, "村党支部书记", date(2023, 9, 1), MARCH))
    transfer(db, person_id=person, unit_id=town.back_branch, on=MAY)
    record_event(db, person_id=person, form=EventForm("went_away", JUNE, place="苏州市"))
    return person


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 1, 1), "前庄村党支部，预备党员，村党支部书记（前庄村）"),
        (MARCH, "前庄村党支部，正式党员，村党支部书记（前庄村）"),
        (date(2025, 4, 30), "前庄村党支部，正式党员，没有职务"),
        (MAY, "后庄村党支部，正式党员，没有职务"),
        (JUNE, "后庄村党支部，正式党员，流动党员（苏州市），没有职务"),
    ],
)
def test_the_answer_is_that_of_the_day(db: Database, person: int, day: date, words: str) -> None:
    assert person_on_day(db, person_id=person, on=day).words == words


def test_a_post_of_the_first_half_year_still_decides_the_requirement(db: Database, person: int) -> None:
    answer = person_on_day(db, person_id=person, on=JUNE)
    assert (answer.posts, answer.categories) == ((), ("two_committees", "leadership"))


def test_leaving_and_exemption_are_part_of_the_answer(db: Database, person: int) -> None:
    grant_exemption(db, person_ids=[person], year=2025, reason="年老体弱", approver="镇党委", granted_on=MARCH)
    record_event(db, person_id=person, form=EventForm("left", date(2025, 6, 10), "death"))
    words = person_on_day(db, person_id=person, on=date(2025, 6, 12)).words
    assert "不在册（死亡，2025-06-10 起）" in words and words.endswith("当年免训")


def test_the_line_of_time_has_everything_once_and_the_latest_first(db: Database, person: int) -> None:
    assert [(line.on, line.words) for line in list_timeline(db, person_id=person)] == [
        (JUNE, "外出流动：苏州市"),
        (MAY, "转接组织关系：前庄村党支部 → 后庄村党支部"),
        (MARCH, "不再任村党支部书记（前庄村）"),
        (date(2024, 7, 1), "转为正式党员"),
        (date(2023, 9, 1), "任村党支部书记（前庄村）"),
        (date(2023, 7, 1), "入党"),
        (None, "在前庄村党支部"),
    ]


def test_a_transfer_taken_back_is_not_in_the_line_of_time(db: Database, person: int) -> None:
    [moved] = [row.id for row in list_events(db) if row.kind == "transferred"]
    withdraw_event(db, event_id=moved, reason="登错了")
    assert not [line for line in list_timeline(db, person_id=person) if "后庄村" in line.words]
    assert [line.words for line in list_timeline(db, person_id=person) if line.kind == "unit"] == ["在前庄村党支部"]


def test_a_class_still_to_come_has_not_been_missed(db: Database, town: Town) -> None:
    """It is 16 June."""
    person = add_person(db, "魏健", town.front_branch)
    past, ahead = date(2025, 6, 2), date(2025, 10, 16)
    for day in (past, ahead):
        plan_class(db, day, people=(person,))
    notes = {line.on: line.note for line in list_timeline(db, person_id=person) if line.kind == "class"}
    assert notes == {past: "在名单里，没有到课记录", ahead: "还没有开"}
