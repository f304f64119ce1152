"""With a city's people: what somebody asks for about everybody is read beside the window's thread, and can be left."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QProgressDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partyschool.services import people_rows
from partyschool.services.class_queries import get_class
from partyschool.services.names_behind import Wanted
from partyschool.ui.beside import when_read
from partyschool.ui.context import Context
from partyschool.ui.enrol_dialog import EnrolDialog
from partyschool.ui.exempt_dialog import ExemptDialog
from partyschool.ui.figure_lists import Basis, open_names
from partyschool.ui.list_dialog import ListDialog
from partyschool.ui.waiting import WaitingNotice
from tests.conftest import PATIENCE_MS
from tests.ui.dialogs import dialog_of
from tests.ui.school_day import DAY, SchoolDay, hold

PATIENCE_SECONDS = PATIENCE_MS / 1000


@pytest.fixture
def day(context: Context, monkeypatch: pytest.MonkeyPatch) -> SchoolDay:
    monkeypatch.setattr(people_rows, "MANY_PEOPLE", 1)
    return hold(context.db)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_names_behind_a_figure_open_when_they_are_read(
    qtbot: QtBot, context: Context, day: SchoolDay, page: QWidget
) -> None:
    open_names(context, "全镇", Wanted("due"), Basis(DAY.year), page)
    assert not page.findChildren(ListDialog)
    qtbot.waitUntil(lambda: len(page.findChildren(ListDialog)) == 1)
    assert dialog_of(page, ListDialog).form.count.text() == "7 人"
    assert not [notice for notice in page.findChildren(QProgressDialog) if notice.isVisible()]


def test_whoever_cancels_is_shown_nothing(qtbot: QtBot, context: Context, day: SchoolDay, page: QWidget) -> None:
    go_on, shown = threading.Event(), list[int]()

    def read() -> int:
        go_on.wait(PATIENCE_SECONDS)
        return 7

    when_read(page, context, read, shown.append, title="正在列出“全镇 · 应训”…")
    qtbot.waitUntil(lambda: any(notice.isVisible() for notice in page.findChildren(QProgressDialog)))
    notice = dialog_of(page, QProgressDialog)
    assert notice.labelText() == "正在列出“全镇 · 应训”…"
    notice.findChildren(QPushButton)[0].click()
    go_on.set()
    when_read(page, context, lambda: 8, shown.append, title="正在列出…")
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [8]


def test_the_people_to_choose_from_are_read_beside_the_window_and_a_choice_is_kept(
    qtbot: QtBot, context: Context, day: SchoolDay, page: QWidget
) -> None:
    dialog = EnrolDialog(context, get_class(context.db, day.code), page)
    dialog.open()
    picker = dialog.form.picker
    assert picker.is_waiting
    assert dialog_of(picker, WaitingNotice).geometry() == picker.rect()
    picker.choose([day.outsider])
    qtbot.waitUntil(lambda: not picker.is_waiting)
    assert picker.chosen() == [day.outsider]
    assert dialog.form.save.text() == "加入名单（1 人）"
    assert [row.name for row in picker.model.shown][:1] == ["李洋"]


def test_the_way_out_of_an_empty_list_shows_everybody_again(
    qtbot: QtBot, context: Context, day: SchoolDay, page: QWidget
) -> None:
    dialog = EnrolDialog(context, get_class(context.db, day.code), page)
    picker = dialog.form.picker
    qtbot.waitUntil(lambda: not picker.is_waiting)
    everybody = list(picker.model.shown)
    picker.form.audience.set_value(2)
    picker.form.search.setText("没有这个人")
    qtbot.waitUntil(lambda: not picker.model.shown)
    picker.form.people.clear_wanted.emit()
    qtbot.waitUntil(lambda: picker.model.shown == everybody)
    assert picker.form.audience.value() is None


def test_closing_the_dialog_while_people_are_read_is_quiet(
    qtbot: QtBot, context: Context, day: SchoolDay, page: QWidget
) -> None:
    dialog = ExemptDialog(context, DAY.year, [day.outsider], page)
    dialog.open()
    assert dialog.people() == [day.outsider]
    task = dialog.form.picker._task
    gone, settled = list[bool](), list[bool]()
    dialog.destroyed.connect(lambda: gone.append(True))
    task.settled.connect(lambda: settled.append(True))
    dialog.reject()
    dialog.deleteLater()
    qtbot.waitUntil(lambda: bool(gone and settled))
