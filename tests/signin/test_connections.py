"""The door of the phones: answered on the bare socket, or handed over, and every socket is closed."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest
from aiohttp import web

from partyschool.signin import connections
from partyschool.signin.connections import PhoneServer, listen
from partyschool.signin.fields import PostedForm

BODY = b"ticket=t&name=n&tail=1234&nonce=1"
TYPE = b"application/x-www-form-urlencoded"
FORM = b"POST /s HTTP/1.1\r\nHost: hall\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (TYPE, len(BODY)) + BODY
LONG_ANSWER = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 8_000_000  # more than the system takes at once


class Office:
    """Answers everything with its own words."""

    def __init__(self, answer: Callable[[], Awaitable[bytes]]) -> None:
        self._answer = answer

    async def handle(self, request: web.BaseRequest) -> web.Response:
        return web.Response(text=f"general {request.path}")

    def refuse_malformed(self) -> web.Response:
        return web.Response(status=400)

    def admit_failure(self) -> web.Response:
        return web.Response(status=500)

    async def post(self, form: PostedForm) -> bytes:
        assert form.body == BODY
        return await self._answer()

    def failure_on_the_wire(self) -> bytes:
        return b"HTTP/1.1 503 Sorry\r\n\r\n"


async def long_answer() -> bytes:
    return LONG_ANSWER


async def bug() -> bytes:
    raise ZeroDivisionError


class FailingDoor(socket.socket):
    """The system has no file left for the first two who knock, or they are gone before they are let in."""

    errors: ClassVar[list[OSError]]

    def accept(self) -> tuple[socket.socket, Any]:
        if self.errors:
            raise self.errors.pop()
        return super().accept()


@asynccontextmanager
async def open_door(
    answer: Callable[[], Awaitable[bytes]], door: type[socket.socket] = socket.socket
) -> AsyncIterator[tuple[PhoneServer, int]]:
    office = Office(answer)
    server = PhoneServer(office, office)
    with door(fileno=listen("127.0.0.1", 0).detach()) as listening:
        listening.setblocking(False)
        accepting = asyncio.create_task(server.accept(listening))
        yield server, listening.getsockname()[1]
        accepting.cancel()
        await server.shutdown(5)


async def ask(port: int, *pieces: bytes) -> bytes:
    """Everything that comes back until the other side ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0)
    answer = await reader.read()
    writer.close()
    return answer


def test_an_answer_longer_than_the_system_takes_at_once_arrives_whole() -> None:
    async def see() -> None:
        async with open_door(long_answer) as (_, port):
            assert await ask(port, FORM) == LONG_ANSWER

    asyncio.run(see())


def test_a_bug_is_answered_and_written_down(caplog: pytest.LogCaptureFixture) -> None:
    async def see() -> None:
        async with open_door(bug) as (_, port):
            assert await ask(port, FORM) == b"HTTP/1.1 503 Sorry\r\n\r\n"

    asyncio.run(see())
    assert "ZeroDivisionError" in caplog.text


def test_what_is_no_form_is_answered_by_the_general_server_from_its_first_byte() -> None:
    async def see() -> None:
        async with open_door(bug) as (_, port):
            answer = await ask(port, b"GE", b"T /some HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n")
            assert answer.endswith(b"general /some")

    asyncio.run(see())


def test_who_says_nothing_is_put_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.05)

    async def see() -> None:
        async with open_door(bug) as (_, port):
            assert await ask(port) == b""

    asyncio.run(see())


def test_who_makes_room_for_another_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 1)

    async def see() -> None:
        async with open_door(long_answer) as (_, port):
            silent = socket.create_connection(("127.0.0.1", port))
            silent.setblocking(False)
            assert await ask(port, FORM) == LONG_ANSWER  # came later, and the door was full
            assert await asyncio.get_running_loop().sock_recv(silent, 1) == b""
            silent.close()

    asyncio.run(see())


def test_the_door_stays_open_when_somebody_cannot_be_let_in(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "RETRY_SECONDS", 0)
    gone, no_file = ConnectionAbortedError(), OSError(errno.EMFILE, "too many open files")
    FailingDoor.errors = [gone, no_file, gone]

    async def see() -> None:
        async with open_door(long_answer, FailingDoor) as (_, port):
            assert await ask(port, FORM) == LONG_ANSWER

    asyncio.run(see())
    assert caplog.text.count("cannot accept connections") == 1
    assert "too many open files" in caplog.text


def test_the_end_waits_for_who_has_asked_and_not_for_who_is_silent() -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow_answer() -> bytes:
        asked.set()
        await may_answer.wait()
        return b"HTTP/1.1 200 OK\r\n\r\nlate"

    async def see() -> None:
        async with open_door(slow_answer) as (server, port):
            silent, waiting = asyncio.create_task(ask(port)), asyncio.create_task(ask(port, FORM))
            await asked.wait()
            ending = asyncio.create_task(server.shutdown(30))
            assert await silent == b""
            assert not ending.done()
            may_answer.set()
            assert (await waiting).endswith(b"late")
            await ending

    asyncio.run(see())
