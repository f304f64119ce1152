"""Phones and others that send rubbish: the service answers them, or drops them, and goes on serving everybody else."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from partyschool.signin.fields import BadRequest, read_fields
from partyschool.signin.template import Template
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance
from tests.conftest import Clock
from tests.signin.hall import Hall, add_class, add_people
from tests.signin.running import PATIENCE, PlainPhone, Service, running

SCRIPT = "<script>alert('x')</script>"


def form(phone: PlainPhone, service: Service) -> dict[str, str]:
    page = phone.scan(service.code)
    return {"ticket": page.hidden("ticket"), "nonce": page.hidden("nonce")}


@contextmanager
def connection(service: Service) -> Iterator[socket.socket]:
    address = urlsplit(service.url)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as raw:
        yield raw


def exchange(service: Service, request: bytes, *, hangs_up: bool = False) -> bytes:
    """What comes back until the service closes the connection; `hangs_up` says that nothing more will come."""
    with connection(service) as raw:
        raw.sendall(request)
        if hangs_up:
            raw.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := raw.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "/admin", "/e", "/v/1", "/s/../../etc/passwd", "/S/%2e%2e/", "/s/abcdef", "/s/123456/x", "/s//123456",
        "/favicon.ico", "//s", "/S", "/health/", "/s/１２３４５６".encode().decode("latin-1"), "/%00", "/s/-12345",
    ],
)  # fmt: skip
def test_every_other_address_is_404(path: str, service: Service) -> None:
    answer = exchange(
        service, f"GET {quote(path, safe='/?=%')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"X-Result" not in answer


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "FOO"])
def test_other_methods_reach_nothing(method: str, service: Service) -> None:
    answer = exchange(service, f"{method} /s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert answer.split(b" ")[1] in (b"404", b"400")


def test_health_says_ok_and_nothing_else(service: Service, plain_phone: PlainPhone) -> None:
    reply = plain_phone.get("/health")

    assert (reply.status, reply.text) == (200, '{"status":"ok"}')
    assert reply.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "马" * 51}, {"name": ""}, {"tail": ""}, {"name": "   "}, {"nonce": ""}, {"nonce": "n" * 201},
        {"tail": "1" * 21}, {"name": "马\x00明艳"}, {"name": "马\n明艳"}, {"step": "admin"}, {"ticket": "t" * 201},
    ],
)  # fmt: skip
def test_fields_that_no_form_sends_are_a_bad_request(
    change: dict[str, str], service: Service, hall: Hall, plain_phone: PlainPhone
) -> None:
    ma = hall.people[0]
    fields = form(plain_phone, service) | {"name": ma.name, "tail": ma.tail}

    reply = plain_phone.post(fields | change)

    assert (reply.status, reply.result) == (400, "bad_request")
    assert "没有收到" in reply.text


@pytest.mark.parametrize("missing", ["ticket", "nonce", "name", "tail"])
def test_a_missing_field_is_a_bad_request(missing: str, service: Service, hall: Hall, plain_phone: PlainPhone) -> None:
    ma = hall.people[0]
    fields = form(plain_phone, service) | {"name": ma.name, "tail": ma.tail}
    del fields[missing]

    assert plain_phone.post(fields).result == "bad_request"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"&&&&", b"=", b"%", b"ticket=%ff%fe", b"ticket=a&ticket=b", b"x" * 5000, b"&" * 50, b"\xff\xfe\x00",
        "ticket=马".encode("gb18030"), b"--x\r\nContent-Disposition: form-data; name=ticket\r\n\r\na\r\n--x--",
    ],
)  # fmt: skip
def test_bodies_that_are_no_form_are_a_bad_request(body: bytes, service: Service, plain_phone: PlainPhone) -> None:
    assert plain_phone.post(body).result == "bad_request"


def test_another_kind_of_body_is_a_bad_request(service: Service, plain_phone: PlainPhone) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        assert plain_phone.post(b"{}", **{"Content-Type": kind}).result == "bad_request"


def test_a_body_that_unpacks_to_a_gigabyte_is_not_unpacked(service: Service, plain_phone: PlainPhone) -> None:
    assert plain_phone.post(b"\x1f\x8b" + b"\x00" * 100, **{"Content-Encoding": "gzip"}).result == "bad_request"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20000 + b"\r\n\r\n",
        b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"rubbish\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_not_http_gets_a_page_or_nothing(request_bytes: bytes, service: Service) -> None:
    answer = exchange(service, request_bytes, hangs_up=True)

    assert answer == b"" or b" 400 " in answer[:20]
    assert answer == b"" or "没有收到".encode() in answer
    assert PlainPhone(service.url).get("/health").status == 200


def test_a_body_said_to_be_huge_is_refused_before_it_comes(service: Service) -> None:
    with connection(service) as raw:
        raw.sendall(
            b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 999999999\r\n\r\n"
        )
        assert b"X-Result: bad_request" in raw.recv(65536)


def test_chunks_without_end_are_cut_off(service: Service) -> None:
    with connection(service) as raw:
        raw.sendall(
            b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"a" * 1024 + b"\r\n"
        )
        raw.sendall((b"400\r\n" + b"a" * 1024 + b"\r\n") * 5)
        assert b"X-Result: bad_request" in raw.recv(65536)


def test_three_hundred_who_say_nothing_stall_nobody(service: Service, hall: Hall, plain_phone: PlainPhone) -> None:
    ma = hall.people[0]
    address = urlsplit(service.url)
    silent = [socket.create_connection((address.hostname, address.port)) for _ in range(300)]
    for number, raw in enumerate(silent):
        raw.sendall(b"POST /s HTTP/1.1\r\nHost: x\r\n"[: number % 27])

    assert plain_phone.sign_in(service.code, ma.name, ma.tail).result == "signed"

    for raw in silent:
        raw.close()


def test_names_with_marks_come_back_as_text(db: Database, clock: Clock) -> None:
    [person] = add_people(db, [SCRIPT])
    add_class(db, [person], title=SCRIPT + "{{ticket}}{0}")
    with running(db, clock) as service:
        phone = PlainPhone(service.url)
        refused = phone.sign_in(service.code, SCRIPT, "0000")
        assert refused.result == "not_found"
        signed = phone.sign_in(service.code, SCRIPT, person.tail)

    assert signed.result == "signed"
    for reply in (refused, signed):
        assert SCRIPT not in reply.text
        assert "&lt;script&gt;" in reply.text


def test_every_page_forbids_scripts_and_what_is_outside(service: Service, plain_phone: PlainPhone) -> None:
    for path in ("/", f"/s/{service.code}", "/nowhere"):
        headers = plain_phone.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none';style-src 'sha256-")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "aiohttp" not in headers["Server"].lower()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(
        st.sampled_from(["ticket", "name", "tail", "nonce", "step", "code", "x"]), st.text(max_size=60), max_size=7
    )
)
def test_no_fields_whatever_make_the_service_stumble(fields: dict[str, str], service: Service, db: Database) -> None:
    phone = PlainPhone(service.url)
    clean = {key: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for key, value in fields.items()}
    if "ticket" in clean:
        clean["ticket"] = phone.scan(service.code).hidden("ticket")

    reply = phone.post(clean)

    assert (reply.status, reply.result or "form") in {
        (200, "form"), (400, "bad_request"), (404, "not_found"), (410, "expired"), (429, "too_many")
    }  # fmt: skip
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_random_bytes_on_the_wire_do_not_stop_the_service(service: Service, hall: Hall) -> None:
    chance = random.Random(20250616)
    for _ in range(100):
        exchange_or_reset(service, chance.randbytes(chance.randrange(1, 400)))
        head = b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\nConnection: close\r\n\r\n"
        exchange_or_reset(service, head + chance.randbytes(40))

    phone = PlainPhone(service.url)
    assert phone.sign_in(service.code, hall.people[0].name, hall.people[0].tail).result == "signed"


def exchange_or_reset(service: Service, request: bytes) -> None:
    """The service may also simply hang up."""
    try:
        exchange(service, request, hangs_up=True)
    except ConnectionError:
        return


@given(st.binary(max_size=300))
def test_any_bytes_are_fields_or_a_bad_request(encoded: bytes) -> None:
    try:
        fields = read_fields(encoded)
    except BadRequest:
        return
    assert all(len(value) <= 200 for value in fields.values())


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_a_value_in_a_page_is_never_markup(value: str) -> None:
    written = Template("<p>{{name}}</p>{{?name}}[{{name}}]{{/name}}").fill({"name": value}).decode()

    inside = written[3 : written.index("</p>")]
    assert "<" not in inside
    assert '"' not in inside
    assert ("[" in written.partition("</p>")[2]) == bool(value)
