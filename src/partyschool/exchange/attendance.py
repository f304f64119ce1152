"""Paper sign-in typed into a table: class, session, person, times."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from partyschool.domain import dates
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.kinds import Kind, Mends
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import read_name, text_reader, whole_text
from partyschool.exchange.reading import Fault, read_records
from partyschool.exchange.shared_fields import ID_NUMBER, NAME, NOTE, NUMBERING, read_known_number
from partyschool.exchange.spreadsheets import Cell
from partyschool.services.attendance_import import check_attendance, write_attendance
from partyschool.services.import_rows import Finding, Progress, Record

FIELDS = (
    Field(
        "class_code",
        "班次编号",
        ("培训班编号", "班次", "编号", "班次代码", "期次编号"),
        r"班.*编号",
        "必填，如 2025-01",
        width=12,
        is_required=True,
    ),
    Field("session", "场次", ("场次编号", "第几场", "半天场次"), r"场次", "必填，课程表里的场次数", width=8),
    NAME,
    ID_NUMBER,
    Field(
        "sign_in_at", "签到时间", ("签到", "到场时间", "报到时间"), r"签到", "如 2025-03-03 08:18 或 08:18", width=18
    ),
    Field("sign_out_at", "签退时间", ("签退", "离场时间"), r"签退", "没有签退的留空", width=18),
    NOTE,
)
TITLES = Titles(
    FIELDS, (*(title for title in NUMBERING if title != "编号"), "单位", "村", "所在党支部", "职务", "联系电话")
)
_DIGITS = re.compile(r"\d+")
_CHINESE = "零一二三四五六七八九十"


def read_class_code(cell: Cell) -> Any:
    """2025-01 as typed; a spreadsheet that took it for January 2025 is read back."""
    if isinstance(cell, date):
        return f"{cell.year}-{cell.month:02}"
    return unicodedata.normalize("NFKC", whole_text(cell)).replace("—", "-").replace("–", "-") or None


def read_session_number(cell: Cell) -> Any:
    """1, 第1场, 第一场; what is no number is nobody's session."""
    text = whole_text(cell)
    if match := _DIGITS.search(text):
        return int(match[0])
    found = next((_CHINESE.index(mark) for mark in text if mark in _CHINESE), None)
    return found if found is not None else Fault("session_unknown")


def read_moment(cell: Cell) -> Any:
    """A date with time, or a time that is of the session's day."""
    written = dates.parse_time(cell) if not isinstance(cell, datetime) else None
    if written is not None:
        return written
    anywhere = date(1900, 1, 1)
    return dates.parse_moment(cell, anywhere) or Fault("time_unreadable")


READERS = {
    "class_code": read_class_code,
    "session": read_session_number,
    "name": read_name,
    "id_number": read_known_number,
    "sign_in_at": read_moment,
    "sign_out_at": read_moment,
    "note": text_reader(200),
}


def read_attendance(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
    """The sign-ins of one sheet."""
    return read_records(table, READERS, _finish, mended=mended, progress=progress)


def _finish(values: dict[str, Any], found: list[Finding]) -> None:
    if "class_code" not in values:
        found.append(Finding("class_code", "class_unknown"))


ATTENDANCE = Kind(
    "attendance",
    "签到记录",
    FIELDS,
    TITLES,
    "班次编号 场次 姓名 身份证号 签到时间",
    read_attendance,
    check_attendance,
    write_attendance,
    frozenset({"class_code", "session", "id_number", "sign_in_at"}),
)
