"""One window per data folder: a lock that the system itself gives back when the window's process ends or crashes.

The file stays behind; only the lock on it means anything. Removing it would let two windows lock two files of one name.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

LOCK_NAME = "window.lock"
# On Windows a locked byte cannot be read by others, so one far behind the number of the process is locked.
_LOCKED_BYTE = 1 << 30

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class FolderInUse(Exception):
    """Another process has the folder; `pid` is its number, None where it cannot be told."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(pid)
        self.pid = pid


class FolderLock:
    """The lock on a folder; keep the object as long as the folder is used."""

    def __init__(self, root: Path) -> None:
        """Take the lock.

        :raises FolderInUse: another window has it.
        :raises OSError: the folder cannot be written.
        """
        root.mkdir(parents=True, exist_ok=True)
        self.path = root / LOCK_NAME
        self._descriptor: int | None = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._descriptor)
        except OSError as error:
            pid = self._written_pid()
            os.close(self._descriptor)
            self._descriptor = None
            raise FolderInUse(pid) from error
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, str(os.getpid()).encode())

    def _written_pid(self) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            return int(self.path.read_text())
        return None

    def release(self) -> None:
        """Let another window have the folder; a second call does nothing."""
        if self._descriptor is not None:
            _unlock(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
