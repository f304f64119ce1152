"""A roll imported again: changes that the clerk registered with a day stand against what an older roll says."""

from datetime import date
from pathlib import Path

import pytest

from partyschool.services.memberships import transfer
from partyschool.services.merging import merge_people
from partyschool.services.people import list_people
from partyschool.services.person_detail import get_person
from partyschool.services.person_events import EventForm, list_events, record_event
from partyschool.storage.database import Database
from tests.exchange.test_roster_import import person, stored
from tests.exchange.town import HEAD, codes, found_school, import_rows, outcomes


@pytest.fixture(autouse=True)
def _school(db: Database) -> None:
    found_school(db)


def member(db: Database) -> int:
    return stored(db, "贾长河").id


def test_an_old_roll_does_not_undo_a_registered_change(db: Database, tmp_path: Path) -> None:
    head = (*HEAD, "党籍状态", "是否流动", "是否失联")
    rows = [head, [*person(1), "正常", "否", "否"]]
    import_rows(db, tmp_path, rows)
    day = date(2025, 6, 5)
    for form in (
        EventForm("left", day, "suspended"),
        EventForm("lost", day),
        EventForm("went_away", day, place="苏州市"),
    ):
        record_event(db, person_id=member(db), form=form)
    result = import_rows(db, tmp_path, rows)
    assert outcomes(result) == {"unchanged": 1} and codes(result)["event_kept"] == 3
    found = stored(db, "贾长河")
    assert (found.left_reason, found.is_floating, found.floating_to, found.is_lost) == (
        "suspended",
        True,
        "苏州市",
        True,
    )


def test_an_old_roll_does_not_bring_back_whom_the_clerk_transferred(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1), person(2, name="赵敏", unit="前庄村党支部"), person(3, name="钱进", unit="后庄村党支部")]
    import_rows(db, tmp_path, rows)
    units = {row.name: row.unit_id for row in list_people(db)}
    transfer(db, person_id=member(db), unit_id=units["赵敏"] or 0, on=date(2025, 6, 10))
    again = import_rows(db, tmp_path, rows)
    assert outcomes(again) == {"unchanged": 3} and codes(again) == {"event_kept": 1}
    moved = import_rows(db, tmp_path, [HEAD, person(1, unit="后庄村党支部")])
    assert outcomes(moved) == {"updated": 1}
    assert get_person(db, member(db)).row.unit == "后庄村党支部"


@pytest.mark.both_databases
def test_a_roll_that_tells_of_full_membership_keeps_the_years_on_probation(db: Database, tmp_path: Path) -> None:
    head = (*HEAD, "转正日期")
    import_rows(db, tmp_path, [head, [*person(1, kind="预备党员", joined="2024-05-20"), None]])
    rows = [head, [*person(1, joined="2024-05-20"), "2025-05-20"]]
    assert outcomes(import_rows(db, tmp_path, rows)) == {"updated": 1}
    assert outcomes(import_rows(db, tmp_path, rows)) == {"unchanged": 1}
    kinds = [next(row.kind for row in list_people(db, on=day)) for day in (date(2025, 5, 19), date(2025, 5, 20))]
    assert kinds == ["probationary", "full"]
    assert [row.words for row in list_events(db)] == ["转为正式党员"]
    older = import_rows(db, tmp_path, [head, [*person(1, kind="预备党员", joined="2024-05-20"), None]])
    assert outcomes(older) == {"unchanged": 1} and codes(older) == {"event_kept": 1}


def test_a_row_with_the_number_of_a_merged_record_is_the_record_that_lives_on(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1), person(2)]
    import_rows(db, tmp_path, rows)
    kept, merged = (row.id for row in list_people(db))
    merge_people(db, kept_id=kept, merged_id=merged)
    again = import_rows(db, tmp_path, rows)
    assert outcomes(again) == {"unchanged": 1, "duplicate": 1}
    assert [row.id for row in list_people(db)] == [kept]
