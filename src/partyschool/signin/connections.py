"""Sockets and HTTP connections of the phones, with the limits that keep one from stalling the others."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from itertools import count
from operator import attrgetter, methodcaller
from typing import Any, Protocol

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from partyschool.errors import Trouble
from partyschool.signin.crowd import Crowd
from partyschool.signin.fields import PostedForm
from partyschool.signin.network import EVERY_ADDRESS
from partyschool.signin.whole_form import read_whole_form

# Two hundred phones knock within seconds of the code's appearing.
BACKLOG = 1024
IDLE_SECONDS = 10.0
LINGER_SECONDS = 2.0
LONGEST_LINE = 2048
# A phone's longest header names its browser, half a kilobyte; no phone sends more than twenty.
LONGEST_HEADER = 4096
MOST_HEADERS = 64
MOST_CONNECTIONS = 2000
SPARE_FILES = 64
FIRST_PIECE = 65_536
AT_ONCE = 64
RETRY_SECONDS = 1.0


class PhoneApp(Protocol):
    """Answers every request, also those that are none."""

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """The page for a request."""

    def refuse_malformed(self) -> web.Response:
        """For what is not even HTTP."""

    def admit_failure(self) -> web.Response:
        """For a bug; the traceback is in the log."""


class FormApp(Protocol):
    """Answers a form that was read already with the bytes that go down the wire."""

    async def post(self, form: PostedForm) -> bytes:
        """The answer to a sign-in form."""

    def failure_on_the_wire(self) -> bytes:
        """For a bug; the traceback is in the log."""


class PhoneConnection:
    """Somebody has knocked. What comes first tells who answers.

    A sign-in form that comes whole is answered here on the bare socket, and that ends the connection; everything else
    is aiohttp's. In a rush a form is there before the service gets round to the door: no transport, no timer and no
    further turn of the event loop is spent on it.
    """

    def __init__(self, server: PhoneServer, sock: socket.socket, address: str) -> None:
        self._server = server
        self._sock = sock
        self._address = address
        self._is_ours = True
        self.is_idle = True  # nothing that was asked for is being answered
        self._task = server.begin(self._serve())
        self._task.add_done_callback(self._end)  # also of one that is put out before its turn has come

    def put_out(self) -> None:
        """End it at once; what it may still send is not read."""
        self._task.cancel()

    async def _serve(self) -> None:
        with suppress(OSError, TimeoutError):  # it hung up, or said nothing for too long
            first = await _first_piece(self._sock)
            if not first:
                return
            self.is_idle = False
            answer = await self._server.answer_form(first, self._address)
            if answer is None:
                self._is_ours = False
                self._server.let_out(self)
                await self._server.hand_over(self._sock, first)
                return
            await _send(self._sock, answer)
            self._end()

    def _end(self, _: object = None) -> None:
        self._server.let_out(self)
        if self._is_ours:
            self._sock.close()


async def _first_piece(sock: socket.socket) -> bytes:
    try:
        return sock.recv(FIRST_PIECE)
    except (BlockingIOError, InterruptedError):
        async with asyncio.timeout(IDLE_SECONDS):
            return await asyncio.get_running_loop().sock_recv(sock, FIRST_PIECE)


async def _send(sock: socket.socket, answer: bytes) -> None:
    """Nearly always the system takes a page at once."""
    try:
        sent = sock.send(answer)
    except (BlockingIOError, InterruptedError):
        sent = 0
    if sent < len(answer):
        async with asyncio.timeout(IDLE_SECONDS):
            await asyncio.get_running_loop().sock_sendall(sock, answer[sent:])


class GeneralConnection(RequestHandler):
    """A connection that aiohttp answers. What is not HTTP gets the page “没有收到” instead of English.

    :param first: what it has said already.
    """

    __slots__ = ("_app", "_first")

    def __init__(self, server: web.Server, app: PhoneApp, first: bytes, **options: Any) -> None:
        super().__init__(server, **options)
        self._app = app
        self._first = first

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Before the transport reads on."""
        super().connection_made(transport)
        self.data_received(self._first)

    @property
    def is_idle(self) -> bool:
        """Nothing that was asked for is being answered: silent, or still sending the head of a request."""
        return self._current_request is None

    def put_out(self) -> None:
        """End it at once; what it may still send is not read."""
        if self.transport is not None:
            self.transport.abort()

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """The page for a request that could not be read, or for a bug, which goes to the log."""
        if status < 500:
            return self._app.refuse_malformed()
        self.log_exception("sign-in request failed", exc_info=exc)
        return self._app.admit_failure()


class PhoneServer(web.Server):
    """aiohttp's low-level server (no router, no access log), with a short way for the form that a hall sends at once.

    Measured: of the work for a sign-in, half was what a general server does for any request.

    :param forms: answers sign-in forms; None where there are none.
    """

    def __init__(self, app: PhoneApp, forms: FormApp | None = None) -> None:
        super().__init__(app.handle)
        self._forms = forms
        self.logger = logging.getLogger("aiohttp.server")
        self._phone_app = app
        self._tasks: set[asyncio.Task[None]] = set()
        self._crowd: Crowd[PhoneConnection | RequestHandler] = Crowd(
            most_connections(), is_idle=attrgetter("is_idle"), put_out=methodcaller("put_out")
        )

    async def accept(self, listening: socket.socket) -> None:
        """Let everybody in who knocks, until cancelled."""
        loop = asyncio.get_running_loop()
        for number in count(1):
            try:
                sock, peer = await loop.sock_accept(listening)
            except OSError as error:
                if not (isinstance(error, ConnectionError) or error.errno == errno.ENOTCONN):  # not just gone again
                    self.logger.exception("cannot accept connections")
                    await asyncio.sleep(RETRY_SECONDS)
                continue
            connection = PhoneConnection(self, sock, str(peer[0]))
            self.let_in(connection, str(peer[0]))
            if number % AT_ONCE == 0:  # while more and more knock, accepting never waits
                await asyncio.sleep(0)

    async def answer_form(self, first: bytes, address: str) -> bytes | None:
        """The answer to a sign-in form that came whole; None where it is something else."""
        form = read_whole_form(first, address) if self._forms is not None else None
        if form is None or self._forms is None:
            return None
        try:
            return await self._forms.post(form)
        except Exception:  # the phone must be answered whatever went wrong
            self.logger.exception("sign-in request failed")
            return self._forms.failure_on_the_wire()

    async def hand_over(self, sock: socket.socket, first: bytes) -> None:
        """Let aiohttp answer what has begun with this piece, and whatever follows on the same connection."""
        await asyncio.get_running_loop().connect_accepted_socket(partial(self._general, first), sock)

    def _general(self, first: bytes) -> RequestHandler:
        return GeneralConnection(
            self,
            self._phone_app,
            first,
            loop=asyncio.get_running_loop(),
            # Counted from the first byte: whoever has not sent a whole request head by then is put out.
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_HEADER,
            max_headers=MOST_HEADERS,
            access_log=None,
            auto_decompress=False,
            tcp_keepalive=False,
        )

    def let_in(self, connection: PhoneConnection | RequestHandler, address: str) -> None:
        """Make room where too many are open."""
        self._crowd.join(connection, address)

    def let_out(self, connection: PhoneConnection | RequestHandler) -> None:
        """One less."""
        self._crowd.leave(connection)

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it in a task that the end of the service waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """aiohttp takes a connection over."""
        super().connection_made(handler, transport)
        peer = transport.get_extra_info("peername")
        self.let_in(handler, str(peer[0]) if peer else "")

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """One of aiohttp's is over."""
        self.let_out(handler)
        super().connection_lost(handler, exc)

    async def shutdown(self, timeout: float | None = None) -> None:
        """Answer what was asked, for so many seconds, then end every connection."""
        for connection in self._crowd.everybody():
            if isinstance(connection, PhoneConnection) and connection.is_idle:  # the others are ended by aiohttp
                connection.put_out()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=timeout)
            for task in late:
                task.cancel()
        await super().shutdown(timeout)


def most_connections() -> int:
    """As many as the system lets a process open, with some files left for the database; 2,000 at most."""
    try:
        import resource
    except ImportError:  # Windows sets no such limit
        return MOST_CONNECTIONS
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + SPARE_FILES
    if allowed < wanted:
        wished = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
        with suppress(ValueError, OSError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (wished, most))
            allowed = wished
    return max(SPARE_FILES, min(MOST_CONNECTIONS, allowed - SPARE_FILES))


def listen(host: str, port: int) -> socket.socket:
    """A socket that accepts connections at this address; an empty host means all of this computer's.

    :raises Trouble: busy, not allowed, or not an address of this computer.
    """
    try:
        listening = socket.create_server((host or EVERY_ADDRESS, port), backlog=BACKLOG)
    except OSError as error:
        raise _trouble(host, port, error) from error
    listening.setblocking(False)
    return listening


def _trouble(host: str, port: int, error: OSError) -> Trouble:
    if error.errno == errno.EADDRINUSE:
        return Trouble(f"端口 {port} 正被另一个程序占用。请换一个端口，或填 0 由程序自己选。", code="port_busy")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Trouble(f"没有权限使用端口 {port}。请用 1024 以上的端口，或填 0。", code="port_denied")
    message = f"这台电脑没有网络地址 {host}，或它现在不能用。请检查网线或无线网，换一个地址再试。"
    return Trouble(message, code="address")
