"""The real sign-in service in a thread of the test, and a plain client that behaves as a phone does."""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

from partyschool.signin.server import serve
from partyschool.signin.side_service import serve_side
from partyschool.storage.database import Database
from tests.signin.hall import CODE

Event = dict[str, Any]
PATIENCE = 60.0


class Service:
    """A running service: its events so far, and a line to give it commands."""

    def __init__(self, commands: int) -> None:
        self.events: list[Event] = []
        self.failure: BaseException | None = None
        self._news = threading.Condition()
        self._commands = commands

    def take_all(self, events: Sequence[Event]) -> None:
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait_for(self, event: str, **facts: Any) -> Event:
        """The first event of this kind with these facts, now or soon."""

        def found() -> Event | None:
            return next(
                (line for line in self.events if line["event"] == event and facts.items() <= line.items()), None
            )

        with self._news:
            assert self._news.wait_for(lambda: found() or self.failure, PATIENCE), self.events
            if self.failure:
                raise self.failure
            return found() or {}

    def wait_for_last(self, event: str, **facts: Any) -> Event:
        """Until the newest event of this kind has these facts; earlier ones like it do not count."""

        def found() -> bool:
            lines = self.of(event)
            return bool(lines) and facts.items() <= lines[-1].items()

        with self._news:
            assert self._news.wait_for(lambda: found() or self.failure, PATIENCE), self.events
            if self.failure:
                raise self.failure
            return self.of(event)[-1]

    def of(self, event: str) -> list[Event]:
        return [line for line in self.events if line["event"] == event]

    def command(self, command: str, **facts: Any) -> None:
        os.write(self._commands, json.dumps({"command": command, **facts}).encode() + b"\n")

    def write(self, line: bytes) -> None:
        os.write(self._commands, line)

    def code_at(self, now: datetime) -> str:
        """The code of this time, once the service has looked at its clock."""

        def found() -> bool:
            lines = self.of("code")
            return bool(lines) and datetime.fromisoformat(lines[-1]["expires"]) > now

        with self._news:
            assert self._news.wait_for(lambda: found() or self.failure, PATIENCE), self.events
        return self.code

    @property
    def url(self) -> str:
        return str(self.wait_for("ready")["url"])

    @property
    def code(self) -> str:
        self.wait_for("code")
        return str(self.of("code")[-1]["code"])


@contextmanager
def running(
    db: Database,
    clock: Callable[[], datetime],
    *,
    class_code: str = CODE,
    session_number: int | None = None,
    room: str = "",
) -> Iterator[Service]:
    """The service of a class on a free port of this computer's loopback."""
    serving = partial(serve, db, class_code=class_code, session_number=session_number, room=room, clock=clock)
    with in_thread(serving) as service:
        yield service


@contextmanager
def asking(db: Database, clock: Callable[[], datetime], code: str = "") -> Iterator[Service]:
    """The service of a class's questionnaire; without a class it checks certificates only."""
    with in_thread(partial(serve_side, db, class_code=code, clock=clock)) as service:
        yield service


@contextmanager
def in_thread(serving: Callable[..., None]) -> Iterator[Service]:
    """A service on loopback until the test is over."""
    reading, writing = os.pipe()
    service = Service(writing)

    def run() -> None:
        try:
            serving(host="127.0.0.1", emit=service.take_all, commands=reading)
        except BaseException as error:  # noqa: BLE001 -- handed to the test that waits
            service.failure = error
            service.take({"event": "failed"})

    thread = threading.Thread(target=run)
    thread.start()
    try:
        service.wait_for("ready")
        yield service
    finally:
        os.close(writing)
        thread.join(PATIENCE)
        os.close(reading)
    assert not thread.is_alive()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    result: str
    headers: Mapping[str, str]
    text: str

    def hidden(self, name: str) -> str:
        """Value of a field of the page's form."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, self.text
        return unescape(found[1])


class _InOnePiece(http.client.HTTPConnection):
    """Sends head and form together, as browsers do with a form as short as ours."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._kept = b""

    def send(self, data: Any) -> None:
        self._kept += data

    def getresponse(self) -> http.client.HTTPResponse:
        super().send(self._kept)
        return super().getresponse()


@dataclass(slots=True)
class PlainPhone:
    """A phone without a browser: keeps its cookie, fills in forms, opens a new connection each time."""

    url: str
    cookie: str = ""
    keeps_cookies: bool = True
    came_from: str = ""
    in_pieces: bool = False
    page: Reply | None = field(default=None)

    def get(self, path: str) -> Reply:
        return self._send("GET", path, None, {})

    def post(self, fields: Mapping[str, str] | bytes, **headers: str) -> Reply:
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        return self._send("POST", "/s", body, {"Content-Type": "application/x-www-form-urlencoded"} | headers)

    def come_in(self, url: str) -> Reply:
        """Through the door on the wall to a ballot of one's own, as a browser follows it."""
        self.page = self.get(urlsplit(url).path)
        if self.page.status == 303:
            self.page = self.get(self.page.headers["Location"])
        return self.page

    def hand_in(self, **fields: str) -> Reply:
        """Send the questionnaire's page that is open."""
        assert self.page is not None
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page.text))
        body = urlencode(hidden | fields).encode()
        self.page = self._send("POST", "/e", body, {"Content-Type": "application/x-www-form-urlencoded"})
        return self.page

    def scan(self, code: str) -> Reply:
        self.page = self.get(f"/S/{code}")
        return self.page

    def fill_in(self, **fields: str) -> Reply:
        """Send the form of the page that was scanned last."""
        assert self.page is not None
        hidden = {"ticket": self.page.hidden("ticket"), "nonce": self.page.hidden("nonce")}
        return self.post(hidden | fields)

    def sign_in(self, code: str, name: str, tail: str) -> Reply:
        self.scan(code)
        return self.fill_in(name=name, tail=tail)

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        address = urlsplit(self.url)
        source = (self.came_from, 0) if self.came_from else None
        kind = http.client.HTTPConnection if self.in_pieces else _InOnePiece
        connection = kind(str(address.hostname), address.port, PATIENCE, source)
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        try:
            connection.request(method, path, body, {**headers, **cookie})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        set_cookie = response.getheader("Set-Cookie")
        if set_cookie and self.keeps_cookies:
            self.cookie = set_cookie.partition(";")[0]
        return Reply(response.status, response.getheader("X-Result", ""), dict(response.getheaders()), text)
