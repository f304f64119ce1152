"""The questionnaire and the certificate check as a process: `partyschool evaluation open`, `partyschool verify --open`.

Events, one JSON object a line, as of the sign-in service (server.py):

    ready      url ("http://192.168.1.8:8766"), port, pid; of a questionnaire also class, title, issued
    code       url (all capitals, for the wall: `HTTP://192.168.1.8:8766/E/0A1B2C3D`), expires (ISO)
    ballots    received (from phones), returned (all that have come back), issued; at start and at every change
    state      state (open, closed), closes (ISO)
    trouble    message (a Chinese sentence), code: the database fails; the next ballots event says that it works again
    refused    message, code: a command that cannot be done
    stopped    the last line

Commands on standard input: {"command": "stop"}, {"command": "close"} (no more ballots; the page that says so stays).
SIGINT, SIGTERM and the end of standard input stop the service; a questionnaire that it had opened is closed then.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from aiohttp import web

from partyschool.errors import Problem, Refusal, Trouble
from partyschool.services.phone_ballots import Questionnaire, close_questionnaire, get_questionnaire
from partyschool.signin.connections import FormApp, PhoneApp, listen
from partyschool.signin.events import Event, EventLines
from partyschool.signin.network import EVERY_ADDRESS, likely_address
from partyschool.signin.note import LOOK, Note
from partyschool.signin.server import serve_phones
from partyschool.signin.shell import Page, Shell, page_headers, page_response
from partyschool.signin.side_doors import SideDoors
from partyschool.storage.database import Database

LOOK_SECONDS = 0.5
HEALTH = b'{"status":"ok"}'


def serve_side(
    db: Database,
    *,
    class_code: str = "",
    host: str = "",
    port: int = 0,
    clock: Callable[[], datetime],
    emit: Callable[[Sequence[Event]], None],
    commands: int | None = 0,
) -> None:
    """Serve until told to stop.

    :param class_code: of the class whose questionnaire is open; empty: certificates only.
    :param port: the wished one; where it is busy any free one is taken. 0 for any.
    :raises Refusal: there is no such class.
    :raises Trouble: the address cannot be had, or the data folder fails.
    """
    events = EventLines(emit)
    make = partial(SideService, db, class_code=class_code, host=host, clock=clock, events=events)
    try:
        try:
            listening = listen(host, port)
        except Trouble as trouble:
            if trouble.code not in ("port_busy", "port_denied") or not port:
                raise
            listening = listen(host, 0)
        with listening:
            asyncio.run(serve_phones(make, listening, commands))
        events.send("stopped")
    finally:
        events.close()


class SideApp:
    """Every request of the phones of this service."""

    def __init__(self, doors: SideDoors, title: str) -> None:
        self._doors = doors
        shell = Shell(tab="党校", title=title, line="", styles=("style", "ballot"))
        self._note, self._headers = Note(shell), page_headers(shell.policy)

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request; whatever is not ours is 404."""
        path, _, query = request.raw_path.partition("?")
        if path == "/health":
            return web.Response(body=HEALTH, headers={**self._headers, "Content-Type": "application/json"})
        with suppress(Problem):
            found = await self._doors.answer(request, path, query)
            if found is not None:
                return found
            return self._say(404, "没有这个网页", "请扫墙上或大屏幕上的码。")
        return self.admit_failure()

    def refuse_malformed(self) -> web.Response:
        """For what is not even HTTP."""
        return self._say(400, "没有收到", "请重新扫码。")

    def admit_failure(self) -> web.Response:
        """For a bug or a disk that fails."""
        return self._say(503, "电脑出错了", "请过一会儿再试，或告诉工作人员。")

    def _say(self, status: int, title: str, what: str) -> web.Response:
        result = {400: "bad_request", 503: "trouble"}.get(status, "")
        page = Page(status, result, self._note.fill(LOOK, title, what))
        return page_response(page, self._headers, closes=status != 404)


class SideService:
    """Keeps telling how many ballots have come; must be made inside the event loop that it lives in."""

    def __init__(
        self, db: Database, *, class_code: str, host: str, clock: Callable[[], datetime], events: EventLines
    ) -> None:
        self._db, self._code, self._host = db, class_code, host
        self._clock, self._events = clock, events
        self.stopped = asyncio.Event()
        self._told: dict[str, dict[str, Any]] = {}
        self._obeying: set[asyncio.Task[None]] = set()
        found = get_questionnaire(db, class_code) if class_code else None
        doors = SideDoors(db, class_code=class_code, clock=clock)
        self.app: PhoneApp = SideApp(doors, found.title if found else "党校证书核验")
        self.forms: FormApp | None = None

    async def run(self, port: int) -> None:
        """Tell what happens until `stopped` is set."""
        host = likely_address() if self._host in ("", EVERY_ADDRESS) else self._host
        url = f"http://{host}:{port}"
        found = await self._look()
        facts = {"class": found.code, "title": found.title, "issued": found.issued} if found else {}
        self._events.send("ready", url=url, port=port, pid=os.getpid(), **facts)
        while not self.stopped.is_set():
            if found is not None:
                self._tell(found, url)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), LOOK_SECONDS)
            found = await self._look()

    async def _look(self) -> Questionnaire | None:
        """None without a class, and while the database fails: what was told last stands."""
        if not self._code:
            return None
        try:
            return await asyncio.to_thread(get_questionnaire, self._db, self._code)
        except Problem as problem:
            self._tell_once("trouble", message=problem.message, code=problem.code)
            return None

    def _tell(self, found: Questionnaire, url: str) -> None:
        if self._told.pop("trouble", None) is not None:
            self._told.pop("ballots", None)
        is_open = found.is_open(self._clock())
        closes = found.until.isoformat() if found.until else None
        if is_open:
            self._tell_once("code", url=f"{url}/e/{found.door}".upper(), expires=closes)
        self._tell_once("state", state="open" if is_open else "closed", closes=closes)
        self._tell_once("ballots", received=found.received, returned=found.returned, issued=found.issued)

    def _tell_once(self, event: str, **facts: Any) -> None:
        if self._told.get(event) != facts:
            self._told[event] = facts
            self._events.send(event, **facts)

    def command(self, command: dict[str, Any] | None) -> None:
        """stop or close; None is the end of input."""
        if command is None or command.get("command") == "stop":
            self.stopped.set()
            return
        task = asyncio.ensure_future(self._obey(command))
        self._obeying.add(task)
        task.add_done_callback(self._obeying.discard)

    async def _obey(self, command: dict[str, Any]) -> None:
        """In a thread: a database that is slow to write must not keep the phones waiting."""
        try:
            if command.get("command") != "close" or not self._code:
                raise Refusal("看不懂的指令。可用：close、stop。", code="command")
            await asyncio.to_thread(close_questionnaire, self._db, code=self._code)
        except Problem as problem:
            self._events.send("refused", message=problem.message, code=problem.code)

    async def close(self) -> None:
        """Nobody can reach the questionnaire any more, so it is closed."""
        await asyncio.gather(*self._obeying)
        if self._code:
            await asyncio.to_thread(close_questionnaire, self._db, code=self._code)
