"""The year of 2,000 people in 30 classes counted, against the plain sums that the database makes of the same rows.

Three loads: 140 people a class, confirmed and not; and everybody in every class, not confirmed (120,000 attendances).
Processor time of this process: both sides are one thread, and other programs stretch only the wall's time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert, text

from partyschool.paths import DataFolder
from partyschool.services.classes import confirm_class
from partyschool.services.quota import count_quota
from partyschool.services.schools import init_school
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    Enrolment,
    Membership,
    Person,
    School,
    TrainingClass,
    Unit,
)

YEAR, PEOPLE, CLASSES, BRANCHES = 2025, 2000, 30, 50
ROUNDS = 7
HALVES = ((clock_time(8, 30), clock_time(11, 30)), (clock_time(14), clock_time(17)))

# What any count must do at least: read the people with their branch, add up what each was at.
FLOOR_PEOPLE = """
    SELECT people.id, people.name, people.initials, people.sort_key, people.kind, units.name FROM people
    JOIN memberships ON memberships.person_id = people.id JOIN units ON units.id = memberships.unit_id
"""
FLOOR_SUMS = {
    False: """
    SELECT person_id, 2 * count(*), sum(2 * half_hours) FROM attendances
    JOIN class_sessions ON class_sessions.id = session_id WHERE voided_at IS NULL GROUP BY person_id
    """,
    True: "SELECT person_id, sum(share), sum(share * half_hours) FROM credit_entries GROUP BY person_id",
}


def fill(db: Database, class_size: int) -> None:
    """A town of fifty branches; classes of one day, never two on a day; one in ten came late or left early."""
    random = Random(2025)
    with db.write() as session:
        school_id = session.query(School).one().id
        units = [Unit(name=f"{number}村党支部", kind="branch") for number in range(BRANCHES)]
        people = [Person(name=f"党员{number}", kind="full") for number in range(PEOPLE)]
        session.add_all([*units, *people])
        session.flush()
        ids = [row.id for row in people]
        session.add_all(Membership(person_id=key, unit_id=units[key % BRANCHES].id) for key in ids)
        for number in range(CLASSES):
            day = date(YEAR, 3, 3) + timedelta(days=7 * number)
            row = TrainingClass(
                code=f"{number:02}", title=f"第{number + 1}期", school_id=school_id, starts_on=day, ends_on=day,
                state="published",
            )  # fmt: skip
            session.add(row)
            session.flush()
            chosen = random.sample(ids, class_size)
            session.execute(insert(Enrolment), [{"class_id": row.id, "person_id": key} for key in chosen])
            for place, (starts, ends) in enumerate(HALVES, 1):
                held = ClassSession(class_id=row.id, number=place, held_on=day, starts=starts, ends=ends, half_hours=8)
                session.add(held)
                session.flush()
                session.execute(insert(Attendance), [attendance(held, key, random) for key in chosen])


def attendance(held: ClassSession, person_id: int, random: Random) -> dict[str, object]:
    starts, ends = datetime.combine(held.held_on, held.starts), datetime.combine(held.held_on, held.ends)
    chance = random.random()
    late, early = chance < 0.05, 0.05 <= chance < 0.1
    return {
        "session_id": held.id,
        "person_id": person_id,
        "way": "phone",
        "recorded_at": starts,
        "sign_in_at": starts + timedelta(minutes=40 if late else -5),
        "sign_out_at": ends - timedelta(minutes=30) if early else None,
    }


def confirm(db: Database) -> None:
    with db.read() as session:
        codes = session.execute(text("SELECT code FROM training_classes ORDER BY code")).scalars().all()
    for code in codes:
        confirm_class(db, code=code)


def plain_sums(db: Database, *, is_confirmed: bool) -> None:
    with db.read() as session:
        people = session.connection().exec_driver_sql(FLOOR_PEOPLE).fetchall()
        sums = session.connection().exec_driver_sql(FLOOR_SUMS[is_confirmed]).fetchall()
    assert len(people) == PEOPLE
    assert sums


def count(db: Database) -> None:
    board = count_quota(db, year=YEAR)
    assert len(board.rows) == PEOPLE
    assert board.totals.trained


def seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.parametrize(
    ("load", "class_size", "is_confirmed", "limit"),
    [("140 a class, confirmed", 140, True, 10), ("140 a class", 140, False, 10), ("everybody in all", 2000, False, 4)],
)
def test_a_year_is_counted_in_a_few_times_the_plain_sums(
    tmp_path: Path, load: str, class_size: int, is_confirmed: bool, limit: float
) -> None:
    db = open_database(DataFolder(tmp_path), clock=lambda: datetime(YEAR + 1, 1, 5))
    init_school(db, name="中共清河市河湾镇委员会党校", short="清河", tier="town")
    fill(db, class_size)
    if is_confirmed:
        confirm(db)
    floor, counted = [], []
    count(db)
    for _ in range(ROUNDS):
        floor.append(seconds(lambda: plain_sums(db, is_confirmed=is_confirmed)))
        counted.append(seconds(lambda: count(db)))
    db.close()
    least, took = statistics.median(floor), statistics.median(counted)
    print(f"\n{'':<24}{'plain sums ms':>14}{'counted ms':>12}{'ratio':>8}")
    print(f"{load:<24}{least * 1000:>14.0f}{took * 1000:>12.0f}{took / least:>8.2f}")
    assert took <= limit * least
