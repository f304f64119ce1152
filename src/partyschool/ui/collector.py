"""Python's garbage collector, kept from stopping the window: at its start, and in the middle of a busy hall."""

import gc

# Twice to five times as rarely as preset: a full look through the 92,000 objects that the imports alone leave was
# measured at 40 to 140 ms, in which no window moves.
THRESHOLDS = (2_000, 20, 50)


def hold() -> None:
    """Look for no garbage until `calm`: what a start loads stays, and looking through it took a sixth of the start."""
    gc.disable()


def calm() -> None:
    """What was loaded at the start stays until the end: it need not be looked through again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
