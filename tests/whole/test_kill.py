"""A sign-in that was answered is on disk: the service or the window may die in that very moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

from partyschool.paths import DataFolder
from partyschool.services.attendance import list_attendance
from partyschool.services.class_queries import get_class
from partyschool.storage.database import open_database
from tests.shell import SOURCE, Shell
from tests.signin.running import PlainPhone
from tests.whole import rolls

NOW = "2025-06-16T08:10:00"
PROJECT = SOURCE.parent
PATIENCE_SECONDS = 60


@pytest.fixture
def shell(folder: DataFolder, tmp_path: Path) -> Shell:
    """A town with a published class."""
    return a_class(Shell(folder.root), tmp_path)


def a_class(shell: Shell, tmp_path: Path) -> Shell:
    people = rolls.members()
    rolls.save_roll(tmp_path / "roll.xlsx", people)
    rolls.save_class(tmp_path / "class.xlsx", people)
    shell.json("init", "--name", "中共禹城市房寺镇委员会党校", "--short", "禹房", "--tier", "town")
    assert shell.json("import", "roster", tmp_path / "roll.xlsx")["created"] == len(people)
    assert shell.json("import", "class", tmp_path / "class.xlsx")["class"] == "2025-01"
    shell.json("class", "publish", "2025-01")
    return shell


@contextmanager
def running(call: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is dead when the block is left."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCE), str(PROJECT)])}
    process = subprocess.Popen(
        call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)


def next_line(stream: IO[str] | None, **facts: str) -> dict[str, object]:
    """The next JSON line with these facts."""
    assert stream is not None
    for text in stream:
        line: dict[str, object] = json.loads(text)
        if facts.items() <= line.items():
            return line
    raise AssertionError("the process ended")


def names_in_log(shell: Shell) -> list[str]:
    """Who is present, read by a new process's eyes."""
    db = open_database(DataFolder(shell.folder), shell.url)
    try:
        session = get_class(db, "2025-01").sessions[0]
        return [row.name for row in list_attendance(db, session.id) if row.sign_in_at]
    finally:
        db.close()


def test_a_service_that_is_killed_after_its_answer_loses_nothing(shell: Shell) -> None:
    person = rolls.members()[0]
    with running(shell.call("serve", "2025-01", "--host", "127.0.0.1", "--now", NOW)) as process:
        url = str(next_line(process.stdout, event="ready")["url"])
        code = str(next_line(process.stdout, event="code")["code"])
        assert PlainPhone(url).sign_in(code, person.name, person.tail).result == "signed"
        os.kill(process.pid, signal.SIGKILL)
    assert names_in_log(shell) == [person.name]
    assert shell("check").code == 0


def test_a_window_that_is_killed_takes_its_service_along_and_loses_nothing(shell: Shell) -> None:
    person = rolls.members()[7]
    script = Path(__file__).with_name("window_process.py")
    with running([sys.executable, str(script), str(shell.folder), "2025-01", NOW]) as process:
        told = next_line(process.stdout)
        phone = PlainPhone(str(told["url"]))
        assert phone.sign_in(str(told["code"]), person.name, person.tail).result == "signed"
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == -signal.SIGKILL
        wait_until_gone(int(str(told["service"])))
    assert names_in_log(shell) == [person.name]
    with running([sys.executable, str(script), str(shell.folder), "2025-01", NOW]) as process:
        again = next_line(process.stdout)
        assert again["url"] != ""


def wait_until_gone(pid: int) -> None:
    """The service ends by itself when its standard input ends; the kernel tells when."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            import select

            assert select.select([handle], [], [], PATIENCE_SECONDS)[0], "the service outlived its window"
        finally:
            os.close(handle)


def test_a_half_written_batch_is_whole_or_not_there(shell: Shell) -> None:
    """Everybody signs in at once while the service is killed: whoever was answered is in the log."""
    from concurrent.futures import ThreadPoolExecutor

    people = rolls.members()
    with running(shell.call("serve", "2025-01", "--host", "127.0.0.1", "--now", NOW)) as process:
        url = str(next_line(process.stdout, event="ready")["url"])
        code = str(next_line(process.stdout, event="code")["code"])

        def come(person: rolls.Member) -> str:
            try:
                return person.name if PlainPhone(url).sign_in(code, person.name, person.tail).result == "signed" else ""
            except (OSError, AssertionError):
                return ""
            finally:
                if person == people[8]:
                    os.kill(process.pid, signal.SIGKILL)

        with ThreadPoolExecutor(4) as pool:
            answered = [name for name in pool.map(come, people) if name]
    assert answered
    assert not set(answered) - set(names_in_log(shell))
    assert shell("check").code == 0
