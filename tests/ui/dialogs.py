"""Finding the dialog that a page has opened, and waiting for the work that it has begun."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from partyschool.ui import tasks

Dialog = TypeVar("Dialog", bound=QWidget)


def dialog_of(page: QWidget, kind: type[Dialog]) -> Dialog:
    """The one open dialog of that kind."""
    [found] = [widget for widget in page.findChildren(kind) if widget.isVisible()]
    return found


def wait_for_work(qtbot: QtBot) -> None:
    """Until everything begun beside the window has ended and been shown; a file is there before it is whole."""
    qtbot.waitUntil(lambda: not tasks._running)


def in_reverse(begun: list[tasks.Task[Any]]) -> Callable[[tasks.Task[Any]], None]:
    """In the place of `Task.start`: of two works begun one after the other the second ends first."""

    def start(task: tasks.Task[Any]) -> None:
        begun.insert(0, task)
        if len(begun) == 2:
            for late in begun:
                QThread.start(late)
                late.wait()

    return start
