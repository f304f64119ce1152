"""What must hold for every town: the order of entry does not matter, and closing a year freezes it whatever follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from partyschool.paths import DataFolder
from partyschool.services.classes import confirm_class
from partyschool.services.closed_years import close_year
from partyschool.services.exemptions import grant_exemption
from partyschool.services.month_board import list_month_days, month_lines
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaBoard
from partyschool.services.quota_totals import totals_of
from partyschool.services.requirements import RequirementForm, ReviseRequirement, list_requirements
from partyschool.services.rule_changes import apply
from partyschool.services.rule_values import set_value
from partyschool.services.rules import HIGHER_COUNTS, LATE, NEEDS_REVIEW
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import Attendance, ClassSession, Membership, Person, TrainingClass, Unit
from partyschool.ui.hours_board import CATEGORIES, category_of
from tests.services.random_year import YEAR, fill_year

END = date(YEAR, 12, 31)
Deed = Callable[[Database], object]


def confirmable(db: Database) -> list[str]:
    """Codes of classes that somebody came to."""
    with db.read() as session:
        attended = select(Attendance.session_id).where(Attendance.voided_at.is_(None))
        held = select(ClassSession.class_id).where(ClassSession.id.in_(attended))
        codes = select(TrainingClass.code).where(TrainingClass.id.in_(held), TrainingClass.confirmed_at.is_(None))
        return list(session.scalars(codes.order_by(TrainingClass.code)))


def deeds_of(db: Database, random: Random) -> list[Deed]:
    """What a clerk enters in a year, in some order."""
    people = [row.person_id for row in count_quota(db, year=YEAR).rows]
    rule = next(row.id for row in list_requirements(db) if row.form.code == "L2")
    deeds: list[Deed] = [lambda db, code=code: confirm_class(db, code=code) for code in confirmable(db)]  # type: ignore[misc]
    for number in range(4):
        chosen = random.sample(people, 5)
        form = StudyForm("higher", f"市委党校{number}", date(YEAR, 2 + number, 3), 16, quarter_days=4)
        deeds.append(lambda db, chosen=chosen, form=form: record_study(db, person_ids=chosen, form=form))  # type: ignore[misc]
    some = random.sample(people, 3)
    deeds.append(
        lambda db: grant_exemption(
            db, person_ids=some, year=YEAR, reason="年老体弱", approver="镇党委", granted_on=date(YEAR, 2, 1)
        )
    )
    deeds.append(lambda db: set_value(db, key=HIGHER_COUNTS, value=True, from_year=YEAR))
    deeds.append(lambda db: apply(db, ReviseRequirement(rule, RequirementForm("L2", "two_committees", 10, 0, YEAR))))
    return deeds


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_entry_does_not_matter(tmp_path: Path, seed: int) -> None:
    boards: list[QuotaBoard] = []
    for order in range(2):
        db = open_database(DataFolder(tmp_path / str(order)), clock=lambda: datetime(2026, 1, 10))
        fill_year(db, Random(seed))
        deeds = deeds_of(db, Random(seed))
        Random(order).shuffle(deeds)
        for deed in deeds:
            deed(db)
        boards.append(replace(count_quota(db, year=YEAR), closed_at=None))
        db.close()
    assert boards[0] == boards[1]


@pytest.mark.parametrize("seed", range(3))
def test_closing_a_year_freezes_it_whatever_happens_afterwards(tmp_path: Path, seed: int) -> None:
    db = open_database(DataFolder(tmp_path / "town"), clock=lambda: datetime(2026, 1, 10))
    random = Random(seed)
    fill_year(db, random)
    for code in confirmable(db):
        confirm_class(db, code=code)
    before = count_quota(db, year=YEAR, with_provisional=False)
    close_year(db, year=YEAR)
    people = [row for row in before.rows if not row.left_reason and row.unit_id]
    units = sorted({row.unit_id for row in people if row.unit_id})
    set_value(db, key=NEEDS_REVIEW, value=True, from_year=YEAR + 1)
    set_value(db, key=LATE, value=0, from_year=YEAR + 1)
    record_study(db, person_ids=[people[0].person_id], form=StudyForm("home", "送学", date(YEAR + 1, 1, 5), 4))
    with db.write() as session:
        for unit in session.query(Unit):
            unit.name = f"新{unit.name}"
        for membership in session.query(Membership):
            membership.unit_id = random.choice(units)
        for person in session.query(Person):
            person.name, person.kind = f"改{person.name}", "masses"
            person.left_reason, person.left_on = "death", date(YEAR, 1, 1) + timedelta(days=random.randrange(365))
    after = count_quota(db, year=YEAR)
    assert replace(after, closed_at=None) == before
    assert after.closed_at == datetime(2026, 1, 10)
    db.close()


@pytest.mark.parametrize("seed", range(3))
def test_the_totals_of_parts_equal_the_whole_in_every_cut(db: Database, seed: int) -> None:
    fill_year(db, Random(seed), classes=9)
    board = count_quota(db, year=YEAR)
    words = list(type(board.totals).__slots__)
    by_category = {key: [row for row in board.rows if category_of(row) == key] for key, _ in CATEGORIES}
    for cut in (
        by_category.values(),
        [[row for row in board.rows if row.village_id == line.unit_id] for line in board.units],
    ):
        parts = [totals_of(rows) for rows in cut]
        for word in words:
            assert sum(getattr(part, word) for part in parts) == getattr(board.totals, word), word
    lines = month_lines(board.rows, list_month_days(db, year=YEAR, as_of=END))
    assert (sum(line.trained for line in lines), sum(line.met for line in lines)) == (
        board.totals.trained, board.totals.met,
    )  # fmt: skip
