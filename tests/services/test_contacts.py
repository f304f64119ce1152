"""联系与送学记录: floating members are kept in touch with, and the list says who waits longest."""

from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.contacts import ContactForm, list_away, record_contact, withdraw_contact
from partyschool.services.person_detail import get_person
from partyschool.services.person_events import EventForm, record_event
from partyschool.storage.database import Database
from tests.services.town import Town, add_person, found_town

MARCH, MAY = date(2025, 3, 1), date(2025, 5, 1)
SENT = ContactForm(MAY, "post", material="《习近平著作选读》", contacted_by="李支书")


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


@pytest.fixture
def away(db: Database, town: Town) -> list[int]:
    people = [add_person(db, name, town.front_branch) for name in ("甲", "乙", "丙")]
    for person in people:
        record_event(db, person_id=person, form=EventForm("went_away", MARCH, place="江苏省苏州市"))
    add_person(db, "在家", town.front_branch)
    return people


@pytest.mark.both_databases
def test_30_material_sent_to_floating_members_is_on_record_and_the_silent_ones_come_first(
    db: Database, away: list[int]
) -> None:
    assert record_contact(db, person_ids=away[:2], form=SENT) == 2
    record_contact(db, person_ids=away[:1], form=ContactForm(date(2025, 6, 1), "phone", "外出务工，一切正常"))
    record_contact(db, person_ids=away[2:], form=ContactForm(date(2025, 6, 10), "phone", "无人接听", is_reached=False))
    found = [
        (row.person.name, row.place, row.since, row.last_on, row.contacts, row.days_silent) for row in list_away(db)
    ]
    assert found == [
        ("丙", "江苏省苏州市", MARCH, None, 1, 107),
        ("乙", "江苏省苏州市", MARCH, MAY, 1, 46),
        ("甲", "江苏省苏州市", MARCH, date(2025, 6, 1), 2, 15),
    ]
    assert [row.form.way for row in get_person(db, away[0]).contacts] == ["phone", "post"]


def test_who_came_home_or_left_is_not_on_the_list(db: Database, away: list[int]) -> None:
    record_event(db, person_id=away[0], form=EventForm("came_home", MAY))
    record_event(db, person_id=away[1], form=EventForm("left", MAY, "transferred"))
    assert [row.person.name for row in list_away(db)] == ["丙"]


def test_somebody_lost_is_on_the_list_too(db: Database, town: Town) -> None:
    person = add_person(db, "丁", town.front_branch)
    record_event(db, person_id=person, form=EventForm("lost", MARCH))
    assert [(row.person.name, row.person.is_lost, row.since) for row in list_away(db)] == [("丁", True, MARCH)]


def test_a_contact_entered_by_mistake_is_taken_back(db: Database, away: list[int]) -> None:
    record_contact(db, person_ids=away[:1], form=SENT)
    [row] = get_person(db, away[0]).contacts
    withdraw_contact(db, contact_id=row.id)
    assert get_person(db, away[0]).contacts == ()
    with pytest.raises(Refusal, match="撤回过"):
        withdraw_contact(db, contact_id=row.id)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (replace(SENT, way="pigeon"), "way_missing"),
        (replace(SENT, contacted_on=date(2025, 6, 17)), "date_in_future"),
        (replace(SENT, material=" "), "content_missing"),
        (replace(SENT, material="书" * 201), "too_long"),
    ],
)
def test_a_contact_that_says_nothing_is_refused(db: Database, away: list[int], form: ContactForm, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        record_contact(db, person_ids=away, form=form)
    assert caught.value.code == code
    with pytest.raises(Refusal, match="哪些人"):
        record_contact(db, person_ids=[], form=SENT)
    assert get_person(db, away[0]).contacts == ()
