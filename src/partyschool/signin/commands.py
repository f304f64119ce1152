"""Commands of the window, one JSON object a line on standard input."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from typing import Any

LONGEST_LINE = 65_536


def read_commands(descriptor: int, take: Callable[[dict[str, Any] | None], None]) -> None:
    """Give every line's object to `take` from a thread of its own, {} for rubbish, None at the end of input.

    Reads the descriptor itself: a thread that waits in `sys.stdin` holds its lock, and the interpreter cannot exit.
    """
    threading.Thread(target=_read, args=(descriptor, take), name="sign-in commands", daemon=True).start()


def _read(descriptor: int, take: Callable[[dict[str, Any] | None], None]) -> None:
    waiting = b""
    while chunk := _chunk(descriptor):
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                take(_command(line))
        waiting = waiting[-LONGEST_LINE:]
    take(None)


def _chunk(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, LONGEST_LINE)
    except OSError:
        return b""


def _command(line: bytes) -> dict[str, Any]:
    try:
        command = json.loads(line)
    except ValueError:
        return {}
    return command if isinstance(command, dict) else {}
