"""JSON lines to whoever started the service, from a thread of their own: a stalled reader stalls no phone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

Event = dict[str, Any]


class EventLines:
    """Hands events on in their order. Ends quietly when the reader has gone away."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
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
        while (event := self._queue.get()) is not None:
            try:
                self._emit(event)
            except (OSError, ValueError):  # a broken pipe, or a closed stream
                return
