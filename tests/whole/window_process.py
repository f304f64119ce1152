"""Run as a process: the window on a data folder with the sign-in of one session; prints the address and each code."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from partyschool.paths import DataFolder
from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.ui.application import Desk
from partyschool.ui.main_window import MainWindow
from partyschool.ui.page import Page


def run(folder: Path, code: str, now: datetime) -> int:
    """Until it is ended from outside."""
    application = QApplication(sys.argv[:1])
    window = MainWindow()
    begin = datetime.now()
    desk = Desk(window, DataFolder(folder), None, lambda: now + (datetime.now() - begin))
    window.closed.connect(desk.close)
    desk.open()
    page = window.page("home")
    assert isinstance(page, Page)
    db = page.context.db
    hall = page.context.halls.open(db, get_sign_in_session(db, code, 1, now + timedelta()), host="127.0.0.1")

    def tell() -> None:
        if hall.code is not None:
            facts = {"url": hall.url, "code": hall.code.digits, "service": hall.process.pid}
            print(json.dumps(facts), flush=True)

    hall.coded.connect(tell)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])))
