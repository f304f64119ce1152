"""A service that dies at the worst moment; a stand-in for it, because the real one cannot be made to do so."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.ui import halls
from partyschool.ui.context import Context
from partyschool.ui.halls import Hall
from partyschool.ui.service_process import ServiceProcess
from tests.conftest import Clock
from tests.ui.school_day import hold

READY = {
    "event": "ready",
    "url": "http://127.0.0.1:8765",
    "port": 8765,
    "state": "open",
    "closes": "2025-06-16T11:30:00",
}
SERVICE = """#!/bin/sh
cd '{place}'
if [ ! -e died ]; then touch died; printf '%b' '{last_words}'; kill -9 $$; fi
while [ ! -e go_on ]; do sleep 0.02; done
echo '{ready}'
while read -r line; do echo "$line" >> heard; done
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Dies after the words given; started again, it waits for the file `go_on` and notes what it hears in `heard`."""

    def put(last_words: str) -> Path:
        program = tmp_path / "service"
        program.write_text(SERVICE.format(place=tmp_path, last_words=last_words, ready=json.dumps(READY)))
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))
        return tmp_path

    return put


def test_half_a_line_of_a_service_that_was_killed_is_forgotten(
    qtbot: QtBot, context: Context, stand_in: Callable[[str], Path]
) -> None:
    (stand_in('{"event": "signed", "na') / "go_on").touch()
    process = ServiceProcess(context.db, lambda: ["serve"])
    told: list[object] = []
    process.told.connect(told.append)
    process.start()
    qtbot.waitUntil(lambda: bool(told))
    process.stop()
    assert told == [READY]


def test_what_is_pressed_while_the_service_starts_again_is_done_once(
    qtbot: QtBot, context: Context, clock: Clock, stand_in: Callable[[str], Path]
) -> None:
    place = stand_in(json.dumps(READY) + "\\n")
    day = hold(context.db)
    clock.time = datetime(2025, 6, 16, 8, 10)
    hall = Hall(context.db, get_sign_in_session(context.db, day.code, 1), host="127.0.0.1")
    hall.start()
    qtbot.waitUntil(lambda: hall.state == halls.DOWN)
    hall.pause()  # nobody is there to hear it
    qtbot.waitUntil(lambda: hall.process.pid != 0)
    hall.extend(10)  # it waits in the pipe of the one that is starting
    (place / "go_on").touch()
    qtbot.waitUntil(lambda: hall.state == halls.OPEN)
    hall.stop()
    heard = [json.loads(line) for line in (place / "heard").read_text().splitlines()]
    assert heard == [{"command": "pause"}, {"command": "extend", "minutes": 10}, {"command": "stop"}]
