"""Figures of a list that are links: the mouse, the menu and the row of totals open the names behind them."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from partyschool.ui.table import TableView, TotalsRow
from partyschool.ui.table_model import Align, Column, TableModel


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    village: str
    due: int
    met: int


LINES = (Line(1, "前庄村", 35, 0), Line(2, "后王村", 41, 34))
COLUMNS: list[Column[Line]] = [
    Column("单位", lambda line: line.village, width=120),
    Column("应训", lambda line: str(line.due), align=Align.RIGHT, width=80, opens="due"),
    Column("达标", lambda line: str(line.met), align=Align.RIGHT, width=80, opens="met"),
]


@pytest.fixture
def view(qtbot: QtBot) -> TableView:
    made = TableView()
    qtbot.addWidget(made)
    model: TableModel[Line] = TableModel(COLUMNS, made, key=lambda line: line.id)
    made.install(model)
    model.set_rows(LINES)
    made.resize(400, 200)
    made.show()
    return made


def place(view: TableView, row: int, column: int) -> QPoint:
    return view.visualRect(view.model().index(row, column)).center()


def test_a_click_on_a_figure_opens_what_it_counts(view: TableView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.figure_opened) as opened:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, 1, 2))
    assert opened.args == [LINES[1], "met"]


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 2)], ids=["a word", "a zero"])
def test_a_cell_with_nobody_behind_it_is_no_link(view: TableView, qtbot: QtBot, row: int, column: int) -> None:
    with qtbot.assertNotEmitted(view.figure_opened):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, row, column))
    qtbot.mouseMove(view.viewport(), place(view, row, column))
    assert view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_figure_that_is_a_link_shows_the_hand(view: TableView, qtbot: QtBot) -> None:
    qtbot.mouseMove(view.viewport(), place(view, 0, 0))
    qtbot.mouseMove(view.viewport(), place(view, 0, 1))
    qtbot.waitUntil(lambda: view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor)


def test_the_menu_opens_every_figure_of_the_row_without_a_mouse(view: TableView, qtbot: QtBot) -> None:
    view.selectRow(1)
    menu = view.make_menu()
    below = next(action.menu() for action in menu.actions() if action.text() == "看名单")
    assert isinstance(below, QMenu)
    assert [action.text() for action in below.actions()] == ["应训 41", "达标 34"]
    with qtbot.waitSignal(view.figure_opened) as opened:
        below.actions()[0].trigger()
    assert opened.args == [LINES[1], "due"]


def test_a_figure_of_the_totals_opens_too(view: TableView, qtbot: QtBot) -> None:
    totals = TotalsRow()
    qtbot.addWidget(totals)
    totals.follow(view, COLUMNS)
    totals.set_row(Line(0, "合计", 76, 34))
    totals.resize(400, 40)
    totals.show()
    with qtbot.waitSignal(totals.figure_opened) as opened:
        pos = totals.visualRect(totals.model().index(0, 1)).center()
        qtbot.mouseClick(totals.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    assert opened.args == ["due"]


def test_a_list_may_stand_without_header(qtbot: QtBot) -> None:
    made = TableView()
    qtbot.addWidget(made)
    model: TableModel[Line] = TableModel(COLUMNS, made, key=lambda line: line.id)
    made.install(model, header=False)
    made.resize(400, 200)
    made.show()
    model.set_rows(LINES)
    assert not made.horizontalHeader().isVisible()
