"""JSON lines to whoever started the service, from a thread of their own: a stalled reader stalls no phone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

Event = dict[str, Any]


class EventLines:
    """Hands events on in their order, those of one moment together. Ends quietly when the reader has gone away."""

    def __init__(self, emit: Callable[[Sequence[Event]], None]) -> None:
        self._emit = emit
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sign-in events", daemon=True)
        self._thread.start()

    def send(self, event: str, **facts: Any) -> None:
        """Queue one event; never waits."""
        self._queue.put({"event": event, **facts})

    def close(self, seconds: float = 2.0) -> None:
        """Hand on what has queued, but wait no longer than this for a reader that does not read."""
        self._queue.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            events, is_last = self._with_followers(first)
            try:
                self._emit(events)
            except (OSError, ValueError):  # a broken pipe, or a closed stream
                return
            if is_last:
                return

    def _with_followers(self, first: Event) -> tuple[list[Event], bool]:
        """Whatever else has queued: a line each would hand the interpreter to and fro for every person."""
        events = [first]
        while not self._queue.empty():
            event = self._queue.get()
            if event is None:
                return events, True
            events.append(event)
        return events, False
