"""Whoever means harm: floods, slow senders, forged and replayed papers; nobody else is kept waiting or signed in."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from partyschool.paths import DataFolder
from partyschool.signin import connections
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance
from tests.conftest import Clock
from tests.signin.hall import Hall, a_hall
from tests.signin.process import service_process
from tests.signin.running import PATIENCE, PlainPhone, Service, running

SILENT = 400
MOST = 100


def connect(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE)


def count(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Attendance)) or 0


@pytest.fixture
def small_service(db: Database, hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """One that lets in a hundred at once, and would wait an hour for what they have to say."""
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", MOST)
    monkeypatch.setattr(connections, "IDLE_SECONDS", 3600)
    with running(db, clock) as service:
        yield service


def test_four_hundred_who_hold_every_place_and_say_nothing_are_put_out_for_a_phone(
    small_service: Service, hall: Hall
) -> None:
    ma = hall.people[0]
    silent = [connect(small_service.url) for _ in range(SILENT)]
    for number, raw in enumerate(silent):
        with contextlib.suppress(OSError):
            raw.sendall(b"POST /s HTTP/1.1\r\nHost: x\r\n"[: number % 27])

    reply = PlainPhone(small_service.url).sign_in(small_service.code, ma.name, ma.tail)

    assert reply.result == "signed"
    for raw in silent:
        raw.close()


def test_a_head_that_comes_byte_by_byte_is_cut_off(
    hall: Hall, db: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.4)
    with running(db, clock) as service, connect(service.url) as raw:
        raw.settimeout(0.05)
        until, is_cut_off = time.monotonic() + PATIENCE, False
        while not is_cut_off and time.monotonic() < until:
            try:
                raw.sendall(b"X")
                is_cut_off = not raw.recv(1)
            except TimeoutError:
                continue
            except OSError:
                is_cut_off = True
        assert is_cut_off


def test_a_body_that_comes_byte_by_byte_is_cut_off(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    from partyschool.signin import fields

    monkeypatch.setattr(fields, "BODY_SECONDS", 0.3)
    with connect(service.url) as raw:
        raw.sendall(b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nticket=")
        assert b"X-Result: bad_request" in raw.recv(65536)


def resident(pid: int) -> int:
    """Memory of a process in KiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1])


def pour(url: str, piece: bytes, start: bytes = b"") -> int:
    """Send as much of it as the other side takes within a second; returns the bytes it took."""
    taken = 0
    with connect(url) as raw:
        raw.settimeout(0.5)
        until = time.monotonic() + 1
        with contextlib.suppress(OSError):
            raw.sendall(start)
            while time.monotonic() < until:
                taken += raw.send(piece)
    return taken


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-Flood: " + b"a" * 900 + b"\r\n"),
        (b"", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 500),
        (b"GET /", b"a" * 60_000),
        (b"POST /s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"a" * 1024 + b"\r\n"),
        (b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", b"a" * 60_000),
    ],
    ids=["headers", "requests in one go", "a long address", "chunks", "a long body"],
)
def test_a_flood_does_not_grow_the_service_or_stall_it(
    start: bytes, piece: bytes, folder: DataFolder, db: Database
) -> None:
    hall = a_hall(db)
    db.close()
    ma = hall.people[0]
    with service_process(folder) as service:
        assert PlainPhone(service.url).get("/health").status == 200
        before = resident(service.process.pid)
        for _ in range(2):
            pour(service.url, piece, start)
        assert resident(service.process.pid) - before < 40_000
        assert PlainPhone(service.url).sign_in(service.code, ma.name, ma.tail).result == "signed"


def test_only_the_one_port_listens(folder: DataFolder, db: Database) -> None:
    a_hall(db)
    db.close()
    with service_process(folder) as service:
        own = {str(link.readlink()) for link in sockets_of(service.process.pid)}
        listening = [line for line in listening_sockets() if f"socket:[{line[1]}]" in own]
        assert [port for port, _ in listening] == [urlsplit(service.url).port]


def sockets_of(pid: int) -> list[Path]:
    tree = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]
    return [link for one in tree for link in Path(f"/proc/{one}/fd").iterdir() if link.is_symlink()]


def listening_sockets() -> list[tuple[int, str]]:
    """Port and inode of every TCP socket that listens, and of every UDP socket, on this computer."""
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" or table.startswith("udp"):
                found.append((int(fields[1].rpartition(":")[2], 16), fields[9]))
    return found


# Papers that are not one's own


def test_a_cookie_is_no_ticket_and_a_ticket_no_cookie(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    ma = hall.people[0]
    page = plain_phone.scan(service.code)
    cookie, ticket = plain_phone.cookie.partition("=")[2], page.hidden("ticket")
    assert plain_phone.post({"ticket": cookie, "nonce": "n", "name": ma.name, "tail": ma.tail}).result == "expired"
    stranger = PlainPhone(service.url, cookie=f"phone={ticket}")
    assert stranger.post({"ticket": ticket, "nonce": "n"}).result == "bad_request"
    assert count(db) == 0


def test_the_papers_of_another_school_open_nothing_here(
    service: Service, hall: Hall, db: Database, clock: Clock, tmp_path: Path
) -> None:
    from partyschool.storage.database import open_database

    ma = hall.people[0]
    other_db = open_database(DataFolder(tmp_path / "外校"), clock=clock)
    other_hall = a_hall(other_db)
    with running(other_db, clock) as other:
        phone = PlainPhone(other.url)
        assert phone.sign_in(other.code, other_hall.people[0].name, other_hall.people[0].tail).result == "signed"
        phone.scan(other.code)
        phone.url = service.url
        assert phone.fill_in().result == "expired"
        assert "请填两项，签到" in phone.scan(service.code).text
    other_db.close()
    assert ma.name not in phone.scan(service.code).text


def test_a_form_of_somebody_else_replayed_signs_in_nobody_new(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    """Whoever has copied a form gets its first answer, whatever name he puts in."""
    ma, yu, _ = hall.people
    page = plain_phone.scan(service.code)
    form = {"ticket": page.hidden("ticket"), "nonce": page.hidden("nonce"), "name": ma.name, "tail": ma.tail}
    first = plain_phone.post(form)

    replayed = PlainPhone(service.url).post(form | {"name": yu.name, "tail": yu.tail})

    assert (first.result, replayed.result) == ("signed", "signed")
    assert yu.name not in replayed.text
    assert count(db) == 1


def test_the_code_of_yesterday_and_of_tomorrow_open_nothing(
    service: Service, plain_phone: PlainPhone, clock: Clock
) -> None:
    code = service.code
    clock.advance(days=-1)
    service.wait_for("state", state="early")
    assert plain_phone.scan(code).result == "closed"
    clock.advance(days=2)
    service.wait_for("state", state="closed")
    assert plain_phone.scan(code).result == "closed"


@pytest.mark.parametrize("code", ["000000", "999999", "1" * 12, "123456"])
def test_a_guessed_code_says_nothing_of_anybody(code: str, service: Service, hall: Hall) -> None:
    reply = PlainPhone(service.url).scan(code if code != service.code else "000001")
    assert reply.result in ("expired", "too_many")
    assert not any(person.name in reply.text for person in hall.people)


def test_no_answer_to_a_stranger_names_anybody_of_the_list(
    service: Service, hall: Hall, plain_phone: PlainPhone
) -> None:
    """Beginnings, wildcards and patterns complete nothing."""
    plain_phone.scan(service.code)
    for name in ("马", "马%", "马*", "马明_", "%", "*", "' OR 1=1 --", "马明艳\u200b", ".*", "马明艳;于建国"):
        reply = PlainPhone(service.url).sign_in(service.code, name, "%%%%")
        assert reply.result in ("not_found", "bad_request", "too_many")
        shown = reply.text.replace(name, "")
        assert not any(person.name in shown for person in hall.people)


# Fuzz

SEEDS = (
    b"GET /s/{code} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /S/{code}?x=1 HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
    b"GET /s?code={code} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /health HTTP/1.0\r\n\r\n",
    b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: {cookie}\r\n"
    b"Connection: close\r\nContent-Length: {length}\r\n\r\n{body}",
    b"POST /s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    b"{hex}\r\n{body}\r\n0\r\n\r\n",
)
ODD = (b"\x00", b"\xff\xfe", b"%00", b"%c0%ae", b"../", b"\r\n", b"\n", b"&&", b"=", b"%", b"<script>",
       "马".encode(), "马".encode("gb18030"), b"+" * 40, b"A" * 5000, b"{{ticket}}", b"\xf0\x9f\x98\x80",
       b"-1", b"9" * 30)  # fmt: skip


def mutated(chance: random.Random, request: bytes) -> bytes:
    """One to four wounds: a byte changed, a piece cut out, doubled, or something odd put in."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(request) + 1)
        to = min(len(request), at + chance.randrange(1, 20))
        request = chance.choice(
            (
                request[:at] + bytes([chance.randrange(256)]) + request[at + 1 :],
                request[:at] + request[to:],
                request[:to] + request[at:],
                request[:at] + chance.choice(ODD) + request[at:],
            )
        )
        if not request:
            return b"\r\n"
    return request


def fuzz(service: Service, hall: Hall, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(rounds):
        phone = PlainPhone(service.url)
        page = phone.scan(service.code)
        body = urlencode(
            {"ticket": page.hidden("ticket"), "nonce": page.hidden("nonce"), "name": "没有人", "tail": "0000"}
        ).encode()
        facts = {b"{code}": service.code.encode(), b"{cookie}": phone.cookie.encode(), b"{body}": body,
                 b"{length}": str(len(body)).encode(), b"{hex}": f"{len(body):x}".encode()}  # fmt: skip
        request = chance.choice(SEEDS)
        for mark, value in facts.items():
            request = request.replace(mark, value)
        check_answer(answer_to(service, mutated(chance, request)), hall)


def answer_to(service: Service, request: bytes) -> bytes:
    """What comes back until the service hangs up; nothing where it hangs up at once."""
    answer = b""
    with contextlib.suppress(ConnectionError), connect(service.url) as raw:
        raw.sendall(request)
        raw.shutdown(socket.SHUT_WR)
        while piece := raw.recv(65536):
            answer += piece
    return answer


def check_answer(answer: bytes, hall: Hall) -> None:
    """Nothing, or whole pages of ours: no bug, no name of the list, no English of the libraries."""
    assert b"HTTP/1.1 500" not in answer
    assert b" 503 " not in answer[:20]
    assert answer == b"" or answer.startswith(b"HTTP/")
    assert not any(person.name.encode() in answer for person in hall.people)
    assert b"Traceback" not in answer
    assert b"aiohttp" not in answer.lower()


def test_wounded_requests_get_a_page_or_nothing(
    service: Service, hall: Hall, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    fuzz(service, hall, 150, 20250616)
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
    assert count(db) == 0
    assert PlainPhone(service.url).sign_in(service.code, hall.people[0].name, hall.people[0].tail).result == "signed"


@pytest.mark.soak
def test_thirty_thousand_wounded_requests_get_a_page_or_nothing(service: Service, hall: Hall, db: Database) -> None:
    fuzz(service, hall, 30_000, random.SystemRandom().randrange(1 << 30))
    assert count(db) == 0
