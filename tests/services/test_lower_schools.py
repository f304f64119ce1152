"""The schools of a city's towns: each with its own leadership, rooms, self-check and stars."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyschool.domain.terms import Tier, UnitChangeKind
from partyschool.errors import Refusal
from partyschool.services.branches import BranchIndex
from partyschool.services.leadership_words import leadership_words
from partyschool.services.lower_schools import (
    found_lower_schools,
    free_units,
    kept_schools,
    list_lower_schools,
    remove_lower_school,
    save_lower_school,
    school_named,
)
from partyschool.services.rooms import RoomForm, add_preset_rooms, list_rooms, save_room
from partyschool.services.school_posts import PostForm, end_school_post, list_school_posts, save_school_post
from partyschool.services.schools import SchoolForm, get_school, init_school, save_school, school_form
from partyschool.services.self_check_words import self_check_words
from partyschool.services.self_checks import CheckForm, change_items, list_self_checks, save_self_check
from partyschool.services.star_ratings import StarForm, rate_school, star_board
from partyschool.services.teaching_points import list_point_warnings
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.storage.database import Database
from tests.shell import Shell

TOWNS = ("房寺镇", "伦镇", "市中街道")
MET = CheckForm(True, checker="李会敏")


@pytest.fixture
def city(db: Database) -> Database:
    """A city school with three towns."""
    init_school(db, name="中共禹城市委党校", short="禹", tier=Tier.CITY)
    with db.write() as session:
        index = BranchIndex(session)
        for town in TOWNS:
            index.ensure(f"{town}前庄村党支部")
    return db


def ids(db: Database) -> list[int]:
    return [row.school.id for row in list_lower_schools(db, year=2025)]


@pytest.mark.both_databases
def test_a_city_enters_a_school_for_every_town_at_once_and_only_once(city: Database) -> None:
    assert [unit.name for unit in free_units(city)] == list(TOWNS)
    save_lower_school(city, form=SchoolForm("中共禹城市伦镇委员会党校", "禹伦"), unit_id=None)
    assert found_lower_schools(city) == 3
    rows = list_lower_schools(city, year=2025)
    assert [(row.school.name, row.school.short, row.unit) for row in rows] == [
        ("中共禹城市房寺镇委员会党校", "禹房寺", "房寺镇"),
        ("中共禹城市伦镇委员会党校", "禹伦", "伦镇"),
        ("中共禹城市市中街道工作委员会党校", "禹市中", "市中街道"),
    ]
    with pytest.raises(Refusal, match="没有还要登记的单位"):
        found_lower_schools(city)


@pytest.mark.both_databases
def test_each_school_has_its_own_leadership_rooms_checks_and_stars(city: Database) -> None:
    found_lower_schools(city)
    first, second, third = ids(city)
    for school, name in ((None, "市委书记"), (first, "甲书记"), (second, "乙书记")):
        save_school_post(city, form=PostForm("校长", name), school_id=school)
    add_preset_rooms(city, school_id=first)
    save_room(city, form=RoomForm("报告厅"))
    save_room(city, form=RoomForm("报告厅"), school_id=second)
    save_self_check(city, year=2025, item="有组织机构", form=MET, school_id=first)
    for school, stars in ((first, 5), (second, 4), (third, 3)):
        rate_school(city, school_id=school, year=2025, form=StarForm(stars))
    rows = list_lower_schools(city, year=2025)
    assert [(row.principal, row.posts, row.rooms, row.met, row.items, row.stars) for row in rows] == [
        ("甲书记", 1, 6, 1, 6, 5),
        ("乙书记", 1, 1, 0, 0, 4),
        ("", 0, 0, 0, 0, 3),
    ]
    board = star_board(city, year=2025)
    assert (len(board.rows), board.good, board.is_reached) == (3, 2, False)
    assert [row.form.name for row in list_school_posts(city)] == ["市委书记"]
    assert [row.name for row in list_rooms(city)] == ["报告厅"]
    assert list_self_checks(city, year=2025)[0].form == CheckForm()
    assert self_check_words(city, year=2025, school_id=first).stars == 5
    assert leadership_words(city, school_id=second).rows[0].form.name == "乙书记"


def test_a_second_principal_is_refused_in_his_own_school_only(city: Database) -> None:
    found_lower_schools(city)
    first, second, _ = ids(city)
    post = save_school_post(city, form=PostForm("校长", "甲书记"), school_id=first)
    save_school_post(city, form=PostForm("校长", "甲书记"), school_id=second)
    with pytest.raises(Refusal, match="任期重叠"):
        save_school_post(city, form=PostForm("校长", "丙书记"), school_id=first)
    end_school_post(city, post_id=post, last_day=city.now().date())
    assert [row.form.end_on for row in list_school_posts(city, school_id=first)] == [city.now().date()]


def test_a_renamed_town_renames_the_place_of_its_school(city: Database) -> None:
    found_lower_schools(city)
    school = get_school(city, ids(city)[0])
    change = ChangeForm(UnitChangeKind.RENAME, city.now().date(), (school.unit_id or 0,), name="房寺街道")
    change_units(city, form=change)
    assert get_school(city, school.id).town == "房寺街道"


def test_other_items_are_followed_by_every_school_or_none(city: Database) -> None:
    found_lower_schools(city)
    first, second, _ = ids(city)
    for school in (first, second):
        save_self_check(city, year=2025, item="有组织机构", form=MET, school_id=school)
    with pytest.raises(Refusal, match="房寺镇委员会党校的“有组织机构”今年已经查过"):
        change_items(city, items=["有醒目标识"], source="本县文件")
    assert [len(list_self_checks(city, year=2025, school_id=school)) for school in (first, second)] == [6, 6]


def test_what_is_no_school_below_is_refused_and_one_in_use_is_not_removed(city: Database) -> None:
    found_lower_schools(city)
    first, second, third = ids(city)
    unit = get_school(city, first).unit_id
    for form, unit_id, code in (
        (SchoolForm("", "禹"), None, "name_missing"),
        (SchoolForm("新党校", ""), None, "short_missing"),
        (SchoolForm("中共禹城市伦镇委员会党校", "禹"), None, "name_taken"),
        (SchoolForm("新党校", "禹"), unit, "unit_taken"),
        (SchoolForm("新党校", "禹", staff=-2), None, "staff"),
    ):
        with pytest.raises(Refusal) as caught:
            save_lower_school(city, form=form, unit_id=unit_id)
        assert caught.value.code == code
    save_room(city, form=RoomForm("报告厅"), school_id=second)
    with pytest.raises(Refusal, match="已经有场地，不能删除"):
        remove_lower_school(city, school_id=second)
    remove_lower_school(city, school_id=third)
    with pytest.raises(Refusal, match="不在本校下面"):
        remove_lower_school(city, school_id=kept_schools(city)[0].id)
    assert ids(city) == [first, second]


def test_a_school_says_its_establishment_and_a_village_keeps_no_schools(db: Database) -> None:
    init_school(db, name="中共禹城市房寺镇前庄村党支部党校", short="前庄", tier=Tier.VILLAGE)
    form = school_form(get_school(db))
    assert (form.approval, form.posts_allotted, form.staff) == ("", None, None)
    save_school(db, form=SchoolForm(form.name, form.short, approval="禹编〔2020〕15号", posts_allotted=2, staff=1))
    school = get_school(db)
    assert (school.approval, school.posts_allotted, school.staff) == ("禹编〔2020〕15号", 2, 1)
    assert (kept_schools(db), free_units(db), list_point_warnings(db)) == ([school], [], [])
    with pytest.raises(Refusal, match="村级党校下面没有党校"):
        save_lower_school(db, form=SchoolForm("新党校", "新"), unit_id=None)


def test_a_towns_papers_are_printed_by_its_name(city: Database, tmp_path: Path) -> None:
    found_lower_schools(city)
    assert [school_named(city, name) for name in ("", "禹", "伦镇")] == [None, None, ids(city)[1]]
    save_school_post(city, form=PostForm("校长", "甲书记"), school_id=ids(city)[1])
    shell = Shell(city.folder.root)
    for kind in ("leadership", "selfcheck"):
        assert shell("print", kind, 2025, "--school", "伦镇", "-o", tmp_path / f"{kind}.xlsx").code == 0
    assert (
        "没有登记“清河镇”这所党校"
        in shell("print", "leadership", 2025, "--school", "清河镇", "-o", tmp_path / "x.pdf").sentence
    )
