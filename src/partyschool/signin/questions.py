"""The questionnaire as it was read last: one reading at a time for all phones, and none of them waits for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from partyschool.errors import Problem, Trouble
from partyschool.services.phone_ballots import Questionnaire
from partyschool.signin.ballot_pages import BallotPages

FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """The questionnaire with its pages."""

    found: Questionnaire
    pages: BallotPages


class Questions:
    """Read anew at most once a second, or at once after `expire`.

    :param read: reads the questionnaire, in a thread; it may hang while the database does.
    """

    def __init__(self, read: Callable[[], Questionnaire], *, patience: float = PATIENCE_SECONDS) -> None:
        self._read, self._patience = read, patience
        self.last: Shown | None = None
        self._read_at = self._began = float("-inf")
        self._changes = 0
        self._reading: asyncio.Task[Problem | None] | None = None

    def expire(self) -> None:
        """This process has changed what is asked."""
        self._changes += 1
        self._read_at = float("-inf")

    async def get(self) -> Shown:
        """The questionnaire of this moment, or of a second ago.

        :raises Problem: it cannot be read; who comes while a reading hangs longer than our patience hears it at once.
        """
        now = asyncio.get_running_loop().time()
        if self.last is not None and now - self._read_at <= FRESH_SECONDS:
            return self.last
        if self._reading is None or self._reading.done():
            self._began, self._reading = now, asyncio.create_task(self._read_anew())
        await asyncio.wait([self._reading], timeout=max(0.0, self._began + self._patience - now))
        if not self._reading.done():
            raise Trouble("数据库没有回应，题目这会儿读不出来。", code="database_busy")
        problem = self._reading.result()
        if problem is not None:
            raise problem
        assert self.last is not None
        return self.last

    async def _read_anew(self) -> Problem | None:
        """The problem is returned, so that a reading that nobody waits for any more ends without a cry."""
        loop = asyncio.get_running_loop()
        began, changes = loop.time(), self._changes
        try:
            found = await asyncio.to_thread(self._read)
        except Problem as problem:
            return problem
        if changes == self._changes:  # else it was read before the change, and is old already
            self._read_at = began
        if self.last is None or found != self.last.found:
            self.last = Shown(found, BallotPages(found))
        return None
