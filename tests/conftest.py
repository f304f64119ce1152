"""What tests share: a data folder, a database of either kind, a clock, the dressed application, a phone's browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from partyschool.paths import DATA_VARIABLE, DataFolder
from tests.postgresql import Server, server_programs

if TYPE_CHECKING:  # heavy: a test of the domain needs none of them
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot
    from selenium.webdriver import Chrome

    from partyschool.storage.database import Database

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # read when the first QApplication is made


PATIENCE_MS = 30_000


class Clock:
    """The office's clock in a test; it moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **units: float) -> None:
        """By the arguments of `timedelta`: `clock.advance(minutes=16)`."""
        self.time += timedelta(**units)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`@pytest.mark.both_databases` runs a test that uses `db` once on each kind."""
    if "database_kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"])


@pytest.fixture(autouse=True)
def _no_data_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "default"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PARTYSCHOOL_DATABASE_URL", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder that is not there yet, in a path with Chinese and a blank as on many office computers."""
    return DataFolder(tmp_path / "党校 培训")


@pytest.fixture
def qtbot(qtbot: "QtBot") -> "Iterator[QtBot]":
    """Waits longer than pytest-qt's five seconds, which a busy machine takes for a thing of milliseconds.

    After Ctrl+S Qt takes Ctrl for held down until another key comes; in the next test, whichever that is, a click would
    choose one more. So it is let go.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QWidget

    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_MS))
    yield qtbot
    if QGuiApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        qtbot.keyClick(QWidget(), Qt.Key.Key_F15)


@pytest.fixture
def clock() -> Clock:
    """Monday 16 June 2025, 8:00."""
    return Clock(datetime(2025, 6, 16, 8, 0))


@pytest.fixture
def database_kind() -> str:
    """SQLite, unless the test is marked `both_databases`."""
    return "sqlite"


@pytest.fixture
def database_url(database_kind: str, folder: DataFolder, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """For `open_database` and `--database`: None means the file of `folder`; tables are there, rows are not."""
    if database_kind == "sqlite":
        folder.root.mkdir(parents=True)
        shutil.copyfile(request.getfixturevalue("_empty_file"), folder.database)
        yield None
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        with server.fresh_database() as url:
            yield url


@pytest.fixture
def db(database_url: str | None, folder: DataFolder, clock: Clock) -> "Iterator[Database]":
    """An open database without any row."""
    from partyschool.storage.database import open_database

    database = open_database(folder, database_url, actor="测试员", clock=clock)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once and copied for each test: 2 ms instead of the whole history of migrations."""
    from partyschool.storage.database import open_database

    folder = DataFolder(tmp_path_factory.mktemp("empty"))
    open_database(folder).close()
    return folder.database


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server in a temporary folder, with a migrated template that each test's database is copied from."""
    from partyschool.storage.database import open_database

    if server_programs() is None:
        missing = "PostgreSQL is not installed (apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = DataFolder(tmp_path_factory.mktemp("server"))
    with Server.started() as server:
        open_database(folder, server.create_template()).close()
        yield server


@pytest.fixture(scope="session")
def qapp(qapp: "QApplication") -> "QApplication":
    """pytest-qt's application, with the program's own font, colours and Chinese texts."""
    from partyschool.ui.style import dress

    dress(qapp)
    return qapp


@pytest.fixture
def new_phone(tmp_path: Path) -> "Iterator[Callable[..., Chrome]]":
    """Call it for one more phone: a headless Chromium of a phone's size that knows nobody's cookies.

    `new_phone(scripts=False)` is one whose owner has switched JavaScript off.
    """
    from tests import phones

    with ExitStack() as pocket:
        numbers = count()

        def start(*, scripts: bool = True) -> "Chrome":
            return pocket.enter_context(phones.phone(tmp_path / f"phone-{next(numbers)}", scripts=scripts))

        yield start


@pytest.fixture
def phone(new_phone: "Callable[..., Chrome]") -> "Chrome":
    """The one phone of a test that needs no more."""
    return new_phone()
