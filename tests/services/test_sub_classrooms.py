"""A class in several rooms: each counts its own, and nobody is in two of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services.sign_in import Result, SignIn, record_sign_in
from partyschool.services.sign_in_session import count_session, get_sign_in_session, list_newest
from partyschool.services.sub_classrooms import (
    SubClassroomForm,
    call_up_to,
    count_places,
    list_sub_classrooms,
    remove_sub_classroom,
    save_sub_classroom,
)
from partyschool.services.teaching_points import remove_point
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, TeachingPoint, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import CODE, Hall, a_hall

JIAJI = SubClassroomForm(" 贾集村分课堂 ", "村委会二楼", "王建军", "13800000000")
ROOM = "贾集村分课堂"


@pytest.fixture
def hall(db: Database) -> Hall:
    """Three people, called up to the main classroom."""
    return a_hall(db)


@pytest.fixture
def room_id(db: Database, hall: Hall) -> int:
    """A village that follows the class."""
    return save_sub_classroom(db, code=CODE, form=JIAJI)


def come(db: Database, hall: Hall, place: int, room: str, clock: Clock) -> Result:
    wish = SignIn(Way.TAP, clock(), person_id=hall.people[place].id, place=room)
    return record_sign_in(db, hall.session_id, wish).result


@pytest.mark.both_databases
def test_each_room_counts_who_was_called_up_to_it_and_who_came(
    db: Database, hall: Hall, room_id: int, clock: Clock
) -> None:
    call_up_to(db, code=CODE, person_ids=[hall.people[0].id, hall.people[1].id], sub_classroom_id=room_id)
    come(db, hall, 0, ROOM, clock)
    come(db, hall, 2, "", clock)

    main, village = count_places(db, hall.session_id)

    assert (main.name, main.called_up, main.present) == ("", 1, 1)
    assert (village.name, village.responsible, village.called_up, village.present) == (ROOM, "王建军", 2, 1)
    assert [row.called_up for row in list_sub_classrooms(db, CODE)] == [2]
    for counted in (main, village):
        counts = count_session(db, hall.session_id, room=counted.name)
        assert (counts.enrolled, counts.present) == (counted.called_up, counted.present)
        assert len(list_newest(db, hall.session_id, room=counted.name)) == 1
    whole = count_session(db, hall.session_id)
    assert (whole.enrolled, whole.present) == (3, 2)


def test_whoever_is_in_one_room_is_elsewhere_for_every_other(
    db: Database, hall: Hall, room_id: int, clock: Clock
) -> None:
    assert come(db, hall, 0, ROOM, clock) == Result.SIGNED
    answer = record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[0].id))

    assert (answer.result, answer.place, answer.at) == (Result.ELSEWHERE, ROOM, clock())
    assert come(db, hall, 0, ROOM, clock) == Result.ALREADY


def test_somebody_called_up_to_a_village_may_come_to_the_main_classroom(
    db: Database, hall: Hall, room_id: int, clock: Clock
) -> None:
    call_up_to(db, code=CODE, person_ids=[hall.people[0].id], sub_classroom_id=room_id)

    assert come(db, hall, 0, "", clock) == Result.SIGNED


def test_a_class_of_one_room_counts_everybody(db: Database, hall: Hall) -> None:
    assert get_sign_in_session(db, CODE).counted_room is None


def test_the_session_of_a_sub_classroom_has_its_place_and_codes_of_its_own(
    db: Database, hall: Hall, room_id: int
) -> None:
    main, village = get_sign_in_session(db, CODE), get_sign_in_session(db, CODE, room=ROOM)

    assert (village.id, village.place, village.counted_room) == (main.id, f"{ROOM} 村委会二楼", ROOM)
    assert main.counted_room == ""
    assert main.code_uid != village.code_uid
    with pytest.raises(Refusal, match="没有“李屯”这个分课堂（现有：贾集村分课堂）"):
        get_sign_in_session(db, CODE, room="李屯")


def test_a_room_that_is_renamed_keeps_who_signed_in_there(db: Database, hall: Hall, room_id: int, clock: Clock) -> None:
    come(db, hall, 0, ROOM, clock)

    save_sub_classroom(db, code=CODE, form=SubClassroomForm("贾集"), sub_classroom_id=room_id)

    with db.read() as session:
        assert session.scalars(select(Attendance.place)).all() == ["贾集"]
    assert [place.present for place in count_places(db, hall.session_id)] == [0, 1]


def test_a_room_where_somebody_signed_in_is_not_removed_and_an_empty_one_frees_its_people(
    db: Database, hall: Hall, room_id: int, clock: Clock
) -> None:
    other = save_sub_classroom(db, code=CODE, form=SubClassroomForm("李屯"))
    call_up_to(db, code=CODE, person_ids=[hall.people[1].id], sub_classroom_id=other)
    come(db, hall, 0, ROOM, clock)

    with pytest.raises(Refusal, match="已经有人签到，不能删除"):
        remove_sub_classroom(db, code=CODE, sub_classroom_id=room_id)
    remove_sub_classroom(db, code=CODE, sub_classroom_id=other)

    assert [place.called_up for place in count_places(db, hall.session_id)] == [3, 0]


@pytest.mark.parametrize("name", ["", "  ", "长" * 51])
def test_a_room_needs_a_name(name: str, db: Database, hall: Hall) -> None:
    with pytest.raises(Refusal, match="请填写分课堂的名称"):
        save_sub_classroom(db, code=CODE, form=SubClassroomForm(name))


def test_two_rooms_of_one_name_are_refused(db: Database, hall: Hall, room_id: int) -> None:
    with pytest.raises(Refusal, match="已经有“贾集村分课堂”了"):
        save_sub_classroom(db, code=CODE, form=JIAJI)


def test_a_confirmed_class_keeps_its_rooms(db: Database, hall: Hall, room_id: int) -> None:
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).state = "confirmed"

    with pytest.raises(Refusal, match="已经认定或停办"):
        call_up_to(db, code=CODE, person_ids=[hall.people[0].id], sub_classroom_id=room_id)


def test_a_teaching_point_that_was_a_sub_classroom_is_not_deleted(db: Database, hall: Hall) -> None:
    with db.write() as session:
        point = TeachingPoint(name="贾集村温室蔬菜大棚", builder="房寺镇")
        session.add(point)
        session.flush()
        point_id = point.id
    save_sub_classroom(db, code=CODE, form=SubClassroomForm("贾集村大棚", teaching_point_id=point_id))

    with pytest.raises(Refusal, match="做过分课堂"):
        remove_point(db, point_id=point_id)
