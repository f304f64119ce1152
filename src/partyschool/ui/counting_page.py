"""A page whose figures take 0.1 s and more to count, and which must not stall the window while people sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from partyschool.ui.beside import is_large
from partyschool.ui.context import Context
from partyschool.ui.page import Page
from partyschool.ui.tasks import Task
from partyschool.ui.waiting import WaitingNotice

Found = TypeVar("Found")

PAUSE_MS = 1500


class CountingPage(Page, Generic[Found]):
    """What is asked for is counted at once; what changed elsewhere meanwhile is counted beside the window's thread.

    A changed database (a phone a second, while people sign in) is counted once in `PAUSE_MS` at most. With a city's
    people what is asked for is counted beside the window's thread as well, and a notice covers the page meanwhile.
    """

    about_everybody = True  # whether a city's people make the counting long

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._serial = self._followed = 0
        self._task: Task[Found] | None = None
        self._again = False
        self._wanted: dict[str, object] = {}
        self._waiting: WaitingNotice | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._go_on)

    def counting(self) -> Callable[[], Found]:
        """A plain function that counts what the page asks for now; it runs in any thread."""
        raise NotImplementedError

    def show_counted(self, found: Found) -> None:
        """Show what was counted."""
        raise NotImplementedError

    @property
    def is_waiting(self) -> bool:
        """Whether what is asked for is still being counted."""
        return self._waiting is not None

    def refresh(self) -> None:
        self._serial += 1
        if not (self.about_everybody and is_large(self.context)):
            self.show_counted(self.counting()())
            return
        if self._waiting is None:
            self._waiting = WaitingNotice(self, "正在统计，请稍候…", "人员较多，要几秒钟；可以先看别的页面。")
        if self._task is None:
            self._count_beside()

    def open_at(self, **context: object) -> None:
        """What the page is to open at is there only when it has been counted: then once more."""
        self.open(**context)
        self._wanted = context if self.is_waiting else {}

    def follow(self) -> None:
        if self._task is not None or self._pause.isActive():
            self._again = True
            return
        self._count_beside()

    def _count_beside(self) -> None:
        self.context.db.know_all_tables()  # from now on two threads ask
        count, self._followed = self.counting(), self._serial
        self._task = Task(None, lambda _: count(), quiet=True)
        self._task.done.connect(self._arrive)
        self._task.settled.connect(self._rest)

    def _arrive(self, found: Found) -> None:
        if self._followed != self._serial:  # something else was asked for meanwhile
            return
        self._uncover()
        self.show_counted(found)
        if self._wanted:
            wanted, self._wanted = self._wanted, {}
            self.open(**wanted)

    def _rest(self) -> None:
        self._task = None
        if self.is_waiting and self._followed != self._serial:
            self._count_beside()
            return
        self._uncover()  # what could not be counted has been told
        self._pause.start()

    def _uncover(self) -> None:
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.follow()
