"""`partyschool --self-test`: opens each page, renders a PDF, starts and stops the server, on data of its own.

The installers run it on what they have built; it needs no display and leaves nothing behind.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time as clock
import urllib.request
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from partyschool.paths import DataFolder
from partyschool.ui import style
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.halls import STARTING, Hall
from partyschool.ui.main_window import PAGES, MainWindow

if TYPE_CHECKING:
    from partyschool.storage.database import Database

PATIENCE_SECONDS = 30


def self_test() -> int:
    """0 when everything works; what does not is raised with its own words."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    style.dress(application)
    from partyschool.storage.database import open_database

    with tempfile.TemporaryDirectory(prefix="partyschool-", ignore_cleanup_errors=True) as name:
        db = open_database(DataFolder(Path(name) / "自检"), actor="自检")
        try:
            code = found_school(db)
            open_pages(db, code)
            render_paper()
            serve_once(db, code)
        finally:
            db.close()
    print("自检通过")
    return 0


def found_school(db: Database) -> str:
    """A school with one published class of today; answers its code."""
    from partyschool.domain.timetable import SessionPlan
    from partyschool.services.class_rows import ClassForm
    from partyschool.services.classes import create_class, publish_class
    from partyschool.services.schools import init_school

    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    today = db.now().date()
    session = SessionPlan(1, today, time(8, 30), time(11, 30), 8)
    code = create_class(db, form=ClassForm("自检班", today, today, sessions=(session,)))
    publish_class(db, code=code, reason="自检")
    return code


def open_pages(db: Database, code: str) -> None:
    """Each page once; what goes wrong in a slot counts as well."""
    raised: list[BaseException] = []
    before, sys.excepthook = sys.excepthook, lambda kind, error, trace: raised.append(error)
    window, changes = MainWindow(), Changes(db)
    try:
        window.start(Context(db, changes))
        window.show()
        for place in PAGES:
            window.go(place.key, **({"id": code} if place.key == "class" else {}))
            QApplication.processEvents()
            need(not window.grab().isNull(), f"page {place.key} painted nothing")
            print(f"页面 {place.title}：正常")
    finally:
        changes.stop()
        window.close()
        sys.excepthook = before
    if raised:
        raise raised[0]


def render_paper() -> None:
    """A PDF with Chinese text, and its page as a picture."""
    from partyschool.printing.preview import page_png
    from partyschool.printing.sheet import Sheet, build_pdf
    from partyschool.printing.styles import TITLE

    def page(sheet: Sheet) -> None:
        sheet.text(105, 60, "结业证书", TITLE)

    pdf = build_pdf([page], title="自检", author="自检", made=date.today())
    need(page_png(pdf, 0).startswith(b"\x89PNG"), "the page became no picture")
    print("生成和预览 PDF：正常")


def serve_once(db: Database, code: str) -> None:
    """Start the sign-in service as the window does, ask it how it is, and stop it."""
    from partyschool.services.sign_in_session import get_sign_in_session

    hall = Hall(db, get_sign_in_session(db, code, 1), host="127.0.0.1")
    hall.start()
    try:
        wait_until(lambda: hall.state != STARTING and bool(hall.url or hall.trouble))
        need(not hall.trouble, hall.trouble)
        with urllib.request.urlopen(f"{hall.url}/health", timeout=PATIENCE_SECONDS) as answer:
            need(answer.status == 200, f"health answered {answer.status}")
    finally:
        hall.stop()
    print("启动和停止签到服务：正常")


def need(holds: bool, what: str) -> None:
    """Not `assert`: that would vanish from a program packed with -O."""
    if not holds:
        raise RuntimeError(what)


def wait_until(reached: Callable[[], bool]) -> None:
    """Let events happen until then.

    :raises TimeoutError: it did not come about in half a minute.
    """
    end = clock.monotonic() + PATIENCE_SECONDS
    while not reached():
        if clock.monotonic() > end:
            raise TimeoutError("the sign-in service did not start")
        QApplication.processEvents()
        clock.sleep(0.02)
