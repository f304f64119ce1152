"""Several processes serve one class on a shared server: each person once, and what one keeps in mind stays true."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from sqlalchemy import delete, func, select, text

from partyschool.domain.terms import Way
from partyschool.paths import DataFolder
from partyschool.services import audit
from partyschool.services.attendance_corrections import void
from partyschool.services.sign_in import Memory, Result, SignIn, record_sign_in, record_sign_ins
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import Attendance, Base
from tests.conftest import Clock
from tests.signin.hall import Hall, a_hall, add_class
from tests.signin.running import PlainPhone, running

NAMES = [f"学员{number}" for number in range(80)]
ROUNDS = 8
LIVE_INDEX = "uq_attendances_session_id_person_id_live"
on_a_server = pytest.mark.parametrize("database_kind", ["postgresql"])

RACER = """
import sys
from datetime import datetime
from pathlib import Path
from partyschool.domain.terms import Way
from partyschool.paths import DataFolder
from partyschool.services import audit
from partyschool.services.sign_in import Memory, SignIn, record_sign_ins
from partyschool.storage.database import open_database

folder, url, name, session_id, ids, careless = sys.argv[1:]
if careless == "careless":
    audit.wait_for_others = lambda session: None
db = open_database(DataFolder(Path(folder)), url, actor=name)
memory, at = Memory(), datetime(2025, 6, 16, 8)
record_sign_ins(db, int(session_id), [], memory)
print("ready", flush=True)
sys.stdin.readline()
wishes = [SignIn(Way.TAP, at, person_id=int(person)) for person in ids.split(",")]
for start in range(0, len(wishes), 10):
    for answer in record_sign_ins(db, int(session_id), wishes[start:start + 10], memory):
        print(answer.result)
"""


def race(folder: DataFolder, url: str, hall: Hall, *, careless: bool = False) -> Counter[bytes]:
    """Four processes sign in the same people at the same moment."""
    ids = ",".join(str(person.id) for person in hall.people)
    manner = "careless" if careless else "careful"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(folder.root), url, name, str(hall.session_id), ids, manner],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("左台", "右台", "前台", "后台")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == b"ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"go\n")
        racer.stdin.flush()
    results: Counter[bytes] = Counter()
    for racer in racers:
        results.update(racer.communicate(timeout=120)[0].split())
        assert racer.returncode == 0
    return results


def rows(db: Database, hall: Hall) -> int:
    with db.read() as session:
        query = select(func.count()).select_from(Attendance).where(Attendance.session_id == hall.session_id)
        return session.scalar(query) or 0


@on_a_server
def test_four_processes_that_race_for_the_same_people_write_each_once(
    db: Database, folder: DataFolder, database_url: str
) -> None:
    hall = a_hall(db, NAMES)

    results = race(folder, database_url, hall)

    assert results == {b"signed": len(NAMES), b"already": 3 * len(NAMES)}
    assert rows(db, hall) == len(NAMES)


@on_a_server
def test_without_lock_the_index_alone_still_keeps_each_once(
    db: Database, folder: DataFolder, database_url: str
) -> None:
    hall = a_hall(db, NAMES)

    results = race(folder, database_url, hall, careless=True)

    assert results == {b"signed": len(NAMES), b"already": 3 * len(NAMES)}
    assert rows(db, hall) == len(NAMES)


@on_a_server
def test_the_race_is_a_race_without_lock_and_index_people_are_written_twice(
    db: Database, folder: DataFolder, database_url: str
) -> None:
    """The control: what the two tests above would look like if nothing held the processes apart."""
    hall = a_hall(db, NAMES)
    with db.write() as session:
        session.execute(text(f"DROP INDEX {LIVE_INDEX}"))

    for _ in range(ROUNDS):
        race(folder, database_url, hall, careless=True)
        twice = rows(db, hall) - len(NAMES)
        with db.write() as session:
            session.execute(delete(Attendance))
        if twice > 0:
            return
    pytest.fail(f"in {ROUNDS} races nobody was written twice")


@pytest.fixture
def other(db: Database, database_url: str | None, folder: DataFolder, clock: Clock) -> Iterator[Database]:
    """Another computer's connection to the same data."""
    database = open_database(folder, database_url, actor="另一台", clock=clock)
    yield database
    database.close()


def wish(hall: Hall, place: int, clock: Clock) -> list[SignIn]:
    return [SignIn(Way.PHONE, clock(), person_id=hall.people[place].id, nonce=f"n{place}-{clock()}")]


@pytest.mark.both_databases
def test_what_another_process_has_signed_in_voided_or_signed_in_next_door_is_known_at_once(
    db: Database, other: Database, clock: Clock
) -> None:
    hall = a_hall(db)
    next_door = add_class(db, hall.people, code="贾集", title="贾集村分课堂", place="", halves=[(time(9), time(12))])
    memory = Memory()

    def here(place: int) -> Result:
        clock.advance(seconds=1)
        return record_sign_ins(db, hall.session_id, wish(hall, place, clock), memory)[0].result

    assert here(0) == Result.SIGNED
    there = record_sign_in(other, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[1].id))
    assert here(1) == Result.ALREADY
    void(other, attendance_id=there.attendance_id, reason="点错了")
    assert here(1) == Result.SIGNED
    record_sign_in(other, next_door.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[2].id))
    assert here(2) == Result.ELSEWHERE


@on_a_server
def test_nothing_is_written_between_the_look_of_a_batch_and_its_lines(
    db: Database, other: Database, clock: Clock
) -> None:
    """Another computer is in the middle of its own: the batch waits, then sees it."""
    hall = a_hall(db)
    memory = Memory()
    record_sign_ins(db, hall.session_id, [], memory)
    with ThreadPoolExecutor(1) as desk:
        with other.write() as session:
            audit.wait_for_others(session)
            session.add(
                Attendance(
                    session_id=hall.session_id,
                    person_id=hall.people[0].id,
                    sign_in_at=clock(),
                    way="tap",
                    recorded_at=clock(),
                )
            )
            session.flush()
            answer = desk.submit(record_sign_ins, db, hall.session_id, wish(hall, 0, clock), memory)
            wait_until_somebody_waits(db)
            assert not answer.done()
            audit.record(session, other, "attendance.sign_in", "另一台")
        assert answer.result(30)[0].result == Result.ALREADY


def wait_until_somebody_waits(db: Database) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while True:
        with db.read() as session:
            if session.scalar(waiting):
                return


@pytest.mark.both_databases
def test_two_services_of_one_class_each_tell_of_everybody(db: Database, other: Database, clock: Clock) -> None:
    hall = a_hall(db)
    with running(db, clock) as first, running(other, clock) as second:
        for place, service in enumerate((first, second, first)):
            person = hall.people[place]
            assert PlainPhone(service.url).sign_in(service.code, person.name, person.tail).result == "signed"
        for service in (first, second):
            service.wait_for("counts", present=3)
            told = {service.wait_for("signed", name=person.name)["name"] for person in hall.people}
            assert told == {person.name for person in hall.people}
        again = PlainPhone(second.url).sign_in(second.code, hall.people[0].name, hall.people[0].tail)
        assert again.result == "already"


def test_the_index_that_decides_is_one_of_the_tables() -> None:
    assert LIVE_INDEX in {index.name for index in Base.metadata.tables["attendances"].indexes}
