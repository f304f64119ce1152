"""The running sign-in service of one session: gate, codes and counts kept up to date, told as events."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from partyschool.errors import Problem, Refusal
from partyschool.services.sign_in import Answer, KnownPerson, SignIn, find_first_answer, find_known_person
from partyschool.services.sign_in_session import (
    Counts,
    Signed,
    SignInSession,
    count_session,
    get_sign_in_session,
    list_newest,
)
from partyschool.signin.app import Desk, SignInApp
from partyschool.signin.codes import Codes
from partyschool.signin.connections import FormApp, PhoneApp
from partyschool.signin.events import EventLines
from partyschool.signin.gate import Gate, GateState
from partyschool.signin.network import EVERY_ADDRESS, LOOPBACK, likely_address
from partyschool.signin.pages import Pages
from partyschool.signin.secret import phone_secret
from partyschool.signin.side_doors import SideDoors
from partyschool.signin.writer import Recorder, Writer
from partyschool.storage.database import Database

LOOK_SECONDS = 0.5
# Rows of one moment are told together: a look costs two queries, and more often would only make the projector flicker.
GATHER_SECONDS = 0.3


class Service:
    """Keeps one session's sign-in running; must be made inside the event loop that it lives in."""

    def __init__(
        self,
        db: Database,
        session: SignInSession,
        *,
        host: str,
        clock: Callable[[], datetime],
        events: EventLines,
        recorder: Recorder,
        when_ready: Callable[[], None],
    ) -> None:
        self._db = db
        self._session = session
        self._host = host
        self._clock = clock
        self._events = events
        self._when_ready = when_ready
        self._changed = asyncio.Event()
        self._port = 0
        self._state: GateState | None = None
        self._shown: tuple[int, str] | None = None
        self._counts: Counts | None = None
        self._last_id = 0
        self._troubles: dict[str, Problem] = {}
        self.stopped = asyncio.Event()
        self._gate = Gate(session.opens, session.closes, session.starts.date())
        self._codes = Codes(phone_secret(db.folder), session.code_uid, seconds=session.code_seconds, clock=clock)
        self._writer = Writer(recorder, on_problem=self._after_group)
        sign_in = self._sign_in_here if session.room else self._writer.sign_in
        desk = Desk(sign_in, self._first_answer, self._known)
        side = SideDoors(db, class_code=session.class_code, clock=clock)
        self._phones = SignInApp(
            desk, pages=Pages(session), codes=self._codes, gate=self._gate, clock=clock, on_phone=self._note_phone,
            side=side,
        )  # fmt: skip
        self.app: PhoneApp = self._phones
        self.forms: FormApp | None = self._phones

    def _note_phone(self, address: str) -> bool:
        """Whether this was a phone's request and not one of this computer trying itself out."""
        own = self._shown[1] if self._shown is not None else ""
        if address == LOOPBACK or f"//{address}:" in own:
            return False
        self._events.send("reached", address=address)
        return True

    async def run(self, port: int) -> None:
        """Tell what happens until `stopped` is set; `port` is the one that phones reach."""
        self._port = port
        await self._writer.warmed_up
        self._when_ready()
        self._send_ready()
        await self._look_at_log(is_first=True)
        while not self.stopped.is_set():
            self._look_at_gate()
            await self._look_at_log()
            await self._pause()

    async def close(self) -> None:
        """Write what has queued, then end what writes."""
        await self._writer.close()

    def command(self, command: dict[str, Any] | None) -> None:
        """Do what the window asks; None is the end of its input."""
        if command is None or command.get("command") == "stop":
            self.stopped.set()
            self._changed.set()
            return
        try:
            self._obey(command)
        except Problem as problem:
            self._events.send("refused", message=problem.message, code=problem.code)
        self._look_at_gate()

    def _obey(self, command: dict[str, Any]) -> None:
        now = self._clock()
        match command:
            case {"command": "pause"}:
                self._gate.is_paused = True
            case {"command": "resume"}:
                self._gate.resume(now)
            case {"command": "extend", "minutes": int(minutes)}:
                self._gate.extend(minutes, now)
            case {"command": "close"}:
                self._gate.close(now)
            case {"command": "reload"}:
                self._reload(now)
            case _:
                raise Refusal(
                    "看不懂的指令。可用：pause、resume、extend（minutes）、close、reload、stop。", code="command"
                )
        self._state = None  # every command is answered, also one that changes nothing

    def _reload(self, now: datetime) -> None:
        """The class was changed while people sign in: new times, place or name without a restart."""
        before = self._session
        session = get_sign_in_session(self._db, before.class_code, before.number, now, room=before.room_uid)
        if session == before:
            return
        self._session = session
        self._gate.day = session.starts.date()
        if (session.opens, session.closes) != (before.opens, before.closes):
            self._gate.reschedule(before.opens, before.closes, session.opens, session.closes)
        self._phones.show(Pages(session))
        self._send_session("session")

    # -- what the app asks ------------------------------------------------------------------------------------------

    def _sign_in_here(self, wish: SignIn) -> Awaitable[Answer]:
        return self._writer.sign_in(replace(wish, place=self._session.room))

    async def _first_answer(self, nonce: str) -> Answer | None:
        return await asyncio.to_thread(find_first_answer, self._db, self._session.id, nonce)

    async def _known(self, person_uid: str) -> KnownPerson | None:
        return await asyncio.to_thread(find_known_person, self._db, self._session.id, person_uid)

    # -- what is told -----------------------------------------------------------------------------------------------

    def _send_ready(self) -> None:
        self._send_session("ready")

    def _send_session(self, event: str) -> None:
        session = self._session
        self._events.send(
            event,
            url=self._address(),
            port=self._port,
            session=session.number,
            title=session.title,
            place=session.place,
            room=session.room,
            starts=session.starts.isoformat(),
            ends=session.ends.isoformat(),
            opens=self._gate.opens.isoformat(),
            closes=self._gate.closes.isoformat(),
            state=self._gate.state(self._clock()).value,
            pid=os.getpid(),
            **{"class": session.class_code},
        )

    def _address(self) -> str:
        host = likely_address() if self._host in ("", EVERY_ADDRESS) else self._host
        return f"http://{host}:{self._port}"

    def _look_at_gate(self) -> None:
        state = self._gate.state(self._clock())
        if state != self._state:
            self._state = state
            self._shown = None
            self._events.send("state", state=state.value, closes=self._gate.ended_at().isoformat())
        if state == GateState.OPEN:
            self._show_code()

    def _show_code(self) -> None:
        shown = (self._codes.slot(), self._address())
        if shown == self._shown:
            return
        self._shown = shown
        code, expires = self._codes.code(), self._codes.code_expires()
        seconds = (expires - self._clock()).total_seconds()
        url = f"{shown[1]}/s/{code}".upper()
        self._events.send("code", url=url, code=code, expires=expires.isoformat(), seconds=round(seconds, 1))

    async def _look_at_log(self, *, is_first: bool = False) -> None:
        self._changed.clear()
        try:
            counts, signed = await asyncio.to_thread(self._read_log)
        except Problem as problem:
            self._note("read", problem)
            return
        self._note("read", None)
        self._tell_signed([] if is_first else signed, counts.present)
        self._last_id = max([self._last_id, *(row.id for row in signed)])
        if counts != self._counts:
            self._counts = counts
            facts = {"enrolled": counts.enrolled, "present": counts.present}
            self._events.send("counts", **facts, late=counts.late, leave=counts.leave)

    def _read_log(self) -> tuple[Counts, list[Signed]]:
        session_id, room = self._session.id, self._session.counted_room
        signed = list_newest(self._db, session_id, after_id=self._last_id, room=room)
        return count_session(self._db, session_id, room=room), signed

    def _tell_signed(self, newest_first: list[Signed], present: int) -> None:
        for later, row in reversed(list(enumerate(newest_first))):
            facts = {"name": row.name, "at": row.at.isoformat(), "present": max(1, present - later)}
            self._events.send("signed", id=row.id, unit=row.unit, way=row.way, late=row.late, **facts)

    def _after_group(self, problem: Problem | None) -> None:
        self._note("write", problem)
        self._changed.set()

    def _note(self, work: str, problem: Problem | None) -> None:
        """Reading may go well while a full disk still refuses to write: trouble is over when nothing is left of it."""
        was_well = not self._troubles
        if problem is None:
            self._troubles.pop(work, None)
        else:
            self._troubles[work] = problem
        if problem is not None and was_well:
            self._events.send("trouble", message=problem.message, code=problem.code)
        elif not self._troubles and not was_well:
            self._events.send("recovered")

    async def _pause(self) -> None:
        left = (self._codes.code_expires() - self._clock()).total_seconds()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), max(0.02, min(LOOK_SECONDS, left)))
            if not self.stopped.is_set():
                await asyncio.sleep(GATHER_SECONDS)
