from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.memberships import leave_register
from partyschool.services.people import list_people
from partyschool.services.posts import PostForm, add_post
from partyschool.services.unit_tree import UnitNode, UnitTree
from partyschool.services.units import (
    ClosedUnit,
    UnitForm,
    close_unit,
    create_unit,
    find_units,
    get_unit,
    list_units,
    save_unit,
    unit_ids_under,
)
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town

MAY, AUGUST = date(2025, 5, 1), date(2025, 8, 1)


@pytest.mark.both_databases
def test_units_are_listed_as_a_tree_with_their_people(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch, 1)
    gone = add_person(db, "王金花", town.front_branch, 2)
    leave_register(db, person_id=gone, reason="death", on=MAY)
    rows = list_units(db)
    assert [(row.depth, row.name, row.people) for row in rows] == [
        (0, "禹城市", 0),
        (1, "房寺镇", 0),
        (2, "前庄村", 0),
        (3, "前庄村党支部", 1),
        (2, "后庄村", 0),
        (3, "后庄村党支部", 0),
        (2, "房寺镇机关", 0),
        (3, "房寺镇机关党支部", 0),
    ]
    assert rows[3].path == ("禹城市", "房寺镇", "前庄村", "前庄村党支部")
    assert rows[3].village == "前庄村"
    before = {row.name: row.people for row in list_units(db, on=date(2025, 4, 30))}
    assert before["前庄村党支部"] == 2


def test_units_are_found_by_initials_and_by_part_of_the_name(db: Database) -> None:
    found_town(db)
    assert [row.name for row in find_units(db, "qzc")] == ["前庄村", "前庄村党支部"]
    assert [row.name for row in find_units(db, "庄村党")] == ["前庄村党支部", "后庄村党支部"]
    assert find_units(db, "  ") == []


def test_a_village_holds_what_lies_below_it(db: Database) -> None:
    town = found_town(db)
    assert unit_ids_under(db, town.front_village) == {town.front_village, town.front_branch}


def test_a_unit_is_renamed_and_moved_with_its_people(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch)
    joint = create_unit(db, form=UnitForm("东片联村党委", "joint", town.town))
    save_unit(db, unit_id=town.front_village, form=UnitForm("前庄社区", "village", joint, position=3))
    row = get_unit(db, town.front_branch)
    assert row.path == ("禹城市", "房寺镇", "东片联村党委", "前庄社区", "前庄村党支部")
    assert (row.village, row.people) == ("前庄社区", 1)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (UnitForm("", "village", 2), "name_missing"),
        (UnitForm("新村", "hamlet", 2), "kind_unknown"),
        (UnitForm("新村", "village", None), "parent_missing"),
        (UnitForm("新村", "village", 999), "unit_closed"),
        (UnitForm("新村", "village", 4), "parent_kind"),
        (UnitForm("前庄村", "village", 2), "name_taken"),
        (UnitForm(" 前庄 村 ", "village", 2), "name_taken"),
    ],
)
def test_a_unit_that_cannot_lie_there_is_refused(db: Database, form: UnitForm, code: str) -> None:
    town = found_town(db)
    assert (town.town, town.front_branch) == (2, 4)
    with pytest.raises(Refusal) as caught:
        create_unit(db, form=form)
    assert caught.value.code == code


def test_a_unit_cannot_lie_in_itself(db: Database) -> None:
    town = found_town(db)
    inner = create_unit(db, form=UnitForm("机关二科", "department", town.office))
    with pytest.raises(Refusal) as caught:
        save_unit(db, unit_id=town.office, form=UnitForm("房寺镇机关", "department", inner))
    assert caught.value.code == "own_parent"


@pytest.mark.both_databases
def test_a_closed_branch_hands_its_people_on_and_keeps_the_years_before(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    add_post(db, person_id=person, form=PostForm(town.back_branch, "党支部书记", date(2021, 1, 1)))
    answer = close_unit(db, unit_id=town.back_branch, on=AUGUST, successor_id=town.front_branch)
    assert answer == ClosedUnit(people=1, posts=1)
    assert [(row.unit, row.posts) for row in list_people(db, on=date(2025, 7, 31))] == [
        ("后庄村党支部", ("党支部书记",))
    ]
    assert [(row.unit, row.posts) for row in list_people(db, on=AUGUST)] == [("前庄村党支部", ())]
    assert "后庄村党支部" in [row.name for row in list_units(db, on=date(2025, 7, 31))]
    assert "后庄村党支部" not in [row.name for row in list_units(db, on=AUGUST)]
    closed = get_unit(db, town.back_branch)
    assert (closed.closed_on, closed.successor) == (AUGUST, "前庄村党支部")


def test_closing_is_refused_while_it_would_lose_people_or_units(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.back_branch)
    cases: list[tuple[int, int | None, str]] = [
        (town.back_branch, None, "people_inside"),
        (town.back_branch, town.back_branch, "successor"),
        (town.back_branch, town.front_village, "successor"),
        (town.front_village, None, "units_below"),
        (town.town, None, "home_unit"),
    ]
    for unit_id, successor, code in cases:
        with pytest.raises(Refusal) as caught:
            close_unit(db, unit_id=unit_id, on=AUGUST, successor_id=successor)
        assert caught.value.code == code
    assert all(row.closed_on is None for row in list_units(db, with_closed=True))


def test_a_closed_unit_takes_no_changes_and_is_not_closed_twice(db: Database) -> None:
    town = found_town(db)
    close_unit(db, unit_id=town.back_branch, on=AUGUST)
    with pytest.raises(Refusal, match="已经撤并"):
        close_unit(db, unit_id=town.back_branch, on=AUGUST)
    with pytest.raises(Refusal, match="不能再改"):
        save_unit(db, unit_id=town.back_branch, form=UnitForm("后庄村党支部", "branch", town.front_village))


def test_parents_that_run_in_a_circle_do_not_hang_the_tree() -> None:
    def node(number: int, parent: int | None) -> UnitNode:
        return UnitNode(number, f"{number}", "village", parent, "", "", 0, None, None, None)

    tree = UnitTree([node(1, 2), node(2, 1), node(3, None)])
    assert tree.path(1) == ("2", "1")
    assert tree.descendants(1) == {1, 2}
    assert [unit.id for _, unit in tree.in_order()] == [3]
