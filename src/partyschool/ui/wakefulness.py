"""Keeping screen and computer awake while the hall's screen is shown: no screen saver in the middle of signing in."""

from __future__ import annotations

import os
import shutil
import sys
from itertools import count
from typing import ClassVar, Protocol

from PySide6.QtCore import QObject, QProcess, QTimer

WHY = "签到投影"
# SetThreadExecutionState of Windows: from now on, screen and system; https://learn.microsoft.com/windows/win32/power
ES_CONTINUOUS, ES_SYSTEM, ES_DISPLAY = 0x80000000, 0x00000001, 0x00000002
SAVER, BUS = "org.freedesktop.ScreenSaver", "partyschool-projector"
REMIND_MS, ANSWER_MS = 50_000, 500
_serials = count(1)


class Wakefulness(Protocol):
    """`hold()` keeps the computer awake until `release()`."""

    def hold(self) -> None: ...

    def release(self) -> None: ...


def wakefulness(parent: QObject) -> Wakefulness:
    """For the system that this is."""
    if sys.platform == "win32":
        return WindowsWakefulness()
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return LinuxWakefulness(parent)
    return NoWakefulness()


class NoWakefulness:
    """A computer without a desktop session has no saver to stop."""

    def hold(self) -> None:
        """Nothing to do."""

    def release(self) -> None:
        """Nothing to do."""


class WindowsWakefulness:
    """Asks Windows for this thread, once for all screens; Windows forgets it when the program ends."""

    _holding: ClassVar[set[int]] = set()

    def hold(self) -> None:
        self._holding.add(id(self))
        self._set(ES_CONTINUOUS | ES_SYSTEM | ES_DISPLAY)

    def release(self) -> None:
        self._holding.discard(id(self))
        if not self._holding:
            self._set(ES_CONTINUOUS)

    def _set(self, state: int) -> None:
        import ctypes

        windows = getattr(ctypes, "windll", None)  # only on Windows
        if windows is not None:
            windows.kernel32.SetThreadExecutionState(ctypes.c_uint(state))


class LinuxWakefulness:
    """Asks the desktop's screen saver over D-Bus (UOS, KDE, GNOME), and systemd against idle and sleep.

    Both wishes end with `release`, and with the program whatever ends it: the bus forgets who has left it. Where no
    screen saver answers (麒麟 on X11), it is told every 50 seconds that somebody is there. Each screen has a connection
    of its own: the first one that closes must not end the other's wish.
    """

    def __init__(self, parent: QObject) -> None:
        self._parent, self._bus = parent, f"{BUS}-{next(_serials)}"
        self._sleepless: QProcess | None = None
        self._reminder = QTimer(parent, interval=REMIND_MS)
        self._reminder.timeout.connect(self._remind)

    def hold(self) -> None:
        if not self._ask_screen_saver():
            self._reminder.start()
        inhibit = shutil.which("systemd-inhibit")
        if inhibit and self._sleepless is None:
            self._sleepless = QProcess(self._parent)
            what = ["--what=idle:sleep", "--who=partyschool", f"--why={WHY}", "sleep", "infinity"]
            self._sleepless.start(inhibit, what)

    def _ask_screen_saver(self) -> bool:
        from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, self._bus)
        call = QDBusMessage.createMethodCall(SAVER, "/org/freedesktop/ScreenSaver", SAVER, "Inhibit")
        call.setArguments(["partyschool", WHY])
        # Nobody of that name answers at once with an error; the limit is for one that hangs.
        reply = bus.call(call, QDBus.CallMode.Block, ANSWER_MS)
        return bool(reply.type() == QDBusMessage.MessageType.ReplyMessage)

    def _remind(self) -> None:
        command = shutil.which("xdg-screensaver")
        if command:
            QProcess.startDetached(command, ["reset"])

    def release(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        self._reminder.stop()
        QDBusConnection.disconnectFromBus(self._bus)
        if self._sleepless is not None:
            self._sleepless.kill()
            self._sleepless.waitForFinished(ANSWER_MS)
            self._sleepless = None
