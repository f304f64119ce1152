"""The phones of a hall: so many at a time, a new connection for each request, with little work of their own.

Real phones do not run on the office's computer. What plays them here shares its two cores, so it is one loop over bare
sockets: about 60 microseconds a request, half of it the system's. An asyncio client took 120 to 240, more than the
service that was to be measured.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from tests.signin.hall import Trainee
from tests.signin.running import PlainPhone

Request = tuple[int, bytes]  # the port that it goes to
PIECE = 65_536
LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What one run brought: answers a second, and the delay of each in seconds."""

    rate: float
    delays: tuple[float, ...]
    wrong: int

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 have their answer."""
        return sorted(self.delays)[int(len(self.delays) * 0.99)] * 1000


@dataclass(slots=True)
class Phone:
    """One that has asked and listens."""

    sock: socket.socket
    asked_at: float
    answer: bytes = b""

    def listen(self) -> bool:
        """Take what has come; whether that was all."""
        try:
            while piece := self.sock.recv(PIECE):
                self.answer += piece
        except BlockingIOError:
            return False
        self.sock.close()
        return True


def drive(requests: Sequence[Request], expected: bytes, connections: int) -> Load:
    """Send all requests, so many at a time; `expected` must stand in every answer."""
    waiting, delays, wrong = iter(requests), list[float](), 0
    with selectors.DefaultSelector() as selector:

        def send_next() -> None:
            for port, request in waiting:
                phone = Phone(socket.socket(), perf_counter())
                phone.sock.connect(("127.0.0.1", port))
                phone.sock.send(request)
                phone.sock.setblocking(False)
                selector.register(phone.sock, selectors.EVENT_READ, phone)
                return

        begun = perf_counter()
        for _ in range(connections):
            send_next()
        while len(delays) < len(requests):
            ready = selector.select(LONGEST_SECONDS)
            assert ready, f"{len(requests) - len(delays)} of {len(requests)} requests were not answered"
            for key, _ in ready:
                phone: Phone = key.data
                if not phone.listen():
                    continue
                selector.unregister(key.fd)
                delays.append(perf_counter() - phone.asked_at)
                wrong += expected not in phone.answer
                send_next()
        return Load(len(requests) / (perf_counter() - begun), tuple(delays), wrong)


def sign_in_requests(url: str, code: str, people: Sequence[Trainee]) -> list[Request]:
    """One form for each person; a ticket is good for many phones, so scanning is not measured here."""
    ticket, port = PlainPhone(url).scan(code).hidden("ticket"), _port(url)
    requests = []
    for person in people:
        fields = {"ticket": ticket, "name": person.name, "tail": person.tail, "nonce": f"bench-{person.id}"}
        body = urlencode(fields).encode()
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close"
        requests.append((port, f"POST /s HTTP/1.1\r\nHost: bench\r\n{head}\r\n\r\n".encode() + body))
    return requests


def page_requests(url: str, count: int) -> list[Request]:
    """The page that asks for the code: the same size as an answer, and nothing to look up."""
    return [(_port(url), b"GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")] * count


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port
