"""Changes of units with a day: what moves with them, what stays in past years, what is refused, and undoing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from partyschool.domain.terms import LeftReason, Structure, UnitChangeKind
from partyschool.errors import Refusal
from partyschool.services.memberships import leave_register, transfer
from partyschool.services.people import list_people
from partyschool.services.posts import PostForm, add_post
from partyschool.services.quota import count_quota
from partyschool.services.schools import home_school
from partyschool.services.teaching_points import PointForm, list_points, save_point
from partyschool.services.unit_changes import change_units, undo_change
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.unit_preview import preview_change
from partyschool.services.unit_rules import UnitForm
from partyschool.services.unit_story import unit_story
from partyschool.services.units import create_unit, get_unit, list_units, save_unit
from partyschool.storage.database import Database
from tests.services.table_contents import contents
from tests.services.town import MAY, add_person, found_town, merge_back_into_front

APRIL = date(2025, 4, 30)
RENAME, MERGE, SPLIT = UnitChangeKind.RENAME, UnitChangeKind.MERGE, UnitChangeKind.SPLIT
MOVE, CLOSE = UnitChangeKind.MOVE, UnitChangeKind.CLOSE


@pytest.mark.both_databases
def test_a_merged_branch_hands_its_people_on_and_keeps_the_days_before(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    add_post(db, person_id=person, form=PostForm(town.back_branch, "党支部书记", date(2021, 1, 1)))
    change_units(db, form=merge_back_into_front(town))
    before, after = ([(row.unit, row.posts) for row in list_people(db, on=day)] for day in (APRIL, MAY))
    assert before == [("后庄村党支部", ("党支部书记",))]
    assert after == [("前庄村党支部", ())]
    assert "后庄村党支部" in [row.name for row in list_units(db, on=APRIL)]
    assert "后庄村党支部" not in [row.name for row in list_units(db, on=MAY)]
    closed = get_unit(db, town.back_branch)
    assert (closed.closed_on, closed.successor) == (MAY, "前庄村党支部")


def test_a_post_goes_on_in_the_new_unit_when_asked_for(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    add_post(db, person_id=person, form=PostForm(town.back_branch, "党支部书记", date(2021, 1, 1)))
    change_units(db, form=merge_back_into_front(town, keeps_posts=True))
    (row,) = list_people(db, on=MAY)
    assert (row.posts, row.in_leadership) == (("党支部书记",), True)


def test_people_and_lower_units_are_split_off(db: Database) -> None:
    town = found_town(db)
    stays, goes = add_person(db, "王建国", town.front_branch), add_person(db, "李红", town.front_branch)
    founded = UnitForm("前庄村第二党支部", "branch", town.front_village)
    form = ChangeForm(SPLIT, MAY, (town.front_branch,), founded=founded, people=(goes,))
    assert preview_change(db, form=form).people == 1
    change_units(db, form=form)
    assert {row.id: row.unit for row in list_people(db, on=MAY)} == {
        stays: "前庄村党支部",
        goes: "前庄村第二党支部",
    }
    by_then = count_quota(db, year=2025, structure=Structure.THEN)
    assert {row.unit for row in by_then.rows} == {"前庄村党支部"}
    assert next(row for row in list_units(db) if row.name == founded.name).founded_on == MAY


def test_two_villages_become_a_new_one_with_one_branch(db: Database) -> None:
    """村村合建: the villages close, their branches join, teaching points come along."""
    town = found_town(db)
    for number, branch in enumerate((town.front_branch, town.back_branch)):
        add_person(db, f"人{number}", branch)
    back_village = get_unit(db, town.back_branch).parent_id or 0
    save_point(db, form=PointForm("后庄大棚", "industry", back_village))
    founded = UnitForm("庄里新村", "village", town.town, code="371482101299")
    form = ChangeForm(MERGE, MAY, (town.front_village, back_village), founded=founded, joins_branches=True)
    told = preview_change(db, form=form)
    assert (told.people, told.points, told.founded) == (2, ("后庄大棚",), ("庄里新村", "庄里新村党支部"))
    assert set(told.closed) == {"前庄村", "后庄村", "前庄村党支部", "后庄村党支部"}
    change_units(db, form=form)
    assert {(row.unit, row.village) for row in list_people(db, on=MAY)} == {("庄里新村党支部", "庄里新村")}
    assert [point.unit for point in list_points(db)] == ["庄里新村"]
    assert {line.name: line.totals.members for line in count_quota(db, year=2025, structure=Structure.THEN).units} == {
        "前庄村": 1,
        "后庄村": 1,
    }


def test_branches_may_stay_their_own_under_the_village_they_come_to(db: Database) -> None:
    town = found_town(db)
    back_village = get_unit(db, town.back_branch).parent_id or 0
    change_units(db, form=ChangeForm(MERGE, MAY, (back_village,), town.front_village))
    assert get_unit(db, town.back_branch).path[-2:] == ("前庄村", "后庄村党支部")
    assert [row.path[-2:] for row in list_units(db, on=APRIL) if row.id == town.back_branch] == [
        ("后庄村", "后庄村党支部")
    ]


def test_a_preview_counts_who_is_on_the_register_and_writes_nothing(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    add_person(db, "李红", town.front_branch)
    add_post(db, person_id=person, form=PostForm(town.back_branch, "党支部书记", date(2021, 1, 1)))
    before = contents(db)
    told = preview_change(db, form=merge_back_into_front(town))
    (move,) = told.moves
    assert (move.from_name, move.into_name, move.people, move.people_there) == ("后庄村党支部", "前庄村党支部", 1, 1)
    assert [(post.person, post.title, post.goes_on) for post in told.posts] == [("王建国", "党支部书记", False)]
    assert contents(db) == before


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", [RENAME, MERGE, SPLIT, MOVE, CLOSE])
def test_every_change_is_undone_to_the_last_row(db: Database, kind: UnitChangeKind) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    add_post(db, person_id=person, form=PostForm(town.back_branch, "党支部书记", date(2021, 1, 1)))
    joint = create_unit(db, form=UnitForm("东片联村党委", "joint", town.town))
    before = contents(db)
    form = {
        RENAME: ChangeForm(RENAME, MAY, (town.town,), name="房寺街道"),
        MERGE: merge_back_into_front(town, keeps_posts=True),
        SPLIT: ChangeForm(
            SPLIT, MAY, (town.back_branch,), people=(person,), founded=UnitForm("新支部", "branch", town.town)
        ),
        MOVE: ChangeForm(MOVE, MAY, (town.front_village,), joint),
        CLOSE: ChangeForm(CLOSE, MAY, (town.back_branch,), town.office_branch),
    }[kind]  # fmt: skip
    change = change_units(db, form=form)
    assert contents(db) != before
    undo_change(db, change_id=change)
    assert contents(db) == before
    with pytest.raises(Refusal, match="已经撤回"):
        undo_change(db, change_id=change)


def test_a_change_is_not_undone_under_what_came_after_it(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    change = change_units(db, form=merge_back_into_front(town))
    transfer(db, person_id=person, unit_id=town.office_branch, on=date(2025, 6, 1))
    with pytest.raises(Refusal, match="1 人的组织关系又有变动"):
        undo_change(db, change_id=change)
    founded = UnitForm("新支部", "branch", town.front_village)
    split = ChangeForm(SPLIT, date(2025, 6, 2), (town.office_branch,), founded=founded, people=(person,))
    founding = change_units(db, form=split)
    new = next(row.id for row in list_units(db) if row.name == "新支部")
    add_person(db, "新来的", new)
    with pytest.raises(Refusal, match="不能整个撤回"):
        undo_change(db, change_id=founding)


def test_a_closure_is_not_undone_under_a_unit_closed_after_it(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    village = get_unit(db, town.back_branch).parent_id or 0
    before = contents(db)
    branch_closed = change_units(db, form=ChangeForm(CLOSE, MAY, (town.back_branch,), town.front_branch))
    village_closed = change_units(db, form=ChangeForm(CLOSE, date(2025, 5, 2), (village,)))
    closed = contents(db)
    with pytest.raises(Refusal, match="请先撤回“后庄村”的撤销"):
        undo_change(db, change_id=branch_closed)
    assert contents(db) == closed
    undo_change(db, change_id=village_closed)
    undo_change(db, change_id=branch_closed)
    assert contents(db) == before
    assert {row.id: row.unit for row in list_people(db)} == {person: "后庄村党支部"}


def test_a_closure_or_new_name_is_not_undone_beside_a_new_unit_of_that_name_or_code(db: Database) -> None:
    town = found_town(db)
    village = get_unit(db, town.back_branch).parent_id
    closed = change_units(db, form=ChangeForm(CLOSE, MAY, (town.back_branch,), town.front_branch))
    create_unit(db, form=UnitForm("后庄村党支部", "branch", village))
    renamed = change_units(db, form=ChangeForm(RENAME, MAY, (town.front_village,), name="前庄社区"))
    sister = create_unit(db, form=UnitForm("前庄村", "village", town.town))
    before = contents(db)
    for change, name in ((closed, "后庄村党支部"), (renamed, "前庄村")):
        with pytest.raises(Refusal, match=f"撤回以后“{name}”会和后来的单位重复"):
            undo_change(db, change_id=change)
    assert contents(db) == before
    save_unit(db, unit_id=sister, form=UnitForm("新前庄村", "village", town.town))
    undo_change(db, change_id=renamed)
    assert get_unit(db, town.front_village).name == "前庄村"


def test_people_split_off_do_not_come_back_into_a_unit_merged_away(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    founded = UnitForm("后庄村第二党支部", "branch", get_unit(db, town.back_branch).parent_id)
    split = change_units(db, form=ChangeForm(SPLIT, MAY, (town.back_branch,), founded=founded, people=(person,)))
    change_units(db, form=ChangeForm(MERGE, date(2025, 5, 2), (town.back_branch,), town.front_branch))
    with pytest.raises(Refusal, match="请先撤回“后庄村党支部”的并入"):
        undo_change(db, change_id=split)


def test_a_village_with_a_branch_is_told_to_be_merged(db: Database) -> None:
    town = found_town(db)
    with pytest.raises(Refusal, match="下面还有“前庄村党支部”。要连同下级单位归到别处，请用“并入”"):
        change_units(db, form=ChangeForm(CLOSE, MAY, (town.front_village,)))


def test_the_history_counts_people_as_the_preview_did(db: Database) -> None:
    """Those who left the register go along, but neither of the two counts them."""
    town = found_town(db)
    add_person(db, "王建国", town.back_branch)
    left = add_person(db, "李红", town.back_branch)
    leave_register(db, person_id=left, reason=LeftReason.DEATH, on=date(2025, 1, 5))
    form = ChangeForm(CLOSE, MAY, (town.back_branch,), town.front_branch)
    (move,) = preview_change(db, form=form).moves
    assert (move.people, move.left) == (1, 1)
    change_units(db, form=form)
    for unit in (town.back_branch, town.front_branch):
        assert [event.people for event in unit_story(db, unit).events] == [1]


def test_what_happens_to_others_does_not_hinder_undoing(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.back_branch)
    change = change_units(db, form=merge_back_into_front(town))
    add_person(db, "李红", town.front_branch)
    undo_change(db, change_id=change)
    assert {row.name: row.unit for row in list_people(db)} == {"王建国": "后庄村党支部", "李红": "前庄村党支部"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": date(2025, 6, 17)}, "date_in_future"),
        ({"unit_ids": ()}, "unit_missing"),
        ({"unit_ids": (999,)}, "unit_missing"),
        ({"into_id": 999}, "successor"),
        ({"into_id": None}, "successor"),
        ({"into_id": 6}, "successor"),
        ({"into_id": 3}, "successor"),
        ({"unit_ids": (2,), "into_id": 3}, "home_unit"),
        ({"unit_ids": (6, 3)}, "kinds_differ"),
        ({"kind": RENAME, "name": "后庄村党支部"}, "nothing_changes"),
        ({"kind": RENAME, "name": " "}, "name_missing"),
        ({"kind": RENAME, "unit_ids": (3,), "name": "后庄村"}, "name_taken"),
        ({"kind": RENAME, "name": "新名", "code": "371482101"}, "code_taken"),
        ({"kind": MOVE, "unit_ids": (7,), "into_id": 7}, "own_parent"),
        ({"kind": MOVE, "unit_ids": (3,), "into_id": 4}, "own_parent"),
        ({"kind": MOVE, "unit_ids": (3,), "into_id": 2}, "nothing_changes"),
        ({"kind": MOVE, "unit_ids": (3,), "into_id": 7}, "parent_kind"),
        ({"kind": CLOSE, "into_id": None}, "people_inside"),
        ({"kind": CLOSE, "unit_ids": (3,)}, "units_below"),
        ({"kind": SPLIT}, "name_missing"),
        ({"kind": SPLIT, "founded": UnitForm("新", "branch", 5)}, "nothing_moves"),
        ({"kind": SPLIT, "founded": UnitForm("新", "branch", 5), "people": (1, 999)}, "not_inside"),
        ({"kind": SPLIT, "founded": UnitForm("新", "branch", 5), "units": (3,)}, "not_inside"),
        ({"founded": UnitForm("新", "branch", 5), "into_id": None}, "too_few"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_is_half_done(
    db: Database, change: dict[str, Any], code: str
) -> None:
    town = found_town(db)
    assert (town.town, town.front_village, town.front_branch, town.back_branch, town.office) == (2, 3, 4, 6, 7)
    add_person(db, "王建国", town.back_branch)
    before = contents(db)
    with pytest.raises(Refusal) as caught:
        change_units(db, form=replace(merge_back_into_front(town), **change))
    assert caught.value.code == code
    assert contents(db) == before


def test_nothing_happens_to_a_unit_before_it_was_founded_or_after_it_was_closed(db: Database) -> None:
    town = found_town(db)
    young = create_unit(db, form=UnitForm("新支部", "branch", town.front_village, founded_on=MAY))
    early = ChangeForm(MERGE, MAY, (young,), town.front_branch)
    into_unfounded = ChangeForm(MERGE, APRIL, (town.back_branch,), young)
    for form in (early, into_unfounded):
        with pytest.raises(Refusal, match="才成立"):
            change_units(db, form=form)
    change_units(db, form=merge_back_into_front(town))
    for form in (
        merge_back_into_front(town),
        ChangeForm(MERGE, date(2025, 6, 1), (town.front_branch,), town.back_branch),
    ):
        with pytest.raises(Refusal, match=r"已撤并|已经撤并"):
            change_units(db, form=form)


def test_days_of_changes_do_not_overlap(db: Database) -> None:
    town = found_town(db)
    change_units(db, form=ChangeForm(RENAME, MAY, (town.front_village,), name="前庄社区"))
    with pytest.raises(Refusal, match="还有一次变更"):
        change_units(db, form=ChangeForm(RENAME, date(2025, 3, 1), (town.front_village,), name="前庄新村"))
    change_units(db, form=ChangeForm(RENAME, MAY, (town.front_village,), name="前庄新村"))
    names = [next(row.name for row in list_units(db, on=day) if row.id == town.front_village) for day in (APRIL, MAY)]
    assert names == ["前庄村", "前庄新村"]


def test_the_home_unit_renamed_takes_the_schools_town_along(db: Database) -> None:
    town = found_town(db)
    change_units(db, form=ChangeForm(RENAME, MAY, (town.town,), name="房寺街道", code="371482101"))
    assert home_school(db).town == "房寺街道"


def test_villages_without_branches_are_merged_without_founding_one(db: Database) -> None:
    town = found_town(db)
    east, west = (create_unit(db, form=UnitForm(name, "village", town.town)) for name in ("东村", "西村"))
    founded = UnitForm("东西村", "village", town.town)
    told = preview_change(db, form=ChangeForm(MERGE, MAY, (east, west), founded=founded, joins_branches=True))
    assert told.founded == ("东西村",)
    into_empty = ChangeForm(MERGE, MAY, (town.front_village,), east, joins_branches=True)
    assert preview_change(db, form=into_empty).moved_units == ("前庄村党支部",)


def test_a_village_with_two_branches_cannot_say_where_another_ones_goes(db: Database) -> None:
    town = found_town(db)
    create_unit(db, form=UnitForm("前庄村第二党支部", "branch", town.front_village))
    back_village = get_unit(db, town.back_branch).parent_id or 0
    with pytest.raises(Refusal, match="有 2 个党支部"):
        preview_change(db, form=ChangeForm(MERGE, MAY, (back_village,), town.front_village, joins_branches=True))


def test_an_office_and_one_inside_it_are_merged_into_a_third(db: Database) -> None:
    town = found_town(db)
    inner = create_unit(db, form=UnitForm("机关二科", "department", town.office))
    third = create_unit(db, form=UnitForm("综合办公室", "department", town.town))
    change_units(db, form=ChangeForm(MERGE, MAY, (town.office, inner), third))
    assert get_unit(db, inner).closed_on == get_unit(db, town.office).closed_on == MAY
    assert get_unit(db, town.office_branch).path[-2] == "综合办公室"


@pytest.mark.both_databases
def test_two_clerks_who_merge_one_branch_at_once_do_it_once(db: Database) -> None:
    town = found_town(db)
    people = [add_person(db, f"人{number}", town.back_branch) for number in range(5)]
    together = Barrier(2)

    def merge(into: int) -> str:
        together.wait()
        try:
            change_units(db, form=ChangeForm(MERGE, MAY, (town.back_branch,), into))
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as clerks:
        answers = sorted(clerks.map(merge, (town.front_branch, town.office_branch)))
    assert answers == ["done", "unit_closed"]
    rows = list_people(db)
    assert sorted(row.id for row in rows) == people
    assert len({row.unit for row in rows}) == 1
