"""Services for phones as the window runs them: a command in a process of its own, started again if it dies."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QTimer, Signal

if TYPE_CHECKING:
    from partyschool.storage.database import Database

RESTART_MS = (500, 1000, 2000, 5000)
STOP_MS = 3000
CLOCK_TOLERANCE = timedelta(seconds=5)


class ServiceProcess(QObject):
    """`told(dict)` for each JSON line; `alive(bool)` when the service comes and goes.

    The service ends when its standard input ends: with the window, whatever ends the window. What it has answered is on
    disk by then. A refusal at the start (port taken, class cancelled) is told by `failed` and not tried again.

    :param wishes: the command and its words, without address and clock; asked anew at every start.
    """

    told = Signal(dict)
    alive = Signal(bool)
    failed = Signal(str)

    def __init__(
        self,
        db: Database,
        wishes: Callable[[], list[str]],
        *,
        host: str = "",
        port: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._db, self._wishes, self._host, self._port = db, wishes, host, port
        self._wanted, self._tries, self._rest, self._said = False, 0, b"", ""
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment(db))
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._not_started)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._launch)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    def start(self) -> None:
        self._wanted = True
        self._launch()

    def send(self, command: str, **facts: Any) -> None:
        """One of the service's commands: pause, resume, extend, close …; nothing while there is no service."""
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.write(json.dumps({"command": command, **facts}).encode() + b"\n")

    def move(self, host: str) -> None:
        """The computer has another address: the service starts again there, on the same port."""
        self._host = host
        self.send("stop")

    def stop(self) -> None:
        """Politely; by force only when it does not answer in three seconds."""
        self._wanted = False
        self._again.stop()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        self.send("stop")
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(STOP_MS):
            self._process.kill()
            self._process.waitForFinished(STOP_MS)

    @property
    def pid(self) -> int:
        """Of the service, 0 while it is not running."""
        return int(self._process.processId())

    def arguments(self) -> list[str]:
        """What is called, so that the same can be typed in a terminal."""
        program = [] if getattr(sys, "frozen", False) else ["-m", "partyschool"]
        place = ["--data", str(self._db.folder.root)]
        wishes = [*self._wishes(), "--port", str(self._port)]
        if self._host:
            wishes += ["--host", self._host]
        if abs(self._db.now() - datetime.now()) > CLOCK_TOLERANCE:  # a demonstration or a test on another day
            wishes += ["--now", self._db.now().isoformat()]
        return [*program, *place, *wishes]

    def _launch(self) -> None:
        self._said, self._rest = "", b""  # what was killed may have left half a line
        self._process.start(sys.executable, self.arguments())

    def _read(self) -> None:
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            if line.strip():
                self._take(json.loads(line))

    def _take(self, event: dict[str, Any]) -> None:
        if event["event"] == "ready":
            self._tries, self._port = 0, int(event["port"])  # the same port again: phones keep their address
            self.alive.emit(True)
        self.told.emit(event)

    def _read_errors(self) -> None:
        self._said += bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")

    def _finished(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        self.alive.emit(False)
        if not self._wanted:
            return
        if status == QProcess.ExitStatus.NormalExit and exit_code in (1, 3) and self._said.strip():
            if self._tries == 0:
                self._wanted = False
                self.failed.emit(self._said.strip())
                return
            self._port = 0  # somebody else took the port while the service was down
        self._try_again()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._wanted:
            self._wanted = False
            self.failed.emit("手机用的服务启动不了。请重新打开程序再试；仍然不行时重装程序。")

    def _try_again(self) -> None:
        self._again.start(RESTART_MS[min(self._tries, len(RESTART_MS) - 1)])
        self._tries += 1


def _environment(db: Database) -> QProcessEnvironment:
    """Where the shared database lies goes this way: arguments, and so its password, can be read by everybody."""
    environment = QProcessEnvironment.systemEnvironment()
    if not db.is_sqlite:
        environment.insert("PARTYSCHOOL_DATABASE_URL", db.engine.url.render_as_string(hide_password=False))
    return environment
