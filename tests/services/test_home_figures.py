"""This year at a glance: months done and planned, rings, ranks, and what to do next."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from partyschool.domain.terms import Way
from partyschool.domain.timetable import SessionPlan
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import close_class, confirm_class, create_class, publish_class
from partyschool.services.enrolment import enrol
from partyschool.services.home_figures import HomeFigures, home_figures
from partyschool.services.home_todos import Todo
from partyschool.services.posts import PostForm, add_post
from partyschool.services.sign_in import record_sign_in
from partyschool.services.sign_in_answer import SignIn
from partyschool.services.statistics import year_statistics
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.random_town import YEAR, build_random_town
from tests.services.town import Town, add_person, found_town

TODAY = date(2025, 6, 16)


def create(db: Database, day: date, people: list[int], title: str = "轮训班") -> str:
    """A class of two half-days on one day; published by force, since it has no lessons."""
    sessions = (SessionPlan(1, day, time(8, 30), time(11, 30), 8), SessionPlan(2, day, time(14), time(17), 8))
    code = create_class(db, form=ClassForm(title, day, day, sessions=sessions, place="报告厅"))
    enrol(db, code=code, person_ids=people)
    return code


def hold(db: Database, clock: Clock, day: date, people: list[int]) -> str:
    """A class that everybody came to, not yet closed; the clock returns to where it was."""
    from partyschool.services.class_queries import get_class

    before, code = clock.time, create(db, day, people)
    publish_class(db, code=code, reason="试办")
    for session in get_class(db, code).sessions:
        clock.time = datetime.combine(day, session.starts)
        for person_id in people:
            record_sign_in(db, session.id, SignIn(Way.TAP, clock.time, person_id=person_id))
    clock.time = before
    return code


def figures(db: Database) -> HomeFigures:
    return home_figures(db, year=2025, as_of=TODAY)


def todo(found: HomeFigures, kind: str) -> Todo:
    (row,) = [row for row in found.todos if row.kind == kind]
    return row


def people_of(db: Database, town: Town) -> list[int]:
    return [add_person(db, f"学员{place}", town.front_branch) for place in range(4)]


def test_a_year_that_begins_has_only_the_people_who_are_behind(db: Database) -> None:
    people_of(db, found_town(db))
    found = figures(db)
    assert (found.sums.classes, found.count.attendances, found.planned_classes) == (0, 0, 0)
    assert [row.kind for row in found.todos] == ["behind"]
    assert [row.count.totals.met_rate for row in found.ranks] == [0.0]


def test_months_show_what_was_done_and_who_is_enrolled_in_what_comes(db: Database, clock: Clock) -> None:
    people = people_of(db, found_town(db))
    hold(db, clock, date(2025, 3, 4), people[:3])
    create(db, date(2025, 9, 1), people)
    found = figures(db)
    assert [row.month for row in found.months if row.done] == [3]
    assert found.months[2].done == 3
    assert found.months[8].planned == 4
    assert (found.sums.classes, found.planned_classes) == (1, 1)


def test_the_session_of_today_comes_first_with_its_counts(db: Database, clock: Clock) -> None:
    people = people_of(db, found_town(db))
    code = create(db, TODAY, people)
    publish_class(db, code=code, reason="试办")
    first = todo(figures(db), "sign_in")
    assert (first.code, first.number, first.people, first.part) == (code, 1, 4, 0)
    assert (first.at, first.place) == (datetime(2025, 6, 16, 8, 30), "报告厅")
    from partyschool.services.class_queries import get_class

    clock.time = datetime(2025, 6, 16, 8, 20)
    morning = get_class(db, code).sessions[0]
    for person_id in people[:3]:
        record_sign_in(db, morning.id, SignIn(Way.TAP, clock.time, person_id=person_id))
    clock.time = datetime(2025, 6, 16, 13, 0)
    second = todo(figures(db), "sign_in")
    assert (second.number, second.part, second.more) == (2, 0, 3)
    clock.time = datetime(2025, 6, 16, 17, 0)
    assert [row.kind for row in figures(db).todos][:1] == ["close"]


def test_a_class_that_is_over_is_closed_and_then_confirmed(db: Database, clock: Clock) -> None:
    people = people_of(db, found_town(db))
    code = hold(db, clock, date(2025, 6, 10), people)
    assert todo(figures(db), "close").code == code
    close_class(db, code=code, reason="试办")
    waiting = todo(figures(db), "confirm")
    assert (waiting.code, waiting.people) == (code, 4)
    confirm_class(db, code=code)
    assert {row.kind for row in figures(db).todos} == set()


def test_a_draft_that_begins_soon_wants_to_be_published(db: Database) -> None:
    people = people_of(db, found_town(db))
    create(db, TODAY + timedelta(days=30), people)
    code = create(db, TODAY + timedelta(days=3), people)
    assert todo(figures(db), "publish").code == code


def test_who_is_behind_and_who_can_still_be_reached_by_the_classes_to_come(db: Database) -> None:
    town = found_town(db)
    people = people_of(db, town)
    post = PostForm(town.front_village, "村委会委员", date(2021, 3, 1))
    add_post(db, person_id=people[0], form=post)
    create(db, date(2025, 9, 1), people[:2])
    behind = todo(figures(db), "behind")
    # The cadre needs two days and is enrolled for one; the other one is reached; two are in no class.
    assert (behind.people, behind.part, behind.more) == (4, 1, 1)


def test_rings_and_figures_are_those_of_the_statistics(db: Database) -> None:
    build_random_town(db, 4)
    found = home_figures(db, year=YEAR, as_of=date(YEAR, 12, 31))
    statistics = year_statistics(db, year=YEAR, with_provisional=True)
    assert found.sums == statistics.sums
    last = statistics.last
    assert (found.last.classes, found.last.attendances) == (last.classes, last.count.attendances)
    totals = statistics.sums.count.totals
    rings = {ring.key: (ring.met, ring.due) for ring in found.rings}
    assert rings["two_committees"] == (totals.cadres_met, totals.cadres_due)
    assert rings["ordinary"] == (totals.met - totals.cadres_met, totals.due - totals.cadres_due)
    rates = [row.count.totals.met_rate for row in found.ranks]
    assert rates == sorted(rates, key=lambda rate: -(rate or 0))
    assert [row.done for row in found.months] == [row.attendances for row in statistics.months]
