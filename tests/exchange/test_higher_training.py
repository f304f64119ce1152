"""A city class takes people of several towns, and what it was worth appears in each town's own records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from partyschool.domain.terms import UnitKind, Way
from partyschool.domain.timetable import SessionPlan
from partyschool.errors import Refusal
from partyschool.exchange.higher_training import write_higher_training
from partyschool.exchange.imports import import_file
from partyschool.paths import DataFolder
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import close_class, confirm_class, create_class, publish_class
from partyschool.services.enrolment import enrol
from partyschool.services.higher_training import list_higher_training
from partyschool.services.other_study import list_studies
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.quota import count_quota
from partyschool.services.schools import home_school, init_school
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.services.unit_rules import UnitForm
from partyschool.services.units import create_unit
from partyschool.storage.database import Database, open_database
from tests.conftest import Clock
from tests.exchange.town import outcomes
from tests.signin.hall import id_number

DAYS = (date(2025, 6, 10), date(2025, 6, 11))
TOWNS = {"房寺镇": ("马明艳", "于建国"), "梁家镇": ("张伟",)}
NUMBERS = {name: id_number(serial) for serial, name in enumerate(("马明艳", "于建国", "张伟"), 1)}


def add_member(db: Database, name: str, unit: int) -> int:
    return create_person(db, form=PersonForm(name, id_number=NUMBERS[name], unit_id=unit), confirmed=True)


@pytest.fixture
def city(db: Database, clock: Clock) -> str:
    """The code of a class of two days where 于建国 came on the first only."""
    init_school(db, name="中共禹城市委党校", short="禹城", tier="city")
    root = home_school(db).unit_id
    people: dict[str, int] = {}
    for town, names in TOWNS.items():
        branch = create_unit(db, form=UnitForm(f"{town}机关党支部", UnitKind.BRANCH,
                                               create_unit(db, form=UnitForm(town, UnitKind.TOWN, root))))  # fmt: skip
        people |= {name: add_member(db, name, branch) for name in names}
    sessions = tuple(
        SessionPlan(number, day, start, end, 8, "市委党校")
        for number, (day, start, end) in enumerate(
            ((day, *half) for day in DAYS for half in ((time(8, 30), time(11, 30)), (time(14), time(17)))), 1
        )
    )
    form = ClassForm("全市党务骨干培训班", DAYS[0], DAYS[1], place="市委党校", sessions=sessions)
    code = create_class(db, form=form)
    enrol(db, code=code, person_ids=list(people.values()))
    publish_class(db, code=code, reason="测试")
    for held in get_class(db, code).sessions:
        for name, person_id in people.items():
            if name != "于建国" or held.held_on == DAYS[0]:
                at = datetime.combine(held.held_on, held.starts)
                record_sign_in(db, held.id, SignIn(Way.TAP, at, person_id=person_id))
    close_class(db, code=code, reason="测试")
    return code


@pytest.fixture
def town(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """房寺镇 with data of its own and the same two people."""
    database = open_database(DataFolder(tmp_path / "房寺"), clock=clock)
    init_school(database, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    branch = create_unit(database, form=UnitForm("机关党支部", UnitKind.BRANCH, home_school(database).unit_id))
    for name in TOWNS["房寺镇"]:
        add_member(database, name, branch)
    yield database
    database.close()


def test_each_town_gets_a_file_of_its_own_people_and_takes_it_in_once(
    db: Database, city: str, town: Database, tmp_path: Path
) -> None:
    confirm_class(db, code=city)
    files = write_higher_training(tmp_path, list_higher_training(db, city))
    assert [path.name for path in files] == [f"上级调训-{city}-房寺镇.xlsx", f"上级调训-{city}-梁家镇.xlsx"]

    assert outcomes(import_file(town, "hours", files[0])) == {"created": 2}
    assert outcomes(import_file(town, "hours", files[0])) == {"unchanged": 2}

    found = {row.person: row.form for row in list_studies(town, year=2025)}
    assert (found["马明艳"].half_hours, found["马明艳"].quarter_days) == (32, 8)
    assert (found["于建国"].half_hours, found["于建国"].quarter_days) == (16, 4)
    assert (found["马明艳"].studied_on, found["于建国"].ended_on or DAYS[0]) == (DAYS[0], DAYS[0])


def test_on_one_server_the_city_class_counts_in_the_hours_of_every_town_at_once(db: Database, city: str) -> None:
    confirm_class(db, code=city)
    board = count_quota(db, year=2025, as_of=date(2025, 12, 31))
    earned = {row.name: row.earned_quarter_hours for row in board.rows}
    assert earned == {"马明艳": 64, "于建国": 32, "张伟": 64}


def test_before_the_hours_are_confirmed_nothing_is_handed_down(db: Database, city: str) -> None:
    with pytest.raises(Refusal, match="还没有认定学时"):
        list_higher_training(db, city)
