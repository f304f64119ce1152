"""The window makes pages when they are first visited, and reloads them when what they show has changed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from partyschool.services.rooms import RoomForm, save_room
from partyschool.storage.database import Database
from partyschool.ui.changes import Changes
from partyschool.ui.child_window import ChildWindow
from partyschool.ui.context import Context
from partyschool.ui.main_window import PAGES, MainWindow


@pytest.fixture
def window(qtbot: QtBot, school_db: Database) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    changes = Changes(school_db)
    made.show()
    made.start(Context(school_db, changes), first="teachers")
    yield made
    changes.stop()


def test_a_page_is_made_once(window: MainWindow) -> None:
    page = window.page("teachers")
    window.go("settings")
    window.go("teachers")
    assert window.page("teachers") is page
    assert window.form.pages.currentWidget() is page


def test_a_visible_page_reloads_at_once_and_a_hidden_one_when_it_is_shown(qtbot: QtBot, window: MainWindow) -> None:
    teachers = window.page("teachers")
    window.go("teachers", tab="rooms")
    model = teachers.models["rooms"]  # type: ignore[attr-defined]
    save_room(window._context.db, form=RoomForm("报告厅"))  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(model.rows) == 1)
    window.go("settings")
    save_room(window._context.db, form=RoomForm("研讨室"))  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: teachers.stale)
    assert len(model.rows) == 1
    window.go("teachers")
    assert len(model.rows) == 2


def test_the_number_keys_walk_through_the_pages(qtbot: QtBot, window: MainWindow) -> None:
    window.go("settings")
    place = [place.key for place in PAGES if not place.under].index("teachers")
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + place), Qt.KeyboardModifier.ControlModifier)
    assert window.form.pages.currentWidget() is window.page("teachers")
    assert window._buttons["teachers"].isChecked()


def test_the_search_key_goes_to_the_search(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.page("teachers").form.search.hasFocus()  # type: ignore[attr-defined]


def test_navigation_does_nothing_before_the_database_is_open(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.go("people")
    assert window.form.pages.count() == 0
    assert not any(button.isEnabled() for button in window._buttons.values())


@pytest.mark.parametrize("key", [place.key for place in PAGES])
def test_every_page_opens_on_a_new_school(window: MainWindow, key: str) -> None:
    window.go(key)
    assert window.form.pages.currentWidget() is window.page(key)


class Asking(ChildWindow):
    """Has something unsaved, until it is told otherwise."""

    is_edited = True

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(not self.is_edited)


def test_the_window_stays_while_another_one_asks_about_unsaved_changes(window: MainWindow) -> None:
    child = Asking(window)
    child.show()
    assert not window.close()
    assert window.isVisible()
    child.is_edited = False
    assert window.close()


def test_windows_of_a_data_folder_go_with_it(qtbot: QtBot, window: MainWindow) -> None:
    """A template saved later would go where its school is open no more."""
    child = Asking(window)
    child.show()
    with qtbot.waitSignal(child.destroyed):
        window.show_alone(QWidget())
