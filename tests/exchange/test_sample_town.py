"""The sample town is made by the real imports and is sound in every part."""

from datetime import date, datetime

import pytest

from partyschool.errors import Refusal
from partyschool.exchange.sample_classes import make_classes, workday
from partyschool.exchange.sample_people import make_people
from partyschool.exchange.sample_town import found_sample_town
from partyschool.services.check import check
from partyschool.services.class_queries import list_classes
from partyschool.services.people import list_people
from partyschool.storage.database import Database
from tests.conftest import Clock


@pytest.mark.parametrize("now", [datetime(2025, 9, 18, 12, 0), datetime(2025, 1, 4, 20, 0)])
def test_the_town_is_whole_on_any_day_of_the_year(db: Database, clock: Clock, now: datetime) -> None:
    clock.time = now
    steps: list[tuple[int, int]] = []
    found_sample_town(db, progress=lambda done, of: steps.append((done, of)))
    assert len(list_people(db)) > 1200
    phases = [row.phase for row in sorted(list_classes(db), key=lambda row: row.starts_on)]
    assert phases == ["confirmed"] * 7 + ["closed", "running", "published", "draft"]
    assert check(db) == []
    assert steps[0] == (0, steps[-1][1])
    assert steps[-1][0] == steps[-1][1] - 1


def test_a_school_that_is_there_is_not_mixed_with_the_sample(db: Database) -> None:
    found_sample_town(db)
    with pytest.raises(Refusal, match="已经有数据"):
        found_sample_town(db)


def test_the_same_people_come_out_on_every_computer() -> None:
    today = date(2025, 9, 18)
    assert make_people(today) == make_people(today)
    numbers = [person.number for person in make_people(today)]
    assert len(set(numbers)) == len(numbers)


def test_codes_count_up_within_each_year_and_no_class_begins_on_a_weekend() -> None:
    classes = make_classes(make_people(date(2025, 2, 3)), date(2025, 2, 3))
    codes = [plan.code for plan in classes]
    assert codes == sorted(set(codes))
    assert {code[:4] for code in codes} == {"2024", "2025"}
    assert all(plan.first.weekday() < 5 for plan in classes if plan.words["days_ago"])
    assert workday(date(2025, 2, 2), 0) == date(2025, 2, 2)
