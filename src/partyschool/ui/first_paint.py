"""The start of the window: only what the first paint needs is loaded before it, everything else afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from partyschool.paths import DataFolder
from partyschool.ui import collector, style
from partyschool.ui.main_window import MainWindow
from partyschool.ui.widgets.house_mark import window_icon

ROOMY_HEIGHT = 900
CALM_AFTER_MS = 3_000  # the first page has been shown by then, and what stays has been loaded


def run(folder: DataFolder, url: str | None = None, *, clock: Callable[[], datetime] = datetime.now) -> int:
    """Open the window on a data folder and stay until it is closed; answers the exit code.

    :param url: of a shared database; None means the SQLite file of the folder.
    """
    application = QApplication([sys.argv[0], *style.ARGUMENTS])
    style.dress_for_paint(application)
    window = MainWindow()

    def go_on() -> None:
        from partyschool.ui.application import Desk

        style.speak_chinese(application)
        application.setWindowIcon(window_icon())
        desk = Desk(window, folder, url, clock)
        window.closed.connect(lambda: desk.close())  # Qt holds no bound method, but a lambda keeps the desk alive
        QTimer.singleShot(CALM_AFTER_MS, collector.calm)
        desk.open()

    window.painted.connect(go_on)
    show_fitting(window)
    return application.exec()


def show_fitting(window: MainWindow) -> None:
    """On the small screens of offices the window takes the whole screen."""
    if window.screen().availableGeometry().height() < ROOMY_HEIGHT:
        window.showMaximized()
    else:
        window.show()
