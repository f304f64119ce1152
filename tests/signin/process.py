"""The sign-in service as a process of its own, started as a script starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from partyschool.paths import DataFolder
from tests.signin.hall import CODE

STARTS = "2025-06-16T08:00:00"


@dataclass(slots=True)
class ServiceProcess:
    """A running `partyschool serve`."""

    process: subprocess.Popen[bytes]
    url: str = ""
    code: str = ""

    def read_until(self, event: str) -> dict[str, Any]:
        """The next line of this kind."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            read: dict[str, Any] = json.loads(line)
            if read["event"] == "ready":
                self.url = str(read["url"])
            if read["event"] == "code":
                self.code = str(read["code"])
            if read["event"] == event:
                return read
        raise AssertionError(f"ended before {event}")


@contextmanager
def service_process(folder: DataFolder, *options: str) -> Iterator[ServiceProcess]:
    """`partyschool serve` with a clock that starts at 8:00 of the class's day."""
    command = [sys.executable, "-m", "partyschool", "--data", str(folder.root), "serve", CODE]
    command += ["--host", "127.0.0.1", "--now", STARTS, *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        service = ServiceProcess(process)
        try:
            service.read_until("code")
            yield service
        finally:
            process.kill()
