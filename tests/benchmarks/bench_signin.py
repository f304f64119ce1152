"""How many phones a second the sign-in service takes, against the same server answering a fixed page.

    python -m tests.benchmarks.bench_signin [--people 2000] [--connections 100] [--rounds 3]

The service runs in a process of its own, as it does in earnest; this process plays the phones (phones.py). Every round
is a session of its own: 2,000 people who have not signed in yet. Rates are the median of the rounds, delays are over
all of them. After each round the rows on disk are counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time as stopwatch
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from partyschool.paths import DataFolder
from partyschool.services.sign_in_session import count_session
from partyschool.signin.collector import spare_what_stays
from partyschool.signin.recording import ParentClock, record_for_parent
from partyschool.signin.server import serve
from partyschool.storage.database import open_database
from tests.benchmarks.phones import Load, drive, page_requests, sign_in_requests
from tests.signin.hall import CODE, DAY, Hall, add_class, add_people

STEP = timedelta(hours=1)
MODULE = (sys.executable, "-m", "tests.benchmarks.bench_signin")
FAST, SLOW = "this disk", "10 ms a safe write"
DISKS = {FAST: 0.0, SLOW: 10.0}


@contextmanager
def service(folder: DataFolder, session_number: int, fsync_milliseconds: float) -> Iterator[tuple[str, str]]:
    """A service process; gives its address and code."""
    options = [str(folder.root), str(session_number), str(fsync_milliseconds)]
    with started([*MODULE, "--serve", *options]) as told:
        yield told


@contextmanager
def started(command: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The same of any command that serves and tells as `partyschool serve` does."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        events: dict[str, dict[str, str]] = {}
        while "code" not in events:
            event = json.loads(process.stdout.readline())
            events[event["event"]] = event
        yield events["ready"]["url"], events["code"]["code"]
        process.stdin.close()
        process.stdout.read()


def session_clock(session_number: int) -> Callable[[], datetime]:
    """An hour for each session, so that none is over."""
    begun = datetime.combine(DAY, time(0, 5)) + STEP * (session_number - 1)
    offset = begun - datetime.now()
    return lambda: datetime.now() + offset


def serve_here(root: str, session_number: int, fsync_milliseconds: float) -> None:
    """The service process."""
    clock = session_clock(session_number)
    db = open_database(DataFolder(Path(root)), actor="bench", clock=clock)
    serve(
        db,
        class_code=CODE,
        session_number=session_number,
        host="127.0.0.1",
        clock=clock,
        emit=lambda events: print("\n".join(map(json.dumps, events)), flush=True),
        when_ready=spare_what_stays,
        record_by=[*MODULE, "--record", root, str(fsync_milliseconds)],
    )


def record_here(root: str, fsync_milliseconds: float, session_id: int) -> None:
    """The process that writes for it, as `partyschool` starts one; the disk is slower by so much a commit."""

    def slow_disk() -> None:
        stopwatch.sleep(fsync_milliseconds / 1000)

    clock = ParentClock()
    db = open_database(DataFolder(Path(root)), actor="bench", clock=clock)
    record_for_parent(db, session_id, clock, after_commit=slow_disk if fsync_milliseconds else None)


def prepare(folder: DataFolder, people: int, sessions: int) -> Hall:
    """A class of so many people with sessions of an hour each."""
    db = open_database(folder, actor="bench")
    named = add_people(db, [f"学员{number}" for number in range(people)])
    halves = [(time(number, 0), time(number, 59)) for number in range(sessions)]
    hall = add_class(db, named, halves=halves)
    db.close()
    return hall


def measure(folder: DataFolder, hall: Hall, number: int, fsync_milliseconds: float, connections: int) -> list[Load]:
    """A round: the fixed page, then everybody signs in, then the fixed page again (computers warm up)."""
    loads: list[Load] = []
    with service(folder, number, fsync_milliseconds) as (url, code):
        requests = sign_in_requests(url, code, hall.people)
        fixed = page_requests(url, len(hall.people))
        for wave, expected in ((fixed, b"200 OK"), (requests, b"X-Result: signed"), (fixed, b"200 OK")):
            loads.append(drive(wave, expected, connections))
    db = open_database(folder)
    present = count_session(db, hall.session_ids[number - 1]).present
    db.close()
    assert present == len(hall.people), present
    assert sum(load.wrong for load in loads) == 0, loads
    return loads


@dataclass(frozen=True, slots=True)
class Figures:
    """A line of the table: answers a second, and delays in milliseconds."""

    floor: float
    signed: float
    p99: float
    longest: float

    @property
    def ratio(self) -> float:
        """Sign-ins for each fixed page."""
        return self.signed / self.floor


def figures(rounds: Sequence[Sequence[Load]]) -> Figures:
    """Medians of the rates over the rounds, delays over all of them."""
    signed = [loads[1] for loads in rounds]
    delays = [delay for load in signed for delay in load.delays]
    rate = statistics.median(load.rate for load in signed)
    floor = statistics.median(load.rate for loads in rounds for load in (loads[0], loads[2]))
    return Figures(floor, rate, Load(rate, tuple(delays), 0).p99, max(delays) * 1000)


def run(people: int, connections: int, count: int) -> dict[str, Figures]:
    """Measure on each kind of disk, and print the table."""
    print(f"\n{people} people, {connections} connections, each request a new one")
    print(f"{'':<22}{'fixed/s':>10}{'sign-ins/s':>12}{'ratio':>8}{'p99 ms':>10}{'longest ms':>12}")
    lines: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = DataFolder(Path(scratch))
        hall = prepare(folder, people, len(DISKS) * count)
        numbers = iter(range(1, len(DISKS) * count + 1))
        for title, milliseconds in DISKS.items():
            rounds = [measure(folder, hall, next(numbers), milliseconds, connections) for _ in range(count)]
            line = lines[title] = figures(rounds)
            print(f"{title:<22}{line.floor:>10.0f}{line.signed:>12.0f}{line.ratio:>8.2f}", end="")
            print(f"{line.p99:>10.0f}{line.longest:>12.0f}")
    return lines


def test_two_thousand_people_sign_in_nearly_as_fast_as_a_fixed_page_is_served() -> None:
    lines = run(2000, 100, 5)

    assert lines[FAST].ratio >= 0.6
    assert lines[FAST].p99 < 300
    assert lines[SLOW].signed >= 1500


def test_two_hundred_phones_at_once_sign_in_nearly_as_fast_and_also_on_a_slow_disk() -> None:
    lines = run(2000, 200, 5)

    assert lines[FAST].ratio >= 0.8
    assert lines[SLOW].signed >= 2500
    assert lines[SLOW].p99 < 150


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--record", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        root, session_number, milliseconds = options.serve
        serve_here(root, int(session_number), float(milliseconds))
        return
    if options.record:
        root, milliseconds, session_id = options.record
        record_here(root, float(milliseconds), int(session_id))
        return
    run(options.people, options.connections, options.rounds)


if __name__ == "__main__":
    main()
