"""Every commit is heard of in the window's thread, whoever made it."""

import threading

from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from partyschool.services.rooms import RoomForm, save_room
from partyschool.storage.database import Database, open_database
from partyschool.ui.changes import EVERYTHING, Changes, touches
from partyschool.ui.context import Context


def test_a_commit_in_another_thread_is_told_in_the_windows_thread(qtbot: QtBot, context: Context) -> None:
    heard: list[QThread] = []
    context.changes.changed.connect(lambda tables: heard.append(QThread.currentThread()))
    with qtbot.waitSignal(context.changes.changed) as told:
        writer = threading.Thread(target=save_room, args=(context.db,), kwargs={"form": RoomForm("报告厅")})
        writer.start()
    writer.join()
    assert told.args is not None
    assert "rooms" in told.args[0]
    assert heard == [context.changes.thread()]


def test_commits_between_two_turns_are_told_once(qtbot: QtBot, context: Context) -> None:
    told: list[frozenset[str]] = []
    context.changes.changed.connect(told.append)
    for name in ("报告厅", "研讨室", "阅览室"):
        save_room(context.db, form=RoomForm(name))
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(50)
    assert len(told) == 1


def test_what_is_still_on_its_way_at_the_stop_is_told_to_nobody(qtbot: QtBot, school_db: Database) -> None:
    changes = Changes(school_db)
    told: list[object] = []
    turned: list[bool] = []
    changes.changed.connect(told.append)
    save_room(school_db, form=RoomForm("报告厅"))
    changes.stop()
    QTimer.singleShot(20, lambda: turned.append(True))  # behind the turn in which it would be told
    qtbot.waitUntil(lambda: bool(turned))
    assert told == []


def test_what_another_process_writes_is_heard_of_within_seconds(qtbot: QtBot, school_db: Database) -> None:
    changes = Changes(school_db)
    other = open_database(school_db.folder)
    with qtbot.waitSignal(changes.changed) as told:
        save_room(other, form=RoomForm("报告厅"))
    changes.stop()
    other.close()
    assert told.args == [EVERYTHING]


def test_a_page_reloads_for_its_own_tables_and_for_a_write_of_unknown_kind() -> None:
    assert touches(frozenset({"people", "units"}), frozenset({"units"}))
    assert not touches(frozenset({"people"}), frozenset({"rooms"}))
    assert touches(frozenset({"people"}), EVERYTHING)
    assert not touches(frozenset(), EVERYTHING)
