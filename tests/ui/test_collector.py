"""The collector waits for the start, and is calmed once the window stands."""

import gc
import json
import subprocess
import sys

PROGRAM = """
import gc, json
from partyschool.ui.collector import THRESHOLDS, calm, hold
hold()
was_held = not gc.isenabled()
calm()
print(json.dumps([gc.get_freeze_count(), gc.get_threshold() == THRESHOLDS, gc.isenabled(), was_held]))
"""


def test_what_was_loaded_is_not_looked_through_again_but_collecting_goes_on() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    frozen, has_thresholds, is_enabled, was_held = json.loads(run.stdout)
    assert frozen > 1_000
    assert has_thresholds
    assert was_held
    assert is_enabled
    assert gc.get_freeze_count() == 0, "a test must not freeze what other tests leave"
