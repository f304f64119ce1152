"""One window on one data folder: first start, the reason why it does not open, backup and back again."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from partyschool.paths import DataFolder
from partyschool.printing import fonts
from partyschool.printing.fonts import Role
from partyschool.services import people_rows
from partyschool.services.backups import create_backup
from partyschool.services.rooms import RoomForm, list_rooms, save_room
from partyschool.services.schools import find_home_school
from partyschool.storage.database import Database, open_database
from partyschool.ui import tasks
from partyschool.ui.application import Desk
from partyschool.ui.main_window import MainWindow
from partyschool.ui.settings_page import SettingsPage
from partyschool.ui.welcome_page import WelcomePage
from partyschool.ui.widgets.empty_state import EmptyState
from tests.conftest import PATIENCE_MS


def noon() -> datetime:
    return datetime(2025, 6, 16, 12, 0)


@pytest.fixture
def desk(qtbot: QtBot, folder: DataFolder) -> Iterator[Desk]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    made = Desk(window, folder, None, noon)
    yield made
    made.close()


def shown(desk: Desk) -> object:
    return desk.window.form.pages.currentWidget()


def found(qtbot: QtBot, desk: Desk) -> None:
    """Go through first start as a clerk does."""
    desk.open()
    page = shown(desk)
    assert isinstance(page, WelcomePage)
    page.form.name.setText("中共禹城市房寺镇委员会党校")
    page.form.name.textEdited.emit(page.form.name.text())
    qtbot.mouseClick(page.form.begin, Qt.MouseButton.LeftButton)


def test_first_start_leads_into_the_window_with_one_name_and_one_click(qtbot: QtBot, desk: Desk) -> None:
    found(qtbot, desk)
    assert desk.window.form.school.text() == "房寺镇党校"
    assert desk.window.form.backup.text() == "还没有备份"
    assert not desk.window.form.navigation.isHidden()
    school = find_home_school(desk_db(desk))
    assert school is not None
    assert (school.short, school.city, school.town, school.tier) == ("禹房", "禹城市", "房寺镇", "town")


def desk_db(desk: Desk) -> Database:
    assert desk._db is not None
    return desk._db


def test_a_second_window_on_the_folder_says_so_and_opens_when_the_first_is_closed(qtbot: QtBot, desk: Desk) -> None:
    found(qtbot, desk)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    second = Desk(window, desk.folder, None, noon)
    second.open()
    refusal = shown(second)
    assert isinstance(refusal, EmptyState)
    assert "另一个窗口" in refusal._title.text()
    desk.close()
    again = next(button for button in refusal.findChildren(QPushButton) if "再试一次" in button.text())
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert second.window.form.school.text() == "房寺镇党校"
    second.close()


def test_a_damaged_database_is_told_in_words(desk: Desk) -> None:
    desk.folder.root.mkdir(parents=True)
    desk.folder.database.write_bytes(b"not a database at all" * 200)
    desk.open()
    refusal = shown(desk)
    assert isinstance(refusal, EmptyState)
    assert refusal._title.text()
    assert "Traceback" not in refusal._advice.text()


def test_going_back_to_a_backup_undoes_what_came_after_and_keeps_it_aside(qtbot: QtBot, desk: Desk) -> None:
    found(qtbot, desk)
    db = desk_db(desk)
    save_room(db, form=RoomForm("报告厅"))
    backup = create_backup(db)
    save_room(db, form=RoomForm("后来的教室"))
    desk.restore(backup.file)
    assert [row.form.name for row in list_rooms(desk_db(desk))] == ["报告厅"]
    assert "已恢复" in desk.window.form.problem_notice.text()
    kept = [path for path in desk.folder.root.parent.iterdir() if "恢复前" in path.name]
    assert len(kept) == 1
    old = open_database(DataFolder(kept[0]))
    assert {row.form.name for row in list_rooms(old)} == {"报告厅", "后来的教室"}
    old.close()


def test_a_backup_that_is_none_changes_nothing(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    found(qtbot, desk)
    rubbish = tmp_path / "照片.zip"
    rubbish.write_bytes(b"PK rubbish")
    with pytest.raises(Exception, match=r"不是本程序的备份|已损坏"):
        desk.restore(rubbish)
    assert desk.window.form.school.text() == "房寺镇党校"
    assert find_home_school(desk_db(desk)) is not None


def test_another_folder_can_be_chosen_at_first_start(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.open()
    page = shown(desk)
    assert isinstance(page, WelcomePage)
    page.folder_wanted.emit(DataFolder(tmp_path / "别处"))
    assert desk.folder.root == tmp_path / "别处"
    assert str(tmp_path / "别处") in shown(desk).form.folder.text()  # type: ignore[attr-defined]


def test_the_clerks_name_set_in_the_window_stands_in_the_log(qtbot: QtBot, desk: Desk) -> None:
    found(qtbot, desk)
    desk.window.go("settings")
    page = shown(desk)
    assert isinstance(page, SettingsPage)
    page.form.clerk.setText("李会敏")
    qtbot.mouseClick(page.form.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.window.form.user.text() == "李会敏")
    assert desk_db(desk).actor == "李会敏"


def test_a_backup_is_made_once_a_day_by_itself(qtbot: QtBot, desk: Desk) -> None:
    found(qtbot, desk)
    desk._back_up()
    qtbot.waitUntil(lambda: len(list(desk.folder.backups.glob("*.zip"))) == 1)
    desk._back_up()
    desk.close()
    assert len(list(desk.folder.backups.glob("*.zip"))) == 1


PROBE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from partyschool.paths import DataFolder
from partyschool.ui import application
from partyschool.ui.first_paint import run

class Probe(application.Desk):
    def open(self):
        heavy = {"sqlalchemy", "alembic", "reportlab", "pypinyin", "python_calamine", "aiohttp"} & sys.modules.keys()
        print("painted", self.window.isVisible(), "loaded", sorted(heavy))
        super().open()
        print("shown", type(self.window.form.pages.currentWidget()).__name__, "sqlalchemy" in sys.modules)
        QTimer.singleShot(0, QApplication.quit)

application.Desk = Probe
sys.exit(run(DataFolder(Path(sys.argv[1]))))
"""


def test_the_window_is_painted_before_anything_heavy_is_loaded(folder: DataFolder) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder.root)], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.stdout.splitlines() == ["painted True loaded []", "shown WelcomePage True"], ran.stderr
    assert ran.returncode == 0


def test_the_sample_town_is_tried_and_thrown_away_beside_the_own_data(qtbot: QtBot, desk: Desk) -> None:
    desk.open()
    page = shown(desk)
    assert isinstance(page, WelcomePage)
    qtbot.mouseClick(page.form.open_sample, Qt.MouseButton.LeftButton)
    # Some seconds of work; a slow machine with two workers on one core was seen to take half a minute.
    qtbot.waitUntil(lambda: desk.window.form.school.text() == "房寺镇党校", timeout=10 * PATIENCE_MS)
    assert desk.folder == desk.sample_folder
    assert desk.window.form.leave_sample.isVisible()
    assert desk.window.form.user.text() == "李会敏"
    qtbot.mouseClick(desk.window.form.leave_sample, Qt.MouseButton.LeftButton)
    assert isinstance(shown(desk), WelcomePage)
    assert not desk.sample_folder.root.exists()


def test_a_cancelled_sample_town_leaves_nothing_behind(desk: Desk) -> None:
    def cancelled(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk._make_sample(cancelled)
    assert not desk.sample_folder.root.exists()


def test_what_papers_need_is_made_ready_once_nobody_waits(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(qtbot, desk)
    assert desk._warmth.isActive()
    fonts.use_shipped_fonts()  # as at the start: none is read
    assert not fonts._read
    with monkeypatch.context() as crowded:  # a city's figures need the room
        crowded.setattr(people_rows, "MANY_PEOPLE", -1)
        before = set(tasks._running)
        desk._warmth.timeout.emit()
        assert tasks._running == before
    desk._warmth.timeout.emit()
    qtbot.waitUntil(lambda: {role.value for role in Role} <= set(fonts._read))
    desk.close()
    assert not desk._warmth.isActive()
