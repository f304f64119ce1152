import signal
import subprocess
import sys
from pathlib import Path

import pytest

from partyschool.storage.folder_lock import LOCK_NAME, FolderInUse, FolderLock

HOLD = """
import sys
from pathlib import Path
from partyschool.storage.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


def another_window(root: Path) -> "subprocess.Popen[str]":
    """A real second process that holds the lock until its input ends."""
    window = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    assert window.stdout.readline() == "locked\n"
    return window


def test_a_second_window_is_told_the_number_of_the_first(tmp_path: Path) -> None:
    with another_window(tmp_path / "党校") as window:
        with pytest.raises(FolderInUse) as caught:
            FolderLock(tmp_path / "党校")
        assert caught.value.pid == window.pid


def test_the_lock_of_a_window_that_ended_is_free_again(tmp_path: Path) -> None:
    with another_window(tmp_path):
        pass
    FolderLock(tmp_path).release()


def test_the_lock_of_a_window_that_was_killed_is_free_again(tmp_path: Path) -> None:
    with another_window(tmp_path) as window:
        window.send_signal(signal.SIGKILL)
    lock = FolderLock(tmp_path)
    assert lock.path == tmp_path / LOCK_NAME
    assert lock.path.exists()
    lock.release()


def test_a_released_lock_can_be_taken_again_and_released_twice(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(FolderInUse):
        FolderLock(tmp_path)
    first.release()
    first.release()
    FolderLock(tmp_path).release()
