"""The year of a whole city counted, and of one of its towns, against the plain sums of the same rows.

60,000 people, 1,500 classes in five years, 1.2 million attendances (city.py). The floor reads the people with their
branch, adds up the year's attendances by person and looks who is in the ledger of the five years at all. Measured in
processor time of this process: both sides are one thread, and a loaded machine stretches the wall's time many times.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime

from partyschool.paths import DataFolder
from partyschool.services.call_up import call_up
from partyschool.services.quota import count_quota
from partyschool.storage.database import Database, open_database
from tests.benchmarks.city import PEOPLE, YEAR

ROUNDS, TOWNS = 3, 30
CITY_LIMIT, TOWN_LIMIT = 3, 0.6
FLOOR = (
    """
    SELECT people.id, people.name, people.initials, people.sort_key, people.kind, units.name FROM people
    JOIN memberships ON memberships.person_id = people.id JOIN units ON units.id = memberships.unit_id
    """,
    f"""
    SELECT person_id, 2 * count(*), sum(2 * half_hours) FROM attendances
    JOIN class_sessions ON class_sessions.id = session_id
    WHERE voided_at IS NULL AND held_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' GROUP BY person_id
    """,
    "SELECT person_id, sum(share) FROM credit_entries GROUP BY person_id",
)


def plain_sums(db: Database) -> None:
    with db.read() as session:
        for query in FLOOR:
            assert session.connection().exec_driver_sql(query).fetchall()


def count(db: Database, unit: str, people: int) -> None:
    board = count_quota(db, year=YEAR, unit=unit)
    assert len(board.rows) == people
    assert board.totals.trained


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def test_a_city_is_counted_in_a_few_times_the_plain_sums(city: DataFolder) -> None:
    db = open_database(city, clock=lambda: datetime(YEAR, 12, 1))
    works: dict[str, Callable[[], object]] = {
        "plain sums": lambda: plain_sums(db),
        "the city": lambda: count(db, "", TOWNS * PEOPLE),
        "one town": lambda: count(db, "第3镇", PEOPLE),
        "a town's call-up": lambda: call_up(db, year=YEAR, unit="第3镇"),
    }
    took = {title: statistics.median(seconds(work) for _ in range(ROUNDS)) for title, work in works.items()}
    db.close()
    least = took["plain sums"]
    print(f"\n{'':<18}{'processor s':>12}{'ratio':>8}")
    for title, value in took.items():
        print(f"{title:<18}{value:>12.2f}{value / least:>8.2f}")
    assert took["the city"] <= CITY_LIMIT * least
    assert took["one town"] <= TOWN_LIMIT * least
    assert took["a town's call-up"] <= TOWN_LIMIT * least
