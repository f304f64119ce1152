"""村“两委”成员名单: village, person, post and term."""

from datetime import date
from typing import Any

from partyschool.exchange.cells import tidy
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.kinds import Kind, Mends
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import last_day, read_day, read_name, text_reader
from partyschool.exchange.reading import read_records
from partyschool.exchange.shared_fields import ID_NUMBER, NAME, NOTE, NUMBERING, read_known_number
from partyschool.exchange.spreadsheets import Cell
from partyschool.services.cadres import check_cadres, write_cadres
from partyschool.services.import_rows import Finding, Progress, Record

FIELDS = (
    Field(
        "unit",
        "村",
        (
            "村名",
            "所在村",
            "任职村",
            "村（社区）",
            "村社区",
            "行政村",
            "单位",
            "任职单位",
            "所在单位",
            "村居",
            "所在村社区",
            "党组织",
            "所在党支部",
        ),
        r"^(?:所在|任职)?(?:村|单位)",
        "必填，如 前庄村",
        width=14,
    ),
    NAME,
    ID_NUMBER,
    Field(
        "title",
        "职务",
        ("任职职务", "现任职务", "担任职务", "村内职务", "职务名称"),
        r"职务",
        "必填，如 村党支部书记、村委会主任",
        width=24,
    ),
    Field(
        "start_on",
        "任职日期",
        ("任职时间", "任职起始", "开始日期", "起始日期", "任期开始", "到任日期"),
        r"任职.*(?:日期|时间|起)",
        "如 2021-01-10",
        width=14,
    ),
    Field(
        "end_on",
        "离任日期",
        ("离任时间", "任职截止", "结束日期", "截止日期", "任期结束", "免职日期"),
        r"(?:离任|免职).*(?:日期|时间)",
        "在任的留空",
        width=14,
    ),
    NOTE,
)
_STILL = frozenset({"至今", "现在", "在任", "现任", "在职", "今"})


def _read_end(cell: Cell) -> Any:
    """A day; 至今 says that there is none."""
    return None if tidy(cell) in _STILL else last_day(cell)


TITLES = Titles(
    FIELDS,
    (*NUMBERING, "性别", "民族", "出生日期", "出生年月", "年龄", "学历", "联系电话", "手机号", "政治面貌", "入党时间"),
)
READERS = {
    "unit": text_reader(100),
    "name": read_name,
    "id_number": read_known_number,
    "title": text_reader(50),
    "start_on": read_day,
    "end_on": _read_end,
}


def read_cadres(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
    """The posts of one sheet; a village written once above or in a merged cell holds for the rows below it."""
    records = read_records(table, READERS, lambda values, found: None, mended=mended, progress=progress)
    spread_down(records, "unit")
    for record in records:
        found: list[Finding] = []
        _finish(record.values, found)
        record.findings = (*record.findings, *found)
    return records


def spread_down(records: list[Record], key: str) -> None:
    """A merged cell holds its text in its first row only."""
    last: Any = None
    for record in records:
        last = record.values.setdefault(key, last)
        if last is None:
            del record.values[key]


def _finish(values: dict[str, Any], found: list[Finding]) -> None:
    if "unit" not in values:
        found.append(Finding("unit", "unit_unknown"))
    if "title" not in values:
        found.append(Finding("title", "title_missing"))
    start, end = values.get("start_on"), values.get("end_on")
    if start is not None and end is not None and end < start:
        found.append(Finding("end_on", "term_reversed", end.isoformat()))


CADRES = Kind(
    "cadres",
    "村“两委”成员名单",
    FIELDS,
    TITLES,
    "姓名 身份证号 村 职务",
    read_cadres,
    check_cadres,
    write_cadres,
    frozenset({"id_number", "unit", "title"}),
)
