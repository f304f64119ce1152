"""Long work outside the window's thread, with one kind of progress and a 取消 button."""

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, QThread, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from partyschool.ui import problems

Result = TypeVar("Result")
Report = Callable[[int, int], None]

SHOWN_AFTER_MS = 400
# Python takes the interpreter from a busy thread after 5 ms if nobody says less. Painting asks for it back dozens of
# times: beside a count of 2,000 people it took 40 ms instead of 6, and 34 with this.
TURN_SECONDS = 0.001

_running: set["Task[Any]"] = set()


class Cancelled(Exception):
    """Raised inside `report` after 取消; leaves the work through its own clean-up."""


class Task(QThread, Generic[Result]):
    """`Task(page, work, title="正在导入…").then(show)`; `work(report)` is a plain function without Qt.

    `report(done, of)` moves the bar and raises `Cancelled` when the person has cancelled. The result arrives in the
    window's thread; a problem is shown there as any other. A worker has no Qt parent, because it would die with its
    page; it is kept here until it has finished. `quiet` work is nobody's wish (the daily backup) and shows nothing.
    What takes long on every computer is said at once (`waits_ms` 0): nobody asks for it twice. One transaction cannot
    be stopped half-way (`can_stop`).
    `settled` follows on whichever way it ended. Use it and not QThread's own `finished`: that one is sent by the
    worker, which may be done before anybody could connect to it.
    """

    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    progressed = Signal(int, int)
    settled = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        work: Callable[[Report], Result],
        *,
        title: str = "正在处理…",
        quiet: bool = False,
        waits_ms: int = SHOWN_AFTER_MS,
        can_stop: bool = True,
    ) -> None:
        super().__init__()
        sys.setswitchinterval(TURN_SECONDS)
        self._work = work
        self._wanted, self._is_left = True, False
        self._result: Result | None = None
        self._problem: BaseException | None = None
        self._dialog = None if quiet else self._make_dialog(parent, title, waits_ms)
        if self._dialog is not None and not can_stop:
            self._dialog.setCancelButton(None)
        self.progressed.connect(self._show_progress)
        self.finished.connect(self._settle)
        _running.add(self)
        self.start()

    def then(self, show: Callable[[Result], object]) -> "Task[Result]":
        """Call `show` with the result, in the window's thread."""
        self.done.connect(show)
        return self

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._wanted = False

    def drop(self) -> None:
        """Something else is wanted instead: stop at the next report, and show nothing of it even where it is done.

        Its end was sent to the window's thread perhaps long before this, and would be shown only after it.
        """
        self._is_left = True
        self.cancel()
        self.go_quiet()

    def leave(self) -> None:
        """Drop it and wait for its end: what it works on is about to be closed."""
        self.drop()
        self.wait()
        _running.discard(self)

    def run(self) -> None:
        try:
            self._result = self._work(self._report)
        except BaseException as problem:  # noqa: BLE001 - carried to the window's thread and shown there
            self._problem = problem

    def _report(self, done: int, of: int) -> None:
        if not self._wanted:
            raise Cancelled
        self.progressed.emit(done, of)

    def _make_dialog(self, parent: QWidget | None, title: str, waits_ms: int) -> QProgressDialog:
        dialog = QProgressDialog(title, "取消", 0, 1, parent)
        dialog.setWindowTitle("请稍候")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(waits_ms)
        dialog.setAutoReset(False)
        dialog.setAutoClose(False)
        dialog.setMinimumWidth(360)
        dialog.setValue(0)  # without a first value it waits 4 s whatever it is told
        dialog.setMaximum(0)
        dialog.canceled.connect(self.cancel)
        dialog.destroyed.connect(self._lose_dialog)
        return dialog

    def _lose_dialog(self) -> None:
        """Its window was closed, and is gone, before the work was done."""
        self._dialog = None

    def _show_progress(self, done: int, of: int) -> None:
        if self._dialog is not None:
            self._dialog.setMaximum(of)
            self._dialog.setValue(done)

    def go_quiet(self) -> None:
        """From now on somebody else shows how far it is, and how it is cancelled."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.canceled.disconnect(self.cancel)
            dialog.close()
            dialog.deleteLater()

    def _settle(self) -> None:
        _running.discard(self)
        if self._is_left:
            return
        self.go_quiet()
        if isinstance(self._problem, Cancelled):
            self.cancelled.emit()
        elif self._problem is not None:
            self.failed.emit(self._problem)
            problems.show(type(self._problem), self._problem, self._problem.__traceback__)
        else:
            self.done.emit(self._result)
        self.settled.emit()


def finish_all() -> None:
    """Before the database is closed: every work ends, and none of it is shown any more."""
    for task in list(_running):
        task.cancel()
    for task in list(_running):
        task.leave()
