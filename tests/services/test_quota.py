"""The yearly requirement against an independent slow recount, on random towns; and what must always hold."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import select

from partyschool.services.classes import confirm_class
from partyschool.services.corrections import correct_credit
from partyschool.services.credit_entries import list_credits
from partyschool.services.month_board import list_month_days
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.quota_totals import totals_of
from partyschool.services.rule_values import set_value
from partyschool.services.rules import HIGHER_COUNTS
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, CreditEntry, TrainingClass
from tests.conftest import Clock
from tests.services.random_make_ups import make_up_some
from tests.services.random_year import YEAR, fill_year, send_back_some
from tests.services.recount import Answer, recount

END = date(YEAR, 12, 31)
DAYS = [END, date(YEAR, 6, 30), date(YEAR, 3, 3)]


def answer_of(row: QuotaRow) -> Answer:
    return Answer(
        row.state.value, row.required_quarter_days / 4, row.required_half_hours / 2, row.earned_quarter_days / 4,
        row.earned_quarter_hours / 4, row.rotated, row.unit_id,
    )  # fmt: skip


def assert_agrees(db: Database, day: date, *, higher_counts: bool = False) -> None:
    board = count_quota(db, year=YEAR, as_of=day)
    with db.read() as session:
        slow = recount(session, YEAR, day, higher_counts=higher_counts)
    assert {row.person_id: answer_of(row) for row in board.rows} == slow


def confirm_some(db: Database, random: Random) -> None:
    """学时认定 of about half of the classes that somebody came to."""
    with db.read() as session:
        attended = select(Attendance.session_id).where(Attendance.voided_at.is_(None))
        held = select(ClassSession.class_id).where(ClassSession.id.in_(attended), ClassSession.state == "planned")
        codes = session.scalars(select(TrainingClass.code).where(TrainingClass.id.in_(held)).order_by("code")).all()
    for code in codes:
        if random.random() < 0.5:
            confirm_class(db, code=code)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(6))
def test_the_fast_count_agrees_with_the_slow_one(db: Database, clock: Clock, seed: int) -> None:
    random = Random(seed)
    clock.time = datetime(2026, 1, 10)
    fill_year(db, random)
    for day in DAYS:
        assert_agrees(db, day)
    send_back_some(db, random)
    assert_agrees(db, END)
    confirm_some(db, random)
    for day in DAYS:
        assert_agrees(db, day)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(2))
def test_case_8_the_fast_count_agrees_with_the_slow_one_where_classes_are_made_up_also_over_new_year(
    db: Database, clock: Clock, seed: int
) -> None:
    random = Random(seed)
    clock.time = datetime(2026, 1, 10)
    fill_year(db, random, people=12, classes=2)
    make_up_some(db, random)
    assert_agrees(db, date(YEAR, 1, 20))
    confirm_some(db, random)
    assert_agrees(db, END)
    board = count_quota(db, year=YEAR)
    entries = list_credits(db, year=YEAR)
    for row in board.rows:  # the entries behind a figure, and the people of one unit alone, say the same
        own = entries.get(row.person_id, [])
        assert sum(entry.quarter_days for entry in own) == row.earned_quarter_days
    months = list_month_days(db, year=YEAR, as_of=END)
    assert {key: sum(days) for key, days in months.items() if any(days)} == {
        row.person_id: row.earned_quarter_days for row in board.rows if row.earned_quarter_days
    }
    one = next(row.unit for row in board.rows if row.unit)
    alone = count_quota(db, year=YEAR, unit=one).rows
    assert alone == tuple(row for row in board.rows if row.unit == one)


@pytest.mark.parametrize("seed", range(3))
def test_higher_training_gives_days_only_with_the_switch(db: Database, seed: int) -> None:
    fill_year(db, Random(seed))
    before = count_quota(db, year=YEAR).rows
    set_value(db, key=HIGHER_COUNTS, value=True, from_year=YEAR)
    assert_agrees(db, END, higher_counts=True)
    after = count_quota(db, year=YEAR).rows
    assert [row.earned_quarter_hours for row in before] == [row.earned_quarter_hours for row in after]
    assert sum(row.earned_quarter_days for row in after) >= sum(row.earned_quarter_days for row in before)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("with_provisional", [True, False])
def test_one_units_rows_are_those_of_its_people_in_the_whole(
    db: Database, clock: Clock, seed: int, with_provisional: bool
) -> None:
    """The whole is summed in the database, a unit person by person: two ways to the same rows."""
    clock.time, random = datetime(2026, 1, 10), Random(seed)
    fill_year(db, random, people=40, classes=9)
    confirm_some(db, random)
    with db.read() as session:
        tree = load_tree(session)
    for day in DAYS:
        whole = count_quota(db, year=YEAR, as_of=day, with_provisional=with_provisional)
        for unit in tree.units.values():
            part = count_quota(db, year=YEAR, as_of=day, unit=unit.name, with_provisional=with_provisional)
            below = tree.descendants(unit.id)
            assert part.rows == tuple(row for row in whole.rows if row.unit_id in below)
            assert part.totals == totals_of(part.rows)


@pytest.mark.parametrize("seed", range(4))
def test_the_lines_of_the_units_add_up_to_the_whole(db: Database, seed: int) -> None:
    fill_year(db, Random(seed))
    for day in DAYS:
        board = count_quota(db, year=YEAR, as_of=day)
        for word in ("members", "due", "trained", "met", "behind", "exempt", "not_required", "left", "rotated"):
            parts = sum(getattr(line.totals, word) for line in board.units)
            assert parts == getattr(board.totals, word) == getattr(totals_of(board.rows), word)
        assert board.totals.members == board.totals.due + board.totals.exempt + board.totals.not_required


@pytest.mark.parametrize("seed", range(4))
def test_a_persons_entries_are_what_was_earned(db: Database, clock: Clock, seed: int) -> None:
    random = Random(seed)
    clock.time = datetime(2026, 1, 10)
    fill_year(db, random)
    confirm_some(db, random)
    entries = list_credits(db, year=YEAR)
    for row in count_quota(db, year=YEAR).rows:
        own = entries.get(row.person_id, [])
        assert sum(entry.quarter_days for entry in own) == row.earned_quarter_days
        assert sum(entry.quarter_hours for entry in own) == row.earned_quarter_hours


def test_without_the_rotation_everything_else_is_the_same(db: Database) -> None:
    fill_year(db, Random(5))
    whole = count_quota(db, year=YEAR)
    without = count_quota(db, year=YEAR, with_rotation=False)
    assert any(row.rotated for row in whole.rows)
    assert list(without.rows) == [replace(row, rotated=False) for row in whole.rows]


def test_without_provisional_credit_only_the_confirmed_counts(db: Database, clock: Clock) -> None:
    clock.time = datetime(2026, 1, 10)
    fill_year(db, Random(1), classes=10)
    confirm_some(db, Random(0))
    with_it = count_quota(db, year=YEAR).rows
    without = count_quota(db, year=YEAR, with_provisional=False).rows
    assert any(row.provisional_quarter_hours for row in with_it)
    assert all(row.provisional_quarter_hours == 0 for row in without)
    assert sum(row.earned_quarter_hours for row in without) < sum(row.earned_quarter_hours for row in with_it)


def test_a_reversal_changes_what_is_confirmed_and_keeps_both_lines(db: Database, clock: Clock) -> None:
    clock.time = datetime(2026, 1, 10)
    fill_year(db, Random(2), classes=3)
    confirm_some(db, Random(3))
    with db.read() as session:
        entry = session.query(CreditEntry).filter(CreditEntry.share == 2).first()
        assert entry is not None
        person_id, session_id = entry.person_id, entry.session_id
        held_on = session.get_one(ClassSession, session_id).held_on
    year = held_on.year
    before = next(row for row in count_quota(db, year=year).rows if row.person_id == person_id)
    correct_credit(db, session_id=session_id, person_id=person_id, share=0, reason="代签，核实后更正")
    after = next(row for row in count_quota(db, year=year).rows if row.person_id == person_id)
    assert after.earned_quarter_hours < before.earned_quarter_hours
    with db.read() as session:
        lines = session.query(CreditEntry).filter_by(person_id=person_id, session_id=session_id).all()
        assert sorted(line.share for line in lines) == [-2, 0, 2]
