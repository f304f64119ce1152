"""Empty spreadsheets that can be filled in and imported."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from partyschool.errors import Refusal, Trouble
from partyschool.exchange.catalogue import KIND_TITLES
from partyschool.exchange.imports import import_file
from partyschool.exchange.tables import Column, save_table
from partyschool.exchange.templates import save_template
from partyschool.services.class_queries import get_class
from partyschool.storage.database import Database
from tests.exchange.sheets import number_of
from tests.exchange.town import found_school, outcomes


@pytest.mark.parametrize("kind", KIND_TITLES)
def test_every_kind_has_a_template_with_notes(tmp_path: Path, kind: str) -> None:
    save_template(kind, tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames[-1] == "填写说明"
    first = book.worksheets[0]
    assert any(cell.comment for row in first.iter_rows() for cell in row)


@pytest.mark.parametrize("kind", [kind for kind in KIND_TITLES if kind != "class"])
def test_an_empty_template_is_understood_and_holds_nobody(db: Database, tmp_path: Path, kind: str) -> None:
    found_school(db)
    save_template(kind, tmp_path / "t.xlsx")
    result = import_file(db, kind, tmp_path / "t.xlsx")
    assert (result.rows, result.issues) == (0, ())


def test_a_filled_in_roll_is_imported(db: Database, tmp_path: Path) -> None:
    found_school(db)
    path = tmp_path / "t.xlsx"
    save_template("roster", path)
    book = load_workbook(path)
    page = book.worksheets[0]
    head = [cell.value for cell in page[2]]
    assert page.data_validations.dataValidation
    assert page.column_dimensions["C"].width > 18
    line = {"姓名": "甲", "所在党支部": "桥头村党支部", "公民身份号码": number_of(1), "人员类别": "正式党员"}
    for place, title in enumerate(head, 1):
        page.cell(3, place).value = line.get(title)
    book.save(path)
    assert outcomes(import_file(db, "roster", path)) == {"created": 1}


def test_cells_of_a_template_are_text_so_that_numbers_stay_whole(tmp_path: Path) -> None:
    save_template("roster", tmp_path / "t.xlsx")
    page = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert page.column_dimensions["C"].number_format == "@" or page["C3"].number_format == "@"


def test_a_filled_in_class_is_imported(db: Database, tmp_path: Path) -> None:
    found_school(db)
    path = tmp_path / "t.xlsx"
    save_template("class", path)
    book = load_workbook(path)
    facts, timetable = book["班次"], book["课程表"]
    values = {"班次名称": "试班", "开始日期": "2025-06-16"}
    for row in facts.iter_rows():
        row[1].value = values.get(row[0].value)
    timetable.append([1, "2025-06-16", "上午", "08:30", "11:30", "党史", "专题讲座"])
    book.save(path)
    result = import_file(db, "class", path)
    assert result.class_code == "2025-01"
    assert get_class(db, "2025-01").row.title == "试班"


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有“shoes”这种导入"):
        save_template("shoes", tmp_path / "t.xlsx")


def test_a_list_keeps_figures_as_figures_and_numbers_of_people_as_text(tmp_path: Path) -> None:
    columns = [Column("身份证号", 20), Column("学时", 8, "number"), Column("覆盖率", 8, "percent")]
    rows: list[list[object]] = [["371482196807150050", "1,274.5", "85.3%"], ["=1+1", 8, None], ["", "—", "—"]]
    save_table(tmp_path / "t.xlsx", sheet="学时[2025]/表", title="学时表", columns=columns, rows=rows)
    page = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert page.title == "学时2025表"
    assert [cell.value for cell in page[3]] == ["371482196807150050", 1274.5, 0.853]
    assert [cell.value for cell in page[4]] == ["=1+1", 8, None]
    assert page["A4"].data_type == "s"
    assert [cell.value for cell in page[5]] == [None, "—", "—"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        save_table(tmp_path / "nowhere" / "t.xlsx", sheet="s", title="t", columns=[Column("a")], rows=[])
    assert caught.value.code == "not_written"
