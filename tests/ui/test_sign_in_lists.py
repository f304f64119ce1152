"""签到名单: made on the class's page, opened on a computer that was just unpacked, signed in there for its room."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.paths import DataFolder
from partyschool.services.class_queries import get_class
from partyschool.services.quota_words import KINDS
from partyschool.services.sub_classrooms import SubClassroomForm, call_up_to, save_sub_classroom
from partyschool.storage.database import Database, open_database
from partyschool.ui.changes import Changes
from partyschool.ui.class_page import ClassPage
from partyschool.ui.context import Context
from partyschool.ui.people_columns import state_words
from partyschool.ui.people_page import PeoplePage
from partyschool.ui.sign_in_joining import ListDialog
from partyschool.ui.sign_in_page import SignInPage
from partyschool.ui.start_dialog import StartDialog
from partyschool.ui.welcome_page import WelcomePage
from tests.conftest import Clock
from tests.ui.school_day import SchoolDay, hold

ROOM = "桂庄村分课堂"


@pytest.fixture
def day(context: Context, clock: Clock) -> SchoolDay:
    clock.time = datetime(2025, 6, 16, 8, 10)
    day = hold(context.db)
    room = save_sub_classroom(context.db, code=day.code, form=SubClassroomForm(ROOM))
    call_up_to(context.db, code=day.code, person_ids=[day.people["许玉芳"]], sub_classroom_id=room)
    return day


@pytest.fixture
def village(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    db = open_database(DataFolder(tmp_path / "村里"), clock=clock)
    yield db
    db.close()


def test_a_list_goes_from_the_class_to_a_fresh_computer_whose_desk_is_in_its_room(
    qtbot: QtBot, context: Context, day: SchoolDay, village: Database, tmp_path: Path,
    save_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    page = ClassPage(context)
    qtbot.addWidget(page)
    page.open(id=day.code)
    assert "签到名单文件…" in [action.text() for action in page.make_menu().actions()]
    save_to(tmp_path / "名单.mingdan")
    dialog = ListDialog(page, day.code)
    assert [dialog.form.room.itemText(place) for place in range(2)] == [f"{ROOM}　1 人", "全部课堂的人"]
    qtbot.mouseClick(dialog.form.save, Qt.MouseButton.LeftButton)

    welcome = WelcomePage(village)
    qtbot.addWidget(welcome)
    with qtbot.waitSignal(welcome.listed) as told:
        qtbot.mouseClick(welcome.form.open_list, Qt.MouseButton.LeftButton)
    assert told.args is not None
    assert f"（{ROOM}），1 人，2 场" in told.args[0]

    changes = Changes(village)
    there = Context(village, changes)
    signing = SignInPage(there)
    qtbot.addWidget(signing)
    signing.refresh()
    assert [line.detail.row.enrolled for line in signing.lines] == [1, 1]
    assert StartDialog(there, get_class(village, day.code), signing).room == ROOM
    own = ClassPage(there)
    qtbot.addWidget(own)
    own.open(id=day.code)
    assert "在这里只签到" in own.form.hint.text()
    assert own.form.flow_card.isHidden()
    with qtbot.captureExceptions() as caught:  # the notice's link leads to the way home
        own.form.hint.clicked.emit()
    assert "还没有签到记录" in str(caught[0][1])
    assert (own.form.close_class.note(), own.form.close_class.button.isEnabled()) == ("在做名单的电脑上办", False)
    people = PeoplePage(there)
    qtbot.addWidget(people)
    people.refresh()
    [see] = [one for one in people.form.empty.findChildren(QPushButton) if one.text().strip() == "看名单上的人"]
    see.click()
    assert [(row.name, KINDS[row.kind], state_words(row)) for row in people.model.shown] == [
        ("许玉芳", "只在这里签到", "只签到")
    ]
    people.form.clear.click()
    assert people.model.shown == []
    changes.stop()


def test_the_page_of_signing_in_opens_lists_too_and_says_what_is_no_list(
    qtbot: QtBot, context: Context, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    page = SignInPage(context)
    qtbot.addWidget(page)
    page.refresh()
    assert "打开签到名单…" in [button.text().strip() for button in page.form.empty.findChildren(QPushButton)]
    path = tmp_path / "别的.mingdan"
    path.write_text("{}", encoding="utf-8")
    save_to(path)
    with pytest.raises(Refusal, match="不是签到名单文件"):
        page.open_list()
    save_to(None)
    page.open_list()
