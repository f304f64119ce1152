"""Random lives entered in random order: every day's board agrees with a reading of the events one after another."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from partyschool.errors import Refusal
from partyschool.services.check_records import record_faults
from partyschool.services.people import create_person
from partyschool.services.person_events import EventForm, list_events, record_event, withdraw_event
from partyschool.services.person_form import PersonForm
from partyschool.services.quota import count_quota
from partyschool.storage.database import Database
from tests.services.town import Town, found_town

FIRST = date(2023, 1, 1)
KINDS = ("left", "returned", "full", "extended", "cancelled", "went_away", "came_home", "lost", "found", "transferred")
REASONS = ("death", "suspended", "removed", "transferred")


@dataclass
class Life:
    """What a clerk would say of somebody after reading the events up to a day."""

    kind: str
    is_out: bool = False
    is_away: bool = False
    unit: str = "前庄村党支部"


def some_change(dice: random.Random, town: Town) -> EventForm:
    day = FIRST + timedelta(days=dice.randrange(890))
    return EventForm(
        dice.choice(KINDS), day, reason=dice.choice(REASONS), place="苏州市", until=day + timedelta(days=200),
        unit_id=dice.choice([town.front_branch, town.back_branch, town.office_branch]),
    )  # fmt: skip


def life_until(db: Database, person: int, day: date) -> Life:
    """One event after another; before the first 转正 on probation, and away where the first thing told is a return."""
    told = [row for row in list_events(db, person_id=person) if not row.withdrawn]
    told.sort(key=lambda row: (row.on, row.kind == "left"))
    first = next((row.kind for row in told if row.kind in ("went_away", "came_home")), "")
    life = Life("probationary", is_away=first == "came_home")
    for row in told:
        if row.on > day:
            break
        match row.kind:
            case "left" | "returned":
                life.is_out = row.kind == "left"
            case "full" | "cancelled":
                life.kind = "full" if row.kind == "full" else "masses"
            case "went_away" | "came_home":
                life.is_away = row.kind == "went_away"
            case "transferred":
                life.unit = row.words.split(" → ")[1]
    return life


@pytest.mark.parametrize("seed", range(5))
def test_every_day_s_board_agrees_with_a_reading_of_the_events(db: Database, seed: int) -> None:
    dice, town = random.Random(seed), found_town(db)
    form = PersonForm("李明", kind="probationary", joined_on="2022-03-01", unit_id=town.front_branch)
    people = [create_person(db, form=form, confirmed=True) for _ in range(4)]
    for _ in range(60):
        try:
            record_event(db, person_id=dice.choice(people), form=some_change(dice, town))
        except Refusal:
            continue
    for event in dice.sample(list_events(db), 4):
        try:
            withdraw_event(db, event_id=event.id, reason="登错了")
        except Refusal:
            continue
    assert len(list_events(db)) > 10
    for number in range(0, 895, 37):
        day = FIRST + timedelta(days=number)
        rows = {row.person_id: row for row in count_quota(db, year=day.year, as_of=day).rows}
        for person in people:
            life, row = life_until(db, person, day), rows[person]
            state = "left" if life.is_out else "not_member" if life.kind == "masses" else "due"
            assert (row.state, row.is_floating, row.unit) == (state, life.is_away, life.unit), (person, day)
    with db.read() as session:
        assert [code for code, _ in record_faults(session)] == []
