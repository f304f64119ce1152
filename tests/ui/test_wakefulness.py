"""The hall's screen stays awake: the screen saver of a real session bus is asked while the window is shown."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from partyschool.ui.wakefulness import LinuxWakefulness, NoWakefulness, wakefulness

SAVER = """
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection

@ClassInfo({"D-Bus Interface": "org.freedesktop.ScreenSaver"})
class Saver(QObject):
    @Slot(str, str, result=int)
    def Inhibit(self, who, why):
        print("asked by", who, flush=True)
        return 7

app = QCoreApplication([])
bus = QDBusConnection.sessionBus()
saver = Saver()
bus.registerObject("/org/freedesktop/ScreenSaver", saver, QDBusConnection.RegisterOption.ExportAllSlots)
bus.registerService("org.freedesktop.ScreenSaver")
print("ready", flush=True)
app.exec()
"""
ASKER = """
from PySide6.QtCore import QCoreApplication
from partyschool.ui.wakefulness import wakefulness
app = QCoreApplication([])
awake = wakefulness(app)
awake.hold()
print(type(awake).__name__, awake._reminder.isActive(), flush=True)
awake.release()
awake.release()
"""
TWO_SCREENS = """
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection
from partyschool.ui.wakefulness import wakefulness
app = QCoreApplication([])
first, second = wakefulness(app), wakefulness(app)
first.hold()
second.hold()
first.release()
print(QDBusConnection(first._bus).isConnected(), QDBusConnection(second._bus).isConnected())
"""


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    """The environment of a session with a bus of its own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield os.environ | {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip()}
        daemon.kill()


def ask(environment: dict[str, str], script: str = ASKER) -> str:
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()


def test_the_screen_saver_of_the_desktop_is_asked_to_wait(bus: dict[str, str]) -> None:
    with subprocess.Popen([sys.executable, "-c", SAVER], env=bus, stdout=subprocess.PIPE, text=True) as saver:
        assert saver.stdout is not None
        assert saver.stdout.readline() == "ready\n"
        assert ask(bus) == "LinuxWakefulness False"
        assert saver.stdout.readline() == "asked by partyschool\n"
        saver.kill()


def test_where_no_screen_saver_answers_it_is_reminded(bus: dict[str, str]) -> None:
    assert ask(bus) == "LinuxWakefulness True"


def test_one_screen_that_closes_leaves_the_other_awake(bus: dict[str, str]) -> None:
    assert ask(bus, TWO_SCREENS) == "False True"


def test_without_a_desktop_there_is_nothing_to_keep_awake(qapp: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert isinstance(wakefulness(qapp), NoWakefulness)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert isinstance(wakefulness(qapp), LinuxWakefulness)
