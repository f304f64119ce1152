"""Counting wrong tries, so that guessing is slow and a hall behind one router is not locked out."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

WINDOW_SECONDS = 60.0
MOST_KEYS = 60_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Wrong tries within a minute before “请等 1 分钟再试”.

    Right sign-in codes and ballots are never refused; a certificate's code is not looked at then. A wrong name is
    counted for the phone, the form and the name, not for the address: nobody can lock out a hall whose phones share
    one. The name's limit stops whoever drops every cookie from trying all ten thousand tails of one neighbour (that
    would take 16 hours).
    """

    codes_by_phone: int = 5
    codes_by_address: int = 20
    names_by_phone: int = 8
    names_by_ticket: int = 8
    names_by_name: int = 10


class WrongTries:
    """A sliding minute of wrong tries for each key; nothing is kept longer, of too many the newest are kept."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tries)

    def count(self, key: str) -> int:
        """Wrong tries of the key within the last minute."""
        tries = self._tries.get(key)
        if tries is None:
            return 0
        oldest = self._clock() - WINDOW_SECONDS
        while tries and tries[0] <= oldest:
            tries.popleft()
        return len(tries)

    def add(self, key: str, *, at_most: int) -> None:
        """Note one more; no key holds more than it needs to be over its limit."""
        tries = self._tries.setdefault(key, deque(maxlen=at_most + 1))
        tries.append(self._clock())
        self._tries.move_to_end(key)
        self._forget_old()

    def _forget_old(self) -> None:
        """Keys stand in the order of their last try: those of more than a minute ago go, and what is too many."""
        oldest = self._clock() - WINDOW_SECONDS
        for key, tries in list(islice(self._tries.items(), 2)):
            if len(self._tries) > MOST_KEYS or not tries or tries[-1] <= oldest:
                del self._tries[key]

    def is_over(self, limits: dict[str, int]) -> bool:
        """Whether any of the keys has reached its limit."""
        return any(self.count(key) >= limit for key, limit in limits.items())

    def add_all(self, limits: dict[str, int]) -> None:
        """Note a wrong try for each of the keys."""
        for key, limit in limits.items():
            self.add(key, at_most=limit)
