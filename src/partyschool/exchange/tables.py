"""Writing lists as plain .xlsx: no macros, no formulas, numbers of people as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from partyschool.errors import Trouble

FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FIGURE = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?|-?\d+(?:\.\d+)?")
_RATE = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")
_FORMATS = {"text": "@", "number": "#,##0.##", "percent": "0.0%", "date": "yyyy-mm-dd"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `width` in characters; `kind`: text, number, percent (a fraction) or date."""

    title: str
    width: float = 12
    kind: str = "text"


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """An XlsxWriter workbook that is on disk when the block is left.

    :raises Trouble: the place cannot be written (code `not_written`), most often because the file is open elsewhere.
    """
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    yield book
    try:
        book.close()
    except (OSError, XlsxWriterException) as error:
        message = f"写不了“{path.name}”。它可能正在 WPS 或 Excel 里打开，或者文件夹不能写。请关闭它，或换个位置再试。"
        raise Trouble(message, code="not_written") from error


def sheet_name(text: str) -> str:
    """A name that every spreadsheet program takes: 31 characters, without its forbidden marks."""
    return _FORBIDDEN.sub("", text).strip()[:31] or "Sheet1"


def save_table(path: Path, *, sheet: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """Title, header and rows, the header kept in sight, ready to print on A4 landscape.

    Cells may be texts, numbers, dates, bools or None; in a number column a text that is a figure becomes one.

    :raises Trouble: the place cannot be written.
    """
    with new_workbook(path) as book:
        add_table(book, sheet=sheet, title=title, columns=columns, rows=rows)


def add_table(book: Any, *, sheet: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """One sheet more in an open workbook, as `save_table` says; answers the number of the row below the table."""
    page = book.add_worksheet(sheet_name(sheet))
    first = _write_head(book, page, title, columns)
    kinds = [column.kind for column in columns]
    formats = {kind: book.add_format({**FONT, "border": 1, "num_format": code}) for kind, code in _FORMATS.items()}
    last = first
    for last, row in enumerate(rows, first):
        for index, value in enumerate(row):
            _write_cell(page, last, index, value, formats, kinds[index])
    page.freeze_panes(first, 0)
    page.autofilter(first - 1, 0, max(last, first), len(columns) - 1)
    page.repeat_rows(first - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    return last + 1


def _write_head(book: Any, page: Any, title: str, columns: Sequence[Column]) -> int:
    big = book.add_format({**FONT, "font_size": 16, "bold": True, "align": "center"})
    head = book.add_format(
        {**FONT, "bold": True, "align": "center", "border": 1, "bg_color": "#FAF8F6", "text_wrap": True}
    )
    if len(columns) > 1:
        page.merge_range(0, 0, 0, len(columns) - 1, title, big)
    else:
        page.write_string(0, 0, title, big)
    page.set_row(0, 30)
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width)
        page.write_string(1, index, column.title, head)
    return 2


def _write_cell(page: Any, row: int, index: int, value: Any, formats: dict[str, Any], kind: str) -> None:
    value = _value_of(value, kind)
    if value is None:
        page.write_blank(row, index, None, formats[kind])
    elif isinstance(value, (date, datetime)):
        page.write_datetime(row, index, value, formats["date"])
    elif isinstance(value, (int, float)):
        page.write_number(row, index, value, formats["number" if kind == "text" else kind])
    else:
        page.write_string(row, index, str(value), formats["text"])


def _value_of(value: Any, kind: str) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return value
    if value == "":
        return None
    if kind == "number" and _FIGURE.fullmatch(value):
        return float(value.replace(",", ""))
    if kind in ("number", "percent") and (match := _RATE.fullmatch(value)):
        return float(match[1]) / 100 if kind == "percent" else value
    return value
