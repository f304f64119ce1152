from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from partyschool.errors import Refusal
from partyschool.services.audit_view import list_audit
from partyschool.services.memberships import leave_register
from partyschool.services.people import check_person, create_person, find_people, list_people, update_person
from partyschool.services.people_rows import MOST_NAMED, rows_of
from partyschool.services.person_detail import get_person
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.services.unit_changes import close_unit
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.town import add_person, found_town, id_number


def names(db: Database, text: str) -> list[str]:
    return [row.name for row in find_people(db, text)]


@pytest.mark.both_databases
def test_people_are_listed_by_pinyin_with_unit_village_age_and_posts(db: Database) -> None:
    town = found_town(db)
    for name, unit in (("赵四", town.office_branch), ("单雄信", town.front_branch), ("阿里", town.back_branch)):
        add_person(db, name, unit)
    secretary = create_person(
        db, form=PersonForm("王建国", id_number=id_number(1), phone="138 0000 6021", unit_id=town.front_branch)
    )
    add_post(db, person_id=secretary, form=PostForm(town.front_village, "村党支部书记"))
    rows = list_people(db)
    assert [row.name for row in rows] == ["阿里", "单雄信", "王建国", "赵四"]
    row = rows[2]
    assert (row.unit, row.village, row.age, row.sex, row.birth_on) == (
        "前庄村党支部", "前庄村", 60, "male", "1965-03-21",
    )  # fmt: skip
    assert (row.posts, row.in_two_committees, row.in_leadership) == (("村党支部书记",), True, True)
    assert (row.phone, row.initials, row.left_reason, row.is_left) == ("13800006021", "wjg", "", False)
    assert rows[3].village == "房寺镇机关"


@pytest.mark.both_databases
def test_search_takes_initials_pinyin_names_and_the_end_of_the_number(db: Database) -> None:
    town = found_town(db)
    for serial, name in enumerate(("王建国", "王继红", "魏健", "文静", "欧阳文静"), 1):
        add_person(db, name, town.front_branch, serial)
    assert names(db, "wj") == ["王继红", "王建国", "魏健", "文静", "欧阳文静"]
    assert names(db, "wangj") == ["王继红", "王建国"]
    assert names(db, "文静") == ["欧阳文静", "文静"]
    tail = id_number(3)[-4:]
    assert names(db, tail) == ["魏健"]
    assert names(db, f"w {tail}") == ["魏健"]
    assert names(db, id_number(4)[:14]) == ["欧阳文静", "王继红", "王建国", "魏健", "文静"]
    assert names(db, " ") == names(db, "zz") == names(db, "100%") == []


def test_case_2_the_end_of_a_number_is_found_with_x_in_any_case_and_width(db: Database) -> None:
    town = found_town(db)
    serial = next(serial for serial in range(1, 99) if id_number(serial).endswith("X"))
    add_person(db, "王建国", town.front_branch, serial)
    tail = id_number(serial)[-4:]
    for typed in (tail, tail.lower(), tail.replace("X", "ｘ")):
        assert names(db, typed) == ["王建国"]


def test_those_who_left_are_found_only_when_asked_for(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    leave_register(db, person_id=person, reason="death", on=date(2025, 5, 1))
    assert names(db, "wjg") == []
    assert [row.left_reason for row in find_people(db, "wjg", with_left=True)] == ["death"]
    assert [row.is_left for row in list_people(db)] == [True]


def test_a_name_is_cleaned_and_an_empty_sex_and_birth_come_from_the_number(db: Database) -> None:
    town = found_town(db)
    person = create_person(db, form=PersonForm("张　伟", id_number=id_number(2).lower(), unit_id=town.front_branch))
    form = get_person(db, person).form
    assert (form.name, form.sex, form.birth_on, form.id_number) == ("张伟", "female", "1965-03-21", id_number(2))


def test_what_differs_from_the_number_is_kept_and_said(db: Database) -> None:
    town = found_town(db)
    form = PersonForm("张伟", id_number=id_number(2), sex="male", birth_on="1966.03", unit_id=town.front_branch)
    assert {(issue.code, issue.level) for issue in check_person(db, form)} == {
        ("sex_differs_from_id", "warning"),
        ("birth_differs_from_id", "warning"),
    }
    kept = get_person(db, create_person(db, form=form)).form
    assert (kept.sex, kept.birth_on) == ("male", "1966-03")


def test_a_15_digit_number_is_upgraded_marked_and_is_the_same_person(db: Database) -> None:
    town = found_town(db)
    old = "371482" + "650321" + "001"
    person = create_person(db, form=PersonForm("张伟", id_number=old, unit_id=town.front_branch))
    detail = get_person(db, person)
    assert (detail.form.id_number, detail.id_to_check) == (id_number(1), True)
    with pytest.raises(Refusal) as caught:
        create_person(db, form=PersonForm("张伟", id_number=id_number(1), unit_id=town.front_branch))
    assert caught.value.code == "id_taken"
    update_person(db, person_id=person, form=replace(detail.form, id_number=id_number(3)))
    assert get_person(db, person).id_to_check is False


@pytest.mark.both_databases
def test_one_number_is_one_person_and_the_refusal_names_the_other(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch, 1)
    other = add_person(db, "李四", town.back_branch, 2)
    with pytest.raises(Refusal, match="王建国（前庄村党支部）"):
        create_person(db, form=PersonForm("李五", id_number=id_number(1), unit_id=town.back_branch))
    with pytest.raises(Refusal, match="王建国（前庄村党支部）"):
        update_person(db, person_id=other, form=PersonForm("李四", id_number=id_number(1)))
    assert get_person(db, other).form.id_number == id_number(2)
    assert len(list_people(db)) == 2


def test_a_namesake_without_a_number_needs_the_clerks_word(db: Database) -> None:
    town = found_town(db)
    form = PersonForm("王建国", birth_on="1965-03", unit_id=town.front_branch)
    create_person(db, form=form)
    with pytest.raises(Refusal, match="1965-03") as caught:
        create_person(db, form=form)
    assert caught.value.code == "same_name_same_branch"
    create_person(db, form=form, confirmed=True)
    create_person(db, form=replace(form, unit_id=town.back_branch))
    assert len(list_people(db)) == 3


def test_two_people_of_one_name_with_two_numbers_need_no_word(db: Database) -> None:
    town = found_town(db)
    for serial in (1, 2):
        create_person(db, form=PersonForm("王建国", id_number=id_number(serial), unit_id=town.front_branch))
    assert [row.name for row in list_people(db)] == ["王建国", "王建国"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " 　"}, "name_missing"),
        ({"name": "王" * 51}, "name_missing"),
        ({"id_number": "371482196503210000"}, "id_truncated"),
        ({"id_number": "37148219650321"}, "id_length"),
        ({"id_number": "371482196513210011"}, "id_birth_date"),
        ({"birth_on": "1965年13月"}, "date_unreadable"),
        ({"birth_on": "2025-06-17"}, "date_in_future"),
        ({"joined_on": "去年"}, "date_unreadable"),
        ({"birth_on": "1965-03-21", "joined_on": "1965-02"}, "dates"),
        ({"joined_on": "2024-07-01", "full_on": "2024-06"}, "dates"),
        ({"kind": "friend"}, "kind_unknown"),
        ({"sex": "1"}, "sex_unknown"),
        ({"unit_id": None}, "unit_unknown"),
        ({"unit_id": 999}, "unit_unknown"),
    ],
)
def test_a_form_in_error_is_refused_and_nothing_is_written(db: Database, change: dict[str, Any], code: str) -> None:
    town = found_town(db)
    form = PersonForm("王建国", unit_id=town.front_branch)
    with pytest.raises(Refusal) as caught:
        create_person(db, form=replace(form, **change))
    assert caught.value.code == code
    assert list_people(db) == []


def test_every_fault_of_a_form_is_said_at_once(db: Database) -> None:
    found_town(db)
    form = PersonForm("", id_number="123", birth_on="?", phone="12", address="路" * 300)
    assert {issue.field for issue in check_person(db, form)} == {"name", "id_number", "birth_on", "phone", "address"}


def test_a_change_is_logged_with_what_differs_and_no_whole_number(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch, 1)
    form = get_person(db, person).form
    lines = len(list_audit(db))
    update_person(db, person_id=person, form=form)
    assert len(list_audit(db)) == lines
    update_person(db, person_id=person, form=replace(form, phone="13800006021", id_number=id_number(3)))
    changed = list_audit(db)[0].detail["changed"]
    assert changed["phone"] == ["", "13800006021"]
    assert changed["id_number"] == [f"371482********{id_number(serial)[-4:]}" for serial in (1, 3)]


def test_another_unit_in_the_form_is_a_transfer_as_of_today(db: Database, clock: Clock) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    form = get_person(db, person).form
    update_person(db, person_id=person, form=replace(form, unit_id=town.back_branch))
    history = get_person(db, person).memberships
    today = clock.time.date()
    assert [(row.unit, row.start_on, row.end_on) for row in history] == [
        ("后庄村党支部", today, None),
        ("前庄村党支部", None, date(2025, 6, 15)),
    ]


def test_a_closed_branch_takes_no_new_people(db: Database) -> None:
    town = found_town(db)
    close_unit(db, unit_id=town.back_branch, on=date(2025, 6, 1))
    with pytest.raises(Refusal) as caught:
        create_person(db, form=PersonForm("王建国", unit_id=town.back_branch))
    assert caught.value.code == "unit_closed"


def test_many_named_people_come_back_as_named(db: Database) -> None:
    town = found_town(db)
    wanted = [add_person(db, "王建国", town.front_branch), add_person(db, "魏健", town.front_branch)]
    add_person(db, "文静", town.front_branch)
    with db.read() as session:
        many = {*wanted, *range(10_000, 10_000 + MOST_NAMED)}
        assert [row.name for row in rows_of(session, on=date(2025, 6, 16), person_ids=many)] == ["王建国", "魏健"]
