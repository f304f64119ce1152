from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.memberships import leave_register
from partyschool.services.unit_changes import close_unit
from partyschool.services.unit_rules import UnitForm
from partyschool.services.unit_tree import UnitNode, UnitTree
from partyschool.services.units import (
    create_unit,
    find_units,
    get_unit,
    list_units,
    remove_unit,
    save_unit,
    unit_ids_under,
)
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town

MAY = date(2025, 5, 1)


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


def test_a_closed_unit_takes_no_changes_and_is_not_closed_twice(db: Database) -> None:
    town = found_town(db)
    close_unit(db, unit_id=town.back_branch, on=MAY)
    with pytest.raises(Refusal, match="已经撤并"):
        close_unit(db, unit_id=town.back_branch, on=MAY)
    with pytest.raises(Refusal, match="不能再改"):
        save_unit(db, unit_id=town.back_branch, form=UnitForm("后庄村党支部", "branch", town.front_village))


def test_parents_that_run_in_a_circle_do_not_hang_the_tree() -> None:
    def node(number: int, parent: int | None) -> UnitNode:
        return UnitNode(number, f"{number}", "village", parent, "", "", 0, None, None, None)

    tree = UnitTree([node(1, 2), node(2, 1), node(3, None)])
    assert tree.path(1) == ("2", "1")
    assert tree.descendants(1) == {1, 2}
    assert [unit.id for _, unit in tree.in_order()] == [3]


def test_a_unit_entered_by_mistake_is_removed_and_one_in_use_is_not(db: Database) -> None:
    town = found_town(db)
    wrong = create_unit(db, form=UnitForm("前装村", "village", town.town))
    remove_unit(db, unit_id=wrong)
    assert "前装村" not in [row.name for row in list_units(db, with_closed=True)]
    add_person(db, "王建国", town.front_branch)
    for unit_id, use in (
        (town.front_branch, "1 条组织关系"),
        (town.front_village, "1 个下级单位"),
        (town.town, "1 所党校"),
    ):
        with pytest.raises(Refusal, match=use):
            remove_unit(db, unit_id=unit_id)


def test_no_two_open_units_have_one_code(db: Database) -> None:
    town = found_town(db)
    first = create_unit(db, form=UnitForm("东村", "village", town.town, code="371482101201"))
    with pytest.raises(Refusal, match="已经是“东村”的"):
        create_unit(db, form=UnitForm("西村", "village", town.town, code="371482101201"))
    close_unit(db, unit_id=first, on=MAY)
    create_unit(db, form=UnitForm("西村", "village", town.town, code="371482101201"))


def test_a_unit_is_not_founded_on_a_day_to_come_or_before_the_unit_above(db: Database) -> None:
    town = found_town(db)
    village = create_unit(db, form=UnitForm("东村", "village", town.town, founded_on=MAY))
    cases = ((date(2025, 6, 17), "在今天之后"), (date(2025, 4, 30), "才成立"))
    for day, words in cases:
        with pytest.raises(Refusal, match=words):
            create_unit(db, form=UnitForm("东村党支部", "branch", village, founded_on=day))


def test_a_village_with_branches_does_not_become_a_branch(db: Database) -> None:
    town = found_town(db)
    with pytest.raises(Refusal, match="下面有“前庄村党支部”"):
        save_unit(db, unit_id=town.front_village, form=UnitForm("前庄村", "branch", town.town))
    save_unit(db, unit_id=town.front_village, form=UnitForm("前庄村", "department", town.town))
