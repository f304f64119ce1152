"""The sign-in service as a process: `partyschool serve`, started by a script or by the window.

Events, one JSON object a line (`emit` gets those of one moment together):

    ready      url ("http://192.168.1.8:8765"), port, pid, class, title, session (number), place, room (sub-classroom),
               starts, ends, opens, closes (ISO, local time), state
    code       url (all capitals, the text of the big code: `HTTP://192.168.1.8:8765/S/482716`), code, expires (ISO),
               seconds (left); at every change of code or of this computer's address, and when signing in opens again;
               none while it is early, paused or closed
    signed     id, name, unit, at (ISO), way (phone, card, tap, paper, import), late (minutes), present (running count):
               every new row of the session, whoever wrote it: the service looks into the log after each group of its
               own and twice a second, so the projector needs nothing else
    counts     enrolled, present, late, leave; at start and whenever one of them has changed
    state      state (early, open, paused, closed), closes (ISO)
    reached    address: the first phone has come; its absence is the sign of a firewall or a wrong network
    trouble    message (a Chinese sentence), code: disk or database fail; `recovered` when they work again
    refused    message, code: a command that cannot be done
    stopped    the last line

Commands, one JSON object a line on standard input; each but stop is answered by a state event:

    {"command": "pause"}   {"command": "resume"} (before its time: open now)   {"command": "close"}
    {"command": "extend", "minutes": 10} (also opens again what has closed)    {"command": "stop"}
    {"command": "reload"} (the class was changed: a `session` event with the facts of `ready` where that matters)

SIGINT, SIGTERM and the end of standard input stop the service after answering what has queued.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from socket import socket
from typing import Any, Protocol

from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.signin.commands import read_commands
from partyschool.signin.connections import LINGER_SECONDS, FormApp, PhoneApp, PhoneServer, listen
from partyschool.signin.events import Event, EventLines
from partyschool.signin.recording import ProcessRecorder
from partyschool.signin.service import Service
from partyschool.signin.writer import ThreadRecorder
from partyschool.storage.database import Database


def serve(
    db: Database,
    *,
    class_code: str,
    session_number: int | None = None,
    room: str = "",
    host: str = "",
    port: int = 0,
    clock: Callable[[], datetime],
    emit: Callable[[Sequence[Event]], None],
    commands: int | None = 0,
    record_by: Sequence[str] = (),
    when_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve one session until told to stop.

    :param session_number: None for the session that runs, or comes next by the clock.
    :param room: name of the sub-classroom that these phones sit in; empty for the main classroom.
    :param host: empty for every address of this computer; the phones are then shown the likely one.
    :param port: 0 for any free one.
    :param commands: file descriptor that the window's commands come from; None takes none.
    :param record_by: starts the process that writes for this one (recording.py); a thread does it where it is empty.
    :param when_ready: called once before the first phone, where the process has nothing else to do.
    :raises Refusal: no such class or session, or it was cancelled.
    :raises Trouble: the address cannot be had, or the data folder fails.
    """
    session = get_sign_in_session(db, class_code, session_number, clock(), room=room)
    events = EventLines(emit)
    recorder = (
        ProcessRecorder([*record_by, str(session.id)], clock=clock) if record_by else ThreadRecorder(db, session.id)
    )
    make = partial(
        Service, db, session, host=host, clock=clock, events=events, recorder=recorder, when_ready=when_ready
    )
    try:
        with listen(host, port) as listening:
            asyncio.run(serve_phones(make, listening, commands))
        events.send("stopped")
    finally:
        events.close()


class Running(Protocol):
    """A service inside its event loop."""

    app: PhoneApp
    forms: FormApp | None

    async def run(self, port: int) -> None:
        """Go on until it is told to stop."""

    def command(self, command: dict[str, Any] | None) -> None:
        """Obey a line of standard input; None is its end."""

    async def close(self) -> None:
        """Finish what has been begun."""


async def serve_phones(make: Callable[[], Running], listening: socket, commands: int | None) -> None:
    """Make the service inside a running loop, give it the phones and the commands, and end all of it in order."""
    loop = asyncio.get_running_loop()
    service = make()
    server = PhoneServer(service.app, service.forms)
    accepting = loop.create_task(server.accept(listening))
    try:
        if commands is not None:
            read_commands(commands, partial(_hand_over, loop, service.command))
        with _stopping_signals(loop, service):
            running = loop.create_task(service.run(listening.getsockname()[1]))
            ended, _ = await asyncio.wait((running, accepting), return_when=asyncio.FIRST_COMPLETED)
            for task in ended:  # accepting only ends by a bug: a service that nobody can reach must not go on
                task.result()
    finally:
        accepting.cancel()
        await service.close()  # before the loop ends: it would wait for ever for a child that is only being started
    await server.shutdown(LINGER_SECONDS)


def _hand_over(
    loop: asyncio.AbstractEventLoop, take: Callable[[dict[str, Any] | None], None], command: dict[str, Any] | None
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(take, command)


@contextmanager
def _stopping_signals(loop: asyncio.AbstractEventLoop, service: Running) -> Iterator[None]:
    """Ctrl-C and a polite kill end the service; only the main thread may listen for signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = partial(loop.call_soon_threadsafe, service.command, None)
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
