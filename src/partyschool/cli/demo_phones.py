"""The demonstration's sign-in: `partyschool serve` as a process of its own, and phones that speak plain HTTP to it."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

import partyschool
from partyschool.cli.surroundings import URL_VARIABLE
from partyschool.errors import Trouble
from partyschool.services.sample_town import Townsman

PATIENCE_SECONDS = 30
PHONES_AT_ONCE = 8
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


class Service:
    """A running `serve` and what it has told so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.events: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        lines: IO[str] | None = self.process.stdout
        for line in lines or ():
            with self._news:
                self.events.append(json.loads(line))
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def wait_for(self, event: str, **facts: Any) -> dict[str, Any]:
        """The newest event of a kind with these facts.

        :raises Trouble: the service ended, or it did not come in half a minute.
        """
        with self._news:
            self._news.wait_for(lambda: self._newest(event, facts) or self._is_over(), PATIENCE_SECONDS)
            found = self._newest(event, facts)
        if found is None:
            raise Trouble("签到服务没有响应。请再试一次；仍然不行时把日志发给维护人员。", code="serve")
        return found

    def _newest(self, event: str, facts: dict[str, Any]) -> dict[str, Any] | None:
        fitting = (line for line in reversed(self.events) if line["event"] == event and facts.items() <= line.items())
        return next(fitting, None)

    def _is_over(self) -> bool:
        return not self._reader.is_alive()

    def count(self, event: str) -> int:
        """How many of a kind have come."""
        with self._news:
            return sum(line["event"] == event for line in self.events)


def program() -> list[str]:
    """How this program is called once more; a packed one is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "partyschool"]


def surroundings_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The same environment on data of the demonstration only, and with this source tree first."""
    kept = {key: value for key, value in environment.items() if key != URL_VARIABLE}
    source = str(Path(partyschool.__file__).parents[1])
    return kept | {"PYTHONPATH": os.pathsep.join([source, kept.get("PYTHONPATH", "")]).rstrip(os.pathsep)}


@contextmanager
def serving(folder: Path, code: str, session: int, now: datetime) -> Iterator[Service]:
    """`serve` on a free port of this computer, its clock set; it ends with its standard input."""
    wishes = ["--data", str(folder), "serve", code, "--session", str(session), "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*program(), *wishes, "--now", now.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=surroundings_of(os.environ),
    )
    try:
        yield Service(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(PATIENCE_SECONDS)


def sign_all_in(service: Service, people: Sequence[Townsman]) -> Counter[str]:
    """Every person with a phone of his or her own, eight at a time; how often each answer was given."""
    with ThreadPoolExecutor(PHONES_AT_ONCE) as pool:
        return Counter(pool.map(lambda person: sign_in(service, person.name, person.id_number[-4:]), people))


def try_wrongly(service: Service, present: Townsman, stranger: Townsman) -> dict[str, str]:
    """What happens every day: a wrong number, somebody not on the list, the same person again, an old code."""
    tail = present.id_number[-4:]
    wrong = "0000" if tail != "0000" else "1111"
    address = service.wait_for("ready")["url"]
    return {
        "尾号填错": sign_in(service, present.name, wrong),
        "不在名单": sign_in(service, stranger.name, stranger.id_number[-4:]),
        "再扫一次": sign_in(service, present.name, tail),
        "旧的签到码": Phone(address).ask("GET", "/S/000000")[0],
    }


def sign_in(service: Service, name: str, tail: str) -> str:
    """Scan the code now shown, fill in the form, and say what was answered (`X-Result`)."""
    phone = Phone(service.wait_for("ready")["url"])
    code = service.wait_for("code")["code"]
    _, page = phone.ask("GET", f"/S/{code}")
    form = {field: hidden(page, field) for field in ("ticket", "nonce")}
    return phone.ask("POST", "/s", form | {"name": name, "tail": tail})[0]


def hidden(page: str, field: str) -> str:
    """The value of a hidden field of the page; empty where the page has none."""
    found = re.search(rf'name="{field}" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


class Phone:
    """Opens a new connection for each page, as phones that come into a network do."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """The answer's `X-Result` and its page."""
        connection = http.client.HTTPConnection(
            str(self._address.hostname), self._address.port, timeout=PATIENCE_SECONDS
        )
        try:
            connection.request(method, path, urlencode(fields) if fields else None, FORM_TYPE if fields else {})
            answer = connection.getresponse()
            return answer.getheader("X-Result", ""), answer.read().decode()
        finally:
            connection.close()
