from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class
from partyschool.services.presets import preset_lists
from partyschool.services.rooms import RoomForm, add_preset_rooms, list_rooms, remove_room, save_room, set_room_active
from partyschool.services.teachers import (
    TeacherForm,
    list_teachers,
    remove_teacher,
    save_teacher,
    set_teacher_active,
)
from partyschool.services.teaching_points import (
    PointForm,
    list_point_warnings,
    list_points,
    remove_point,
    save_point,
    set_point_active,
)
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import hold_class
from tests.services.town import found_town


@pytest.mark.both_databases
def test_teachers_are_listed_by_pinyin_with_what_they_taught(db: Database, clock: Clock) -> None:
    hold_class(db, clock, {"王建国": 6})
    save_teacher(db, form=TeacherForm(" 曾　平 ", "expert", "德州市委党校副教授", phone="0534-7212345"))
    rows = list_teachers(db)
    assert [(row.name, row.initials, row.lessons) for row in rows] == [("曾平", "zp", 0), ("张立新", "zlx", 1)]
    assert [row.lessons for row in list_teachers(db, year=2024)] == [0, 0]
    assert rows[0].form.phone == "0534-7212345"


def test_a_teacher_on_a_timetable_is_put_out_of_use_and_not_deleted(db: Database, clock: Clock) -> None:
    hold_class(db, clock, {"王建国": 6})
    teacher = list_teachers(db)[0].id
    with pytest.raises(Refusal, match="1 节课") as caught:
        remove_teacher(db, teacher_id=teacher)
    assert caught.value.code == "in_use"
    set_teacher_active(db, teacher_id=teacher, is_active=False)
    assert list_teachers(db, active_only=True) == []
    assert [(row.is_active, row.lessons) for row in list_teachers(db)] == [(False, 1)]


def test_a_teacher_entered_by_mistake_is_deleted(db: Database) -> None:
    teacher = save_teacher(db, form=TeacherForm("张立新"))
    remove_teacher(db, teacher_id=teacher)
    assert list_teachers(db) == []


def test_namesakes_among_teachers_are_told_apart_by_their_titles(db: Database) -> None:
    first = save_teacher(db, form=TeacherForm("张立新", "leader", "镇党委书记"))
    with pytest.raises(Refusal) as caught:
        save_teacher(db, form=TeacherForm("张立新", "expert", "镇党委书记"))
    assert caught.value.code == "teacher_twice"
    save_teacher(db, form=TeacherForm("张立新", "expert", "农艺师"))
    save_teacher(db, teacher_id=first, form=TeacherForm("张立新", "leader", "镇党委书记", in_pool=False))
    assert [row.form.in_pool for row in list_teachers(db) if row.id == first] == [False]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (TeacherForm(" "), "name_missing"),
        (TeacherForm("张立新", "friend"), "kind_unknown"),
        (TeacherForm("张立新", phone="12"), "phone_invalid"),
    ],
)
def test_a_teacher_that_cannot_be_is_refused(db: Database, form: TeacherForm, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        save_teacher(db, form=form)
    assert caught.value.code == code


def add_points(db: Database, town: int, count: int) -> list[int]:
    return [save_point(db, form=PointForm(f"第{number}教学点", "industry", town)) for number in range(count)]


@pytest.mark.both_databases
def test_a_town_with_fewer_than_three_or_more_than_five_points_is_told(db: Database) -> None:
    town = found_town(db)
    assert [(row.town, row.points, row.minimum, row.maximum) for row in list_point_warnings(db)] == [
        ("房寺镇", 0, 3, 5)
    ]
    points = add_points(db, town.front_village, 3)
    assert list_point_warnings(db) == []
    set_point_active(db, point_id=points[0], is_active=False)
    assert [row.points for row in list_point_warnings(db)] == [2]
    set_point_active(db, point_id=points[0], is_active=True)
    for number in range(3):
        save_point(db, form=PointForm(f"另{number}教学点", "practice", town.town))
    assert [row.points for row in list_point_warnings(db)] == [6]
    settings.change(db, points__maximum=6)
    assert list_point_warnings(db) == []


def test_a_point_of_a_department_counts_to_no_town(db: Database) -> None:
    town = found_town(db)
    add_points(db, town.town, 2)
    save_point(db, form=PointForm("禁毒教育基地", "warning", builder="市公安局", capacity=80))
    assert [row.points for row in list_point_warnings(db)] == [2]
    row = next(row for row in list_points(db) if row.name == "禁毒教育基地")
    assert (row.town, row.unit, row.form.builder, row.form.capacity) == ("", "", "市公安局", 80)


def test_a_point_on_a_timetable_is_put_out_of_use_and_not_deleted(db: Database, clock: Clock) -> None:
    hold_class(db, clock, {"王建国": 6})
    point = list_points(db)[0]
    assert point.lessons == 1
    with pytest.raises(Refusal) as caught:
        remove_point(db, point_id=point.id)
    assert caught.value.code == "in_use"
    set_point_active(db, point_id=point.id, is_active=False)
    assert list_points(db, active_only=True) == []


def test_a_point_that_cannot_be_is_refused(db: Database) -> None:
    town = found_town(db)
    form = PointForm("贾集村温室蔬菜大棚", "model_village", town.front_village)
    point = save_point(db, form=form)
    cases = [
        (replace(form, name=" "), "name_missing"),
        (replace(form, name="别的", kind="museum"), "kind_unknown"),
        (replace(form, name="别的", capacity=0), "capacity"),
        (replace(form, name="别的", unit_id=None), "owner_missing"),
        (form, "name_taken"),
    ]
    for wrong, code in cases:
        with pytest.raises(Refusal) as caught:
            save_point(db, form=wrong)
        assert caught.value.code == code
    save_point(db, point_id=point, form=replace(form, kind="industry"))
    assert [row.form.kind for row in list_points(db)] == ["industry"]
    remove_point(db, point_id=point)
    assert list_points(db) == []


@pytest.mark.both_databases
def test_rooms_are_kept_in_order_and_one_in_use_stays(db: Database) -> None:
    hall = save_room(db, form=RoomForm("一楼报告厅", preset_lists()["room_kinds"].entries[0][0], 120))
    library = save_room(db, form=RoomForm("图书室", "图书室"))
    assert [(row.name, row.form.seats) for row in list_rooms(db)] == [("一楼报告厅", 120), ("图书室", None)]
    _hold_in(db, "一楼报告厅")
    with pytest.raises(Refusal) as caught:
        remove_room(db, room_id=hall)
    assert caught.value.code == "in_use"
    set_room_active(db, room_id=hall, is_active=False)
    remove_room(db, room_id=library)
    assert list_rooms(db, active_only=True) == []
    assert [row.name for row in list_rooms(db)] == ["一楼报告厅"]


def _hold_in(db: Database, place: str) -> None:
    found_town(db)
    create_class(db, form=ClassForm("轮训班", date(2025, 3, 1), date(2025, 3, 1), place=place))


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (RoomForm(" "), "name_missing"),
        (RoomForm("报告厅", seats=0), "seats"),
        (RoomForm("教室"), "name_taken"),
    ],
)
def test_a_room_that_cannot_be_is_refused(db: Database, form: RoomForm, code: str) -> None:
    save_room(db, form=RoomForm("教室"))
    with pytest.raises(Refusal) as caught:
        save_room(db, form=form)
    assert caught.value.code == code


def test_the_rooms_of_a_city_school_are_entered_at_once_and_only_once(db: Database) -> None:
    save_room(db, form=RoomForm("一楼报告厅", "报告厅", 200))
    assert add_preset_rooms(db) == 5
    assert [row.name for row in list_rooms(db)] == [
        "一楼报告厅", "标准化教室", "多媒体教室", "研讨室", "图书室", "阅览室",
    ]  # fmt: skip
    assert add_preset_rooms(db) == 0
