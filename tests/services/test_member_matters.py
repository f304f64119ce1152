"""到期事项: everybody whose standing has to be decided on, as the events tell it."""

from datetime import date

import pytest

from partyschool.services.member_matters import find_matter, list_matters
from partyschool.services.people import create_person
from partyschool.services.person_events import EventForm, record_event
from partyschool.services.person_form import PersonForm
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town


@pytest.mark.both_databases
def test_who_has_waited_longest_stands_first(db: Database) -> None:
    town = found_town(db)
    lost, gone, settled = (add_person(db, name, town.front_branch) for name in ("失联", "停籍", "如常"))
    form = PersonForm("预备", kind="probationary", joined_on="2024-05-10", unit_id=town.front_branch)
    probationer = create_person(db, form=form)
    record_event(db, person_id=lost, form=EventForm("lost", date(2024, 10, 1)))
    record_event(db, person_id=gone, form=EventForm("left", date(2022, 3, 1), "suspended"))
    found = [(row.person.name, row.matter.on) for row in list_matters(db)]
    assert found == [("停籍", date(2024, 3, 1)), ("失联", date(2025, 4, 1)), ("预备", date(2025, 5, 10))]
    record_event(db, person_id=probationer, form=EventForm("extended", date(2025, 5, 10), until=date(2025, 11, 10)))
    record_event(db, person_id=gone, form=EventForm("left", date(2025, 6, 1), "removed"))
    assert [row.person.name for row in list_matters(db)] == ["失联"]
    assert find_matter(db, person_id=settled) is None
