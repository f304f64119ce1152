"""The year's statistics against a slow recount, and the cases the rules name."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from partyschool.services.quota_rows import Totals
from partyschool.services.report_tables import report_tables
from partyschool.services.statistics import last_year, year_statistics
from partyschool.storage.database import Database
from tests.services.random_town import YEAR, build_random_town
from tests.services.year_recount import Counted, Recount

DAYS = [date(YEAR, 12, 31), date(YEAR, 6, 30)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("with_provisional", [True, False])
def test_the_statistics_agree_with_a_slow_recount_by_the_letter_of_the_rules(
    db: Database, seed: int, with_provisional: bool
) -> None:
    build_random_town(db, seed)
    for day in DAYS:
        counted = Recount(db, YEAR, day, with_provisional).count()
        statistics = year_statistics(db, year=YEAR, as_of=day, with_provisional=with_provisional)
        sums = statistics.sums
        assert sums.classes == len(counted.classes)
        assert sums.count.attendances == len(counted.attendances)
        assert sums.count.people == len({person for person, _ in counted.attendances})
        assert (sums.shares, sums.possible) == (counted.shares, counted.possible)
        assert totals_of(counted) == {key: getattr(sums.count.totals, key) for key in totals_of(counted)}
        assert sums.count.member_hours_met == len(counted.groups["member_hours_met"])


def totals_of(counted: Counted) -> dict[str, int]:
    names = [field.name for field in fields(Totals) if field.name != "rotated"]
    return {name: len(counted.groups[name]) for name in names}


@pytest.mark.parametrize("seed", range(5))
def test_each_village_has_its_own_people_and_the_parts_equal_the_whole(db: Database, seed: int) -> None:
    build_random_town(db, seed)
    counted = Recount(db, YEAR, DAYS[0], True).count()
    statistics = year_statistics(db, year=YEAR, with_provisional=True)
    assert statistics.adds_up
    assert sum(row.count.attendances for row in statistics.units) == statistics.sums.count.attendances
    assert sum(row.attendances for row in statistics.months) == statistics.sums.count.attendances
    assert sum(row.classes for row in statistics.categories) == statistics.sums.classes
    for row in statistics.units:
        own = {person for person, village in counted.village.items() if village == row.name}
        assert row.count.attendances == sum(person in own for person, _ in counted.attendances)
        assert row.count.totals.due == len(own & counted.groups["due"])
        assert row.count.totals.trained == len(own & counted.groups["trained"])
        assert row.count.totals.met == len(own & counted.groups["met"])


@pytest.mark.parametrize("seed", range(3))
def test_the_list_of_names_holds_exactly_those_who_are_behind(db: Database, seed: int) -> None:
    build_random_town(db, seed)
    counted = Recount(db, YEAR, DAYS[0], False).count()
    statistics = year_statistics(db, year=YEAR)
    assert {row.person_id for row in statistics.missing} == counted.groups["behind"]
    assert all(row.short_quarter_days > 0 for row in statistics.missing)


def test_every_table_has_a_value_for_each_of_its_columns(db: Database) -> None:
    build_random_town(db, 3)
    for table in report_tables(year_statistics(db, year=YEAR, with_provisional=True)):
        assert {len(row) for row in table.rows} <= {len(table.columns)}, table.key


def test_a_year_without_anything_is_all_zeros_and_still_adds_up(db: Database) -> None:
    build_random_town(db, 1, people=0, classes=0)
    statistics = year_statistics(db, year=YEAR)
    assert statistics.sums.is_empty
    assert statistics.sums.attendance_rate is None
    assert statistics.sums.count.totals.coverage is None
    assert statistics.adds_up
    later = year_statistics(db, year=YEAR, as_of=date(YEAR + 1, 1, 15))  # hours that came in late
    assert (later.sums.year, later.last.year) == (YEAR, YEAR - 1)


def test_the_last_day_of_february_is_compared_with_the_28th() -> None:
    assert last_year(date(2024, 2, 29)) == date(2023, 2, 28)
    assert last_year(date(2025, 2, 28)) == date(2024, 2, 28)
