"""Single cells: the text that a clerk sees, and what counts as nothing written."""

from datetime import date, datetime, time, timedelta
from typing import Any

from partyschool.exchange.spreadsheets import Cell

BLANKS = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "－",
        "/",
        "\\",
        "无",
        "空",
        "(空)",
        "（空）",
        "暂无",
        "不详",
        "N/A",
        "#N/A",
        "null",
        "NULL",
        "None",
    }
)
_LONGEST_BLANK = 8  # with the blanks around it


def cell_text(cell: Cell | None) -> str:
    """As the spreadsheet shows it: whole figures without `.0`, days without midnight."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _figure(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M" if cell.second == 0 else "%H:%M:%S")
    if isinstance(cell, timedelta):
        return cell_text((datetime.min + cell).time()) if timedelta() <= cell < timedelta(days=1) else str(cell)
    return str(cell)


def _figure(number: float) -> str:
    """Above 15 digits as the spreadsheet shows it (3.71482E+17), so that the clerk recognises the cell."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.5E}" if abs(number) >= 1e15 else repr(number)


def tidy(cell: Any) -> str:
    """The cell's text without the blanks around it."""
    return cell_text(cell).strip()


def is_blank(cell: Any) -> bool:
    """Nothing written, or one of the marks that stand for nothing."""
    if not isinstance(cell, str):
        return False
    return cell.isspace() if len(cell) > _LONGEST_BLANK else cell.strip() in BLANKS
