"""Recording in a process of its own: the interpreter that talks to the phones never waits for the one that writes.

Measured: with the writer as a thread both halves took turns at one interpreter, and either half cost twice its time.
Parent and child speak in frames over the child's standard input and output: four bytes of length, then a pickle. Both
are this program, and nothing from the network is ever pickled as anything but texts and times.
"""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, BinaryIO

from partyschool.errors import DataTrouble, Problem
from partyschool.services.sign_in import Answer, Memory, SignIn, record_sign_ins
from partyschool.signin.collector import spare_what_stays
from partyschool.storage.database import Clock, Database

LENGTH_BYTES = 4
END_SECONDS = 5.0
# On Windows a child of a program without a console would open one.
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)

_wish_facts = attrgetter(*(field.name for field in fields(SignIn)))
_answer_facts = attrgetter(*(field.name for field in fields(Answer)))


def _frame(content: Any) -> bytes:
    body = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


class ProcessRecorder:
    """The parent's side. A child that died is started again for the next group.

    :param command: starts a process that calls `record_for_parent`.
    """

    def __init__(self, command: Sequence[str], *, clock: Clock) -> None:
        self._command = command
        self._clock = clock
        self._child: asyncio.subprocess.Process | None = None

    async def record(self, wishes: Sequence[SignIn]) -> list[Answer]:
        """Hand the wishes over and wait for what became of them.

        :raises DataTrouble: the child died; the same forms sent again are written once all the same.
        """
        try:
            outcome = await self._ask((self._clock(), [_wish_facts(wish) for wish in wishes]))
        except (OSError, EOFError) as error:
            await self._forget()
            raise DataTrouble("签到的记录程序意外停止，正在重新启动。请过几秒再签一次。", code="recorder") from error
        if isinstance(outcome, Problem):
            raise outcome
        return [Answer(*facts) for facts in outcome]

    async def _ask(self, question: Any) -> Any:
        if self._child is None:
            pipe = asyncio.subprocess.PIPE
            self._child = await asyncio.create_subprocess_exec(
                *self._command, stdin=pipe, stdout=pipe, creationflags=NO_WINDOW
            )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(_frame(question))
        length = int.from_bytes(await self._child.stdout.readexactly(LENGTH_BYTES), "big")
        return pickle.loads(await self._child.stdout.readexactly(length))

    async def _forget(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def close(self) -> None:
        """The child ends with its input."""
        if self._child is None or self._child.stdin is None:
            return
        self._child.stdin.close()
        try:
            await asyncio.wait_for(self._child.wait(), END_SECONDS)
        except TimeoutError:
            await self._forget()


class ParentClock:
    """The clock of the parent, as the newest group brought it."""

    def __init__(self) -> None:
        self.now = datetime.now()

    def __call__(self) -> datetime:
        return self.now


def record_for_parent(
    db: Database,
    session_id: int,
    clock: ParentClock,
    *,
    after_commit: Callable[[], None] | None = None,
) -> None:
    """The child's side: record group after group until the parent, however it ended, sends no more.

    :param clock: that of `db`.
    :param after_commit: for benchmarks only: called after each commit, to stand for a slower disk.
    """
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get between the frames
    memory = Memory()
    while (group := _read(incoming)) is not None:
        clock.now, wishes = group
        try:
            answers = record_sign_ins(db, session_id, [SignIn(*facts) for facts in wishes], memory)
            outcome: Any = [_answer_facts(answer) for answer in answers]
            if after_commit is not None:
                after_commit()
        except Problem as problem:
            outcome = problem
        outgoing.write(_frame(outcome))
        outgoing.flush()
        if not wishes:  # the first group of all, which has read the list
            spare_what_stays()


def _read(incoming: BinaryIO) -> Any:
    """The next frame's content; None at the end, also where it comes in the middle of a frame."""
    head = incoming.read(LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    body = incoming.read(length)
    return pickle.loads(body) if head and len(body) == length else None
