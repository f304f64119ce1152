from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.exemptions import grant_exemption, list_exemptions, withdraw_exemption
from partyschool.services.other_study import Recorded, StudyForm, list_studies, record_study, withdraw_study
from partyschool.services.presets import preset_lists
from partyschool.services.quota import count_quota
from partyschool.services.rule_values import set_value
from partyschool.services.rules import HIGHER_COUNTS
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town

MAY = date(2025, 5, 1)
MEETING = StudyForm("meeting", "五月三会一课", MAY, 4, organiser="前庄村党支部")


def two_people(db: Database) -> list[int]:
    town = found_town(db)
    return [add_person(db, name, town.front_branch) for name in ("王建国", "魏健")]


def earned(db: Database) -> dict[str, tuple[int, int]]:
    """Quarter days and quarter hours by name."""
    return {row.name: (row.earned_quarter_days, row.earned_quarter_hours) for row in count_quota(db, year=2025).rows}


@pytest.mark.both_databases
def test_the_same_study_is_written_once_for_each_of_many(db: Database) -> None:
    first, second = two_people(db)
    assert record_study(db, person_ids=[first], form=MEETING) == Recorded(1, 0)
    assert record_study(db, person_ids=[first, second, second], form=MEETING) == Recorded(1, 1)
    assert [(row.person, row.unit, row.form) for row in list_studies(db, year=2025)] == [
        ("魏健", "前庄村党支部", MEETING),
        ("王建国", "前庄村党支部", MEETING),
    ]
    assert earned(db) == {"王建国": (0, 8), "魏健": (0, 8)}
    assert list_studies(db, year=2024) == list_studies(db, kind="home") == []
    assert len(list_studies(db, person_id=first)) == 1


def test_a_withdrawn_study_counts_no_more_and_can_be_written_again(db: Database) -> None:
    first, _ = two_people(db)
    record_study(db, person_ids=[first], form=MEETING)
    entry = list_studies(db)[0].id
    with pytest.raises(Refusal) as caught:
        withdraw_study(db, study_id=entry, reason=" ")
    assert caught.value.code == "reason_missing"
    withdraw_study(db, study_id=entry, reason="记错人")
    assert list_studies(db) == []
    assert earned(db)["王建国"] == (0, 0)
    with pytest.raises(Refusal, match="已经撤销"):
        withdraw_study(db, study_id=entry, reason="记错人")
    assert record_study(db, person_ids=[first], form=MEETING) == Recorded(1, 0)


def test_higher_training_gives_days_only_where_the_school_says_so(db: Database) -> None:
    first, _ = two_people(db)
    form = StudyForm("higher", "市委党校中青班", MAY, 80, ended_on=date(2025, 5, 5), quarter_days=20)
    record_study(db, person_ids=[first], form=form)
    assert earned(db)["王建国"] == (0, 160)
    set_value(db, key=HIGHER_COUNTS, value=True, from_year=2025)
    assert earned(db)["王建国"] == (20, 160)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (replace(MEETING, kind="party"), "kind_unknown"),
        (replace(MEETING, title=" "), "title_missing"),
        (replace(MEETING, half_hours=0), "hours"),
        (replace(MEETING, half_hours=49), "hours"),
        (replace(MEETING, quarter_days=2), "days"),
        (replace(MEETING, kind="higher", quarter_days=5), "days"),
        (replace(MEETING, ended_on=date(2025, 4, 30)), "dates"),
        (replace(MEETING, studied_on=date(2025, 6, 17)), "date_in_future"),
        (replace(MEETING, studied_on=date(2024, 12, 31), ended_on=date(2025, 1, 1)), "two_years"),
    ],
)
def test_a_study_that_cannot_be_is_refused(db: Database, form: StudyForm, code: str) -> None:
    first, _ = two_people(db)
    with pytest.raises(Refusal) as caught:
        record_study(db, person_ids=[first], form=form)
    assert caught.value.code == code
    assert list_studies(db) == []


def test_a_study_of_nobody_is_refused(db: Database) -> None:
    found_town(db)
    with pytest.raises(Refusal) as caught:
        record_study(db, person_ids=[], form=MEETING)
    assert caught.value.code == "nobody"


@pytest.mark.both_databases
def test_an_exemption_holds_for_its_year_until_it_is_withdrawn(db: Database) -> None:
    people = two_people(db)
    reason = preset_lists()["exemption_reasons"].entries[0][0]

    def grant(person_ids: list[int]) -> Recorded:
        return grant_exemption(db, person_ids=person_ids, year=2025, reason=reason, approver="张立新", granted_on=MAY)

    assert grant(people[:1]) == Recorded(1, 0)
    assert grant(people) == Recorded(1, 1)
    assert [(row.person, row.year, row.reason) for row in list_exemptions(db, year=2025)] == [
        ("王建国", 2025, reason),
        ("魏健", 2025, reason),
    ]
    assert [row.state for row in count_quota(db, year=2025).rows] == ["exempt", "exempt"]
    assert [row.state for row in count_quota(db, year=2024).rows] == ["due", "due"]
    first = list_exemptions(db, person_id=people[0])[0]
    with pytest.raises(Refusal, match="早于批准日期"):
        withdraw_exemption(db, exemption_id=first.id, on=date(2025, 4, 30))
    withdraw_exemption(db, exemption_id=first.id, on=date(2025, 6, 1))
    with pytest.raises(Refusal, match="已经撤销"):
        withdraw_exemption(db, exemption_id=first.id, on=date(2025, 6, 1))
    assert [row.person for row in list_exemptions(db)] == ["魏健"]
    assert sorted(row.state for row in count_quota(db, year=2025).rows) == ["due", "exempt"]


@pytest.mark.parametrize(
    ("people", "reason", "approver", "on", "code"),
    [
        (0, "年老体弱", "张立新", MAY, "nobody"),
        (1, " ", "张立新", MAY, "reason_missing"),
        (1, "失能", "", MAY, "approver_missing"),
        (1, "年老体弱", "张立新", date(2099, 1, 1), "day_to_come"),
    ],
)
def test_an_exemption_that_lacks_something_is_refused(
    db: Database, people: int, reason: str, approver: str, on: date, code: str
) -> None:
    wanted = two_people(db)[:people]
    with pytest.raises(Refusal) as caught:
        grant_exemption(db, person_ids=wanted, year=2025, reason=reason, approver=approver, granted_on=on)
    assert caught.value.code == code
    assert list_exemptions(db) == []
