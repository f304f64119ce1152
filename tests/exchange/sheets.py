"""Spreadsheets as clerks send them, made up and written by openpyxl, which the program itself does not use."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from partyschool.domain.identity import check_character

Rows = Sequence[Sequence[Any]]


def number_of(serial: int, born: str = "19680715") -> str:
    """A well-formed citizen number of nobody."""
    first_17 = f"371482{born}{serial:03}"
    return first_17 + check_character(first_17)


def write_sheets(path: Path, sheets: Mapping[str, Rows], merges: Mapping[str, Sequence[str]] | None = None) -> Path:
    """An .xlsx with these sheets; `merges` are ranges by sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in (merges or {}).get(name, ()):
            page.merge_cells(cells)
    book.save(path)
    return path


def write_rows(path: Path, rows: Rows) -> Path:
    """An .xlsx with one sheet."""
    return write_sheets(path, {"Sheet1": rows})
