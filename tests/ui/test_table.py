"""The one list: sorting, searching, choosing, copying."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from partyschool.ui.search import hits
from partyschool.ui.table import TableView, TotalsRow
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    name: str
    initials: str
    age: int | None
    tone: Tone = Tone.DONE


MEMBERS = (
    Member(1, "王建国", "wjg", 58),
    Member(2, "阿依古丽", "aygl", None),
    Member(3, "张伟", "zw", 9),
    Member(4, "李娜", "ln", 33, Tone.WATCH),
    Member(5, "王军", "wj", 49),
)
COLUMNS: list[Column[Member]] = [
    Column("姓名", lambda row: row.name, Kind.NAME, width=120, tag=lambda row: "两委" if row.id == 1 else ""),
    Column("年龄", lambda row: str(row.age or "—"), align=Align.RIGHT, sort=lambda row: row.age, width=60),
    Column("状态", lambda row: "达标", Kind.CHIP, tone=lambda row: row.tone, width=90),
    Column("", lambda row: "", Kind.CHECK, fraction=lambda row: row.id % 2, width=40),
]


@pytest.fixture
def model() -> TableModel[Member]:
    made: TableModel[Member] = TableModel(COLUMNS, key=lambda row: row.id, initials=lambda row: row.initials)
    made.set_rows(MEMBERS)
    return made


@pytest.fixture
def view(qtbot: QtBot, model: TableModel[Member]) -> TableView:
    made = TableView()
    qtbot.addWidget(made)
    made.install(model)
    made.resize(400, 300)
    made.show()
    return made


def names(model: TableModel[Member]) -> list[str]:
    return [row.name for row in model.shown]


def test_chinese_names_sort_by_pinyin(model: TableModel[Member]) -> None:
    model.sort(0)
    assert names(model) == ["阿依古丽", "李娜", "王建国", "王军", "张伟"]


@pytest.mark.parametrize(("order", "first"), [(ASCENDING, "张伟"), (DESCENDING, "王建国")])
def test_figures_sort_as_figures_and_nothing_stands_last(
    model: TableModel[Member], order: Qt.SortOrder, first: str
) -> None:
    model.sort(1, order)
    assert names(model)[0] == first
    assert names(model)[-1] == "阿依古丽"


def test_a_search_keeps_the_order_and_marks_the_characters(model: TableModel[Member]) -> None:
    model.sort(0)
    model.search("wj")
    assert names(model) == ["王建国", "王军"]
    assert model.cell(model.shown[0], 0).hits == (0, 1)
    assert model.cell(model.shown[0], 1).hits == ()


@pytest.mark.parametrize("query", ["w", "WJ", "建国", "王 军", "gl", "5", "达标", "达 标", "王建国阿", "zz"])
def test_a_long_list_is_searched_as_if_each_row_were_looked_at(qtbot: QtBot, query: str) -> None:
    people = [replace(row, id=10 * number + row.id) for number in range(500) for row in MEMBERS]
    long: TableModel[Member] = TableModel(COLUMNS, key=lambda row: row.id, initials=lambda row: row.initials)
    long.set_rows(people)
    QCoreApplication.processEvents()  # some of its texts are ready, not all
    long.search(query)
    texts = [[column.text(row) for column in COLUMNS] for row in people]
    assert long.shown == [
        row
        for row, own in zip(people, texts, strict=True)
        if hits(query, row.name, row.initials) is not None or any(query in text for text in own)
    ]


def test_a_filter_and_a_search_hold_together_and_are_lifted_apart(model: TableModel[Member]) -> None:
    model.keep(lambda row: row.tone is Tone.DONE)
    model.search("l")
    assert names(model) == ["阿依古丽"]
    model.search("")
    assert len(names(model)) == 4
    model.keep(None)
    assert len(names(model)) == 5


def test_what_is_chosen_stays_chosen_through_sorting_and_reloading(view: TableView, model: TableModel[Member]) -> None:
    view.choose(4)
    model.sort(0, DESCENDING)
    assert view.chosen_row().name == "李娜"
    model.set_rows(MEMBERS[1:])
    assert view.chosen_row().name == "李娜"


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier])
def test_the_row_that_a_page_chooses_is_the_only_one_whatever_key_is_held(
    qtbot: QtBot, view: TableView, held: Qt.KeyboardModifier
) -> None:
    view.choose_first()
    qtbot.keyPress(view, Qt.Key.Key_F14, held)  # as Shift+F8 steps back to the row before
    for key in (4, 4, 5):
        view.choose(key)
        assert [row.id for row in view.chosen_rows()] == [key]
        assert view.row_at(view.currentIndex()).id == key
    view.choose_first()
    assert [row.id for row in view.chosen_rows()] == [1]


def test_a_chosen_row_that_is_filtered_away_is_told(qtbot: QtBot, view: TableView, model: TableModel[Member]) -> None:
    view.choose(4)
    with qtbot.waitSignal(view.chosen) as told:
        model.search("王")
    assert told.args == [None]
    assert view.chosen_row() is None


def test_enter_opens_the_chosen_row(qtbot: QtBot, view: TableView) -> None:
    view.choose(3)
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].name == "张伟"


def test_a_click_on_the_header_sorts_and_a_second_one_turns(qtbot: QtBot, view: TableView) -> None:
    header = view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 10, 10)
    for _ in range(2):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.row_at(view.model().index(0, 0)).age == 58
    assert view.model().headerData(1, Qt.Orientation.Horizontal) == "年龄 ↓"


def test_copying_gives_titles_and_chosen_rows_for_a_spreadsheet(qtbot: QtBot, view: TableView) -> None:
    view.choose(1)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "姓名\t年龄\t状态\t\n王建国 两委\t58\t达标\t"


def test_space_and_a_click_tell_that_a_check_is_turned(qtbot: QtBot, view: TableView) -> None:
    view.choose(2)
    with qtbot.waitSignal(view.checked) as by_key:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    with qtbot.waitSignal(view.checked) as by_mouse:
        place = view.visualRect(view.model().index(2, 3)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert by_key.args is not None
    assert by_mouse.args is not None
    assert (by_key.args[0].id, by_mouse.args[0].id) == (2, 3)


def test_an_emptied_list_offers_to_clear_the_filters(qtbot: QtBot, view: TableView, model: TableModel[Member]) -> None:
    view.when_filtered_empty("没有符合条件的人员")
    model.search("没有这个人")
    button = next(button for button in view.findChildren(type(view._empty.clear)) if button.text() == "清除筛选")
    assert button.isVisible()
    with qtbot.waitSignal(view.clear_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    model.search("")
    assert not button.isVisible()


def test_a_list_without_any_row_says_what_to_do_first(view: TableView, model: TableModel[Member]) -> None:
    view.when_empty("还没有人员", "先导入花名册。", [("导入", "upload", lambda: None)])
    assert not view.horizontalHeader().isHidden()
    model.set_rows([])
    assert view.horizontalHeader().isHidden()
    model.set_rows(MEMBERS)
    assert not view.horizontalHeader().isHidden()


def test_the_totals_follow_the_widths_of_the_list(qtbot: QtBot, view: TableView) -> None:
    totals = TotalsRow()
    qtbot.addWidget(totals)
    totals.follow(view, COLUMNS)
    totals.set_row(MEMBERS[0])
    view.setColumnWidth(0, 177)
    assert totals.columnWidth(0) == 177
    assert totals.model().rowCount() == 1


def test_the_columns_fill_the_width(view: TableView) -> None:
    assert view.horizontalHeader().length() == view.viewport().width()


def test_rows_have_no_children(model: TableModel[Member]) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.rowCount(QModelIndex()) == 5
