"""The composition root of the window: opens the database once the window is painted, and fills the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QTimer

from partyschool.errors import Problem
from partyschool.paths import DataFolder, remember_data_folder
from partyschool.ui import problems
from partyschool.ui.beside import is_large
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.main_window import MainWindow
from partyschool.ui.paper_fonts import FONTS, warm_up
from partyschool.ui.school_name import backup_words, short_title
from partyschool.ui.tasks import Report, Task, finish_all
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from partyschool.storage.database import Database
    from partyschool.storage.folder_lock import FolderLock

BACKUP_AFTER_MS = 20_000
WARM_AFTER_MS = 1_500  # nobody wants a paper sooner, and the first page has been filled
REST_AFTER_MS = 100  # the first list is on the screen by then, and nothing works beside the window's thread yet


class Desk:
    """One window on one data folder: what is open, and how it is opened, changed for another and closed."""

    def __init__(self, window: MainWindow, folder: DataFolder, url: str | None, clock: Callable[[], datetime]) -> None:
        self.window, self.folder, self.url, self._clock = window, folder, url, clock
        self._own = (folder, url)
        self._db: Database | None = None
        self._changes: Changes | None = None
        self._lock: FolderLock | None = None
        self._context: Context | None = None
        self._backup = QTimer(window, singleShot=True, interval=BACKUP_AFTER_MS)
        self._backup.timeout.connect(self._back_up)
        self._warmth = QTimer(window, singleShot=True, interval=WARM_AFTER_MS)
        self._warmth.timeout.connect(self._warm_up)
        window.form.leave_sample.clicked.connect(self.leave_sample)

    def open(self) -> None:
        """Open the folder's database; show first start where there is no school yet, the reason where it fails."""
        problems.install(self.folder)
        try:
            self._open()
        except Problem as problem:
            self.close()
            self.window.show_alone(self._refusal(problem))

    def choose_folder(self, folder: DataFolder) -> None:
        """Leave this folder for another one, now and at every later start."""
        with suppress(OSError):  # a locked-down account: then it is only for now
            remember_data_folder(folder)
        self._own = (folder, None)
        self.open_folder(folder)

    def open_folder(self, folder: DataFolder, url: str | None = None) -> None:
        """Leave this folder and open another one, for now."""
        self.close()
        self.folder, self.url = folder, url
        self.open()

    @property
    def sample_folder(self) -> DataFolder:
        """Beside the school's own data, which it never touches."""
        root = self._own[0].root
        return DataFolder(root.with_name(f"{root.name}-示例镇"))

    def open_sample(self) -> None:
        """Make the sample town, unless it is there from before, and open it."""
        if self.sample_folder.database.exists():
            self.open_folder(self.sample_folder)
            return
        task = Task(self.window, self._make_sample, title="正在准备示例镇…")
        task.then(lambda folder: self.open_folder(folder))

    def _make_sample(self, report: Report) -> DataFolder:
        """Complete or not at all: a half made town would be opened at the next wish."""
        from partyschool.services.sample import build_sample
        from partyschool.storage.database import open_database

        folder = self.sample_folder
        db = open_database(folder, clock=self._clock)
        try:
            build_sample(db, now=self._clock(), progress=report)
        except BaseException:
            db.close()
            shutil.rmtree(folder.root, ignore_errors=True)
            raise
        db.close()
        return folder

    def leave_sample(self) -> None:
        """Throw the sample town away and go back to the school's own data."""
        sample = self.sample_folder
        self.open_folder(*self._own)
        shutil.rmtree(sample.root, ignore_errors=True)

    def close(self) -> None:
        """Give everything back; opening again is possible."""
        self._backup.stop()
        self._warmth.stop()
        finish_all()
        if self._context is not None:
            self._context.stop_services()
        if self._changes is not None:
            self._changes.stop()
        if self._db is not None:
            self._db.close()
        if self._lock is not None:
            self._lock.release()
        self._changes = self._db = self._lock = self._context = None

    def restore(self, file: Path) -> None:
        """Go back to a backup; what was in the folder is kept beside it. The window opens again either way."""
        from partyschool.services.backups import restore_backup

        actor = self._db.actor if self._db is not None else ""
        self.close()
        try:
            restored = restore_backup(file, self.folder, actor=actor, clock=self._clock)
        finally:
            self.open()
        kept = f"恢复前的数据在 {restored.kept_aside}" if restored.kept_aside else ""
        problems.say(f"已恢复到 {restored.backup.made_at:%Y-%m-%d %H:%M} 的备份。{kept}", Tone.DONE)

    def _open(self) -> None:
        # SQLAlchemy takes 0.4 s to import: only now, when the window is already on the screen.
        from partyschool.services.folder_lock import lock_folder
        from partyschool.services.schools import find_home_school
        from partyschool.storage.database import open_database

        if self.url is None:
            self._lock = lock_folder(self.folder)
        actor = QDir.home().dirName()
        self._db = db = open_database(self.folder, self.url, actor=actor, clock=self._clock, tables_later=True)
        self._changes = Changes(self._db)
        if find_home_school(self._db) is None:
            self._welcome(self._db)
        else:
            self.start()
        QTimer.singleShot(REST_AFTER_MS, lambda: db.know_all_tables())

    def start(self) -> None:
        """The school is known: fill the window."""
        assert self._db is not None and self._changes is not None
        self._context = context = Context(self._db, self._changes, restore=self.restore)
        self._db.actor = context.settings["office.clerk"] or self._db.actor
        self._name_school(context)
        self._changes.changed.connect(lambda tables: self._name_school(context))
        self.window.start(context)
        is_sample = self.folder == self.sample_folder
        self.window.form.leave_sample.setVisible(is_sample)
        self.window.form.subtitle.setText("示例镇，随便试" if is_sample else "教育培训管理")
        self._backup.start()
        self._warmth.start()

    def _warm_up(self) -> None:
        """Not in a city's window: printing takes 70 MB, and counting 60,000 people fills what it may have."""
        if self._context is not None and not is_large(self._context):
            Task(None, warm_up, quiet=True)

    def _back_up(self) -> None:
        """Once a day, some time after the start, when the first pages have been looked at."""
        from partyschool.services.backups import back_up_daily

        db = self._db
        if db is not None:
            Task(None, lambda report: back_up_daily(db), quiet=True)

    def _welcome(self, db: Database) -> None:
        from partyschool.ui.welcome_page import WelcomePage

        page = WelcomePage(db)
        page.founded.connect(self.start)
        page.listed.connect(self._start_signing)
        page.sample_wanted.connect(self.open_sample)
        page.folder_wanted.connect(self.choose_folder)
        page.restore_wanted.connect(self.restore)
        self.window.show_alone(page)

    def _start_signing(self, sentence: str) -> None:
        """A computer that only signs in: what was opened is on that page."""
        self.start()
        self.window.go("sign_in")
        problems.say(sentence, Tone.DONE)

    def _name_school(self, context: Context) -> None:
        from partyschool.services.backups import last_backup_at
        from partyschool.services.schools import home_school

        db, settings = context.db, context.settings
        db.actor = settings["office.clerk"] or db.actor
        FONTS.of_computer = settings["print.computer_fonts"]
        self.window.name_school(short_title(home_school(db)), db.actor, backup_words(last_backup_at(db), context.today))

    def _refusal(self, problem: Problem) -> EmptyState:
        shown = EmptyState()
        actions = [("再试一次", "refresh", self.open), ("换一个数据文件夹…", "folder", self._choose_folder)]
        sentence, _, advice = problem.message.partition("。")
        shown.say(sentence, advice, actions, picture="warning")
        return shown

    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(self.window, "数据文件夹", str(self.folder.root.parent))
        if chosen:
            self.choose_folder(DataFolder(Path(chosen)))
