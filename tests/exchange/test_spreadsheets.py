"""Reading whatever a clerk calls a spreadsheet, and saying in words what cannot be read."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from partyschool.errors import Trouble
from partyschool.exchange.csv_text import separator_of
from partyschool.exchange.spreadsheets import ROW_LIMIT, read_sheets
from tests.exchange.sheets import write_rows, write_sheets

ROLL = Path(__file__).parent.parent / "data" / "roll.xls"
TEXT = "姓名,党支部\n张伟,前庄村党支部\n"


def code_of(path: Path) -> str:
    with pytest.raises(Trouble) as caught:
        read_sheets(path)
    assert path.name in caught.value.message
    return caught.value.code


def test_an_xls_keeps_its_row_numbers_and_types() -> None:
    [sheet] = read_sheets(ROLL)
    assert sheet.name == "花名册"
    assert sheet.rows[1][1] == "姓名"
    assert sheet.rows[2][4] == date(1994, 6, 1)
    assert len(sheet.rows) == 6


@pytest.mark.parametrize("name", ["花名册.xlsx", "花名册.et", "花名册", "花名册.csv"])
def test_the_content_tells_what_a_file_is_not_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ROLL.read_bytes())
    assert len(read_sheets(path)[0].rows) == 6
    new = write_rows(tmp_path / "neu.xlsx", [["姓名"], ["张伟"]]).rename(tmp_path / "neu.xls")
    assert len(read_sheets(new)[0].rows) == 2


def test_numbers_quoted_for_a_spreadsheet_are_unquoted(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text('姓名,身份证号\n张伟,="371482196807150050"\n', encoding="utf-8")
    assert read_sheets(path)[0].rows[1][1] == "371482196807150050"


def test_empty_rows_above_count(tmp_path: Path) -> None:
    [sheet] = read_sheets(write_rows(tmp_path / "a.xlsx", [[], [], ["姓名"], ["张伟"]]))
    assert list(sheet.rows[2]) == ["姓名"]


def test_a_cell_merged_over_rows_holds_for_all_of_them(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["村", "姓名"], ["前庄村", "张伟"], [None, "王芳"], [None, "李强"]]
    [sheet] = read_sheets(write_sheets(tmp_path / "a.xlsx", {"s": rows}, {"s": ["A2:A4"]}))
    assert [row[0] for row in sheet.rows[1:]] == ["前庄村"] * 3


def test_hidden_sheets_are_marked_and_empty_ones_left_out(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["姓名"])
    book.create_sheet("空")
    hidden = book.create_sheet("藏")
    hidden.append(["姓名"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in read_sheets(tmp_path / "a.xlsx")] == [
        ("Sheet", False),
        ("藏", True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_text_file_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(TEXT.encode(encoding))
    [sheet] = read_sheets(path)
    assert [list(row) for row in sheet.rows] == [["姓名", "党支部"], ["张伟", "前庄村党支部"]]


@pytest.mark.parametrize("mark", [",", "\t", "，", ";", "；"])
def test_the_separator_is_found_out(mark: str) -> None:
    assert separator_of(f"姓名{mark}党支部{mark}电话\n张伟{mark}前庄村{mark}1380534\n") == mark


def test_quoted_line_breaks_stay_in_their_row_and_empty_lines_count(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text('姓名,备注\n\n张伟,"一行\n两行"\n王芳,\n', encoding="utf-8", newline="")
    [sheet] = read_sheets(path)
    assert sheet.rows[2] == ["张伟", "一行\n两行"]
    assert sheet.rows[3][0] == "王芳"


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path / "没有.xlsx") == "missing"
    assert code_of(tmp_path) == "folder"


def test_a_file_without_content_is_told(tmp_path: Path) -> None:
    nothing = tmp_path / "a.xlsx"
    nothing.touch()
    assert code_of(nothing) == "empty"
    assert code_of(write_rows(tmp_path / "b.xlsx", [])) == "empty"


def test_passwords_are_told(tmp_path: Path) -> None:
    content = ROLL.read_bytes()
    old = tmp_path / "旧.xls"
    # The second record of the stream becomes FILEPASS, as it stands in a workbook with a password.
    old.write_bytes(content.replace(b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04"))
    assert code_of(old) == "password"
    # A new workbook with a password is an OLE file with one stream of this name.
    plain, locked = ("Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    new = tmp_path / "新.xlsx"
    new.write_bytes(content.replace(plain.ljust(len(locked), b"\x00"), locked))
    assert code_of(new) == "password"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 ...", "not_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n....", "not_spreadsheet"),
        (b"<html><table><tr><td>\xe5\xa7\x93</td></tr></table></html>", "not_spreadsheet"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "not_spreadsheet"),
        (b"PK\x03\x04 torn", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 torn", "damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_told(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(content)
    assert code_of(path) == code


def test_a_document_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "通知.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert code_of(path) == "not_spreadsheet"


def test_a_torn_workbook_is_damaged(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.xlsx", [["姓名"] * 20] * 50)
    path.write_bytes(path.read_bytes()[:-400])
    assert code_of(path) == "damaged"


def test_a_stray_cell_in_the_last_corner_is_told_before_it_fills_the_memory(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "姓名"
    book.active["XFD1048576"] = " "
    book.save(tmp_path / "a.xlsx")
    assert code_of(tmp_path / "a.xlsx") == "huge"


def test_too_many_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名\n" + "张伟\n" * ROW_LIMIT, encoding="utf-8")
    assert code_of(path) == "huge"


def test_a_package_that_unfolds_to_gigabytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1100):
                sheet.write(bytes(1 << 20))
    assert code_of(path) == "huge"
