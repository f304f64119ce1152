"""One thread that writes for all phones: whatever has queued goes into one transaction (group commit)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from partyschool.errors import Problem
from partyschool.services.sign_in import Answer, Memory, SignIn, record_sign_ins
from partyschool.storage.database import Database

MOST_AT_ONCE = 256
WAIT_SECONDS = 0.003
MOST_WAITS = 8
# A group that was written for so long without computing waited for its disk.
SLOW_SECONDS = 0.006

Waiting = tuple[SignIn, "asyncio.Future[Answer]"]


class Writer:
    """Takes wishes from the event loop, commits them in groups, and only then answers each.

    :param on_problem: called in the writer's thread after every group: with the problem that stopped it, or None.
    :param after_commit: for benchmarks only: called after each commit, to stand for a slower disk.
    """

    def __init__(
        self,
        db: Database,
        session_id: int,
        *,
        on_problem: Callable[[Problem | None], None],
        after_commit: Callable[[], None] | None = None,
    ) -> None:
        self._db = db
        self._session_id = session_id
        self._on_problem = on_problem
        self._after_commit = after_commit
        self._memory = Memory()
        self._idle_seconds = 0.0
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="sign-in writer", daemon=True)
        self._thread.start()

    def sign_in(self, wish: SignIn) -> asyncio.Future[Answer]:
        """The answer, once the row is on disk; raises the Problem that kept it from there."""
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._queue.put((wish, answer))
        return answer

    async def close(self) -> None:
        """Write what has queued, then end the thread."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        self._write([])  # reads the class's list, so that the first phone does not wait for it
        while (first := self._queue.get()) is not None:
            group = [first]
            self._let_queue_grow()
            is_last = self._fill(group)
            self._write(group)
            if is_last:
                return

    def _let_queue_grow(self) -> None:
        """Wait while more keep coming, some milliseconds at most; a slow disk has let them gather already.

        Measured: without it the writer takes handfuls and fights with the event loop over the interpreter.
        """
        if self._idle_seconds > SLOW_SECONDS:
            return
        for _ in range(MOST_WAITS):
            size = self._queue.qsize()
            time.sleep(WAIT_SECONDS)
            if self._queue.qsize() == size:
                return

    def _fill(self, group: list[Waiting]) -> bool:
        """Add what else has queued; True when the end was among it."""
        while len(group) < MOST_AT_ONCE:
            try:
                following = self._queue.get_nowait()
            except Empty:
                return False
            if following is None:
                return True
            group.append(following)
        return False

    def _write(self, group: Sequence[Waiting]) -> None:
        outcome: list[Answer] | Exception
        begun = time.perf_counter() - time.thread_time()
        try:
            outcome = record_sign_ins(self._db, self._session_id, [wish for wish, _ in group], self._memory)
            if self._after_commit is not None:
                self._after_commit()
            self._on_problem(None)
        except Problem as problem:
            outcome = problem
            self._on_problem(problem)
        except Exception as error:  # noqa: BLE001 -- the phones must be answered whatever went wrong; it is logged there
            outcome = error
        self._idle_seconds = time.perf_counter() - time.thread_time() - begun
        self._loop.call_soon_threadsafe(_deliver, group, outcome)


def _deliver(group: Sequence[Waiting], outcome: list[Answer] | Exception) -> None:
    for index, (_, answer) in enumerate(group):
        if answer.done():
            continue
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome[index])
