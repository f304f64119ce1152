"""A long morning of one service process: phones come back again and again, and it stays right and small."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from urllib.parse import urlencode

import pytest

from partyschool.paths import DataFolder
from partyschool.services.sign_in_session import count_session
from partyschool.storage.database import Database, open_database
from tests.benchmarks.phones import Request, drive, sign_in_requests
from tests.signin.hall import a_hall
from tests.signin.process import ServiceProcess, service_process

PEOPLE, CONNECTIONS = 300, 50
SCANS, WRONG_CODES, STRANGERS = 60, 20, 20
WARM_UP, ROUNDS = 50, 250  # of 400 requests each
MOST_GROWTH = 12_000  # KiB over 80,000 requests: a sixth of a KiB kept for each would show


def resident(pid: int) -> int:
    """Memory of the service and of the process that writes for it, in KiB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(_resident(one) for one in (pid, *map(int, children)))


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1])


def listen(service: ServiceProcess) -> None:
    """Follow the codes; ends with the service."""

    def follow() -> None:
        while service.process.poll() is None:
            try:
                service.read_until("code")
            except AssertionError:
                return

    threading.Thread(target=follow, daemon=True).start()


def get(port: int, path: str) -> Request:
    """A phone that was never here."""
    return port, f"GET {path} HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n".encode()


def strangers(port: int, ticket: str, number: int) -> list[Request]:
    """Names that nobody has, never the same twice."""
    requests = []
    for place in range(STRANGERS):
        fields = {"ticket": ticket, "name": f"生人{number}之{place}", "tail": "0000", "nonce": f"s{number}-{place}"}
        body = urlencode(fields).encode()
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close"
        requests.append((port, f"POST /s HTTP/1.1\r\nHost: soak\r\n{head}\r\n\r\n".encode() + body))
    return requests


@pytest.mark.soak
def test_a_hundred_thousand_requests_leave_the_service_right_and_small(folder: DataFolder, db: Database) -> None:
    hall = a_hall(db, [f"学员{number}" for number in range(PEOPLE)])
    db.close()
    sizes = []
    with service_process(folder) as service:
        listen(service)
        for number in range(ROUNDS):
            # The same forms again get the first answer again, and write nothing.
            forms = sign_in_requests(service.url, service.code, hall.people)
            port, form = forms[0]
            ticket = re.search(rb"ticket=([^&]+)", form)
            assert ticket is not None
            assert drive(forms, b"X-Result: signed", CONNECTIONS).wrong == 0
            scans = [get(port, f"/s/{service.code}")] * SCANS
            assert drive(scans, b"Set-Cookie", CONNECTIONS).wrong <= SCANS  # the code may turn
            guesses = [get(port, f"/s/{guess:012}") for guess in range(WRONG_CODES)]
            others = guesses + strangers(port, ticket[1].decode(), number)
            assert drive(others, b"X-Result: ", CONNECTIONS).wrong == 0
            sizes.append(resident(service.process.pid))
    requests = ROUNDS * (PEOPLE + SCANS + WRONG_CODES + STRANGERS)
    print(f"\n{requests} requests: {sizes[WARM_UP]} KiB after {WARM_UP} rounds, {sizes[-1]} KiB at the end")
    assert sizes[-1] - sizes[WARM_UP] < MOST_GROWTH
    reopened = open_database(folder)
    assert count_session(reopened, hall.session_id).present == PEOPLE
    reopened.close()
