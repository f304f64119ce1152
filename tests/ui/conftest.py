"""A page's surroundings: a founded school, the changes heard in the window's thread, the way to other pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from partyschool.services.schools import init_school
from partyschool.storage.database import Database
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.tasks import finish_all
from partyschool.ui.widgets.search_field import SearchField


@pytest.fixture(autouse=True)
def _no_dialog_stays_open(qapp: QApplication) -> Iterator[None]:
    """One that a test leaves behind would be the active window of the next, and take its sentences."""
    before = {window for window in qapp.topLevelWidgets() if window.isVisible()}
    yield
    for window in qapp.topLevelWidgets():
        if isinstance(window, QDialog) and window not in before:
            window.hide()


@dataclass
class Ways:
    """Where a page wanted to go."""

    gone: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def __call__(self, key: str, **context: object) -> None:
        self.gone.append((key, context))


@pytest.fixture
def ways() -> Ways:
    return Ways()


@pytest.fixture
def school_db(db: Database) -> Database:
    """A database with its school: 中共禹城市房寺镇委员会党校."""
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    return db


@pytest.fixture
def context(school_db: Database, ways: Ways, qapp: Any) -> Iterator[Context]:
    """For a page alone; `ways.gone` tells where it wanted to go."""
    changes = Changes(school_db)
    yield Context(school_db, changes, go=ways)
    for widget in QApplication.allWidgets():  # a search that a test began and did not wait for ends with it
        if isinstance(widget, SearchField):
            widget._pause.stop()
    finish_all()  # what a page still counts would meet a closed database, and tell the next test of it
    changes.stop()


@pytest.fixture
def save_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """What the clerk answers in the system's dialogs for files, to save and to open; None is 取消."""

    def answer(path: Path | None) -> None:
        for question in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, question, lambda *_: (str(path) if path else "", ""))

    return answer
