"""导入: a messy roll is read, mended row by row in the window, and only then written."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal, Trouble
from partyschool.exchange.preview import open_preview
from partyschool.services.audit_view import list_audit
from partyschool.services.people import create_person, list_people
from partyschool.services.person_form import PersonForm
from partyschool.ui.context import Context
from partyschool.ui.import_page import KINDS, ImportPage
from partyschool.ui.import_panel import CauseButton
from partyschool.ui.tasks import Task
from tests.services.town import found_town, id_number
from tests.ui.conftest import Ways
from tests.ui.dialogs import in_reverse, wait_for_work

HEADER = ["序号", "姓名", "性别", "身份证号", "出生年月", "所在党支部", "入党时间", "联系电话", "备注2"]
BAD_NUMBER = id_number(5)[:-1] + ("1" if id_number(5)[-1] != "1" else "2")
ROWS: list[list[object]] = [
    [1, "贾长河", "男", id_number(1), "1965.03", "前庄村党支部", "1994.06", "13805340612", ""],
    [2, "周玉霞", "男", BAD_NUMBER, "1965.03", "前庄村党支部", "1990.12", "13869217705", "转入"],
    [3, "", "男", id_number(7), "1965.03", "后庄村党支部", "1999.06", "", ""],
    [4, "王军", "男", "", "1976.04", "后庄村党支部", "2001.07", "", ""],
    [5, "贾长河", "男", id_number(1), "1965.03", "前庄村党支部", "1994.06", "13805340612", ""],
    [6, "于子涵", "男", id_number(9), "1965.03", "前庄村党支部", "九三年冬", "", ""],
]


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    """Two title rows above the header, 合计 below, five kinds of trouble between."""
    path = tmp_path / "房寺镇党员花名册2025.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["房寺镇党员花名册2025"], [], HEADER, *ROWS, ["合计", 6]]:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> ImportPage:
    found_town(context.db)
    made = ImportPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.show()
    return made


@pytest.fixture
def checked(page: ImportPage, qtbot: QtBot, roll: Path) -> ImportPage:
    """The page with the roll read."""
    page.read(roll)
    qtbot.waitUntil(lambda: page.preview is not None)
    return page


def counts(page: ImportPage) -> dict[str, int]:
    assert page.preview is not None
    return {key: count for key, count in page.preview.counts.items() if count}


def chosen(page: ImportPage) -> int:
    """Number of the chosen row as the spreadsheet shows it."""
    return int(page.form.table.chosen_row().row)


def choose(page: ImportPage, row: int) -> None:
    assert page.preview is not None
    page.form.table.choose(next(one.index for one in page.preview.rows if one.row == row))


def buttons(page: ImportPage) -> dict[str, QPushButton]:
    return {button.text(): button for button in page.form.panel.findChildren(QPushButton) if not button.isHidden()}


def shown_rows(page: ImportPage) -> Sequence[int]:
    assert page.model is not None
    return [row.row for row in page.model.shown]


def test_a_messy_roll_is_counted_by_outcome(checked: ImportPage) -> None:
    assert counts(checked) == {"all": 6, "created": 1, "duplicate": 1, "pending": 1, "rejected": 3}
    assert checked.form.header_words.text() == "表头在第 3 行，认出 7 列；“备注2”不认识，不导入"
    assert checked.form.write.text() == "写入 1 人"
    assert "还没有写入" in checked.form.nothing_yet.text()
    assert list_people(checked.context.db) == []


def test_the_first_problem_is_chosen_and_the_keys_walk_through_the_others(checked: ImportPage, qtbot: QtBot) -> None:
    checked.form.table.setFocus()
    walked = [chosen(checked)]
    for _ in range(4):
        qtbot.keyClick(checked, Qt.Key.Key_F8)
        walked.append(chosen(checked))
    assert walked == [5, 6, 7, 9, 9]
    qtbot.keyClick(checked, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(checked) == 7


@pytest.mark.parametrize(
    ("card", "rows"),
    [("created", [4]), ("duplicate", [8]), ("pending", [7]), ("rejected", [5, 6, 9]), ("updated", []),
     ("unchanged", []), ("all_rows", [4, 5, 6, 7, 8, 9])],
)  # fmt: skip
def test_each_counter_filters_the_rows(checked: ImportPage, qtbot: QtBot, card: str, rows: list[int]) -> None:
    qtbot.mouseClick(getattr(checked.form, card), Qt.MouseButton.LeftButton)
    assert shown_rows(checked) == rows
    checked.form.table.clear_wanted.emit()
    assert len(shown_rows(checked)) == 6


def test_a_cause_filters_and_a_second_click_shows_all(checked: ImportPage) -> None:
    def press() -> None:
        found = [one for one in checked.form.panel.findChildren(CauseButton) if "校验" in one.accessibleName()]
        found[-1].click()

    press()
    assert shown_rows(checked) == [5]
    press()
    assert len(shown_rows(checked)) == 6


def test_a_wrong_cell_is_mended_in_place_and_judged_anew(checked: ImportPage, qtbot: QtBot) -> None:
    choose(checked, 5)
    field = checked.form.panel.findChildren(QLineEdit)[-1]
    assert field.text() == BAD_NUMBER
    field.setText(id_number(5))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert counts(checked) == {"all": 6, "created": 2, "duplicate": 1, "pending": 1, "rejected": 2}
    assert chosen(checked) == 5
    assert checked.form.write.text() == "写入 2 人"


def test_a_row_is_skipped_and_taken_in_again(checked: ImportPage) -> None:
    choose(checked, 9)
    buttons(checked)["跳过这一行"].click()
    assert checked.form.table.chosen_row().is_skipped
    buttons(checked)["恢复这一行"].click()
    assert not checked.form.table.chosen_row().is_skipped


def test_somebody_without_a_number_is_decided(checked: ImportPage) -> None:
    choose(checked, 7)
    buttons(checked)["是另一个人，新增"].click()
    assert counts(checked)["created"] == 2
    assert "pending" not in counts(checked)


def test_somebody_without_a_number_may_be_known(page: ImportPage, qtbot: QtBot, roll: Path) -> None:
    branch = found_town(page.context.db).back_branch
    known = create_person(page.context.db, form=PersonForm("王军", birth_on="1976-04", unit_id=branch))
    page.read(roll)
    qtbot.waitUntil(lambda: page.preview is not None)
    choose(page, 7)
    next(button for text, button in buttons(page).items() if text.startswith("是同一人")).click()
    row = page.form.table.chosen_row()
    assert row.outcome in {"updated", "unchanged"}
    assert known in [person.id for person in list_people(page.context.db)]


def test_the_rows_are_written_in_one_go_and_the_same_file_then_changes_nothing(
    checked: ImportPage, qtbot: QtBot, ways: Ways, roll: Path
) -> None:
    choose(checked, 5)
    checked.form.panel.mended.emit(checked.form.table.chosen_row().index, "id_number", id_number(5))
    checked.form.write.click()
    qtbot.waitUntil(lambda: ways.gone == [("people", {})])
    assert {person.name for person in list_people(checked.context.db)} == {"贾长河", "周玉霞"}
    checked.read(roll)
    qtbot.waitUntil(lambda: checked.preview is not None)
    assert counts(checked) == {"all": 6, "unchanged": 1, "duplicate": 1, "pending": 1, "rejected": 3}
    assert not checked.form.write.isEnabled()
    assert checked.form.write.toolTip()


def test_the_rows_with_problems_are_saved_to_be_mended_and_imported_again(
    checked: ImportPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    save_to(tmp_path / "问题.xlsx")
    checked.form.save_report.click()
    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx").active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("问题" in cell for cell in cells)
    assert "周玉霞" in cells and "贾长河" not in cells


def test_a_column_may_mean_something_else(checked: ImportPage) -> None:
    assert checked.preview is not None
    place = next(column.index for column in checked.preview.all_columns if column.title == "联系电话")
    checked._remap(place, "")
    assert "联系电话" not in [column.title for column in checked.preview.columns]
    checked._remap(place, "phone")
    assert "联系电话" in [column.title for column in checked.preview.columns]


def test_cancelling_writes_nothing(checked: ImportPage) -> None:
    checked.form.cancel.click()
    assert checked.form.stack.currentWidget() is checked.form.start_page
    assert list_people(checked.context.db) == []


def test_the_way_back_leads_to_the_people(checked: ImportPage, ways: Ways) -> None:
    checked.form.head.back.emit()
    assert ways.gone == [("people", {})]


def dropped(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def test_a_file_is_dragged_onto_the_page(page: ImportPage, qtbot: QtBot, roll: Path) -> None:
    mime, left, none = dropped(roll), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, none))
    qtbot.waitUntil(lambda: page.preview is not None)
    assert counts(page)["all"] == 6


def test_the_file_is_chosen_in_the_dialog(
    page: ImportPage, qtbot: QtBot, roll: Path, save_to: Callable[[Path | None], None]
) -> None:
    save_to(roll)
    page.form.empty.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.preview is not None)


@pytest.mark.parametrize("kind", [key for key, _, _ in KINDS])
def test_every_kind_has_an_empty_table_to_fill_in(
    page: ImportPage, tmp_path: Path, save_to: Callable[[Path | None], None], kind: str
) -> None:
    page.open(kind=kind)
    save_to(tmp_path / "空白.xlsx")
    page.form.template_button.click()
    assert openpyxl.load_workbook(tmp_path / "空白.xlsx").active.max_column > 1


def test_of_two_files_taken_one_after_the_other_the_latter_is_shown(
    page: ImportPage, qtbot: QtBot, roll: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = shutil.copy(roll, tmp_path / "改好的花名册.xlsx")
    monkeypatch.setattr(Task, "start", in_reverse([]))
    page.read(roll)
    page.read(Path(later))
    wait_for_work(qtbot)
    assert page.preview is not None
    assert page.preview.source == "改好的花名册.xlsx"


def test_a_file_still_being_read_when_the_page_is_left_is_not_shown(page: ImportPage, qtbot: QtBot, roll: Path) -> None:
    page.read(roll)
    page.form.head.back.emit()
    wait_for_work(qtbot)
    assert page.preview is None
    assert page.form.stack.currentWidget() is page.form.start_page


def test_writing_is_begun_once_however_often_it_is_pressed(checked: ImportPage, qtbot: QtBot, ways: Ways) -> None:
    checked.form.write.click()
    checked.form.write.click()
    wait_for_work(qtbot)
    assert ways.gone == [("people", {})]
    assert len(list_audit(checked.context.db, action="people.import")) == 1


@pytest.mark.parametrize(("name", "content"), [("空.xlsx", b""), ("照片.xlsx", b"\xff\xd8\xff" * 40), ("无.csv", b"a")])
def test_a_file_that_is_no_table_is_said_and_the_page_stays(
    page: ImportPage, qtbot: QtBot, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((Refusal, Trouble)) as raised:
        open_preview(page.context.db, "roster", path)
    assert raised.value.message.endswith("。")
    page.read(path)
    wait_for_work(qtbot)
    assert page.preview is None
    assert page.form.stack.currentWidget() is page.form.start_page
