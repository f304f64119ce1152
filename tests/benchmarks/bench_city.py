"""The year of a whole city counted, and of one of its towns, against the plain sums of the same rows.

60,000 people, 1,500 classes in five years, 1.2 million attendances (city.py). The floor reads the people with their
branch, adds up the year's attendances by person and looks who is in the ledger of the five years at all.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from partyschool.services.quota import count_quota
from partyschool.storage.database import Database
from tests.benchmarks.city import PEOPLE, YEAR, make_city

ROUNDS, TOWNS = 3, 30
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


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_a_city_is_counted_in_a_few_times_the_plain_sums(tmp_path: Path) -> None:
    db = make_city(tmp_path, TOWNS)
    floor, city, town = [], [], []
    for _ in range(ROUNDS):
        floor.append(seconds(lambda: plain_sums(db)))
        city.append(seconds(lambda: count(db, "", TOWNS * PEOPLE)))
        town.append(seconds(lambda: count(db, "第3镇", PEOPLE)))
    db.close()
    least, whole, part = (statistics.median(values) for values in (floor, city, town))
    print(f"\n{'':<12}{'plain sums s':>14}{'counted s':>12}{'ratio':>8}")
    for title, took in (("the city", whole), ("one town", part)):
        print(f"{title:<12}{least:>14.2f}{took:>12.2f}{took / least:>8.2f}")
    assert whole <= 4 * least
    assert part <= whole
