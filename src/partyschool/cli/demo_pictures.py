"""The window's main pages as pictures, without a display: on the demonstration's data and at its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from partyschool.errors import Trouble
from partyschool.paths import DataFolder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from partyschool.storage.database import Database
    from partyschool.ui.halls import Hall
    from partyschool.ui.main_window import MainWindow

PAGES = ("home", "people", "class", "hours", "desk", "certificates", "teachers", "statistics")
TITLES = {"class": "培训班", "desk": "签到台"}
WIDTH, HEIGHT = 1366, 768
HALL_WIDTH, HALL_HEIGHT = 1280, 720
PATIENCE_SECONDS = 30


def take_pictures(folder: DataFolder, out: Path, code: str, now: datetime) -> None:
    """Write a picture of each page and of the projector while the class's second half-day is signed in to.

    Prints the path of each.

    :raises Trouble: Qt cannot be loaded on this computer.
    """
    try:
        application = _application()
    except ImportError as error:
        raise Trouble(f"Qt 加载不了：{error}。", code="qt") from error
    from partyschool.storage.database import open_database

    begin = time.monotonic()
    db = open_database(
        folder, clock=lambda: datetime.fromtimestamp(now.timestamp() + time.monotonic() - begin)
    )  # fmt: skip
    try:
        for path in _pictures(application, db, out, code):
            print(path)
    finally:
        db.close()


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from partyschool.ui import style

    application = QApplication([sys.argv[0], *style.ARGUMENTS])
    style.dress(application)
    return application


def _pictures(application: QApplication, db: Database, out: Path, code: str) -> Iterator[Path]:
    from partyschool.services.sign_in_session import get_sign_in_session
    from partyschool.ui.changes import Changes
    from partyschool.ui.context import Context
    from partyschool.ui.main_window import MainWindow
    from partyschool.ui.projector import ProjectorWindow

    changes = Changes(db)
    context = Context(db, changes)
    window = MainWindow()
    window.resize(WIDTH, HEIGHT)
    hall = context.halls.open(db, get_sign_in_session(db, code, 2), host="127.0.0.1")
    try:
        window.start(context)
        _name(window, db)
        window.show()
        _wait_until(application, lambda: hall.code is not None and hall.present > 0)
        with _projector(ProjectorWindow(context, hall)) as projector:
            yield _grab(application, projector, out / "投影.png")
        yield from _pages(application, window, out, code, hall)
    finally:
        context.halls.stop_all()
        changes.stop()
        window.close()


@contextmanager
def _projector(projector: QWidget) -> Iterator[QWidget]:
    projector.resize(HALL_WIDTH, HALL_HEIGHT)
    projector.show()
    yield projector
    projector.close()


def _pages(application: QApplication, window: MainWindow, out: Path, code: str, hall: Hall) -> Iterator[Path]:
    from partyschool.services.people import list_people
    from partyschool.ui.main_window import PLACES

    secretary = next(row.id for row in list_people(hall.db) if any("书记" in post for post in row.posts))
    asked: dict[str, dict[str, object]] = {
        "people": {"person": secretary},
        "class": {"id": code},
        "desk": {"code": code, "number": hall.session.number},
        "hours": {"person": secretary, "state": "met"},
    }
    for key in PAGES:
        window.go(key, **asked.get(key, {}))
        yield _grab(application, window, out / f"{TITLES.get(key, PLACES[key].title)}.png")


def _name(window: MainWindow, db: Database) -> None:
    from partyschool.services.backups import last_backup_at
    from partyschool.services.schools import home_school
    from partyschool.services.settings import get_all
    from partyschool.ui.school_name import backup_words, short_title

    clerk = str(get_all(db)["office.clerk"])
    window.name_school(short_title(home_school(db)), clerk, backup_words(last_backup_at(db), db.now().date()))


def _grab(application: QApplication, widget: QWidget, path: Path) -> Path:
    """After what is loaded and laid out late has come.

    :raises Trouble: the picture cannot be written.
    """
    for _ in range(5):
        application.processEvents()
        time.sleep(0.02)
    if not widget.grab().save(str(path)):
        raise Trouble(f"写不了图片 {path}。", code="picture")
    return path


def _wait_until(application: QApplication, reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > end:
            raise Trouble("签到服务没有响应，投影画不出来。", code="serve")
        application.processEvents()
        time.sleep(0.02)
