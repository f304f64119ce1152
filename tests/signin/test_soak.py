"""A long morning of one service process: phones come back again and again, and it stays right and small."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from partyschool.paths import DataFolder
from partyschool.services.sign_in_session import count_session
from partyschool.storage.database import Database, open_database
from tests.benchmarks.bench_signin import drive, sign_in_requests
from tests.signin.hall import a_hall
from tests.signin.process import service_process

PEOPLE, WARM_UP, ROUNDS, CONNECTIONS = 300, 20, 100, 50
MOST_GROWTH = 8_000  # KiB over 24,000 requests: a third of a KiB kept for each would show


def resident(pid: int) -> int:
    """Memory of a process in KiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1])


@pytest.mark.soak
def test_thirty_thousand_requests_leave_the_service_right_and_small(folder: DataFolder, db: Database) -> None:
    hall = a_hall(db, [f"学员{number}" for number in range(PEOPLE)])
    db.close()
    with service_process(folder) as service:
        port = urlsplit(service.url).port or 0
        requests = sign_in_requests(service.url, service.code, hall.people)
        # The same forms again get the first answer again, and write nothing.
        sizes = []
        for _ in range(ROUNDS):
            load = asyncio.run(drive(port, requests, b"X-Result: signed", CONNECTIONS))
            assert load.wrong == 0
            sizes.append(resident(service.process.pid))
    print(f"\n{ROUNDS * PEOPLE} requests: {sizes[WARM_UP]} KiB after {WARM_UP} rounds, {sizes[-1]} KiB at the end")
    assert sizes[-1] - sizes[WARM_UP] < MOST_GROWTH
    reopened = open_database(folder)
    assert count_session(reopened, hall.session_id).present == PEOPLE
    reopened.close()
