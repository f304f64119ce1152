"""Rules as data: years that fit together, what a change would do, and how dated values are counted."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from partyschool.errors import Refusal
from partyschool.services.quota import count_quota
from partyschool.services.requirements import (
    DropRequirement,
    EndRequirement,
    RequirementForm,
    ReviseRequirement,
    SaveRequirement,
    list_requirements,
    save_requirement,
)
from partyschool.services.rule_changes import Change, apply
from partyschool.services.rule_effects import preview_change
from partyschool.services.rule_lines import list_rule_lines
from partyschool.services.rule_values import DropValue, SaveValue, SetValue, list_values, set_value
from partyschool.services.rule_words import standing_words
from partyschool.services.rules import HIGHER_COUNTS, LATE, ROTATION_START, ROTATION_YEARS, rule_value
from partyschool.storage.database import Database
from partyschool.storage.models import DatedRule
from tests.services.random_year import YEAR, fill_year
from tests.services.recount import recount

TODAY = date(YEAR, 6, 16)


def requirement(db: Database, code: str) -> int:
    return next(row.id for row in list_requirements(db) if row.form.code == code)


@pytest.fixture
def year_db(db: Database) -> Database:
    fill_year(db, Random(3))
    return db


@pytest.mark.both_databases
def test_a_value_holds_from_its_year_on_and_the_one_before_until_then(year_db: Database) -> None:
    set_value(year_db, key=LATE, value=20, from_year=2026, source="镇党委2026年1号文")
    assert [rule_value(year_db, LATE, year) for year in (2010, 2019, 2025, 2026, 2040)] == [15, 15, 15, 20, 20]
    set_value(year_db, key=LATE, value=10, from_year=2023)
    assert [rule_value(year_db, LATE, year) for year in (2022, 2023, 2025, 2026)] == [15, 10, 10, 20]
    rows = [(row.from_year, row.to_year) for row in list_values(year_db, year=2025) if row.key == LATE]
    assert rows == [(2019, 2022), (2023, 2025), (2026, None)]


def test_setting_the_same_year_again_sets_it_right(year_db: Database) -> None:
    set_value(year_db, key=LATE, value=20, from_year=2026)
    set_value(year_db, key=LATE, value=25, from_year=2026)
    assert [row.value for row in list_values(year_db, year=2026) if row.key == LATE] == [15, 25]


@pytest.mark.parametrize("value", [-1, 121])
def test_a_value_out_of_range_is_refused(year_db: Database, value: int) -> None:
    with pytest.raises(Refusal, match="0 到 120"):
        set_value(year_db, key=LATE, value=value, from_year=2026)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (RequirementForm("L1", "member", 8, 0, 2026), "years_overlap"),
        (RequirementForm("L1", "member", 8, 0, 2015, 2017), "years_gap"),
        (RequirementForm("L1", "member", 8, 0, 2027, 2026), "years"),
        (RequirementForm("L1", "member", 8, 0, 2026, since=date(2025, 7, 1)), "since"),
    ],
)
def test_a_gap_or_an_overlap_in_a_rules_years_is_refused_in_words(
    year_db: Database, form: RequirementForm, code: str
) -> None:
    before = list_requirements(year_db)
    with pytest.raises(Refusal) as refused:
        save_requirement(year_db, form=form)
    assert refused.value.code == code
    assert "年" in refused.value.message
    assert list_requirements(year_db) == before


def test_the_years_of_a_value_cannot_be_pulled_apart_or_over_each_other(year_db: Database) -> None:
    set_value(year_db, key=LATE, value=20, from_year=2026)
    first, second = (row.id for row in list_values(year_db, year=2026) if row.key == LATE)
    for change, code in (
        (SaveValue(second, 20, 2027, None), "years_gap"),
        (SaveValue(second, 20, 2024, None), "years_overlap"),
        (SaveValue(second, 20, 2026, 2030), "years_end"),
        (SaveValue(first, 15, 2026, 2025), "years_backwards"),
    ):
        with pytest.raises(Refusal) as refused:
            apply(year_db, change)
        assert refused.value.code == code
    apply(year_db, DropValue(second))
    assert [(row.value, row.to_year) for row in list_values(year_db, year=2026) if row.key == LATE] == [(15, None)]


def test_a_requirement_taken_away_leaves_the_one_before_it_in_force(year_db: Database) -> None:
    apply(year_db, ReviseRequirement(requirement(year_db, "L1"), RequirementForm("L1", "member", 6, 0, 2026)))
    newest = [row for row in list_requirements(year_db) if row.form.code == "L1"][-1]
    apply(year_db, DropRequirement(newest.id))
    [row] = [row for row in list_requirements(year_db) if row.form.code == "L1"]
    assert (row.form.quarter_days, row.form.to_year) == (4, None)


def test_case_25_the_requirement_changes_in_the_middle_of_the_year(year_db: Database) -> None:
    """1 → 1.5 days from 1 July on: until then the old number, afterwards the new one; last year keeps the old."""
    form = RequirementForm("L1", "member", 6, 0, YEAR, source="镇党委通知", since=date(YEAR, 7, 1))
    apply(year_db, ReviseRequirement(requirement(year_db, "L1"), form))

    def owed(year: int, day: date) -> set[int]:
        rows = count_quota(year_db, year=year, as_of=day).rows
        return {row.required_quarter_days for row in rows if row.is_due and not row.in_two_committees}

    assert owed(YEAR, date(YEAR, 6, 30)) == {4}
    assert owed(YEAR, date(YEAR, 7, 1)) == {6}
    assert owed(YEAR - 1, date(YEAR - 1, 12, 31)) == {4}
    row = next(row for row in count_quota(year_db, year=YEAR).rows if row.is_due and not row.in_two_committees)
    assert row.day_rule is not None
    assert row.day_rule.source == "镇党委通知"


@pytest.mark.parametrize(
    "change",
    [
        SetValue(LATE, 60, 2019),
        SetValue(HIGHER_COUNTS, True, YEAR),
        SetValue(ROTATION_START, YEAR, YEAR),
        SetValue(ROTATION_YEARS, 1, YEAR),
        SaveRequirement(RequirementForm("X1", "leadership", 12, 0, YEAR)),
    ],
)
@pytest.mark.parametrize("seed", [3, 4])
def test_the_preview_says_exactly_what_the_change_then_does(db: Database, change: Change, seed: int) -> None:
    fill_year(db, Random(seed), classes=9)
    before = count_quota(db, year=YEAR)
    effect = preview_change(db, change, today=TODAY)
    assert count_quota(db, year=YEAR) == before  # nothing was written
    apply(db, change)
    after = count_quota(db, year=YEAR)
    assert effect.year == YEAR
    assert (effect.before, effect.after) == (before.totals, after.totals)
    told = {row.after.person_id: (row.before, row.after) for row in effect.changes}
    pairs = zip(before.rows, after.rows, strict=True)
    differing = {was.person_id: (was, will) for was, will in pairs if standing_words(was) != standing_words(will)}
    assert told == differing


@pytest.mark.both_databases
def test_a_change_that_would_be_refused_is_refused_in_the_preview_too(year_db: Database) -> None:
    with pytest.raises(Refusal, match="重叠"):
        preview_change(year_db, SaveRequirement(RequirementForm("L1", "member", 8, 0, 2026)), today=TODAY)
    assert not any(row.form.from_year == 2026 for row in list_requirements(year_db))


def test_a_rule_that_ends_asks_nothing_afterwards(year_db: Database) -> None:
    apply(year_db, EndRequirement(requirement(year_db, "L2"), YEAR - 1))
    owed = {row.required_quarter_days for row in count_quota(year_db, year=YEAR).rows if row.is_due}
    assert owed == {4}


@pytest.mark.both_databases
def test_each_rule_says_how_many_it_is_about(year_db: Database) -> None:
    board = count_quota(year_db, year=YEAR)
    lines = {line.key: line for line in list_rule_lines(year_db, year=YEAR)}
    assert f"{board.totals.members} 名党员中 {board.totals.cadres_due} 人适用" in lines["L2"].effect
    assert f"{board.totals.rotated} 人已轮训" in lines[ROTATION_YEARS].effect
    assert len(lines) == 4 + 9


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("minutes", [0, 90])
def test_the_late_limit_is_that_of_the_sessions_own_year(db: Database, seed: int, minutes: int) -> None:
    """The fast count agrees with the slow one under another limit from this year on."""
    fill_year(db, Random(seed))
    set_value(db, key=LATE, value=minutes, from_year=YEAR)
    board = count_quota(db, year=YEAR)
    with db.read() as session:
        slow = recount(session, YEAR, date(YEAR, 12, 31), limits={YEAR: timedelta(minutes=minutes)})
    assert {row.person_id: row.earned_quarter_hours / 4 for row in board.rows} == {
        key: answer.earned_hours for key, answer in slow.items()
    }


def test_a_new_database_has_no_rule_of_its_own_and_follows_the_presets(db: Database) -> None:
    fill_year(db, Random(1), classes=0)
    with db.read() as session:
        assert session.query(DatedRule).count() == 0
    assert rule_value(db, LATE, datetime(2025, 1, 1).year) == 15
