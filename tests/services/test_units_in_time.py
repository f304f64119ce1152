"""Units in time: past years by the names and places of then, both structures, and what changes never alter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from partyschool.domain.terms import Structure, UnitChangeKind
from partyschool.errors import Refusal
from partyschool.services.branches import BranchIndex
from partyschool.services.closed_years import close_year
from partyschool.services.enrolment import list_enrolments
from partyschool.services.memberships import transfer
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.people import list_people
from partyschool.services.person_day import list_timeline, person_on_day
from partyschool.services.person_detail import get_person
from partyschool.services.quota import count_quota
from partyschool.services.schools import init_school
from partyschool.services.statistics import year_statistics
from partyschool.services.unit_changes import change_units, undo_change
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.unit_rules import UnitForm
from partyschool.services.units import create_unit, get_unit, list_units
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Unit
from partyschool.storage.models.unit_history import UnitChange, UnitStep
from partyschool.storage.models.unit_periods import UnitPeriod
from tests.services.random_town import YEAR, build_random_town
from tests.services.table_contents import contents
from tests.services.town import MAY, SCHOOL, add_person, found_town, merge_back_into_front
from tests.ui.school_day import prepare

APRIL = date(2025, 4, 30)
RENAME, MERGE, SPLIT = UnitChangeKind.RENAME, UnitChangeKind.MERGE, UnitChangeKind.SPLIT
MOVE, CLOSE = UnitChangeKind.MOVE, UnitChangeKind.CLOSE


@pytest.mark.both_databases
def test_case_26_a_branch_merged_in_august_can_be_told_by_the_year_end_or_as_it_was(db: Database, clock: Any) -> None:
    """Awkward case 26: 按年末建制 and 按当时建制 differ in their lines, never in their totals."""
    clock.advance(days=100)
    town = found_town(db)
    for number in range(3):
        add_person(db, f"后{number}", town.back_branch)
    add_person(db, "前", town.front_branch)
    mover = add_person(db, "迁", town.back_branch)
    transfer(db, person_id=mover, unit_id=town.front_branch, on=date(2025, 3, 1))
    august = replace(merge_back_into_front(town), on=date(2025, 8, 1))
    change_units(db, form=august)
    by_end, by_then = (
        count_quota(db, year=2025, structure=structure) for structure in (Structure.YEAR_END, Structure.THEN)
    )
    assert {line.name: line.totals.members for line in by_end.units} == {"前庄村": 5}
    assert {line.name: line.totals.members for line in by_then.units} == {"前庄村": 2, "后庄村": 3}
    assert by_end.totals == by_then.totals
    assert count_quota(db, year=2024).units == count_quota(db, year=2024, structure=Structure.THEN).units


def test_a_year_told_before_a_merger_says_the_same_after_it(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.back_branch)
    before = count_quota(db, year=2024)
    change_units(db, form=merge_back_into_front(town))
    assert count_quota(db, year=2024) == before


def test_a_renamed_branch_keeps_its_old_name_in_past_years(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch)
    change_units(db, form=ChangeForm(RENAME, MAY, (town.front_village,), name="前庄社区", code="371482101001"))
    assert [line.name for line in count_quota(db, year=2024).units] == ["前庄村"]
    assert [line.name for line in count_quota(db, year=2025).units] == ["前庄社区"]
    assert [line.name for line in count_quota(db, year=2025, as_of=APRIL).units] == ["前庄村"]
    assert [line.name for line in year_statistics(db, year=2025, structure=Structure.THEN).units] == ["前庄村"]
    assert {row.code for row in list_units(db, on=APRIL)} == {"", "371482101"}


def test_old_and_new_name_find_the_people_of_a_past_year(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch)
    change_units(db, form=ChangeForm(RENAME, MAY, (town.front_village,), name="前庄社区"))
    for name in ("前庄村", "前庄社区"):
        assert count_quota(db, year=2024, unit=name).totals.members == 1


def test_a_village_joins_a_joint_committee_from_a_day_on(db: Database) -> None:
    """A 联村党委 is a dated layer between town and village."""
    town = found_town(db)
    joint = create_unit(db, form=UnitForm("东片联村党委", "joint", town.town, founded_on=date(2025, 4, 1)))
    change_units(db, form=ChangeForm(MOVE, MAY, (town.front_village,), joint))
    paths = [
        next(row.path for row in list_units(db, on=day) if row.id == town.front_branch) for day in (APRIL, MAY)
    ]  # fmt: skip
    assert paths[0] == ("禹城市", "房寺镇", "前庄村", "前庄村党支部")
    assert paths[1] == ("禹城市", "房寺镇", "东片联村党委", "前庄村", "前庄村党支部")


def _branches(db: Database) -> list[int]:
    return [row.id for row in list_units(db) if row.kind == "branch"]


def _random_change(db: Database, dice: Random, on: date) -> ChangeForm:
    branches = _branches(db)
    first, second = dice.sample(branches, 2)
    name = f"支部{dice.randint(0, 999_999)}"
    match dice.choice([MERGE, SPLIT, RENAME] if len(branches) > 2 else [SPLIT, RENAME]):
        case UnitChangeKind.MERGE:
            return ChangeForm(MERGE, on, (first,), second, keeps_posts=True)
        case UnitChangeKind.SPLIT:
            inside = [row.id for row in list_people(db, on=on) if row.unit_id == first]
            parent = get_unit(db, first).parent_id
            people = tuple(inside[: len(inside) // 2])
            founded = UnitForm(name, "branch", parent)
            return ChangeForm(SPLIT, on, (first,), founded=founded, people=people, keeps_posts=True)
        case _:
            return ChangeForm(RENAME, on, (first,), name=name)


@pytest.mark.parametrize("seed", range(4))
def test_changes_keep_the_total_of_people_and_both_structures_agree(db: Database, clock: Any, seed: int) -> None:
    """Property: whatever is merged, split and renamed, the year's sums stay, and the years before word for word."""
    clock.advance(days=190)
    dice = Random(seed)
    build_random_town(db, seed)
    whole, past = count_quota(db, year=YEAR), count_quota(db, year=YEAR - 1)
    people = sum(row.people for row in list_units(db))
    done = 0
    for month in range(2, 13):
        form = _random_change(db, dice, date(YEAR, month, 15))
        try:
            done += change_units(db, form=form) > 0
        except Refusal:
            continue
    assert done >= 3
    by_end, by_then = (count_quota(db, year=YEAR, structure=structure) for structure in Structure)
    assert by_end.totals == by_then.totals == whole.totals
    assert sum(row.people for row in list_units(db)) == people
    assert count_quota(db, year=YEAR - 1).units == past.units
    statistics = [year_statistics(db, year=YEAR, structure=structure, with_provisional=True) for structure in Structure]
    assert statistics[0].sums == statistics[1].sums
    assert all(found.adds_up for found in statistics)


@pytest.mark.parametrize("seed", range(3))
def test_changes_of_different_units_may_be_entered_in_any_order(db: Database, seed: int) -> None:
    """Property: the order of entry does not matter where the changes do not concern the same unit."""
    town = found_town(db)
    people = [add_person(db, f"人{number}", town.back_branch) for number in range(4)]
    forms = [
        ChangeForm(RENAME, date(2025, 6, 1), (town.front_branch,), name="前庄中心支部"),
        merge_back_into_front(town),
        ChangeForm(RENAME, date(2025, 3, 1), (town.front_village,), name="前庄社区"),
    ]
    Random(seed).shuffle(forms)
    for form in forms:
        change_units(db, form=form)
    assert {row.id: row.unit for row in list_people(db)} == dict.fromkeys(people, "前庄中心支部")
    told = [
        [(line.name, line.totals.members) for line in count_quota(db, year=2025, structure=structure).units]
        for structure in Structure
    ]
    assert told == [[("前庄社区", 4)], [("后庄村", 4)]]


def test_nothing_of_a_closed_year_is_changed_or_undone(db: Database, clock: Any) -> None:
    clock.advance(days=240)
    town = found_town(db)
    add_person(db, "王建国", town.back_branch)
    change = change_units(db, form=merge_back_into_front(town))
    close_year(db, year=2025)
    with pytest.raises(Refusal, match="2025 年度已经结转"):
        change_units(db, form=ChangeForm(RENAME, date(2025, 9, 1), (town.front_village,), name="前庄社区"))
    with pytest.raises(Refusal, match="2025 年度已经结转"):
        undo_change(db, change_id=change)
    change_units(db, form=ChangeForm(RENAME, date(2026, 1, 1), (town.front_village,), name="前庄社区"))
    assert [line.name for line in count_quota(db, year=2025).units] == ["前庄村"]


def test_a_village_that_comes_to_another_town_takes_its_people_from_that_day(db: Database, clock: Any) -> None:
    """Awkward case 5 for a whole village: hours stay with the people, the denominator follows the day."""
    clock.advance(days=100)
    init_school(db, name="中共禹城市委党校", short="禹", tier="city")
    with db.write() as session:
        index = BranchIndex(session)
        branch = index.ensure("房寺镇前庄村党支部").unit_id
        index.ensure("伦镇东街村党支部")
        village, other_town = index.find("房寺镇前庄村") or 0, index.find("伦镇") or 0
    person = add_person(db, "王建国", branch)
    study = StudyForm("theme_day", "学习", date(2025, 3, 3), half_hours=8)
    record_study(db, person_ids=[person], form=study)
    change_units(db, form=ChangeForm(MOVE, date(2025, 6, 1), (village,), other_town))
    told = {}
    for structure in Structure:
        found = year_statistics(db, year=2025, structure=structure, with_provisional=True)
        told[structure] = {line.name: line.count.totals.members for line in found.towns}
        assert found.adds_up
    assert told == {Structure.YEAR_END: {"伦镇": 1}, Structure.THEN: {"房寺镇": 1}}
    (row,) = count_quota(db, year=2025).rows
    assert row.earned_quarter_hours == 16


def test_a_class_keeps_the_old_names_and_one_to_come_takes_the_new(db: Database, clock: Any) -> None:
    """Item 61: past classes keep the names that units had, also when the change is entered late."""
    init_school(db, name=SCHOOL, short="禹房", tier="town")
    day = prepare(db)
    village = next(row for row in list_units(db) if row.name == "前庄村")
    rename = ChangeForm(RENAME, date(2025, 6, 10), (day.branches["前庄村"],), name="前庄中心支部")
    change_units(db, form=rename)
    units = {row.name: row.unit for row in list_enrolments(db, code=day.code)}
    assert (units["王洁"], units["吴静"]) == ("前庄中心支部", "桂庄村党支部")
    clock.advance(days=30)
    change_units(db, form=ChangeForm(RENAME, date(2025, 7, 1), (day.branches["前庄村"],), name="前庄新支部"))
    change_units(db, form=ChangeForm(RENAME, date(2025, 7, 1), (village.id,), name="前庄社区"))
    row = next(row for row in list_enrolments(db, code=day.code) if row.name == "王洁")
    assert (row.unit, row.village) == ("前庄中心支部", "前庄村")


def test_somebody_belonged_to_the_unit_by_its_name_of_that_day(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    change_units(db, form=merge_back_into_front(town))
    change_units(db, form=ChangeForm(RENAME, date(2025, 6, 1), (town.front_branch,), name="前庄中心支部"))
    days = (APRIL, MAY, date(2025, 6, 1))
    assert [person_on_day(db, person_id=person, on=day).unit for day in days] == [
        "后庄村党支部",
        "前庄村党支部",
        "前庄中心支部",
    ]
    assert "在前庄村党支部" in [line.words for line in list_timeline(db, person_id=person)]
    told = [(row.unit, row.end_on) for row in get_person(db, person).memberships]
    assert told == [("前庄中心支部", None), ("后庄村党支部", APRIL)]


def _slowly_then(session: Session, person_id: int, day: date) -> str:
    """按当时建制 from the tables, one person and one step at a time: the name of the village's line."""
    first = date(day.year, 1, 1)
    terms = session.query(Membership).filter_by(person_id=person_id).all()
    now = [row for row in terms if (row.start_on or date.min) <= day <= (row.end_on or date.max)]
    term = max(now, key=lambda row: row.start_on or date.min) if now else None
    while term is not None and term.start_on is not None and term.start_on > first:
        came = (
            session.query(UnitStep)
            .join(UnitChange, UnitChange.id == UnitStep.change_id)
            .filter(UnitStep.into_id == term.unit_id, UnitChange.changed_on == term.start_on)
        )
        sources = {row.from_id for row in came}
        before = [row for row in terms if row.end_on == term.start_on - timedelta(days=1) and row.unit_id in sources]
        if not before:
            break
        term = before[0]
    unit_id, line = (term.unit_id if term else None), ""
    while unit_id is not None:
        unit = session.get_one(Unit, unit_id)
        periods = session.query(UnitPeriod).filter(UnitPeriod.unit_id == unit_id, UnitPeriod.last_on >= first)
        then = min(periods, key=lambda row: row.last_on, default=None) or unit
        line = line or then.name
        if unit.kind in {"village", "department"}:
            return then.name
        unit_id = then.parent_id
    return line


@pytest.mark.parametrize("seed", range(3))
def test_both_structures_agree_with_a_slow_recount_and_no_earlier_day_changes(
    db: Database, clock: Any, seed: int
) -> None:
    """Property: a change on a day leaves every earlier day as it was, word for word."""
    clock.advance(days=190)
    dice = Random(100 + seed)
    build_random_town(db, seed, people=25, classes=2)
    for month in (3, 5, 7, 9, 11):
        on = date(YEAR, month, 15)
        days = [date(YEAR - 1, 6, 1), date(YEAR, 2, 1), on - timedelta(days=1)]
        before = [list_people(db, on=day) for day in days]
        try:
            change_units(db, form=_random_change(db, dice, on))
        except Refusal:
            continue
        assert [list_people(db, on=day) for day in days] == before
    board = count_quota(db, year=YEAR, structure=Structure.THEN)
    with db.read() as session:
        slow = {row.person_id: _slowly_then(session, row.person_id, date(YEAR, 12, 31)) for row in board.rows}
    fast = {row.person_id: row.village for row in board.rows}
    placed = {key for key, name in slow.items() if name}  # the fast one also places people whose term is yet to begin
    assert {key: fast[key] for key in placed} == {key: slow[key] for key in placed}
    assert len(placed) > 15


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_changed_is_undone_step_by_step_to_the_last_row(db: Database, clock: Any, seed: int) -> None:
    """Property: undoing in the opposite order leads through the same states back to the first."""
    clock.advance(days=190)
    dice = Random(200 + seed)
    build_random_town(db, seed, people=20, classes=2)
    states, done = [], []
    for month in range(2, 13):
        before = contents(db)
        try:
            done.append(change_units(db, form=_random_change(db, dice, date(YEAR, month, 15))))
        except Refusal:
            continue
        states.append(before)
    assert len(done) >= 4
    while done:
        undo_change(db, change_id=done.pop())
        assert contents(db) == states.pop()
