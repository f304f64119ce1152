"""Writing for all phones: whatever has queued goes into one transaction (group commit), and only then is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from partyschool.errors import Problem
from partyschool.services.sign_in import Answer, Memory, SignIn, record_sign_ins
from partyschool.storage.database import Database

MOST_AT_ONCE = 256
# A transaction costs as much as thirty rows of it: a handful waits a little for more, and nobody at a phone notices.
ENOUGH = 48
GATHER_SECONDS = 0.006

Waiting = tuple[SignIn, "asyncio.Future[Answer]"]


class Recorder(Protocol):
    """Puts wishes on disk: in a thread of this process, or in a process of its own (recording.py)."""

    async def record(self, wishes: Sequence[SignIn]) -> list[Answer]:
        """Answer every wish, in order; what is `signed` is on disk.

        :raises Problem: nothing of it was written, as far as is known.
        """
        ...

    async def close(self) -> None:
        """Nothing more will come."""
        ...


class ThreadRecorder:
    """Records in one thread of this process."""

    def __init__(self, db: Database, session_id: int) -> None:
        self._db = db
        self._session_id = session_id
        self._memory = Memory()
        self._thread = ThreadPoolExecutor(1, "sign-in writer")

    async def record(self, wishes: Sequence[SignIn]) -> list[Answer]:
        """In the thread, while the event loop goes on."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._record, wishes)

    def _record(self, wishes: Sequence[SignIn]) -> list[Answer]:
        return record_sign_ins(self._db, self._session_id, wishes, self._memory)

    async def close(self) -> None:
        """Ends the thread, which is idle by now."""
        self._thread.shutdown()


class Writer:
    """Takes wishes from the event loop that it is made in, records them in groups, and answers each.

    :param on_problem: called after every group: with the problem that stopped it, or None.
    :ivar warmed_up: done once it can write without delay.
    """

    def __init__(self, recorder: Recorder, *, on_problem: Callable[[Problem | None], None]) -> None:
        self._recorder = recorder
        self._on_problem = on_problem
        self._waiting: list[Waiting] = []
        self._news = asyncio.Event()
        self._is_closing = False
        self._loop = asyncio.get_running_loop()
        # An empty group reads the class's list, so that the first phone does not wait for it.
        self.warmed_up = self._loop.create_task(self._write([]))
        self._task = self._loop.create_task(self._run())

    def sign_in(self, wish: SignIn) -> asyncio.Future[Answer]:
        """The answer, once the row is on disk; raises the Problem that kept it from there."""
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting.append((wish, answer))
        self._news.set()
        return answer

    async def close(self) -> None:
        """Write what has queued, then end."""
        self._is_closing = True
        self._news.set()
        await self._task
        await self._recorder.close()

    async def _run(self) -> None:
        await self.warmed_up
        answered = 0
        while self._waiting or not self._is_closing:
            if not self._waiting:
                self._news.clear()
                await self._news.wait()
                continue
            if len(self._waiting) < ENOUGH and not self._is_closing:
                await asyncio.sleep(GATHER_SECONDS)
            # Half of the crowd, those who were just answered among it: while these are written, the others are next.
            size = min(MOST_AT_ONCE, max(ENOUGH, (len(self._waiting) + answered + 1) // 2))
            group, self._waiting = self._waiting[:size], self._waiting[size:]
            answered = len(group)
            await self._write(group)

    async def _write(self, group: Sequence[Waiting]) -> None:
        try:
            answers = await self._recorder.record([wish for wish, _ in group])
        except Problem as problem:
            self._on_problem(problem)
            _refuse(group, problem)
        except Exception as error:  # noqa: BLE001 -- the phones must be answered whatever went wrong; it is logged there
            _refuse(group, error)
        else:
            self._on_problem(None)
            for (_, waiting), answer in zip(group, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)


def _refuse(group: Sequence[Waiting], error: Exception) -> None:
    for _, waiting in group:
        if not waiting.done():
            waiting.set_exception(error)
