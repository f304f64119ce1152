"""Kill, race, full disk: what was answered as signed is there, what was not is not counted."""

from __future__ import annotations

import os
import resource
import select as waiting
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from partyschool.domain.terms import Way
from partyschool.paths import DataFolder
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.services.sign_in_session import count_session
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import Attendance
from tests.conftest import Clock
from tests.signin.hall import Hall, a_hall
from tests.signin.process import service_process
from tests.signin.running import PATIENCE, PlainPhone

NAMES = [f"学员{number}" for number in range(60)]

RACER = """
import sys
from datetime import datetime
from pathlib import Path
from partyschool.domain.terms import Way
from partyschool.paths import DataFolder
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.storage.database import open_database

db = open_database(DataFolder(Path(sys.argv[1])), actor=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for person_id in map(int, sys.argv[4].split(",")):
    print(record_sign_in(db, int(sys.argv[3]), SignIn(Way.TAP, datetime(2025, 6, 16, 8), person_id=person_id)).result)
"""


def present(folder: DataFolder, hall: Hall) -> int:
    db = open_database(folder)
    try:
        return count_session(db, hall.session_id).present
    finally:
        db.close()


def test_what_was_answered_as_signed_survives_kill_9(folder: DataFolder, db: Database) -> None:
    hall = a_hall(db, NAMES)
    db.close()
    answered: list[str] = []
    enough = threading.Event()
    with service_process(folder) as service:

        def one_phone(index: int) -> None:
            person = hall.people[index]
            phone = PlainPhone(service.url)
            try:
                if phone.sign_in(service.code, person.name, person.tail).result == "signed":
                    answered.append(person.name)
            except OSError:
                return
            if len(answered) >= 20:
                enough.set()

        with ThreadPoolExecutor(8) as phones:
            waiting = [phones.submit(one_phone, index) for index in range(len(NAMES))]
            assert enough.wait(30)
            os.kill(service.process.pid, signal.SIGKILL)
            for phone in waiting:
                phone.result()

    again = open_database(folder)
    with again.read() as session:
        stored = set(session.scalars(select(Attendance.person_id)))
    again.close()
    by_name = {person.name: person.id for person in hall.people}
    assert {by_name[name] for name in answered} <= stored
    assert len(answered) >= 20


def test_after_a_kill_the_service_starts_again_on_the_same_port_with_the_same_tickets(
    folder: DataFolder, db: Database
) -> None:
    hall = a_hall(db, NAMES[:2])
    db.close()
    first, second = hall.people
    with service_process(folder) as service:
        port = service.url.rpartition(":")[2]
        phone, other = PlainPhone(service.url), PlainPhone(service.url)
        assert phone.sign_in(service.code, first.name, first.tail).result == "signed"
        other.scan(service.code)
        service.process.kill()
        service.process.wait()
    with service_process(folder, "--port", port):
        assert other.fill_in(name=second.name, tail=second.tail).result == "signed"

    assert present(folder, hall) == 2


def test_the_service_ends_with_its_standard_input(folder: DataFolder, db: Database) -> None:
    a_hall(db)
    db.close()
    with service_process(folder) as service:
        assert service.process.stdin is not None
        service.process.stdin.close()
        service.read_until("stopped")
        assert service.process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_service_ends_politely_on_a_signal(number: signal.Signals, folder: DataFolder, db: Database) -> None:
    a_hall(db)
    db.close()
    with service_process(folder) as service:
        service.process.send_signal(number)
        service.read_until("stopped")
        assert service.process.wait(20) == 0


def test_two_processes_that_race_for_the_same_people_write_each_once(folder: DataFolder, db: Database) -> None:
    hall = a_hall(db, NAMES)
    db.close()
    ids = ",".join(str(person.id) for person in hall.people)
    arguments = [sys.executable, "-c", RACER, str(folder.root)]
    racers = [
        subprocess.Popen([*arguments, name, str(hall.session_id), ids], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for name in ("左台", "右台")
    ]
    results: Counter[bytes] = Counter()
    with racers[0], racers[1]:
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == b"ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write(b"go\n")
            racer.stdin.flush()
        for racer in racers:
            results.update(racer.communicate(timeout=2 * PATIENCE)[0].split())

    assert results == {b"signed": len(NAMES), b"already": len(NAMES)}
    assert present(folder, hall) == len(NAMES)


def test_two_rows_for_one_person_are_refused_by_the_tables_themselves(db: Database, clock: Clock) -> None:
    """The control: without the look before the write, the index stands in the way."""
    hall = a_hall(db)
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[0].id))
    second = Attendance(
        session_id=hall.session_id, person_id=hall.people[0].id, sign_in_at=clock(), way="tap", recorded_at=clock()
    )

    with pytest.raises(IntegrityError), db.write() as session:
        session.add(second)


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is how a test fills the disk of another process")
def test_a_disk_that_takes_nothing_more_is_said_to_the_phone_and_the_window_and_passes(
    db: Database, folder: DataFolder
) -> None:
    hall = a_hall(db)
    db.close()
    ma = hall.people[0]
    with service_process(folder) as service:
        phone = PlainPhone(service.url)
        phone.scan(service.code)
        writer = writer_of(service.process.pid)
        before = resource.prlimit(writer, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        reply = phone.fill_in(name=ma.name, tail=ma.tail)
        assert (reply.status, reply.result) == (503, "trouble")
        assert "还没有签到" in reply.text
        assert "没有保存" in service.read_until("trouble")["message"]
        assert present(folder, hall) == 0

        resource.prlimit(writer, resource.RLIMIT_FSIZE, before)

        assert phone.fill_in(name=ma.name, tail=ma.tail).result == "signed"
        service.read_until("recovered")
    assert present(folder, hall) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the process that writes is found in /proc")
def test_when_the_process_that_writes_is_killed_nobody_is_told_a_lie_and_another_takes_over(
    db: Database, folder: DataFolder
) -> None:
    hall = a_hall(db)
    db.close()
    ma, su = hall.people[:2]
    with service_process(folder) as service:
        first, second = PlainPhone(service.url), PlainPhone(service.url)
        first.scan(service.code)
        assert first.fill_in(name=ma.name, tail=ma.tail).result == "signed"
        killed = writer_of(service.process.pid)
        os.kill(killed, signal.SIGKILL)

        second.scan(service.code)
        reply = second.fill_in(name=su.name, tail=su.tail)
        assert (reply.status, reply.result) == (503, "trouble")
        assert "重新启动" in service.read_until("trouble")["message"]
        assert present(folder, hall) == 1

        assert second.fill_in(name=su.name, tail=su.tail).result == "signed"
        service.read_until("recovered")
        assert writer_of(service.process.pid) != killed
    assert present(folder, hall) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="the process that writes is found in /proc")
def test_the_process_that_writes_ends_with_a_service_that_was_killed(db: Database, folder: DataFolder) -> None:
    a_hall(db)
    db.close()
    with service_process(folder) as service:
        writer = os.pidfd_open(writer_of(service.process.pid))
        service.process.kill()

        ended, _, _ = waiting.select([writer], [], [], PATIENCE)  # readable once the process is gone

    os.close(writer)
    assert ended


def writer_of(service: int) -> int:
    """The one child of the service."""
    [child] = Path(f"/proc/{service}/task/{service}/children").read_text(encoding="ascii").split()
    return int(child)
