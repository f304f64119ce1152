"""Long work runs beside the window and comes back to it."""

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.tasks import Report, Task, finish_all
from partyschool.ui.tokens import Tone
from tests.conftest import PATIENCE_MS

PATIENCE_SECONDS = PATIENCE_MS / 1000


def test_the_result_arrives_in_the_windows_thread(qtbot: QtBot) -> None:
    threads: list[QThread] = []

    def work(report: Report) -> int:
        threads.append(QThread.currentThread())
        return 6 * 7

    task = Task(None, work)
    with qtbot.waitSignal(task.done) as done:
        task.then(lambda result: threads.append(QThread.currentThread()))
    assert done.args == [42]
    assert threads[0] is not threads[1]
    assert threads[1] is QApplication.instance().thread()  # type: ignore[union-attr]


def test_work_ends_quietly_whose_window_is_gone(qtbot: QtBot) -> None:
    window, go_on = QWidget(), threading.Event()
    task = Task(window, lambda _: go_on.wait(PATIENCE_SECONDS))
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    with qtbot.waitSignal(task.done) as done:
        go_on.set()
    assert done.args == [True]


def test_cancelling_stops_the_work_at_its_next_report(qtbot: QtBot) -> None:
    reached, go_on, done = threading.Event(), threading.Event(), []

    def work(report: Report) -> None:
        reached.set()
        go_on.wait(PATIENCE_SECONDS)
        for place in range(10):
            report(place, 10)
            done.append(place)

    task = Task(None, work)
    with qtbot.waitSignal(task.cancelled):
        assert reached.wait(PATIENCE_SECONDS)
        task.cancel()
        go_on.set()
    assert done == []


def test_a_refusal_in_the_work_is_said_in_the_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, Tone]] = []
    monkeypatch.setattr(problems, "say", lambda message, tone: said.append((message, tone)))

    def work(report: Report) -> None:
        raise Refusal("这个班已经认定。请先冲销。")

    task = Task(None, work)
    with qtbot.waitSignal(task.failed):
        pass
    qtbot.waitUntil(lambda: said == [("这个班已经认定。请先冲销。", Tone.WATCH)])


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_work_that_ends_while_its_folder_is_closed_is_shown_to_nobody(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, fails: bool, is_done: bool
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(problems, "say", lambda message, tone: shown.append(message))
    go_on = threading.Event()

    def work(report: Report) -> str:
        go_on.wait(PATIENCE_SECONDS)
        if fails:
            raise Refusal("这个班已经认定。请先冲销。")
        return "已写入"

    task = Task(None, work)
    for signal in (task.done, task.failed, task.cancelled, task.settled):
        signal.connect(lambda *_, signal=signal: shown.append(signal))
    go_on.set()
    if is_done:
        task.wait()  # its end is on the way to the window
    finish_all()
    next_one = Task(None, lambda _: "更晚")
    with qtbot.waitSignal(next_one.settled):
        pass
    assert shown == []
