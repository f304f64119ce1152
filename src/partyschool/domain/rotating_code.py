"""The six-digit sign-in code that changes with time (签到码), from a secret and a number of the time slot.

A photo of the code passed on to somebody outside the hall is worthless after two changes. The code shows that a phone
stands before the screen; it is not a password: names and ID tails are limited separately.
"""

from __future__ import annotations

import hmac
from datetime import datetime

DIGITS = 6
PRESET_SECONDS = 30
EPOCH = datetime(2000, 1, 1)


def slot_at(now: datetime, seconds: int = PRESET_SECONDS) -> int:
    """Number of the time slot that `now` (local time) lies in; grows by one every `seconds`."""
    return int((now - EPOCH).total_seconds() // seconds)


def slot_ends(slot: int, seconds: int = PRESET_SECONDS) -> float:
    """When the slot ends, in seconds since `EPOCH`."""
    return float((slot + 1) * seconds)


def code_of(secret: bytes, slot: int) -> str:
    """The code of one slot, always six digits."""
    digest = hmac.digest(secret, b"code:%d" % slot, "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def is_current(secret: bytes, slot: int, typed: str) -> bool:
    """Whether `typed` is the code of this slot or of the one before (a slow hand, a slow network)."""
    given = typed.encode(errors="replace")
    now = hmac.compare_digest(code_of(secret, slot).encode(), given)
    before = hmac.compare_digest(code_of(secret, slot - 1).encode(), given)
    return now or before
