"""Dialogs go once they are closed: a page that stays for weeks does not keep every one that it ever opened."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.phone_pages_dialog import PhonePagesDialog
from partyschool.ui.room_dialog import RoomDialog


def test_fifty_dialogs_leave_nothing_behind(qtbot: QtBot, context: Context) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    for _ in range(50):
        dialog = RoomDialog(context.db, None, page)
        dialog.open()
        dialog.reject()
    qtbot.waitUntil(lambda: not page.findChildren(FormDialog))


def test_one_that_shows_something_on_stays_when_it_is_closed(qtbot: QtBot, context: Context) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    RoomDialog(context.db, None, page).open()
    phones = PhonePagesDialog(context, page)
    phones.open()
    for dialog in page.findChildren(FormDialog):
        dialog.reject()
    qtbot.waitUntil(lambda: page.findChildren(FormDialog) == [phones])
