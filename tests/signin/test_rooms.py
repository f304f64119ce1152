"""A main classroom and a village follow one class, each with its own service for the phones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from partyschool.services.sub_classrooms import (
    SubClassroomForm,
    call_up_to,
    count_places,
    list_sub_classrooms,
    save_sub_classroom,
)
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.signin.hall import CODE, Hall
from tests.signin.running import PlainPhone, Service, running

ROOM = "贾集村分课堂"


@pytest.fixture
def main(db: Database, hall: Hall, clock: Clock) -> Iterator[Service]:
    """The main classroom: 张伟 is called up to the village."""
    form = SubClassroomForm(ROOM, "村委会二楼", "王建军")
    room_id = save_sub_classroom(db, code=CODE, form=form)
    call_up_to(db, code=CODE, person_ids=[hall.people[2].id], sub_classroom_id=room_id)
    with running(db, clock) as service:
        yield service


@pytest.fixture
def village(db: Database, main: Service, clock: Clock) -> Iterator[Service]:
    """The village's own service."""
    with running(db, clock, room=ROOM) as service:
        yield service


def test_two_rooms_show_different_codes_and_take_only_their_own(main: Service, village: Service) -> None:
    assert village.wait_for("ready")["room"] == ROOM
    assert village.wait_for("ready")["place"] == f"{ROOM} 村委会二楼"
    assert main.code != village.code
    assert PlainPhone(main.url).scan(village.code).result == "expired"
    assert ROOM in PlainPhone(village.url).scan(village.code).text


def test_a_ticket_of_one_room_does_not_open_the_other(main: Service, village: Service, hall: Hall) -> None:
    ma = hall.people[0]
    phone = PlainPhone(main.url)
    phone.scan(main.code)
    phone.url = village.url

    assert phone.fill_in(name=ma.name, tail=ma.tail).result == "expired"


@pytest.mark.both_databases
def test_who_signed_in_in_the_village_is_elsewhere_for_the_main_classroom_and_the_other_way_round(
    main: Service, village: Service, hall: Hall
) -> None:
    ma, yu, _ = hall.people
    assert PlainPhone(village.url).sign_in(village.code, ma.name, ma.tail).result == "signed"
    assert PlainPhone(main.url).sign_in(main.code, yu.name, yu.tail).result == "signed"

    refused = PlainPhone(main.url).sign_in(main.code, ma.name, ma.tail)
    assert (refused.status, refused.result) == (409, "elsewhere")
    assert ROOM in refused.text
    assert "8:00" in refused.text
    other = PlainPhone(village.url).sign_in(village.code, yu.name, yu.tail)
    assert (other.status, other.result) == (409, "elsewhere")
    assert "党校报告厅" in other.text


def test_each_room_counts_and_names_its_own(main: Service, village: Service, hall: Hall) -> None:
    ma, _, zhang = hall.people
    main.wait_for("counts", enrolled=2, present=0)
    village.wait_for("counts", enrolled=1, present=0)
    PlainPhone(village.url).sign_in(village.code, zhang.name, zhang.tail)
    PlainPhone(main.url).sign_in(main.code, ma.name, ma.tail)

    village.wait_for("counts", enrolled=1, present=1)
    main.wait_for("counts", enrolled=2, present=1)

    assert village.wait_for("signed")["name"] == zhang.name
    assert main.wait_for("signed")["name"] == ma.name


def test_a_room_renamed_while_its_phones_sign_in_keeps_its_people(
    village: Service, hall: Hall, db: Database, clock: Clock
) -> None:
    ma, yu, _ = hall.people
    assert PlainPhone(village.url).sign_in(village.code, ma.name, ma.tail).result == "signed"
    [row] = list_sub_classrooms(db, CODE)
    save_sub_classroom(db, code=CODE, form=SubClassroomForm("贾集村党校"), sub_classroom_id=row.id)
    village.command("reload")
    assert village.wait_for("session")["room"] == "贾集村党校"

    assert PlainPhone(village.url).sign_in(village.code, yu.name, yu.tail).result == "signed"

    village.wait_for_last("counts", present=2)
    assert [place.present for place in count_places(db, hall.session_id)] == [0, 2]
