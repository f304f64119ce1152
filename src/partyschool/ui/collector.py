"""Python's garbage collector, kept from stopping the window in the middle of a busy hall."""

import gc

# Twice to five times as rarely as preset: a full look through the 92,000 objects that the imports alone leave was
# measured at 40 to 140 ms, in which no window moves.
THRESHOLDS = (2_000, 20, 50)


def calm() -> None:
    """What was loaded at the start stays until the end: it need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
