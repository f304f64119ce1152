"""A class's sub-classrooms in the window: entered, filled with people, signed in at a desk of their own, joined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.paths import DataFolder
from partyschool.services.attendance import list_attendance
from partyschool.services.class_queries import get_class
from partyschool.services.classes import close_class, confirm_class
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.services.sub_classrooms import SubClassroomForm, call_up_to, list_sub_classrooms, save_sub_classroom
from partyschool.storage.backup import copy_database
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import School
from partyschool.ui.class_page import ClassPage
from partyschool.ui.context import Context
from partyschool.ui.desk_page import DeskPage
from partyschool.ui.sign_in_joining import export_sign_ins, join_sign_ins
from partyschool.ui.start_dialog import StartDialog
from partyschool.ui.sub_classrooms_dialog import CallUpDialog, SubClassroomDialog, SubClassroomsDialog
from tests.conftest import Clock
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of
from tests.ui.school_day import SchoolDay, hold

ROOM = "贾集村温室蔬菜大棚"


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def page(qtbot: QtBot, context: Context, day: SchoolDay) -> ClassPage:
    page = ClassPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.show()
    page.open(id=day.code)
    return page


@pytest.fixture
def room_id(context: Context, day: SchoolDay) -> int:
    """With 许玉芳 and 吴静 of 桂庄村 called up to it."""
    room_id = save_sub_classroom(context.db, code=day.code, form=SubClassroomForm(ROOM, "大棚旁", "贾主任"))
    people = [day.people["许玉芳"], day.people["吴静"]]
    call_up_to(context.db, code=day.code, person_ids=people, sub_classroom_id=room_id)
    return room_id


def sign(db: Database, day: SchoolDay, name: str, clock: Clock, place: str = "") -> None:
    session_id = get_class(db, day.code).sessions[0].id
    record_sign_in(db, session_id, SignIn(Way.TAP, clock(), person_id=day.people[name], place=place))


def test_a_teaching_point_becomes_a_sub_classroom_from_the_menu_of_the_class(page: ClassPage, day: SchoolDay) -> None:
    [action] = [action for action in page.make_menu().actions() if action.text() == "分课堂…"]
    action.trigger()
    rooms = dialog_of(page, SubClassroomsDialog)
    rooms.accept()
    new = dialog_of(rooms, SubClassroomDialog)
    new.form.point.setCurrentIndex(1)
    new.form.point.activated.emit(1)
    assert new.form.name.text() == ROOM
    new.form.responsible.setText("贾主任")
    new.accept()

    [row] = list_sub_classrooms(page.context.db, day.code)
    assert (row.name, row.form.responsible, row.form.teaching_point_id) == (ROOM, "贾主任", day.point)
    assert [(line.name, line.called_up) for line in rooms.model.shown] == [("主课堂", 6), (ROOM, 0)]


def test_without_a_room_there_is_none_to_change_delete_or_sign_in_to(page: ClassPage, day: SchoolDay) -> None:
    page.sub_classrooms()
    rooms = dialog_of(page, SubClassroomsDialog)
    acts = (rooms.form.change, rooms.form.remove, rooms.form.sign_in)
    assert [button.isEnabled() for button in acts] == [False, False, False]
    save_sub_classroom(page.context.db, code=day.code, form=SubClassroomForm(ROOM))
    rooms.refresh()
    assert [button.isEnabled() for button in acts] == [False, False, True]
    rooms.form.table.choose(ROOM)
    assert [button.isEnabled() for button in acts] == [True, True, True]


def test_a_refused_name_keeps_the_dialog_open(page: ClassPage) -> None:
    page.sub_classrooms()
    rooms = dialog_of(page, SubClassroomsDialog)
    rooms.accept()
    new = dialog_of(rooms, SubClassroomDialog)
    with pytest.raises(Refusal, match="请填写分课堂的名称"):
        new.accept()
    assert new.isVisible()


def test_chosen_trainees_are_called_up_to_a_room_and_the_list_shows_it(
    page: ClassPage, day: SchoolDay, context: Context, room_id: int
) -> None:
    page.tabs.open("trainees")
    assert page.tabs.trainees is not None
    [column] = [column for column in page.tabs.trainees.columns if "分课堂" in column.title]
    assert {column.text(row) for row in page.tabs.trainees.shown} == {"", ROOM}
    page.form.trainees.selectAll()
    page.tabs.call_up()
    dialog = dialog_of(page, CallUpDialog)
    assert "选中的 6 人" in dialog.form.lead.text()
    dialog.accept()
    assert [row.called_up for row in list_sub_classrooms(context.db, day.code)] == [6]


def test_without_rooms_the_clerk_is_told_where_to_make_one(page: ClassPage) -> None:
    page.tabs.open("trainees")
    page.form.trainees.selectAll()
    with pytest.raises(Refusal, match="还没有分课堂"):
        page.tabs.call_up()


def test_the_start_dialog_asks_for_the_room_only_where_there_are_several(
    qtbot: QtBot, context: Context, day: SchoolDay, ways: Ways
) -> None:
    parent = ClassPage(context)
    qtbot.addWidget(parent)
    one = StartDialog(context, get_class(context.db, day.code), parent)
    assert not one.form.room_part.isVisibleTo(one)
    save_sub_classroom(context.db, code=day.code, form=SubClassroomForm(ROOM))
    dialog = StartDialog(context, get_class(context.db, day.code), parent, room=ROOM)
    assert dialog.form.room_part.isVisibleTo(dialog)

    dialog.form.without_phones.click()

    assert ways.gone == [("desk", {"code": day.code, "number": 1, "room": ROOM})]


@pytest.fixture
def desk(qtbot: QtBot, context: Context, day: SchoolDay, room_id: int) -> DeskPage:
    """The desk of the sub-classroom."""
    desk = DeskPage(context)
    qtbot.addWidget(desk)
    desk.resize(1280, 720)
    desk.show()
    desk.open(code=day.code, room=ROOM)
    return desk


def figures(desk: DeskPage) -> list[str]:
    form = desk.form
    return [button.accessibleName() for button in (form.enrolled, form.present, form.missing)]


def test_the_desk_of_a_room_shows_and_signs_in_its_own(
    qtbot: QtBot, desk: DeskPage, day: SchoolDay, context: Context, clock: Clock
) -> None:
    assert ROOM in desk.form.caption.text()
    assert {row.name for row in desk.rows} == {"许玉芳", "吴静"}
    desk.form.roll.wanted.emit(next(row for row in desk.rows if row.name == "吴静"))

    session_id = get_class(context.db, day.code).sessions[0].id
    assert {row.name: row.place for row in list_attendance(context.db, session_id) if row.attendance_id} == {
        "吴静": ROOM
    }
    qtbot.waitUntil(lambda: figures(desk) == ["应到 2", "实到 1", "未到 1"])


def test_somebody_of_the_village_who_came_to_the_main_classroom_is_not_present_in_the_village(
    qtbot: QtBot, desk: DeskPage, day: SchoolDay, context: Context, clock: Clock
) -> None:
    sign(context.db, day, "许玉芳", clock)
    desk.refresh()

    qtbot.waitUntil(lambda: figures(desk) == ["应到 2", "实到 0", "未到 1"])


def test_somebody_called_up_elsewhere_who_came_here_is_found_by_name(
    qtbot: QtBot, desk: DeskPage, context: Context, day: SchoolDay
) -> None:
    assert desk.form.found.text() == "2 人，未到 2 人"
    desk.form.query.setText("oyjg")
    assert desk.form.found.text() == "找到 1 人，其中未到 1 人"

    desk.form.query.signed.emit(-1)

    qtbot.waitUntil(lambda: figures(desk) == ["应到 2", "实到 1", "未到 2"])
    session_id = get_class(context.db, day.code).sessions[0].id
    assert [row.place for row in list_attendance(context.db, session_id) if row.name == "欧阳建国"] == [ROOM]


def test_everybody_but_means_everybody_of_the_room(
    desk: DeskPage, day: SchoolDay, context: Context, room_id: int
) -> None:
    from partyschool.services.attendance_paper import end_session, paper_all_except

    session_id = get_class(context.db, day.code).sessions[0].id
    outcome = paper_all_except(context.db, session_id=session_id, absent=[day.people["吴静"]], room=ROOM)
    assert outcome.signed == 1
    assert end_session(context.db, session_id=session_id, room=ROOM) == 0
    states = {row.name: (str(row.state), row.place) for row in list_attendance(context.db, session_id)}
    assert states["许玉芳"] == ("present", ROOM)
    assert states["吴静"] == ("absent", "")
    assert states["王杰"] == ("missing", "")


def test_the_logs_of_two_computers_are_joined_from_the_menu(
    page: ClassPage, day: SchoolDay, context: Context, clock: Clock, tmp_path: Path, room_id: int,
    save_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    other = DataFolder(tmp_path / "村里")
    other.root.mkdir()
    copy_database(context.db.engine, other.database)
    village = open_database(other, clock=clock)
    sign(village, day, "许玉芳", clock, ROOM)
    sign(village, day, "王杰", clock, ROOM)
    sign(context.db, day, "王杰", clock)
    file = tmp_path / "贾集.qiandao"
    save_to(file)
    exporting = ClassPage(Context(village, context.changes, go=lambda *_, **__: None))
    export_sign_ins(exporting, day.code)
    village.close()

    join_sign_ins(page, day.code)

    *_, box = page.findChildren(QMessageBox)  # the export has said its sentence before
    assert "并入 1 条，1 条有冲突" in box.text()
    assert "王杰" in box.informativeText()
    session_id = get_class(context.db, day.code).sessions[0].id
    assert {row.name for row in list_attendance(context.db, session_id) if row.attendance_id} == {"许玉芳", "王杰"}
    box.close()


def test_a_city_class_hands_its_hours_down_to_the_towns_from_its_menu(
    page: ClassPage, day: SchoolDay, context: Context, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [action for action in page.make_menu().actions() if action.text().startswith("上级调训学时")]
    with context.db.write() as session:
        session.scalars(select(School)).one().tier = "city"
    for held in get_class(context.db, day.code).sessions:
        wish = SignIn(Way.TAP, datetime.combine(held.held_on, held.starts), person_id=day.people["许玉芳"])
        record_sign_in(context.db, held.id, wish)
    clock.advance(hours=12)
    close_class(context.db, code=day.code, reason="测试")
    confirm_class(context.db, code=day.code)
    page.refresh()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))

    [action] = [action for action in page.make_menu().actions() if action.text().startswith("上级调训学时")]
    action.trigger()

    [file] = tmp_path.glob("上级调训-*.xlsx")
    assert day.code in file.name
