"""Sockets and HTTP connections of the phones, with the limits that keep one from stalling the others."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import suppress
from operator import attrgetter, methodcaller
from typing import Any, Protocol

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from partyschool.errors import Trouble
from partyschool.signin.crowd import Crowd
from partyschool.signin.network import EVERY_ADDRESS

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


class PhoneApp(Protocol):
    """Answers every request, also those that are none."""

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """The page for a request."""

    def refuse_malformed(self) -> web.Response:
        """For what is not even HTTP."""

    def admit_failure(self) -> web.Response:
        """For a bug; the traceback is in the log."""


class PhoneConnection(RequestHandler):
    """One connection. What is not HTTP gets the page “没有收到” instead of English."""

    __slots__ = ("_app",)

    def __init__(self, server: web.Server, app: PhoneApp, **options: Any) -> None:
        super().__init__(server, **options)
        self._app = app

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
    """aiohttp's low-level server: no router, no access log, every request goes to one function."""

    def __init__(self, app: PhoneApp) -> None:
        super().__init__(app.handle)
        self._phone_app = app
        self._crowd: Crowd[RequestHandler] = Crowd(
            most_connections(), is_idle=attrgetter("is_idle"), put_out=methodcaller("put_out")
        )

    def __call__(self) -> RequestHandler:
        """A new connection."""
        return PhoneConnection(
            self,
            self._phone_app,
            loop=asyncio.get_running_loop(),
            # Counted from the start of a connection: whoever has not sent a whole request head by then is put out.
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_HEADER,
            max_headers=MOST_HEADERS,
            access_log=None,
            auto_decompress=False,
            tcp_keepalive=False,
        )

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Make room where too many are open."""
        super().connection_made(handler, transport)
        peer = transport.get_extra_info("peername")
        self._crowd.join(handler, str(peer[0]) if peer else "")

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """One less."""
        self._crowd.leave(handler)
        super().connection_lost(handler, exc)


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
