"""Finding the dialog that a page has opened, and waiting for the work that it has begun."""

from typing import TypeVar

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
