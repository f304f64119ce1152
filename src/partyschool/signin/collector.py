"""Keeping Python's garbage collector away from what stays for the life of a process."""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 100)


def spare_what_stays() -> None:
    """Modules, lists and pages are never garbage here; looking through them cost a twentieth of every sign-in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
