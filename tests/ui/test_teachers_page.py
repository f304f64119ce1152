"""Teachers, teaching points and rooms: listed, searched, entered, changed, retired."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.exchange.imports import import_file
from partyschool.services.rooms import list_rooms
from partyschool.services.teachers import TeacherForm, list_teachers, save_teacher
from partyschool.services.teaching_points import PointForm, list_points, save_point
from partyschool.services.units import list_units
from partyschool.ui.context import Context
from partyschool.ui.point_dialog import PointDialog
from partyschool.ui.room_dialog import RoomDialog
from partyschool.ui.teacher_dialog import TeacherDialog
from partyschool.ui.teachers_page import TeachersPage
from partyschool.ui.widgets.chip import Chip
from tests.ui.conftest import Ways


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> TeachersPage:
    for name, kind, title in (
        ("周文斌", "leader", "镇党委书记"),
        ("刘桂英", "expert", "讲师"),
        ("李会敏", "other", ""),
    ):
        save_teacher(context.db, form=TeacherForm(name, kind, title))
    made = TeachersPage(context)
    qtbot.addWidget(made)
    made.refresh()
    return made


def names(page: TeachersPage) -> list[str]:
    return [row.form.name for row in page.models["teachers"].shown]


def test_a_search_by_initials_and_a_kind_narrow_the_list(qtbot: QtBot, page: TeachersPage) -> None:
    page.form.search.setText("lg")
    qtbot.waitUntil(lambda: names(page) == ["刘桂英"])
    page.form.search.setText("")
    page.form.kind.set_value("leader")
    qtbot.waitUntil(lambda: names(page) == ["周文斌"])


def test_each_list_is_exported_and_read_back_by_its_own_buttons(
    page: TeachersPage, ways: Ways, context: Context, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    town = next(row.id for row in list_units(context.db) if row.kind == "town")
    save_point(context.db, form=PointForm("桂庄田园综合体", "model_village", town, capacity=200))
    page.refresh()
    for tab, kind, rows in (("teachers", "teachers", 3), ("points", "sites", 1)):
        page.open(tab=tab)
        page.form.import_button.click()
        assert ways.gone[-1] == ("import", {"kind": kind})
        save_to(tmp_path / f"{tab}.xlsx")
        page.form.export_button.click()
        result = import_file(context.db, kind, tmp_path / f"{tab}.xlsx")
        assert (result.rows, result.unchanged, result.issues) == (rows, rows, ())


def test_a_retired_teacher_is_shown_only_on_demand(page: TeachersPage) -> None:
    row = next(row for row in page.models["teachers"].rows if row.form.name == "李会敏")
    page.form.teachers.choose(row.id)
    page._switch()
    page.refresh()
    assert "李会敏" not in names(page)
    page.form.with_closed.setChecked(True)
    assert "李会敏" in names(page)


def test_the_dialog_writes_a_new_teacher_and_changes_a_known_one(qtbot: QtBot, context: Context) -> None:
    dialog = TeacherDialog(context.db)
    qtbot.addWidget(dialog)
    dialog.form.name.setText("张振华")
    dialog.form.teacher_title.setText("前庄村党支部书记")
    dialog.form.kind.setCurrentIndex(2)
    dialog.accept()
    [row] = list_teachers(context.db)
    assert (row.form.name, row.form.kind, row.form.in_pool) == ("张振华", "role_model", True)
    again = TeacherDialog(context.db, row)
    qtbot.addWidget(again)
    again.form.subjects.setText("抓党建促振兴")
    again.accept()
    [changed] = list_teachers(context.db)
    assert (changed.id, changed.form.title, changed.form.subjects) == (row.id, "前庄村党支部书记", "抓党建促振兴")


def test_a_refused_dialog_stays_open_with_everything_typed(qtbot: QtBot, context: Context) -> None:
    dialog = TeacherDialog(context.db)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.form.subjects.setText("党章")
    with pytest.raises(Refusal):
        dialog.accept()
    assert dialog.isVisible()
    assert dialog.form.subjects.text() == "党章"
    assert list_teachers(context.db) == []


def test_points_and_rooms_are_entered_with_what_is_not_known_left_open(qtbot: QtBot, context: Context) -> None:
    point = PointDialog(context.db)
    qtbot.addWidget(point)
    point.form.name.setText("贾集村温室蔬菜大棚")
    point.form.unit.setCurrentIndex(point.form.unit.count() - 1)
    point.accept()
    room = RoomDialog(context.db)
    qtbot.addWidget(room)
    room.form.name.setText("报告厅")
    room.form.kind.setCurrentText("露天")
    room.form.seats.setValue(200)
    room.accept()
    assert [(row.form.name, row.form.capacity) for row in list_points(context.db)] == [("贾集村温室蔬菜大棚", None)]
    assert [(row.form.kind, row.form.seats) for row in list_rooms(context.db)] == [("露天", 200)]


def test_the_caption_counts_the_pool(page: TeachersPage) -> None:
    assert page.form.head.property("caption") == "师资库 3 人：领导干部 1，专家教授 1，其他 1"


def test_a_town_with_too_few_points_is_warned_of_and_the_rooms_are_entered_at_once(page: TeachersPage) -> None:
    [chip] = page.form.head.findChildren(Chip)
    assert chip.accessibleName() == "房寺镇有教学点 0 个，应有 3–5 个"
    [town] = [unit.id for unit in list_units(page.context.db) if unit.name == "房寺镇"]
    for number in range(3):
        save_point(page.context.db, form=PointForm(f"第{number}处", "industry", town))
    page.refresh()
    assert not any(chip.isVisibleTo(page) and chip.accessibleName() for chip in page.form.head.findChildren(Chip))
    page.open(tab="rooms")
    page._add_preset_rooms()
    page.refresh()
    assert [row.form.kind for row in page.models["rooms"].rows][:2] == ["报告厅", "标准化教室"]
    assert len(page.models["rooms"].rows) == 6
