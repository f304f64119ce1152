"""Dated changes of people: entered, refused, taken back, and what each day's lists say."""

from dataclasses import replace
from datetime import date

import pytest

from partyschool.domain.terms import QuotaState
from partyschool.errors import Refusal
from partyschool.services.classes import create_class
from partyschool.services.enrolment import enrol, list_enrolments
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.people import create_person, list_people, update_person
from partyschool.services.people_rows import PersonRow
from partyschool.services.person_detail import get_person
from partyschool.services.person_events import EventForm, list_events, record_event, withdraw_event
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.unit_changes import close_unit
from partyschool.storage.database import Database
from partyschool.storage.models import Person
from tests.services.test_classes import form_for
from tests.services.town import Town, add_person, found_town, id_number

JANUARY, MARCH, MAY, JUNE = date(2025, 1, 15), date(2025, 3, 1), date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


@pytest.fixture
def person(db: Database, town: Town) -> int:
    return add_person(db, "王建国", town.front_branch, 1)


def on(db: Database, person: int, day: date) -> PersonRow:
    return next(row for row in list_people(db, on=day) if row.id == person)


def year_of(db: Database, person: int, day: date) -> QuotaRow:
    return next(row for row in count_quota(db, year=day.year, as_of=day).rows if row.person_id == person)


def record(db: Database, person: int, kind: str, day: date, **more: object) -> None:
    record_event(db, person_id=person, form=EventForm(kind, day, **more))  # type: ignore[arg-type]


def only_event(db: Database, person: int) -> int:
    [row] = list_events(db, person_id=person)
    return row.id


@pytest.mark.both_databases
def test_case_14_a_member_who_died_in_may_leaves_the_denominator_from_that_day_and_keeps_the_history(
    db: Database, town: Town, person: int
) -> None:
    record(db, person, "left", MAY, reason="death")
    states = [year_of(db, person, day).state for day in (date(2025, 4, 30), MAY, date(2025, 12, 31))]
    assert states == [QuotaState.DUE, QuotaState.LEFT, QuotaState.LEFT]
    assert year_of(db, person, date(2024, 12, 31)).state == QuotaState.DUE
    assert [row.words for row in list_events(db)] == ["减少：死亡"]


@pytest.mark.both_databases
def test_case_15_a_suspended_member_is_not_due_between_the_two_days_and_returns_with_the_history(
    db: Database, town: Town, person: int
) -> None:
    record(db, person, "left", MARCH, reason="suspended")
    record(db, person, "returned", JUNE)
    days = (date(2025, 2, 28), MARCH, MAY, JUNE, date(2025, 12, 31))
    assert [year_of(db, person, day).is_due for day in days] == [True, False, False, True, True]
    assert [on(db, person, day).left_reason for day in (MAY, JUNE)] == ["suspended", ""]


def test_case_15_a_suspension_may_become_a_removal(db: Database, town: Town, person: int) -> None:
    record(db, person, "left", date(2023, 1, 10), reason="suspended")
    record(db, person, "left", JANUARY, reason="removed")
    assert [on(db, person, day).left_reason for day in (date(2024, 6, 1), JANUARY)] == ["suspended", "removed"]
    assert year_of(db, person, date(2024, 12, 31)).state == QuotaState.LEFT


def test_case_15_somebody_lost_stays_due_until_suspended(db: Database, town: Town, person: int) -> None:
    record(db, person, "lost", MARCH)
    assert [on(db, person, day).is_lost for day in (date(2025, 2, 28), MARCH)] == [False, True]
    assert year_of(db, person, JUNE).is_due
    record(db, person, "found", JUNE)
    assert [on(db, person, day).is_lost for day in (MAY, JUNE)] == [True, False]


@pytest.mark.both_databases
def test_case_16_a_probationary_member_of_september_owes_nothing_that_year_even_when_full_today(
    db: Database, town: Town
) -> None:
    form = PersonForm("李明", kind="probationary", joined_on="2024-09-10", unit_id=town.front_branch)
    person = create_person(db, form=form)
    record(db, person, "full", MARCH)
    assert year_of(db, person, date(2024, 12, 31)).state == QuotaState.NOT_REQUIRED
    assert year_of(db, person, date(2025, 12, 31)).state == QuotaState.DUE
    assert get_person(db, person).form.full_on == "2025-03-01"


def test_case_16_an_admission_dates_the_joining_and_makes_a_member(db: Database, town: Town) -> None:
    person = create_person(db, form=PersonForm("李明", kind="development", unit_id=town.front_branch))
    record(db, person, "admitted", MARCH)
    assert [year_of(db, person, day).state for day in (date(2025, 2, 28), MARCH)] == [
        QuotaState.NOT_MEMBER, QuotaState.DUE
    ]  # fmt: skip
    assert get_person(db, person).form.joined_on == "2025-03-01"


def test_a_probation_is_extended_once_and_then_cancelled(db: Database, town: Town) -> None:
    form = PersonForm("李明", kind="probationary", joined_on="2024-03-10", unit_id=town.front_branch)
    person = create_person(db, form=form)
    record(db, person, "extended", MARCH, until=date(2025, 9, 10))
    with pytest.raises(Refusal, match="只能延长一次"):
        record(db, person, "extended", MAY, until=date(2025, 12, 10))
    record(db, person, "cancelled", JUNE)
    assert [on(db, person, day).kind for day in (MAY, JUNE)] == ["probationary", "masses"]


def test_case_5_who_moves_in_june_takes_the_hours_along_and_is_counted_where_he_is_at_the_end_of_the_year(
    db: Database, town: Town, person: int
) -> None:
    record_study(db, person_ids=[person], form=StudyForm("theme_day", "主题党日", MARCH, 8))
    record(db, person, "transferred", JUNE, unit_id=town.back_branch)
    rows = [year_of(db, person, day) for day in (date(2025, 5, 31), date(2025, 12, 31))]
    assert [(row.unit, row.earned_quarter_hours) for row in rows] == [("前庄村党支部", 16), ("后庄村党支部", 16)]
    lines = {line.name: line.totals.due for line in count_quota(db, year=2025).units}
    assert lines == {"后庄村": 1}


def test_case_5_who_came_from_outside_in_june_was_not_counted_before(db: Database, town: Town, person: int) -> None:
    record(db, person, "arrived", JUNE, place="临邑县德平镇")
    assert year_of(db, person, date(2024, 12, 31)).state == QuotaState.LEFT
    assert year_of(db, person, date(2025, 12, 31)).state == QuotaState.DUE
    assert [row.start_on for row in get_person(db, person).memberships] == [JUNE]


def test_a_member_who_went_away_is_floating_from_that_day(db: Database, town: Town, person: int) -> None:
    record(db, person, "went_away", MARCH, place="江苏省苏州市")
    assert [year_of(db, person, day).is_floating for day in (JANUARY, MARCH)] == [False, True]
    assert get_person(db, person).form.floating_to == "江苏省苏州市"
    record(db, person, "came_home", JUNE)
    assert get_person(db, person).form.floating_to == ""


@pytest.mark.both_databases
def test_changes_may_be_entered_in_any_order(db: Database, town: Town) -> None:
    changes = [
        EventForm("lost", date(2024, 2, 1)), EventForm("found", date(2024, 3, 1)),
        EventForm("went_away", date(2024, 5, 1), place="苏州市"), EventForm("came_home", date(2024, 9, 1)),
        EventForm("full", date(2024, 11, 1)),
    ]  # fmt: skip
    form = PersonForm("李明", kind="probationary", joined_on="2023-10-10", unit_id=town.front_branch)
    people = [create_person(db, form=form, confirmed=True) for _ in range(3)]
    for person, order in zip(people, (changes, changes[::-1], changes[2:] + changes[:2]), strict=True):
        for change in order:
            record_event(db, person_id=person, form=change)
    for day in (date(2024, 1, 1), date(2024, 2, 15), date(2024, 6, 1), date(2024, 10, 1), date(2024, 12, 1)):
        found = {(row.kind, row.is_lost, row.is_floating) for row in list_people(db, on=day)}
        assert len(found) == 1, day


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (EventForm("left", date(1960, 1, 1), "death"), "before_birth"),
        (EventForm("left", date(2025, 6, 17), "death"), "date_in_future"),
        (EventForm("left", MAY), "reason_missing"),
        (EventForm("returned", MAY), "not_left"),
        (EventForm("full", MAY), "no_probation"),
        (EventForm("went_away", MAY), "place_missing"),
        (EventForm("extended", MAY), "until_missing"),
        (EventForm("extended", MAY, until=MARCH), "until_early"),
        (EventForm("transferred", MAY), "unit_missing"),
        (EventForm("promoted", MAY), "kind_missing"),
        (EventForm("went_away", MAY, place="远" * 101), "too_long"),
        (EventForm("lost", date(2025, 6, 17)), "date_in_future"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_done(
    db: Database, town: Town, person: int, form: EventForm, code: str
) -> None:
    if code == "no_probation":
        record(db, person, "full", MARCH)
    before = get_person(db, person), list_events(db)
    with pytest.raises(Refusal) as caught:
        record_event(db, person_id=person, form=form)
    assert caught.value.code == code
    assert (get_person(db, person), list_events(db)) == before


def test_nothing_happens_to_somebody_who_left(db: Database, town: Town, person: int) -> None:
    record(db, person, "left", MARCH, reason="transferred", place="临邑县")
    for form in (EventForm("lost", MAY), EventForm("transferred", MAY, unit_id=town.back_branch)):
        with pytest.raises(Refusal, match="2025-03-01"):
            record_event(db, person_id=person, form=form)
    record(db, person, "lost", JANUARY)
    assert [row.words for row in list_events(db)] == ["减少：转出：临邑县", "失去联系"]


@pytest.mark.both_databases
def test_a_leaving_taken_back_gives_posts_and_places_in_classes_again(db: Database, town: Town, person: int) -> None:
    add_post(db, person_id=person, form=PostForm(town.front_village, "村党支部书记", date(2021, 3, 1)))
    code = later_class(db, person)
    record(db, person, "left", MAY, reason="transferred")
    assert list_enrolments(db, code=code) == []
    withdraw_event(db, event_id=only_event(db, person), reason="登错人")
    assert [(post.end_on, post.is_held) for post in get_person(db, person).posts] == [(None, True)]
    assert [row.person_id for row in list_enrolments(db, code=code)] == [person]
    assert year_of(db, person, JUNE).is_due
    assert [row.withdrawn for row in list_events(db, person_id=person)] == [True]
    with pytest.raises(Refusal, match="撤销过"):
        withdraw_event(db, event_id=only_event(db, person), reason="登错人")


def later_class(db: Database, person: int) -> str:
    code = create_class(db, form=form_for(db, days=(date(2025, 6, 20),)))
    enrol(db, code=code, person_ids=[person])
    return code


def test_each_kind_of_change_taken_back_leaves_the_record_as_it_was(db: Database, town: Town) -> None:
    form = PersonForm("李明", kind="probationary", joined_on="2024-03-10", unit_id=town.front_branch)
    person = create_person(db, form=form)
    before = get_person(db, person)
    changes = [
        EventForm("full", MAY), EventForm("cancelled", MAY), EventForm("lost", MAY),
        EventForm("went_away", MAY, place="苏州市"), EventForm("arrived", MAY), EventForm("left", MAY, "removed"),
        EventForm("extended", MAY, until=date(2025, 9, 10)),
    ]  # fmt: skip
    for change in changes:
        record_event(db, person_id=person, form=change)
        [event] = [row.id for row in list_events(db)]
        assert get_person(db, person) != before or change.kind == "extended"
        withdraw_event(db, event_id=event, reason="登错了")
        assert replace(get_person(db, person), events=()) == before


def test_a_transfer_taken_back_puts_the_person_where_he_was(db: Database, town: Town, person: int) -> None:
    record(db, person, "transferred", MARCH, unit_id=town.back_branch)
    withdraw_event(db, event_id=only_event(db, person), reason="登错了")
    assert [on(db, person, day).unit_id for day in (JANUARY, MAY)] == [town.front_branch] * 2


def test_a_transfer_that_another_followed_is_taken_back_too(db: Database, town: Town, person: int) -> None:
    record(db, person, "transferred", MARCH, unit_id=town.back_branch)
    first = only_event(db, person)
    record(db, person, "transferred", MAY, unit_id=town.office_branch)
    withdraw_event(db, event_id=first, reason="登错了")
    assert [on(db, person, day).unit_id for day in (MARCH, MAY)] == [town.front_branch, town.office_branch]
    assert [row.words for row in list_events(db)] == ["转接组织关系：前庄村党支部 → 房寺镇机关党支部"]


def test_a_transfer_from_a_unit_that_is_gone_is_not_taken_back(db: Database, town: Town, person: int) -> None:
    record(db, person, "transferred", MARCH, unit_id=town.back_branch)
    close_unit(db, unit_id=town.front_branch, on=MAY)
    with pytest.raises(Refusal, match="不能撤销"):
        withdraw_event(db, event_id=only_event(db, person), reason="登错了")


def test_a_change_that_another_builds_on_is_not_taken_back(db: Database, town: Town, person: int) -> None:
    record(db, person, "left", MARCH, reason="suspended")
    record(db, person, "returned", MAY)
    record(db, person, "lost", JUNE)
    _, returned, _ = [row.id for row in list_events(db)]
    with pytest.raises(Refusal, match="已经减少"):
        withdraw_event(db, event_id=returned, reason="登错了")
    with pytest.raises(Refusal, match="原因"):
        withdraw_event(db, event_id=returned, reason=" ")
    assert on(db, person, JUNE).left_reason == ""


def test_the_form_does_not_write_over_what_a_change_decides(db: Database, town: Town, person: int) -> None:
    record(db, person, "went_away", MARCH, place="苏州市")
    form = get_person(db, person).form
    with pytest.raises(Refusal, match="变动登记"):
        update_person(db, person_id=person, form=replace(form, is_floating=False, floating_to=""))
    update_person(db, person_id=person, form=replace(form, phone="13800001234"))
    assert get_person(db, person).form.phone == "13800001234"


def test_an_edit_of_the_unit_is_a_transfer_of_today(db: Database, town: Town, person: int) -> None:
    form = replace(get_person(db, person).form, unit_id=town.back_branch)
    update_person(db, person_id=person, form=form)
    assert [row.words for row in list_events(db)] == ["转接组织关系：前庄村党支部 → 后庄村党支部"]


def test_a_leaving_that_only_a_roll_told_becomes_part_of_the_history(db: Database, town: Town) -> None:
    person = create_person(db, form=PersonForm("李明", id_number=id_number(3), unit_id=town.front_branch))
    with db.write() as session:
        found = session.get_one(Person, person)
        found.left_reason, found.left_on = "suspended", MARCH
    record(db, person, "returned", JUNE)
    assert [on(db, person, day).left_reason for day in (JANUARY, MAY, JUNE)] == ["", "suspended", ""]
