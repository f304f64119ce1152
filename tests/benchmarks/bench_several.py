"""Four sign-in services of one class on one PostgreSQL server, against one service there.

    python -m tests.benchmarks.bench_several [--people 2000] [--rounds 3]

Each service is a process with its own recording process, as in earnest; the phones, a new connection for each request,
are dealt out among the services. The server writes durably. How much faster four are depends on the cores: services,
recorders, the server's sessions and the phones all want one. What no number of cores can mend is the time in which a
recorder keeps the others from the chain of the log; so that is measured too, with recorders that take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time as stopwatch
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from sqlalchemy.orm import Session

from partyschool.domain.terms import Way
from partyschool.paths import DataFolder
from partyschool.services import audit
from partyschool.services.sign_in import Memory, Result, SignIn, record_sign_ins
from partyschool.services.sign_in_session import count_session
from partyschool.signin.collector import spare_what_stays
from partyschool.signin.recording import ParentClock, record_for_parent
from partyschool.signin.server import serve
from partyschool.storage.database import open_database
from tests.benchmarks.bench_signin import session_clock, started
from tests.benchmarks.phones import drive, sign_in_requests
from tests.postgresql import Server
from tests.signin.hall import CODE, Hall, add_class, add_people

MODULE = (sys.executable, "-m", "tests.benchmarks.bench_several")
SERVICES = (1, 4)
CONNECTIONS, GROUP = 200, 50  # that many of 200 phones are waiting at one of four services
ENOUGH_CORES = 12  # a service, its recorder and a session of the server each


def serve_here(root: str, url: str, number: int) -> None:
    """The service process."""
    clock = session_clock(number)
    db = open_database(DataFolder(Path(root)), url, actor="bench", clock=clock)
    serve(
        db,
        class_code=CODE,
        session_number=number,
        host="127.0.0.1",
        clock=clock,
        emit=lambda events: print("\n".join(map(json.dumps, events)), flush=True),
        when_ready=spare_what_stays,
        record_by=[*MODULE, "--record", root, url],
    )


def record_here(root: str, url: str, session_id: int) -> None:
    """The process that writes for it."""
    clock = ParentClock()
    db = open_database(DataFolder(Path(root)), url, actor="bench", clock=clock)
    record_for_parent(db, session_id, clock)


def take_turns(folder: DataFolder, url: str, hall: Hall, number: int, services: int) -> float:
    """Seconds in which a recorder keeps the others waiting for a sign-in of so many recorders, one after the other."""
    clock, begun, held, wait = session_clock(number), 0.0, 0.0, audit.wait_for_others
    databases = [open_database(folder, url, actor="bench", clock=clock) for _ in range(services)]
    recorders = [(db, Memory()) for db in databases]
    session_id = hall.session_ids[number - 1]

    def note_begin(session: Session) -> None:
        nonlocal begun
        wait(session)
        begun = begun or stopwatch.perf_counter()

    audit.wait_for_others = note_begin
    try:
        for start in range(-GROUP * services, len(hall.people), GROUP):
            db, memory = recorders[(start // GROUP) % services]
            people = hall.people[start : start + GROUP] if start >= 0 else ()  # the first turn of each reads the list
            wishes = [SignIn(Way.PHONE, clock(), name=one.name, tail=one.tail, nonce=f"n{one.id}") for one in people]
            answers = record_sign_ins(db, session_id, wishes, memory)
            held += stopwatch.perf_counter() - begun if start >= 0 else 0.0
            begun = 0.0
            assert {answer.result for answer in answers} <= {Result.SIGNED}
    finally:
        audit.wait_for_others = wait
        for db in databases:
            db.close()
    return held / len(hall.people)


def measure(folder: DataFolder, url: str, hall: Hall, number: int, services: int) -> float:
    """Sign-ins a second when everybody signs in to this session, dealt out among so many services."""

    with ExitStack() as running:
        forms = []
        for place in range(services):
            at, code = running.enter_context(started([*MODULE, "--serve", str(folder.root), url, str(number)]))
            forms.append(sign_in_requests(at, code, hall.people[place::services]))  # before the code changes
        dealt_out = [forms[place % services][place // services] for place in range(len(hall.people))]
        load = drive(dealt_out, b"X-Result: signed", CONNECTIONS)
    db = open_database(folder, url)
    present = count_session(db, hall.session_ids[number - 1]).present
    db.close()
    assert (load.wrong, present) == (0, len(hall.people))
    return load.rate


@dataclass(frozen=True, slots=True)
class Outcome:
    """Sign-ins a second, and the seconds of each in which no other service can write."""

    rate: float
    held: float


def run(people: int, rounds: int) -> dict[int, Outcome]:
    """Medians of the rounds for one service and for four, in turns."""
    rates: dict[int, list[float]] = {services: [] for services in SERVICES}
    held: dict[int, list[float]] = {services: [] for services in SERVICES}
    with tempfile.TemporaryDirectory() as scratch, Server.started(is_durable=True) as server:
        folder = DataFolder(Path(scratch))
        open_database(folder, server.create_template()).close()
        with server.fresh_database() as url:
            db = open_database(folder, url, actor="bench")
            named = add_people(db, [f"学员{number}" for number in range(people)])
            halves = [(time(hour), time(hour, 59)) for hour in range(2 * len(SERVICES) * rounds)]
            hall = add_class(db, named, halves=halves)
            db.close()
            numbers = iter(range(1, len(halves) + 1))
            for _ in range(rounds):
                for services in SERVICES:
                    held[services].append(take_turns(folder, url, hall, next(numbers), services))
                    rates[services].append(measure(folder, url, hall, next(numbers), services))
    return {key: Outcome(statistics.median(rates[key]), statistics.median(held[key])) for key in SERVICES}


def show(outcomes: dict[int, Outcome]) -> None:
    """Print the table."""
    print(f"\n{os.cpu_count()} cores\n{'services':<10}{'sign-ins/s':>12}{'alone µs each':>16}{'at most/s':>12}")
    for services, outcome in outcomes.items():
        print(f"{services:<10}{outcome.rate:>12.0f}{outcome.held * 1e6:>16.0f}{1 / outcome.held:>12.0f}")


def test_four_services_of_one_class_leave_each_other_room_for_half_as_much_again() -> None:
    """On two cores the phones, the server and one service fill both, so that four cannot be faster there."""
    outcomes = run(2000, 3)
    show(outcomes)
    assert 1 / outcomes[4].held >= 1.5 * outcomes[1].rate
    if (os.cpu_count() or 1) >= ENOUGH_CORES:
        assert outcomes[4].rate >= 1.5 * outcomes[1].rate


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--record", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        root, url, number = options.serve
        serve_here(root, url, int(number))
    elif options.record:
        root, url, session_id = options.record
        record_here(root, url, int(session_id))
    else:
        show(run(options.people, options.rounds))


if __name__ == "__main__":
    main()
