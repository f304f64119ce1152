"""The sample town is invented, whole on any day, and the same on every computer."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from partyschool.domain.identity import read_id
from partyschool.errors import Refusal
from partyschool.paths import DataFolder
from partyschool.services.certificate_queries import list_certificates
from partyschool.services.check import check
from partyschool.services.class_queries import get_class, list_classes
from partyschool.services.courses import list_courses
from partyschool.services.people import list_people
from partyschool.services.plan_progress import plan_progress
from partyschool.services.sample import build_sample
from partyschool.services.sample_town import make_town
from partyschool.services.school_posts import list_school_posts
from partyschool.services.self_checks import list_self_checks
from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.services.star_ratings import star_board
from partyschool.services.statistics import year_statistics
from partyschool.services.tasks import list_tasks
from partyschool.services.teachers import list_teachers
from partyschool.services.teaching_points import list_point_warnings, list_points
from partyschool.storage.database import Database, open_database
from tests.conftest import Clock

NOON = datetime(2025, 9, 18, 12, 30)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The town at noon of a September day; made once, the tests only look at it."""
    database = open_database(DataFolder(tmp_path_factory.mktemp("sample")), clock=lambda: NOON)
    build_sample(database, now=NOON)
    yield database
    database.close()


def test_what_the_first_start_promises_is_there(sample: Database) -> None:
    year = year_statistics(sample, year=2025, as_of=NOON.date(), with_provisional=True)
    assert len({person.village for person in make_town(NOON.date()).people}) == 31
    assert year.sums.count.totals.members == 1274
    assert year.sums.classes == 9
    assert year.adds_up
    assert check(sample) == []


def test_each_stage_of_a_class_is_there_to_be_tried(sample: Database) -> None:
    this_year = Counter(row.phase for row in list_classes(sample, year=2025))
    assert this_year == {"confirmed": 6, "closed": 1, "over": 1, "running": 1, "published": 2, "draft": 1}
    assert {row.phase for row in list_classes(sample, year=2024)} == {"confirmed"}
    assert len(list_certificates(sample, year=2025)) > 20
    assert [row.reason for row in year_statistics(sample, year=2025).exceptions] == [
        "现场教学当天大雨，改在报告厅看教学点录像"
    ]


def test_the_running_class_waits_for_its_next_half_day(sample: Database) -> None:
    running = next(row for row in list_classes(sample) if row.phase == "running")
    session = get_sign_in_session(sample, running.code, now=NOON)
    assert (session.number, session.starts) == (3, datetime(2025, 9, 18, 14, 0))
    detail = get_class(sample, running.code)
    assert [row.present > 80 for row in detail.sessions] == [True, True, False, False]
    assert detail.missing == ("leader_talk", "field")


def test_the_school_has_its_teachers_and_points_by_the_book(sample: Database) -> None:
    assert Counter(row.form.kind for row in list_teachers(sample)) == {
        "leader": 4, "expert": 3, "role_model": 3, "other": 1
    }  # fmt: skip
    assert len({row.form.kind for row in list_points(sample)}) == 5
    assert list_point_warnings(sample) == []
    leaders = list_school_posts(sample, held_only=True)
    assert (leaders[0].form.title, len(leaders)) == ("校长", 5)
    last_year = sample.now().year - 1
    assert all(row.form.is_met for row in list_self_checks(sample, year=last_year))
    assert star_board(sample, year=last_year).is_reached


@pytest.mark.parametrize(
    "now",
    [
        datetime(2025, 1, 1, 0, 10),
        datetime(2025, 2, 28, 11, 5),
        datetime(2024, 2, 29, 16, 40),
    ],
)
def test_on_any_day_a_half_day_can_be_signed_in_to_and_nothing_lies_in_the_future(
    db: Database, clock: Clock, now: datetime
) -> None:
    clock.time = now
    build_sample(db, now=now)
    running = next(row for row in list_classes(db) if row.phase == "running")
    session = get_sign_in_session(db, running.code, now=now)
    assert timedelta() <= session.ends - now <= timedelta(hours=18)
    assert [row.present > 80 for row in get_class(db, running.code).sessions] == [True, True, False, False]
    assert session.number == 3
    assert check(db) == []


def test_nobody_can_be_a_real_person() -> None:
    town = make_town(NOON.date())
    numbers = [person.id_number for person in town.people]
    assert len(set(numbers)) == len(numbers)
    assert {number[:6] for number in numbers} == {"379999"}
    assert {person.phone[:7] for person in town.people if person.phone} == {"1540000"}
    for person in town.people:
        found = read_id(person.id_number, NOON.date())
        assert not isinstance(found, str), found
        assert (found.birth_on, found.sex) == (person.born.isoformat(), person.sex)


def test_every_record_says_that_it_is_made_up(sample: Database) -> None:
    with sample.read() as session:
        from sqlalchemy import select

        from partyschool.storage.models import Person

        assert set(session.scalars(select(Person.note))) == {"虚构人物（示例镇）"}
    assert len(list_people(sample)) == 1274 + 6 + 25 + 20 + 8


def test_the_same_day_makes_the_same_town() -> None:
    assert make_town(date(2025, 9, 18)) == make_town(date(2025, 9, 18))


def test_a_school_that_is_there_is_not_mixed_with_the_sample(sample: Database) -> None:
    with pytest.raises(Refusal, match="已经有数据"):
        build_sample(sample, now=NOON)


def test_the_making_can_be_followed_and_stopped(db: Database, clock: Clock) -> None:
    clock.time = NOON
    steps: list[tuple[int, int]] = []

    def follow(done: int, of: int) -> None:
        steps.append((done, of))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_sample(db, now=NOON, progress=follow)
    assert [done for done, _ in steps] == [1, 2, 3, 4]
    assert len({of for _, of in steps}) == 1


def test_this_years_plan_has_rows_in_every_state(sample: Database) -> None:
    found = plan_progress(sample, year=2025)
    assert found.is_approved
    states = {row.row.title: str(row.state) for row in found.rows}
    assert states["流动党员春节返乡学习班"] == "late"
    assert states["村级后备干部实训班"] == "open"
    assert {"done", "running"} <= set(states.values())
    assert found.planned == found.done + found.left
    assert len(list_courses(sample)) == 8
    assert [row.is_late for row in list_tasks(sample)] == [True, False, False]
