"""Disk, server and clock fail while people sign in: the phones and the window are told, and it comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from partyschool.services.sign_in_session import count_session
from partyschool.signin.pages import Pages
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance
from tests.conftest import Clock
from tests.signin.hall import DAY, Hall
from tests.signin.running import PlainPhone, Service


class Switch:
    """Makes the disk read-only as SQLite sees it, from the next transaction on."""

    def __init__(self, db: Database) -> None:
        self.is_on = False
        event.listen(db.engine, "begin", self._begin)

    def _begin(self, connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if self.is_on else 'OFF'}")


@pytest.fixture
def read_only(db: Database) -> Iterator[Switch]:
    switch = Switch(db)
    yield switch
    switch.is_on = False


def test_a_disk_that_turns_read_only_is_told_and_when_it_is_mended_the_same_form_signs_in(
    read_only: Switch, service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    # The switch comes first: a listener must not be added while the service's threads begin transactions.
    ma = hall.people[0]
    plain_phone.scan(service.code)
    read_only.is_on = True

    refused = plain_phone.fill_in(name=ma.name, tail=ma.tail)

    assert (refused.status, refused.result) == (503, "trouble")
    assert "只读" in service.wait_for("trouble", code="readonly")["message"]
    assert plain_phone.get("/health").status == 200
    read_only.is_on = False
    assert count_session(db, hall.session_id).present == 0
    assert plain_phone.fill_in(name=ma.name, tail=ma.tail).result == "signed"
    service.wait_for("recovered")
    assert count_session(db, hall.session_id).present == 1


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_server_that_hangs_up_is_told_and_reached_again(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    """As after a restart of the server, or a pulled cable: every connection is dead at once."""
    ma, yu, _ = hall.people
    assert plain_phone.sign_in(service.code, ma.name, ma.tail).result == "signed"
    other = PlainPhone(service.url)
    other.scan(service.code)
    others = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                  "AND datname = current_database()")  # fmt: skip
    with db.read() as session:
        session.execute(others).all()

    results = [other.fill_in(name=yu.name, tail=yu.tail).result for _ in range(6)]

    assert set(results) <= {"trouble", "signed"}
    assert results[-1] == "signed"
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Attendance)) == 2


def test_a_clock_set_back_and_forth_loses_nobody_and_counts_nobody_twice(
    service: Service, hall: Hall, clock: Clock, db: Database
) -> None:
    phones = [PlainPhone(service.url) for _ in hall.people]
    jumps = (time(8, 20), time(7, 45), time(8, 50))
    for phone, person, at in zip(phones, hall.people, jumps, strict=True):
        clock.time = datetime.combine(DAY, at)
        seconds = 30 - clock().second % 30
        expires = datetime.combine(DAY, at).replace(second=seconds).isoformat()
        phone.scan(str(service.wait_for("code", expires=expires)["code"]))
        assert phone.fill_in(name=person.name, tail=person.tail).result == "signed"
    with db.read() as session:
        rows = session.scalars(select(Attendance).order_by(Attendance.id)).all()
    assert [row.sign_in_at.time() for row in rows] == list(jumps)
    again = PlainPhone(service.url)
    again.scan(service.code)
    assert again.fill_in(name=hall.people[0].name, tail=hall.people[0].tail).result == "already"


def test_a_clock_that_jumps_over_the_end_closes_the_door_and_back_again_opens_it(
    service: Service, hall: Hall, clock: Clock
) -> None:
    ma = hall.people[0]
    phone = PlainPhone(service.url)
    phone.scan(service.code)
    clock.time = datetime.combine(DAY, time(23, 59))
    service.wait_for("state", state="closed")
    assert phone.fill_in(name=ma.name, tail=ma.tail).result == "closed"

    clock.time = datetime.combine(DAY, time(8, 1))

    service.wait_for_last("state", state="open")
    phone.scan(str(service.wait_for("code", expires="2025-06-16T08:01:30")["code"]))
    assert phone.fill_in(name=ma.name, tail=ma.tail).result == "signed"


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_bug_is_logged_and_the_phone_gets_a_page(
    in_pieces: bool,
    service: Service,
    hall: Hall,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    phone = PlainPhone(service.url, in_pieces=in_pieces)
    phone.scan(service.code)
    monkeypatch.setattr(Pages, "answer", fails)

    refused = phone.fill_in(name=hall.people[0].name, tail=hall.people[0].tail)

    assert (refused.status, refused.result) == (503, "trouble")
    assert "ZeroDivisionError" in caplog.text
