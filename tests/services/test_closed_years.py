"""年度结转: what is checked first, what is frozen, what is refused afterwards, and opening a year again."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from partyschool.domain.terms import Structure
from partyschool.errors import Refusal
from partyschool.services.audit_view import list_audit
from partyschool.services.check import check
from partyschool.services.classes import confirm_class
from partyschool.services.closed_years import CloseCheck, check_year, close_year, list_years, reopen_year
from partyschool.services.corrections import correct_credit
from partyschool.services.credit_entries import list_credits
from partyschool.services.exemptions import grant_exemption
from partyschool.services.memberships import leave_register
from partyschool.services.other_study import StudyForm, list_studies, record_study, withdraw_study
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaBoard
from partyschool.services.requirements import RequirementForm, ReviseRequirement, list_requirements, save_requirement
from partyschool.services.rule_changes import apply
from partyschool.services.rule_values import set_value
from partyschool.services.rules import LATE
from partyschool.services.statistics import year_statistics
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    CreditEntry,
    DatedRule,
    FrozenResult,
    OtherStudy,
    Person,
    TrainingClass,
    Unit,
)
from tests.conftest import Clock
from tests.services.random_year import YEAR, fill_year

END = date(YEAR, 12, 31)


def confirm_all(db: Database) -> None:
    """学时认定 of every class that somebody came to."""
    with db.read() as session:
        attended = select(Attendance.session_id).where(Attendance.voided_at.is_(None))
        held = select(ClassSession.class_id).where(ClassSession.id.in_(attended))
        codes = session.scalars(select(TrainingClass.code).where(TrainingClass.id.in_(held)).order_by("code")).all()
    for code in codes:
        confirm_class(db, code=code)


@pytest.fixture
def settled(db: Database, clock: Clock) -> Database:
    """A year that is over, with everything confirmed."""
    clock.time = datetime(2026, 1, 10)
    fill_year(db, Random(5))
    confirm_all(db)
    return db


def counted(board: QuotaBoard) -> tuple[object, ...]:
    """What must not change, without when and how it was counted."""
    return board.year, board.as_of, board.rows, board.units, board.totals


@pytest.mark.both_databases
def test_a_closed_year_gives_the_result_that_it_had(settled: Database) -> None:
    before, entries = count_quota(settled, year=YEAR), list_credits(settled, year=YEAR)
    close_year(settled, year=YEAR)
    after = count_quota(settled, year=YEAR)
    assert counted(after) == counted(before)
    assert list_credits(settled, year=YEAR) == entries
    assert after.closed_at == datetime(2026, 1, 10)


@pytest.mark.both_databases
@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_a_unit_or_some_people_alone_have_the_lines_that_they_have_among_all(
    settled: Database, is_closed: bool
) -> None:
    if is_closed:
        close_year(settled, year=YEAR)
    rows = count_quota(settled, year=YEAR).rows
    some = rows[3:9]
    assert count_quota(settled, year=YEAR, people=[row.person_id for row in some]).rows == some
    village = next(row.village for row in rows if row.village != row.unit)
    alone = count_quota(settled, year=YEAR, unit=village).rows
    assert alone == tuple(row for row in rows if row.village == village)
    assert not count_quota(settled, year=YEAR, unit="没有这个村%_").rows


def test_what_happens_later_to_people_and_units_does_not_change_a_closed_year(settled: Database) -> None:
    """Awkward case 26, for a year that was reported: names and places stay."""
    close_year(settled, year=YEAR)
    before = count_quota(settled, year=YEAR)
    row = next(row for row in before.rows if row.is_due and row.unit_id)
    assert row.unit_id is not None and row.village_id is not None
    leave_register(settled, person_id=row.person_id, reason="death", on=date(YEAR, 3, 1))
    with settled.write() as session:
        session.get_one(Person, row.person_id).name = "后来改的名"
    assert counted(count_quota(settled, year=YEAR)) == counted(before)
    assert count_quota(settled, year=YEAR, unit=row.village).totals.due >= 1


def test_the_statistics_of_a_closed_year_rest_on_the_frozen_result(settled: Database) -> None:
    before = year_statistics(settled, year=YEAR, with_provisional=False)
    close_year(settled, year=YEAR)
    row = next(row for row in count_quota(settled, year=YEAR).rows if row.is_due)
    leave_register(settled, person_id=row.person_id, reason="death", on=date(YEAR, 3, 1))
    after = year_statistics(settled, year=YEAR, with_provisional=False)
    assert after.sums.count.totals == before.sums.count.totals
    assert all(check.agrees for check in after.checks)


def test_the_totals_of_a_closed_year_are_the_same_by_either_structure(settled: Database) -> None:
    close_year(settled, year=YEAR)
    by_end = count_quota(settled, year=YEAR)
    then = count_quota(settled, year=YEAR, structure=Structure.THEN)
    assert then.totals == by_end.totals


def test_another_day_of_a_closed_year_is_still_counted(settled: Database) -> None:
    before = count_quota(settled, year=YEAR, as_of=date(YEAR, 6, 30))
    close_year(settled, year=YEAR)
    assert counted(count_quota(settled, year=YEAR, as_of=date(YEAR, 6, 30))) == counted(before)


def test_entries_of_a_closed_year_cannot_be_changed_by_any_way(settled: Database) -> None:
    """Awkward case 32: entered late, when the year is closed already."""
    with settled.read() as session:
        entry = session.query(CreditEntry).join(ClassSession).filter(ClassSession.held_on <= END).first()
        assert entry is not None
        person_id, session_id = entry.person_id, entry.session_id
    study = StudyForm("meeting", "三会一课", date(YEAR, 12, 1), 4)
    record_study(settled, person_ids=[person_id], form=study)
    [kept] = [row for row in list_studies(settled, year=YEAR, person_id=person_id) if row.form.title == "三会一课"]
    close_year(settled, year=YEAR)
    before = count_quota(settled, year=YEAR)
    deeds: list[Callable[[], object]] = [
        lambda: correct_credit(settled, session_id=session_id, person_id=person_id, share=0, reason="核实"),
        lambda: record_study(settled, person_ids=[person_id], form=StudyForm("meeting", "补记", date(YEAR, 5, 1), 4)),
        lambda: withdraw_study(settled, study_id=kept.id, reason="错"),
        lambda: grant_exemption(
            settled, person_ids=[person_id], year=YEAR, reason="年老体弱", approver="镇党委", granted_on=END
        ),
    ]
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert f"{YEAR} 年度已经结转" in refused.value.message
    assert counted(count_quota(settled, year=YEAR)) == counted(before)
    record_study(settled, person_ids=[person_id], form=StudyForm("meeting", "今年的", date(YEAR + 1, 1, 5), 4))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Attendance, {"sign_in_at": datetime(YEAR, 3, 3, 12, 0)}),
        (Attendance, {"voided_at": datetime(2026, 1, 12)}),
        (ClassSession, {"half_hours": 1}),
        (ClassSession, {"held_on": date(2026, 3, 3)}),
        (CreditEntry, {"share": 0}),
    ],
)
def test_no_record_of_a_closed_year_can_be_rewritten(settled: Database, table: Any, change: dict[str, object]) -> None:
    close_year(settled, year=YEAR)
    with pytest.raises(Refusal, match="已经结转"):
        rewrite(settled, table, change)


def rewrite(db: Database, table: Any, change: dict[str, object]) -> None:
    """Straight into the table, past every command."""
    of_year = select(ClassSession.id).where(ClassSession.held_on.between(date(YEAR, 1, 1), END))
    column = table.id if table is ClassSession else table.session_id
    with db.write() as session:
        record = session.scalars(select(table).where(column.in_(of_year))).first()
        for field, value in change.items():
            setattr(record, field, value)


def test_who_an_entry_of_a_closed_year_belongs_to_can_still_be_set_right(settled: Database) -> None:
    """Two records of one person are merged: the frozen result keeps the name that it was reported under."""
    close_year(settled, year=YEAR)
    before = count_quota(settled, year=YEAR)
    with settled.write() as session:
        row = session.scalars(select(OtherStudy)).first()
        assert row is not None
        row.person_id = next(person.person_id for person in before.rows if person.person_id != row.person_id)
    assert counted(count_quota(settled, year=YEAR)) == counted(before)


def test_rules_cannot_change_a_closed_year_but_can_change_the_next(settled: Database) -> None:
    """Awkward case 25: closed years never change."""
    close_year(settled, year=YEAR)
    first = next(row for row in list_requirements(settled) if row.form.code == "L1")
    with pytest.raises(Refusal, match="已经结转") as refused:
        save_requirement(settled, form=RequirementForm("L1", "member", 8, 0, 2019, None, "改"), requirement_id=first.id)
    assert refused.value.code == "year_closed"
    with pytest.raises(Refusal, match="已经结转"):
        set_value(settled, key=LATE, value=20, from_year=YEAR)
    set_value(settled, key=LATE, value=20, from_year=YEAR + 1)
    apply(settled, ReviseRequirement(first.id, RequirementForm("L1", "member", 6, 0, YEAR + 1)))
    owed = [row.form.quarter_days for row in list_requirements(settled) if row.form.code == "L1"]
    assert owed == [4, 6]


def test_the_check_finds_a_frozen_result_that_was_tampered_with(settled: Database) -> None:
    close_year(settled, year=YEAR)
    assert "frozen_year" not in {finding.code for finding in check(settled)}
    with settled.write() as session:
        row = session.scalars(select(FrozenResult)).first()
        assert row is not None
        session.delete(row)
    assert "frozen_year" in {finding.code for finding in check(settled)}


def test_the_check_finds_a_rule_with_two_versions_in_a_year(settled: Database) -> None:
    with settled.write() as session:
        session.add_all(DatedRule(key=LATE, value=value, from_year=2019) for value in (15, 20))
    assert [finding.code for finding in check(settled) if finding.code == "rule_years"] == ["rule_years"]


def test_a_year_with_unconfirmed_classes_is_not_closed(db: Database, clock: Clock) -> None:
    clock.time = datetime(2026, 1, 10)
    fill_year(db, Random(5))
    lines = {line.check: line for line in check_year(db, year=YEAR)}
    assert lines[CloseCheck.UNCONFIRMED].blocks
    with pytest.raises(Refusal, match="没有认定学时"):
        close_year(db, year=YEAR)
    assert list_years(db) == []


def test_a_year_that_is_not_over_is_not_closed(db: Database) -> None:
    fill_year(db, Random(5), classes=0)
    with pytest.raises(Refusal, match="还没有过完"):
        close_year(db, year=YEAR)


@pytest.mark.both_databases
def test_opening_a_year_again_needs_a_reason_and_is_in_the_log(settled: Database) -> None:
    close_year(settled, year=YEAR, note="报市委党校")
    with pytest.raises(Refusal, match="写明原因"):
        reopen_year(settled, year=YEAR, reason=" ")
    reopen_year(settled, year=YEAR, reason="漏了一张签到表")
    [line] = list_audit(settled, action="year.reopen")
    assert line.detail == {"reason": "漏了一张签到表"}
    [row] = list_years(settled)
    assert (row.note, row.reopen_reason) == ("报市委党校", "漏了一张签到表")
    assert count_quota(settled, year=YEAR).closed_at is None
    record_study(settled, person_ids=[1], form=StudyForm("meeting", "补记", date(YEAR, 5, 1), 4))
    close_year(settled, year=YEAR)
    assert [row.reopened_at is None for row in list_years(settled)] == [True, False]
    with pytest.raises(Refusal, match="已经结转"):
        close_year(settled, year=YEAR)


def test_renaming_a_village_leaves_its_old_name_in_the_closed_year(settled: Database) -> None:
    close_year(settled, year=YEAR)
    line = next(line for line in count_quota(settled, year=YEAR).units if line.unit_id)
    assert line.unit_id is not None
    with settled.write() as session:
        session.get_one(Unit, line.unit_id).name = "新名村"
    after = count_quota(settled, year=YEAR)
    assert next(row.name for row in after.units if row.unit_id == line.unit_id) == line.name
