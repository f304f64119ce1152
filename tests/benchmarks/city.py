"""A city's data for measurements: thirty towns, 60,000 people, five years, 1,500 classes, 1.2 million attendances.

    python -m tests.benchmarks.city FOLDER [--towns 30]

Written in bulk, not through the services, which would take an hour. Classes of past years are confirmed (认定), those
of the last one are not. Every town trains on the same days, so that sessions of different towns share clock time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from partyschool.paths import DataFolder
from partyschool.services.names import initials_and_key
from partyschool.services.schools import init_school
from partyschool.storage import models
from partyschool.storage.database import Database, open_database

FIRST_YEAR, YEARS = 2021, 5
YEAR = FIRST_YEAR + YEARS - 1
PEOPLE, BRANCHES = 2000, 50  # of a town
CLASSES, CLASS_SIZE = 10, 400  # of a town in a year
HALVES = ((time(8, 30), time(11, 30)), (time(14), time(17)))
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅文斌志海燕春晓峰"


@dataclass(slots=True)
class Numbers:
    """The next id of each table."""

    training_class: int = 0
    session: int = 0
    attendance: int = 0


def fill_city(db: Database, towns: int = 30) -> None:
    """Put the whole city into an empty database of a 市委党校."""
    random = Random(2025)
    with db.write() as session:
        connection = session.connection()
        home = session.query(models.School).one()
        owner, root = home.uid, models.Unit(name="清河市", kind="city")
        session.add(root)
        session.flush()
        numbers = Numbers()
        for town in range(towns):
            school = models.School(
                name=f"中共清河市第{town + 1}镇委员会党校", short=f"清{town + 1}", tier="town", parent_id=home.id
            )
            session.add(school)
            session.flush()
            people = _people(connection, random, owner, town, _units(session, root.id, town))
            for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
                _year(connection, random, owner, school.id, town, year, people, numbers)


def _units(session: Any, root_id: int, town: int) -> list[int]:
    node = models.Unit(name=f"第{town + 1}镇", kind="town", parent_id=root_id)
    session.add(node)
    session.flush()
    branches = [
        models.Unit(name=f"{town + 1}镇{number + 1}村党支部", kind="branch", parent_id=node.id)
        for number in range(BRANCHES)
    ]
    session.add_all(branches)
    session.flush()
    return [branch.id for branch in branches]


def _shared(owner: str) -> dict[str, Any]:
    return {"uid": models.new_uid(), "owner_uid": owner, "revision": 1, "changed_at": datetime(YEAR, 1, 1)}


def _write(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(table.__table__), rows)


def _people(connection: Connection, random: Random, owner: str, town: int, branches: list[int]) -> list[int]:
    ids = range(town * PEOPLE + 1, (town + 1) * PEOPLE + 1)
    names = [random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2)))) for _ in ids]
    people = [
        {
            **_shared(owner), "id": key, "name": name,
            **dict(zip(("initials", "sort_key"), initials_and_key(name), strict=True)),
            "id_number": f"371482{random.randint(1940, 2003)}{random.randint(1, 12):02}{key:06}",
            "kind": "full", "joined_on": f"{random.randint(1965, 2019)}-07-01",
        }
        for key, name in zip(ids, names, strict=True)
    ]  # fmt: skip
    _write(connection, models.Person, people)
    members = [{**_shared(owner), "person_id": key, "unit_id": branches[key % BRANCHES]} for key in ids]
    _write(connection, models.Membership, members)
    return list(ids)


def _year(
    connection: Connection, random: Random, owner: str, school_id: int, town: int, year: int, people: list[int],
    numbers: Numbers,
) -> None:  # fmt: skip
    is_past = year < YEAR
    for number in range(CLASSES):
        day = date(year, 2, 1) + timedelta(days=30 * number + random.randint(0, 5))
        row = {
            **_shared(owner), "code": f"{town + 1:02}-{year}-{number + 1:02}", "title": f"第{number + 1}期",
            "school_id": school_id, "starts_on": day, "ends_on": day, "state": "confirmed" if is_past else "closed",
            "confirmed_at": datetime.combine(day, time(18)) if is_past else None, "plan_thread": "",
        }  # fmt: skip
        class_id = numbers.training_class = numbers.training_class + 1
        _write(connection, models.TrainingClass, [{**row, "id": class_id}])
        chosen = random.sample(people, CLASS_SIZE)
        _write(
            connection, models.Enrolment, [{**_shared(owner), "class_id": class_id, "person_id": key} for key in chosen]
        )
        for place, (starts, ends) in enumerate(HALVES, 1):
            numbers.session += 1
            held = {
                **_shared(owner), "id": numbers.session, "class_id": class_id, "number": place, "held_on": day,
                "starts": starts, "ends": ends, "half_hours": 8, "state": "planned",
            }  # fmt: skip
            _write(connection, models.ClassSession, [held])
            _log(connection, random, owner, held, chosen, numbers, is_confirmed=is_past)


def _log(
    connection: Connection, random: Random, owner: str, held: dict[str, Any], people: list[int], numbers: Numbers, *,
    is_confirmed: bool,
) -> None:  # fmt: skip
    starts = datetime.combine(held["held_on"], held["starts"])
    rows = list(_attendances(random, owner, held["id"], starts, people, numbers.attendance))
    numbers.attendance += len(rows)
    _write(connection, models.Attendance, rows)
    if is_confirmed:
        _write(connection, models.CreditEntry, [_entry(owner, row, starts) for row in rows])


def _attendances(
    random: Random, owner: str, session_id: int, starts: datetime, people: list[int], last_id: int
) -> Iterator[dict[str, Any]]:
    for key, person_id in enumerate(people, last_id + 1):
        at = starts + timedelta(minutes=40 if random.random() < 0.05 else -5)
        yield {
            **_shared(owner), "id": key, "session_id": session_id, "person_id": person_id, "way": "phone",
            "sign_in_at": at, "recorded_at": at,
        }  # fmt: skip


def _entry(owner: str, row: dict[str, Any], starts: datetime) -> dict[str, Any]:
    return {
        **_shared(owner), "person_id": row["person_id"], "session_id": row["session_id"], "attendance_id": row["id"],
        "share": 2 if row["sign_in_at"] <= starts else 1, "half_hours": 8, "sign_in_at": row["sign_in_at"],
        "confirmed_at": starts,
    }  # fmt: skip


def make_city(folder: Path, towns: int = 30) -> Database:
    """A new data folder of a city; the caller closes the database."""
    db = open_database(DataFolder(folder), actor="bench", clock=lambda: datetime(YEAR, 12, 1))
    init_school(db, name="中共清河市委党校", short="清河", tier="city")
    fill_city(db, towns)
    return db


def main() -> None:
    """Make it for looking at by hand."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--towns", type=int, default=30)
    options = parser.parse_args()
    make_city(options.folder, options.towns).close()


if __name__ == "__main__":
    main()
