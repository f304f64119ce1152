"""Reading .xlsx, .xls, .et and .csv into plain rows, whatever their extension claims.

Row n of a sheet is `rows[n - 1]`, as the spreadsheet program numbers it. Every failure is a Trouble in Chinese words.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)  # fmt: skip

from partyschool.errors import Trouble
from partyschool.exchange.csv_text import AREA_LIMIT, read_csv

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = Sequence[Cell]

MEGABYTE = 1 << 20
FILE_LIMIT = 100 * MEGABYTE
UNPACKED_LIMIT = 1024 * MEGABYTE
ROW_LIMIT = 200_000
# calamine lays a sheet out as a full rectangle of 32-byte cells: one stray cell in the last corner of an otherwise
# small sheet would ask for 550 GB and end the process, so the corner is looked for first.
WIDEST_TWO_LETTERS = 702

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE_NAMES, _OLE_NAMES = frozenset({".xlsx", ".xlsm"}), frozenset({".xls"})
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]{1,3})(\d+)"')
_FAR_COLUMN = re.compile(rb' r="[A-Z]{3}')  # a leading blank, not \b: 8 times as fast over a whole sheet
_COLUMN = re.compile(rb' r="([A-Z]{1,3})\d')
_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its rows from row 1 on; hidden ones are marked."""

    name: str
    rows: Sequence[Row]
    is_hidden: bool = False


def trouble(path: Path, reason: str, code: str) -> Trouble:
    """A Trouble that names the file."""
    return Trouble(f"“{path.name}”{reason}", code=code)


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of the file that holds anything; text files are one sheet.

    :raises Trouble: code `missing`, `folder`, `locked`, `empty`, `huge`, `password`, `not_spreadsheet` or `damaged`.
    """
    start = _first_bytes(path)
    if start.startswith(b"PK\x03\x04"):
        _check_package(path)
        sheets = _read_workbook(path, is_named_so=path.suffix.lower() in _PACKAGE_NAMES)
    elif start.startswith(_OLE):
        _check_ole(path)
        sheets = _read_workbook(path, is_named_so=path.suffix.lower() in _OLE_NAMES)
    else:
        _refuse_other_formats(path, start)
        sheets = [Sheet(path.stem, read_csv(path, ROW_LIMIT))]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise trouble(path, "里没有任何内容。请确认选对了文件。", "empty")
    return filled


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise trouble(path, "是一个文件夹，不是表格。请选择文件夹里的 .xlsx、.xls 或 .csv 文件。", "folder")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise trouble(path, "找不到。请检查路径，文件可能已被移动或改名。", "missing") from None
    except OSError as error:
        raise trouble(
            path, "打不开，可能正被其他程序占用或没有读取权限。请先在 WPS 或 Excel 里关闭它再试。", "locked"
        ) from error
    if size == 0:
        raise trouble(path, "是空文件（0 字节）。请重新导出或拷贝一次。", "empty")
    if size > FILE_LIMIT:
        limit = FILE_LIMIT // MEGABYTE
        raise trouble(path, f"有 {size // MEGABYTE} MB，超过 {limit} MB 的上限。请拆成几个文件再导入。", "huge")
    return start


def _refuse_other_formats(path: Path, start: bytes) -> None:
    known = {
        b"%PDF": "是 PDF 文件",
        b"\xff\xd8\xff": "是图片",
        b"\x89PNG": "是图片",
        b"Rar!": "是压缩包",
        b"7z\xbc\xaf": "是压缩包",
        b"{\\rtf": "是文字文档",
        b"SQLite f": "是数据库文件",
    }
    for mark, kind in known.items():
        if start.startswith(mark):
            raise trouble(path, f"{kind}，不是表格。请选择 .xlsx、.xls 或 .csv 文件。", "not_spreadsheet")
    text = start.replace(b"\x00", b"").lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        reason = "其实是网页或 XML 格式，只是取了表格的名字。请用 WPS 或 Excel 打开后另存为 .xlsx 再导入。"
        raise trouble(path, reason, "not_spreadsheet")


def _check_package(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            if sum(entry.file_size for entry in package.infolist()) > UNPACKED_LIMIT:
                raise trouble(path, "解开后过大，不像正常的表格。请用 WPS 或 Excel 打开检查后另存再试。", "huge")
            if "xl/workbook.xml" not in names:
                reason = "不是能读取的表格（可能是文档、压缩包或其他格式）。请另存为 .xlsx 再导入。"
                raise trouble(path, reason, "not_spreadsheet")
            for name in names:
                if name.startswith("xl/worksheets/sheet") and not _says_it_is_small(package, name):
                    _check_extent(path, package.read(name))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(path) from error
    except zipfile.LargeZipFile as error:
        raise trouble(path, "过大，读不了。请拆成几个文件再导入。", "huge") from error


def _says_it_is_small(package: zipfile.ZipFile, name: str) -> bool:
    """By its own word at the top; a single cell is what programs write that do not know. Saves unfolding it twice."""
    with package.open(name) as sheet:
        found = _DIMENSION.search(sheet.read(4096))
    if found is None:
        return False
    last, widest = int(found[2]), _column_number(found[1])
    return last > 1 and last * widest <= AREA_LIMIT


def _check_extent(path: Path, sheet: bytes) -> None:
    """Rows come in ascending order: the last one stands in the tail. Columns are looked for only where it matters."""
    found = _LAST_ROW.findall(sheet, max(0, len(sheet) - _TAIL)) or _LAST_ROW.findall(sheet)
    last = int(found[-1]) if found else sheet.count(b"<row")
    is_wide = _FAR_COLUMN.search(sheet) is not None
    if last * (16384 if is_wide else WIDEST_TWO_LETTERS) <= AREA_LIMIT:
        return
    widest = max((_column_number(letters) for letters in set(_COLUMN.findall(sheet))), default=1)
    if last * widest > AREA_LIMIT:
        reason = (
            f"的有效区域到了第 {last:,} 行、第 {widest:,} 列，多半是角落里有零散内容。请删去表外的内容另存后再导入。"
        )
        raise trouble(path, reason, "huge")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_ole(path: Path) -> None:
    if _ENCRYPTED in path.read_bytes():
        raise _locked_by_password(path)


def _locked_by_password(path: Path) -> Trouble:
    return trouble(path, "设了打开密码，读不了。请用 WPS 或 Excel 打开，取消密码另存后再导入。", "password")


def _damaged(path: Path) -> Trouble:
    return trouble(path, "已损坏或不是完整的表格。请用 WPS 或 Excel 打开另存一份，或向对方再要一次。", "damaged")


def _read_workbook(path: Path, *, is_named_so: bool) -> list[Sheet]:
    """calamine trusts the extension of a path; a file that is called otherwise than it is goes in without its name."""
    try:
        whole = str(path) if is_named_so and _is_text(path) else io.BytesIO(path.read_bytes())
        with load_workbook(whole) as workbook:
            kinds = {entry.name: entry for entry in workbook.sheets_metadata}
            return [
                Sheet(name, _rows_of(path, workbook, name), kinds[name].visible != SheetVisibleEnum.Visible)
                for name in workbook.sheet_names
                if kinds[name].typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise _locked_by_password(path) from error
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise _locked_by_password(path) from error
        raise _damaged(path) from error
    except OSError as error:
        raise trouble(path, "读到一半出错，可能 U 盘松动或文件正被占用。请检查后再试。", "locked") from error


def _is_text(path: Path) -> bool:
    """Names from other systems may hold bytes that are no UTF-8; calamine takes text only."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _rows_of(path: Path, workbook: CalamineWorkbook, name: str) -> list[list[Cell]]:
    sheet = workbook.get_sheet_by_name(name)
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    if len(rows) > ROW_LIMIT:
        raise trouble(path, f"有 {len(rows):,} 行，超过 {ROW_LIMIT:,} 行的上限。请拆成几个文件再导入。", "huge")
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        _fill_down(rows, top, bottom, left)
    return rows


def _fill_down(rows: list[list[Cell]], top: int, bottom: int, column: int) -> None:
    """A cell merged over several rows keeps its text in the first only; it holds for all of them."""
    for index in range(top + 1, min(bottom + 1, len(rows))):
        if column < len(rows[index]):
            rows[index][column] = rows[top][column]
