"""The line below which a village is weak is a rule of the year, not a number in the code."""

from random import Random

import pytest

from partyschool.services.rule_values import set_value
from partyschool.services.rules import WEAK_COVERAGE
from partyschool.services.statistics import year_statistics
from partyschool.services.summary_text import summary_text
from partyschool.storage.database import Database
from tests.services.random_year import YEAR, fill_year


def weak_words(db: Database) -> str:
    statistics = year_statistics(db, year=YEAR, with_provisional=True)
    return next(
        (row.text for row in summary_text(statistics, db.now().date()).paragraphs if "覆盖率低于" in row.text), ""
    )


@pytest.mark.parametrize("line", [0, 30, 100])
def test_villages_below_the_line_of_the_year_are_counted(db: Database, line: int) -> None:
    fill_year(db, Random(4), classes=9)
    set_value(db, key=WEAK_COVERAGE, value=line, from_year=YEAR)
    rates = [row.count.totals.coverage for row in year_statistics(db, year=YEAR, with_provisional=True).units]
    weak = sum(rate is not None and rate < line for rate in rates)
    said = f"覆盖率低于{line}%的村（社区）有{weak}个，村与村之间不平衡。" if weak else ""
    assert weak_words(db).endswith(said)
    assert bool(weak_words(db)) == bool(weak)


def test_a_village_that_nobody_came_from_is_the_weakest_of_all(db: Database) -> None:
    """覆盖率 0 is a rate, not the lack of one."""
    fill_year(db, Random(4), classes=0)
    statistics = year_statistics(db, year=YEAR, with_provisional=True)
    due = sum(row.count.totals.due > 0 for row in statistics.units)
    assert f"有{due}个" in weak_words(db)
