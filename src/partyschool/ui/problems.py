"""The one place where the window says that something went wrong; `sys.excepthook` is `show`."""

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtWidgets import QApplication, QWidget

from partyschool.errors import Problem, Refusal
from partyschool.paths import DataFolder
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.notice import Notice

NOTICE = "problem_notice"
LOG_FILE = "window.log"
BUG = "程序出了差错，刚才的操作没有完成。请再试一次；仍然不行时，把日志文件交给维护人员：{log}"

log = logging.getLogger("partyschool.ui")


def install(folder: DataFolder) -> None:
    """From now on no exception ends the program silently, in whatever thread it is raised."""
    sys.excepthook = show
    threading.excepthook = lambda raised: log.error(
        "in thread %s", raised.thread, exc_info=(raised.exc_type, raised.exc_value or raised.exc_type(), None)
    )
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    try:
        folder.logs.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # opening the database says the same in words
    written = logging.FileHandler(folder.logs / LOG_FILE, encoding="utf-8", delay=True)
    written.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(written)


def show(kind: type[BaseException], raised: BaseException, trace: TracebackType | None = None) -> None:
    """Say a Refusal or Trouble in its own words; log anything else and say that it happened."""
    if isinstance(raised, KeyboardInterrupt):
        QApplication.quit()
        return
    if isinstance(raised, Problem):
        say(raised.message, Tone.WATCH if isinstance(raised, Refusal) else Tone.ERROR)
        return
    log.error("bug", exc_info=(kind, raised, trace or raised.__traceback__))
    say(BUG.format(log=_log_file()), Tone.ERROR)


def say(message: str, tone: Tone = Tone.ERROR) -> None:
    """In the notice of the active window, where it has one named `problem_notice`; in a box otherwise."""
    window = QApplication.activeModalWidget() or QApplication.activeWindow() or _some_window()
    notice = _notice_of(window) if window is not None else None
    if notice is not None:
        say_in(notice, message, tone)
        return
    from PySide6.QtWidgets import QMessageBox  # rare, and its enums would delay the first paint

    box = QMessageBox(QMessageBox.Icon.Warning, "党校教育培训管理", message, parent=window)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.open()


def say_in(notice: Notice, message: str, tone: Tone) -> None:
    """The first sentence strong, what to do below it; what went well goes away by itself."""
    sentence, _, advice = message.partition("。")
    notice.say(sentence + "。", advice, tone=tone)
    if tone is Tone.DONE:
        notice.fade()


def _notice_of(window: QWidget) -> Notice | None:
    """A page that has a notice of its own comes before the window's."""
    notices = window.findChildren(Notice, NOTICE)
    return next((notice for notice in reversed(notices) if _can_be_seen(notice)), None)


def _can_be_seen(notice: Notice) -> bool:
    place = notice.parentWidget()
    return place is not None and place.isVisible()


def _some_window() -> QWidget | None:
    return next((widget for widget in QApplication.topLevelWidgets() if widget.isVisible()), None)


def _log_file() -> str:
    files = [handler.baseFilename for handler in log.handlers if isinstance(handler, logging.FileHandler)]
    return files[0] if files else LOG_FILE
