"""统计: figures that agree with the service, each opening its names, and papers really written."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from partyschool.domain.terms import UnitChangeKind
from partyschool.services.audit_view import list_audit
from partyschool.services.names_behind import Wanted, names_behind
from partyschool.services.statistics import year_statistics
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.units import list_units
from partyschool.ui.context import Context
from partyschool.ui.list_dialog import ListDialog
from partyschool.ui.preview import PreviewWindow
from partyschool.ui.statistics_page import TABS, StatisticsPage
from partyschool.ui.table import TableView
from tests.services.random_year import YEAR, fill_year
from tests.ui.conftest import Ways
from tests.ui.dialogs import wait_for_work


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> StatisticsPage:
    fill_year(context.db, Random(5), people=40, classes=8)
    made = StatisticsPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.show()
    made.form.with_provisional.setChecked(True)
    return made


def click(qtbot: QtBot, table: TableView, row: int, column: int) -> None:
    pos: QPoint = table.visualRect(table.model().index(row, column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=pos)


def dialog_of(page: StatisticsPage) -> ListDialog:
    found = [dialog for dialog in page.findChildren(ListDialog) if dialog.isVisible()]
    assert len(found) == 1
    return found[0]


def test_every_figure_of_the_units_opens_as_many_names(page: StatisticsPage, qtbot: QtBot) -> None:
    model = page.lists["units"]
    opened = 0
    for row, line in enumerate(model.shown):
        for place, column in enumerate(model.columns):
            if column.opens and not column.title.endswith("率") and column.leads_on(line):
                page.form.unit_table.scrollTo(model.index(row, place))
                click(qtbot, page.form.unit_table, row, place)
                dialog = dialog_of(page)
                assert len(dialog.model.rows) == int(column.text(line)), column.title
                dialog.reject()
                dialog.deleteLater()
                opened += 1
    assert opened > 20


def test_a_rate_opens_those_who_are_missing(page: StatisticsPage) -> None:
    line = page.lists["units"].shown[0]
    page.form.unit_table.figure_opened.emit(line, "behind")
    dialog = dialog_of(page)
    assert len(dialog.model.rows) == line.count.totals.due - line.count.totals.met
    assert dialog.windowTitle() == f"{line.name} · 没有达标"


@pytest.mark.parametrize("card", ["attendances", "people", "coverage", "met_rate"])
def test_a_big_figure_opens_its_names(page: StatisticsPage, qtbot: QtBot, card: str) -> None:
    widget = getattr(page.form, card)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    word = {"coverage": "trained", "met_rate": "met"}.get(card, card)
    expected = names_behind(page.context.db, year=YEAR, wanted=Wanted(word), with_provisional=True)
    assert len(dialog_of(page).model.rows) == len(expected) > 0


def test_classes_and_the_rate_of_presence_lead_to_the_list_of_classes(page: StatisticsPage, qtbot: QtBot) -> None:
    for card in (page.form.classes, page.form.attendance_rate):
        page.form.tabs.choose("units")
        qtbot.keyClick(card, Qt.Key.Key_Return)
        assert page.form.tabs.current() == "classes"


def test_the_totals_open_everybody(page: StatisticsPage, qtbot: QtBot) -> None:
    page.form.unit_totals.figure_opened.emit("due")
    assert len(dialog_of(page).model.rows) == page.statistics.sums.count.totals.due  # type: ignore[union-attr]


def test_a_month_opens_its_classes_and_its_attendances(page: StatisticsPage) -> None:
    line = next(line for line in page.lists["months"].shown if line.attendances)
    page.form.month_table.figure_opened.emit(line, "attendances")
    dialog = dialog_of(page)
    assert len(dialog.model.rows) == line.attendances
    dialog.reject()
    dialog.deleteLater()
    page.form.month_table.figure_opened.emit(line, "classes")
    assert len(dialog_of(page).model.rows) == line.classes


def test_a_class_is_opened_by_its_line_and_by_its_names(page: StatisticsPage, ways: Ways) -> None:
    line = next(line for line in page.lists["classes"].shown if line.people)
    page.form.class_table.figure_opened.emit(line, "attendances")
    assert len(dialog_of(page).model.rows) == line.people
    page.form.class_table.opened.emit(line)
    assert ways.gone == [("class", {"id": line.code})]


def test_the_list_of_names_is_searched_copied_and_leads_to_the_person(
    page: StatisticsPage, qtbot: QtBot, ways: Ways
) -> None:
    page.form.unit_totals.figure_opened.emit("due")
    dialog = dialog_of(page)
    someone = dialog.model.shown[3]
    dialog.form.search.setText(someone.person.name)
    qtbot.waitUntil(lambda: len(dialog.model.shown) == 1)
    assert dialog.form.count.text() == f"1 人，共 {len(dialog.model.rows)} 人"
    dialog.form.copy_names.click()
    assert QGuiApplication.clipboard().text() == someone.person.name
    dialog.form.table.choose_first()
    qtbot.keyClick(dialog.form.table, Qt.Key.Key_Return)
    assert ways.gone == [("people", {"person": someone.person.person_id})]
    assert not dialog.isVisible()


def test_names_are_exported_and_the_export_is_noted(
    page: StatisticsPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    page.form.unit_totals.figure_opened.emit("trained")
    dialog = dialog_of(page)
    save_to(tmp_path / "名单.xlsx")
    dialog.form.export_list.click()
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx").active
    assert [cell.value for cell in sheet[2]][:3] == ["姓名", "党组织", "职务"]
    assert sheet.max_row == 2 + len(dialog.model.rows)
    assert list_audit(page.context.db, limit=1)[0].action == "list.export"


def test_cancelling_the_file_dialog_writes_nothing(
    page: StatisticsPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    save_to(None)
    page.form.export_button.click()
    page.export_tab("missing")
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize("key", [key for key, _ in TABS])
def test_each_tab_is_exported_as_it_stands(
    page: StatisticsPage, tmp_path: Path, save_to: Callable[[Path | None], None], key: str
) -> None:
    save_to(tmp_path / "表.xlsx")
    page.form.tabs.choose(key)
    page.tables_of[key].export_wanted.emit()
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx").active
    assert [cell.value for cell in sheet[2]] == [column.title for column in page.lists[key].columns]
    assert sheet.max_row == 2 + len(page.lists[key].shown)


def test_the_year_is_written_as_a_workbook(
    page: StatisticsPage, qtbot: QtBot, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    path = tmp_path / "统计"
    save_to(path)
    page.form.export_button.click()
    written = path.with_suffix(".xlsx")
    wait_for_work(qtbot)
    book = openpyxl.load_workbook(written)
    assert len(book.sheetnames) >= 8
    shown = str(year_statistics(page.context.db, year=YEAR, with_provisional=True).sums.count.totals.due)
    assert any(str(cell.value) == shown for row in book.worksheets[0].iter_rows() for cell in row)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_summary_is_saved_and_its_edition_counted(
    page: StatisticsPage, qtbot: QtBot, tmp_path: Path, save_to: Callable[[Path | None], None], kind: str
) -> None:
    path = tmp_path / f"总结.{kind}"
    save_to(path)
    action = next(action for action in page.form.summary_button.menu().actions() if kind in action.text().lower())
    with qtbot.waitSignal(page.papers.save_summary(path, kind).done):
        pass
    action.trigger()
    wait_for_work(qtbot)
    assert len(list_audit(page.context.db, action=f"print.summary.{kind}")) == 2
    if kind == "pdf":
        assert f"{YEAR}" in pypdf.PdfReader(path).pages[0].extract_text()


@pytest.mark.parametrize("button", ["table_button", "summary"])
def test_papers_are_shown_before_they_are_printed(page: StatisticsPage, qtbot: QtBot, button: str) -> None:
    if button == "summary":
        page.form.summary_button.menu().actions()[0].trigger()
    else:
        found: QPushButton = getattr(page.form, button)
        found.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(PreviewWindow)))
    window = page.findChildren(PreviewWindow)[0]
    assert str(YEAR) in window.windowTitle()
    window.close()


def test_another_year_and_the_switch_are_counted_anew(page: StatisticsPage) -> None:
    with_all = page.statistics
    assert with_all is not None
    page.form.with_provisional.setChecked(False)
    assert page.statistics.sums.count.attendances < with_all.sums.count.attendances  # type: ignore[union-attr]
    assert "不含未认定" in str(page.form.head.property("caption"))
    page.open(year=YEAR - 1, tab="missing")
    assert page.statistics.year == YEAR - 1  # type: ignore[union-attr]
    assert page.form.tabs.current() == "missing"


def test_parts_that_equal_the_whole_are_said(page: StatisticsPage) -> None:
    assert page.form.check.text() == "各单位之和与合计逐列相符"


def test_an_empty_year_says_what_to_do_first(qtbot: QtBot, context: Context, ways: Ways) -> None:
    made = StatisticsPage(context)
    qtbot.addWidget(made)
    made.refresh()
    assert made.form.page_stack.currentWidget() is made.form.empty
    made.form.empty.findChildren(QPushButton)[0].click()
    assert ways.gone == [("import", {})]


def test_the_year_is_told_by_its_end_or_by_the_units_as_they_were(page: StatisticsPage) -> None:
    db = page.context.db
    first, second = [row for row in list_units(db) if row.kind == "village" and row.people_in_all][:2]
    merge = ChangeForm(UnitChangeKind.MERGE, date(YEAR, 6, 1), (first.id,), second.id)
    change_units(db, form=merge)
    page.refresh()
    totals = page.statistics.sums.count if page.statistics else None
    assert first.name not in [line.name for line in page.lists["units"].rows]
    page.form.by_then.setChecked(True)
    assert first.name in [line.name for line in page.lists["units"].rows]
    assert page.statistics is not None
    assert page.statistics.sums.count == totals
    assert page.statistics.adds_up
    assert "按当时建制" in page.form.head._caption.text()
    line = next(line for line in page.lists["units"].rows if line.name == first.name)
    page.form.unit_table.figure_opened.emit(line, "members")
    assert len(dialog_of(page).model.rows) == line.count.totals.members > 0
