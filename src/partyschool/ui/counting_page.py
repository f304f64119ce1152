"""A page whose figures take 0.1 s and more to count, and which must not stall the window while people sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.page import Page
from partyschool.ui.tasks import Task

Found = TypeVar("Found")

PAUSE_MS = 1500


class CountingPage(Page, Generic[Found]):
    """What is asked for is counted at once; what changed elsewhere meanwhile is counted beside the window's thread.

    A changed database (a phone a second, while people sign in) is counted once in `PAUSE_MS` at most.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._serial = self._followed = 0
        self._task: Task[Found] | None = None
        self._again = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._go_on)

    def counting(self) -> Callable[[], Found]:
        """A plain function that counts what the page asks for now; it runs in any thread."""
        raise NotImplementedError

    def show_counted(self, found: Found) -> None:
        """Show what was counted."""
        raise NotImplementedError

    def refresh(self) -> None:
        self._serial += 1
        self.show_counted(self.counting()())

    def follow(self) -> None:
        if self._task is not None or self._pause.isActive():
            self._again = True
            return
        count, self._followed = self.counting(), self._serial
        self._task = Task(None, lambda _: count(), quiet=True)
        self._task.done.connect(self._arrive)
        self._task.finished.connect(self._rest)

    def _arrive(self, found: Found) -> None:
        if self._followed == self._serial:  # nothing else was asked for meanwhile
            self.show_counted(found)

    def _rest(self) -> None:
        self._task = None
        self._pause.start()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.follow()
