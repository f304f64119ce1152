"""What every command is given: where the data lies and how to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from partyschool.errors import DataTrouble
from partyschool.paths import DataFolder

if TYPE_CHECKING:
    from partyschool.storage.database import Database

URL_VARIABLE = "PARTYSCHOOL_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The data folder, the database's URL (None: SQLite in the folder), and whether to answer in JSON."""

    folder: DataFolder
    wished_url: str | None
    as_json: bool
    is_quiet: bool

    @property
    def url(self) -> str | None:
        """The option, else the environment."""
        import os

        return self.wished_url or os.environ.get(URL_VARIABLE) or None

    @contextmanager
    def database(
        self, *, must_exist: bool = True, needs_school: bool = True, clock: Callable[[], datetime] = datetime.now
    ) -> Iterator[Database]:
        """The open database.

        :param needs_school: without a school nothing is owed and everybody would count as having met it.
        :raises DataTrouble: there is none yet, or it is damaged or unreachable.
        """
        from partyschool.services.schools import find_home_school
        from partyschool.storage.database import open_database

        if must_exist and self.url is None:
            self._refuse_missing()
        db = open_database(self.folder, self.url, actor=user_name(), clock=clock)
        try:
            if must_exist and needs_school and find_home_school(db) is None:
                raise self._nothing_yet()
            yield db
        finally:
            db.close()

    def _refuse_missing(self) -> None:
        """An empty file is no new database: it is what a copy that broke off leaves behind."""
        file = self.folder.database
        if not file.is_file():
            raise self._nothing_yet()
        if file.stat().st_size == 0:
            message = f"{file} 是空文件（0 字节），数据没有拷贝完整。请重新拷贝，或从备份恢复。"
            raise DataTrouble(message, code="damaged")

    def _nothing_yet(self) -> DataTrouble:
        message = f"数据文件夹 {self.folder.root} 里还没有数据。请先打开窗口登记党校，或运行 partyschool init。"
        return DataTrouble(message, code="no_data")

    def answer(self, document: Any, lines: Callable[[], Iterator[str]] | None = None) -> None:
        """One JSON document, or the lines for people."""
        if self.as_json:
            import json  # not before the first paint of the window

            print(json.dumps(document, ensure_ascii=False))
        elif lines is not None and not self.is_quiet:
            for line in lines():
                print(line)

    def say(self, sentence: str) -> None:
        """A sentence for people; nothing where JSON is wanted."""
        if not self.as_json and not self.is_quiet:
            print(sentence)


def user_name() -> str:
    """Who sits at this computer, for the audit lines of scripts."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "命令行"
