"""Long work runs beside the window and comes back to it."""

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone


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
    task = Task(window, lambda _: go_on.wait(5))
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    with qtbot.waitSignal(task.done) as done:
        go_on.set()
    assert done.args == [True]


def test_cancelling_stops_the_work_at_its_next_report(qtbot: QtBot) -> None:
    reached, go_on, done = threading.Event(), threading.Event(), []

    def work(report: Report) -> None:
        reached.set()
        go_on.wait(5)
        for place in range(10):
            report(place, 10)
            done.append(place)

    task = Task(None, work)
    with qtbot.waitSignal(task.cancelled):
        assert reached.wait(5)
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
