"""The service, or the half of it that writes, dies at any moment; the disk is copied at any moment: nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from partyschool.paths import DataFolder
from partyschool.storage.database import Database, open_database
from tests.signin.hall import CODE, Hall, Trainee, a_hall
from tests.signin.process import STARTS, ServiceProcess
from tests.signin.running import PlainPhone

PEOPLE, PHONES = 40, 6
IN_CI, IN_SOAK = 3, 200


@contextmanager
def service_group(folder: DataFolder, port: int = 0) -> Iterator[ServiceProcess]:
    """`partyschool serve` with the process that writes for it, in a group of their own: stopped and killed together."""
    command = [sys.executable, "-m", "partyschool", "--data", str(folder.root), "serve", CODE]
    command += ["--host", "127.0.0.1", "--now", STARTS, "--port", str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True) as process:
        service = ServiceProcess(process)
        try:
            service.read_until("code")
            yield service
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@dataclass(slots=True)
class Hour:
    """A busy hour: phones come one after the other until the door shuts; each keeps the form that it has sent."""

    service: ServiceProcess
    hall: Hall
    answered: dict[int, str] = field(default_factory=dict)
    unanswered: list[tuple[PlainPhone, Trainee, dict[str, str]]] = field(default_factory=list)
    is_over: bool = False
    begun: threading.Event = field(default_factory=threading.Event)

    def come(self, person: Trainee) -> None:
        if self.is_over:
            return
        phone = PlainPhone(self.service.url)
        try:
            page = phone.scan(self.service.code)
            form = {"ticket": page.hidden("ticket"), "nonce": page.hidden("nonce")}
        except (OSError, AssertionError):
            return
        form |= {"name": person.name, "tail": person.tail}
        try:
            reply = phone.post(form)
        except OSError:
            self.unanswered.append((phone, person, form))
            return
        if reply.result == "signed":
            self.answered[person.id] = reply.text
            self.begun.set()
        else:
            self.unanswered.append((phone, person, form))


def stored(folder: DataFolder) -> list[int]:
    """Who is signed in, read by new eyes; the file is whole."""
    db = open_database(folder)
    try:
        with db.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            live = text("SELECT person_id FROM attendances WHERE voided_at IS NULL")
            return list(session.scalars(live))
    finally:
        db.close()


@pytest.fixture
def town(db: Database) -> Hall:
    """Closed again, so that only the service has it open."""
    hall = a_hall(db, [f"学员{number}" for number in range(PEOPLE)])
    db.close()
    return hall


def copy_of(folder: DataFolder, target: Path) -> DataFolder:
    """The files as they lie there, with the log that SQLite has not folded in yet."""
    copy = DataFolder(target)
    copy.root.mkdir(parents=True)
    for path in folder.root.glob("school.db*"):
        if not path.name.endswith("-shm"):  # memory, not disk: a power cut takes it away
            shutil.copyfile(path, copy.root / path.name)
    return copy


def processes_of(service: ServiceProcess) -> list[int]:
    """The service first, then the process that writes for it."""
    pid = service.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *map(int, children)]


def a_moment(seconds: float) -> None:
    """Nothing is waited for: that the moment is any moment is what is tried."""
    threading.Event().wait(seconds)


def kill_once(folder: DataFolder, hall: Hall, chance: random.Random) -> str:
    """Kill somebody in the middle of the hour, then let everybody without an answer send the same form again."""
    with service_group(folder) as service:
        hour = Hour(service, hall)
        port = int(service.url.rpartition(":")[2])
        victims = processes_of(service)
        victim = chance.choice(victims)
        with ThreadPoolExecutor(PHONES) as phones:
            coming = [phones.submit(hour.come, person) for person in hall.people]
            assert hour.begun.wait(30)
            a_moment(chance.random() * 0.3)
            os.kill(victim, signal.SIGKILL)
            if victim == service.process.pid:
                hour.is_over = True
            for one in coming:
                one.result()
        if victim != service.process.pid:
            check_hour(folder, hour)
            send_again(hour, service.url)
            return "writer"
    check_hour(folder, hour)
    with service_group(folder, port) as again:
        send_again(hour, again.url)
    check_hour(folder, hour)
    return "service"


def check_hour(folder: DataFolder, hour: Hour) -> None:
    there = stored(folder)
    assert len(there) == len(set(there)), "somebody is there twice"
    assert not hour.answered.keys() - set(there), "an answered sign-in is lost"
    tried = hour.answered.keys() | {person.id for _, person, _ in hour.unanswered}
    assert not set(there) - tried, "somebody is there who never sent a form"


def send_again(hour: Hour, url: str) -> None:
    """The same form: the first answer where it was written before, else a new one; never a second line."""
    for phone, person, form in hour.unanswered:
        phone.url = url
        reply = phone.post(form)
        assert reply.result == "signed", (reply.result, person.name)
        hour.answered[person.id] = reply.text


def kill_many(folder: DataFolder, hall: Hall, times: int, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    killed = []
    for number in range(times):
        fresh = copy_of(folder, tmp_path / f"{seed}-{number}")
        killed.append(kill_once(fresh, hall, chance))
        shutil.rmtree(fresh.root)
    print(
        f"\nseed {seed}: killed the service {killed.count('service')} times, its writer {killed.count('writer')} times"
    )


def test_killed_at_a_random_moment_it_loses_nothing_and_counts_nobody_twice(
    town: Hall, folder: DataFolder, tmp_path: Path
) -> None:
    kill_many(folder, town, IN_CI, tmp_path, 20250616)


@pytest.mark.soak
def test_killed_at_two_hundred_random_moments(town: Hall, folder: DataFolder, tmp_path: Path) -> None:
    kill_many(folder, town, IN_SOAK, tmp_path, random.SystemRandom().randrange(1 << 30))


def cut_power(folder: DataFolder, hall: Hall, times: int, tmp_path: Path, seed: int) -> None:
    """Freeze the service for the moment of a copy: what the disk holds then is what a power cut would leave."""
    chance = random.Random(seed)
    with service_group(folder) as service, ThreadPoolExecutor(PHONES) as phones:
        hour = Hour(service, hall)
        coming = [phones.submit(hour.come, person) for person in hall.people]
        assert hour.begun.wait(30)
        for number in range(times):
            a_moment(chance.random() * 0.05)
            os.killpg(service.process.pid, signal.SIGSTOP)
            answered = set(hour.answered)
            copy = copy_of(folder, tmp_path / f"cut-{number}")
            os.killpg(service.process.pid, signal.SIGCONT)
            there = stored(copy)
            assert not answered - set(there), "an answered sign-in is not on the disk"
            assert len(there) == len(set(there))
            shutil.rmtree(copy.root)
        hour.is_over = True
        for one in coming:
            one.result()


def test_the_files_as_a_power_cut_leaves_them_open_and_hold_every_answer(
    town: Hall, folder: DataFolder, tmp_path: Path
) -> None:
    cut_power(folder, town, 6, tmp_path, 20250616)


@pytest.mark.soak
def test_the_files_of_three_hundred_power_cuts_open(town: Hall, folder: DataFolder, tmp_path: Path) -> None:
    for number in range(20):
        fresh = copy_of(folder, tmp_path / f"day-{number}")
        cut_power(fresh, town, 15, tmp_path, random.SystemRandom().randrange(1 << 30))


def test_every_commit_waits_for_the_disk(db: Database) -> None:
    """The copy above sees what the system has been told; that it also asks for the disk is this setting."""
    with db.write() as session:
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_computer_that_slept_serves_on(town: Hall, folder: DataFolder) -> None:
    """Asleep for three seconds; whoever was waiting is answered, and the next phone too."""
    first, second = town.people[:2]
    with service_group(folder) as service, ThreadPoolExecutor(1) as phones:
        phone = PlainPhone(service.url)
        phone.scan(service.code)
        os.killpg(service.process.pid, signal.SIGSTOP)
        waiting = phones.submit(phone.fill_in, name=first.name, tail=first.tail)
        with pytest.raises(TimeoutError):
            waiting.result(3)
        os.killpg(service.process.pid, signal.SIGCONT)
        assert waiting.result(20).result == "signed"
        assert PlainPhone(service.url).sign_in(service.code, second.name, second.tail).result == "signed"
    assert sorted(stored(folder)) == sorted([first.id, second.id])


def test_while_another_program_holds_the_file_phones_are_told_and_then_signed_in(
    town: Hall, folder: DataFolder
) -> None:
    """A backup program, or a clerk with another tool: after ten seconds the phones hear of it, nobody is counted."""
    person = town.people[0]
    with service_group(folder) as service:
        phone = PlainPhone(service.url)
        phone.scan(service.code)
        holder = sqlite3.connect(folder.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        refused = phone.fill_in(name=person.name, tail=person.tail)
        assert (refused.status, refused.result) == (503, "trouble")
        assert "占用" in service.read_until("trouble")["message"]
        assert PlainPhone(service.url).get("/health").status == 200
        holder.execute("ROLLBACK")
        holder.close()

        assert phone.fill_in(name=person.name, tail=person.tail).result == "signed"
        service.read_until("recovered")
    assert stored(folder) == [person.id]
