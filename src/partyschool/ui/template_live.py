"""The page as it will be printed, made behind the window while its template is being changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from partyschool.errors import Problem
from partyschool.ui.tasks import Task

REST_MS = 150


class LivePage(QObject):
    """`ask(make)` as often as one likes: 150 ms after the last wish the newest one is made, one at a time.

    `made` brings what `make()` answered; `refused` the sentence why it cannot be printed.
    """

    made = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wish: Callable[[], object] | None = None
        self._is_busy = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._start)

    @property
    def is_waiting(self) -> bool:
        """What is shown is not yet what was last asked for."""
        return self._is_busy or self._wish is not None

    def ask(self, make: Callable[[], object]) -> None:
        """`make` is called in another thread."""
        self._wish = make
        self._rest.start()

    def _start(self) -> None:
        if self._wish is None or self._is_busy:
            return
        make, self._wish = self._wish, None
        self._is_busy = True
        task = Task(None, lambda _: _answer(make), quiet=True)
        task.done.connect(self._show)
        task.failed.connect(self._settle)
        task.cancelled.connect(self._settle)

    def _show(self, answer: object) -> None:
        self._is_busy = False
        if isinstance(answer, Problem):
            self.refused.emit(answer.message)
        else:
            self.made.emit(answer)
        self._settle()

    def _settle(self) -> None:
        self._is_busy = False
        if not self._rest.isActive():
            self._start()


def _answer(make: Callable[[], object]) -> object:
    """A problem is said beside the sheet each time, not in the notice where deeds are answered."""
    try:
        return make()
    except Problem as problem:
        return problem
