"""The class workbook: sheets 班次 (name and value), 课程表 and 学员."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from partyschool.errors import Refusal
from partyschool.exchange.attendance import read_class_code
from partyschool.exchange.cells import cell_text, is_blank, tidy
from partyschool.exchange.class_timetable import LESSON_TITLES, read_lessons
from partyschool.exchange.columns import Field, Titles, plain_title
from partyschool.exchange.layout import Table, find_table
from partyschool.exchange.readers import read_day, read_name, read_yes_no, text_reader
from partyschool.exchange.reading import Doubt, Fault, Reader, read_records
from partyschool.exchange.shared_fields import ID_NUMBER, NAME, NUMBERING, read_known_number
from partyschool.exchange.spreadsheets import Cell, Sheet, read_sheets
from partyschool.services.class_import import ClassFile
from partyschool.services.import_rows import Finding, Record

FACT_FIELDS = (
    Field("code", "班次编号", ("编号", "培训班编号", "班次代码"), note="如 2025-01；留空由程序编号"),
    Field("title", "班次名称", ("名称", "培训班名称", "班次", "班名"), note="必填"),
    Field("organiser", "主办单位", ("举办单位", "主办", "主办党校"), note="留空为本校"),
    Field("co_organisers", "协办单位", ("承办单位", "协办", "承办")),
    Field("category", "班次类别", ("类别", "培训类别", "班次类型")),
    Field("audience", "培训对象", ("对象", "参训对象", "参训范围")),
    Field("starts_on", "开始日期", ("开班日期", "开始时间", "开班时间", "起始日期"), note="如 2025-03-03"),
    Field("ends_on", "结束日期", ("结业日期", "结束时间", "结业时间", "截止日期"), note="如 2025-03-04"),
    Field("place", "培训地点", ("地点", "举办地点", "上课地点")),
    Field("responsible", "负责人", ("班主任", "责任人", "联系人")),
    Field("phone", "联系电话", ("电话", "联系方式")),
    Field("takes_walk_ins", "允许临时参训", ("允许旁听", "临时参训"), note="是或否", choices=("是", "否")),
    Field("signs_out", "需要签退", ("签退",), note="是或否", choices=("是", "否")),
    Field(
        "gives_certificates",
        "发结业证书",
        ("发证", "是否发证", "发放证书"),
        note="是或否",
        choices=("是", "否"),
    ),
    Field("note", "备注", ("说明",)),
)
TRAINEE_FIELDS = (
    NAME,
    ID_NUMBER,
    Field("unit", "单位", ("所在党支部", "党支部", "所属支部", "村", "单位及职务", "所在单位"), width=20),
)
FACT_TITLES = Titles(FACT_FIELDS)
TRAINEE_TITLES = Titles(TRAINEE_FIELDS, (*NUMBERING, "性别", "职务", "联系电话", "手机号", "民族", "出生日期", "备注"))


def read_class_file(path: Path, today: date) -> ClassFile:
    """The workbook as records.

    :raises Refusal: the sheet 班次 or 课程表 is not there or holds nothing.
    """
    sheets = [sheet for sheet in read_sheets(path) if not sheet.is_hidden]
    facts = _find_sheet(sheets, "班次", "班次信息", "基本信息")
    timetable = _find_sheet(sheets, "课程表", "课程", "课程安排", "日程")
    trainees = _find_sheet(sheets, "学员", "学员名单", "参训名单", "名册")
    lessons = find_table(timetable, LESSON_TITLES) if timetable is not None else None
    if facts is None or lessons is None:
        missing = "班次" if facts is None else "课程表"
        message = (
            f"“{path.name}”里没有“{missing}”这一页，不像培训班工作簿。请用本程序的模板（班次、课程表、学员三页）填写。"
        )
        raise Refusal(message, code="no_header")
    listed = find_table(trainees, TRAINEE_TITLES) if trainees is not None else None
    return ClassFile(
        read_facts(facts), tuple(read_lessons(lessons)), tuple(read_trainees(listed)) if listed is not None else ()
    )


def _find_sheet(sheets: Sequence[Sheet], *names: str) -> Sheet | None:
    exact = [sheet for name in names for sheet in sheets if sheet.name.strip() == name]
    alike = [sheet for sheet in sheets if names[0] in sheet.name]
    return next(iter([*exact, *alike]), None)


FACT_READERS: Mapping[str, Reader] = {
    "code": read_class_code,
    "title": text_reader(200),
    "organiser": text_reader(100),
    "co_organisers": text_reader(200),
    "category": text_reader(30),
    "audience": text_reader(200),
    "starts_on": read_day,
    "ends_on": read_day,
    "place": text_reader(100),
    "responsible": text_reader(50),
    "phone": text_reader(30),
    "takes_walk_ins": read_yes_no,
    "signs_out": read_yes_no,
    "gives_certificates": read_yes_no,
    "note": text_reader(500),
}


def read_facts(sheet: Sheet) -> Record:
    """Name and value side by side, or the value below the name where the names stand in one row."""
    record = Record(1, {})
    for index, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            reading = FACT_TITLES.field_of(tidy(cell)) if isinstance(cell, str) else None
            if reading is None or reading[1] >= 100 or reading[0] in record.values:
                continue
            value = _value_beside(sheet, index, column)
            if value is not None and not is_blank(value):
                _keep(record, reading[0], value, index + 1)
    for key in ("title",):
        if key not in record.values:
            record.findings = (*record.findings, Finding(key, "field_missing"))
    return record


def _value_beside(sheet: Sheet, index: int, column: int) -> Cell | None:
    row = sheet.rows[index]
    right = next((cell for cell in row[column + 1 :] if cell != ""), None)
    if right is not None and not (isinstance(right, str) and FACT_TITLES.is_title(right)):
        return right
    below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
    is_row_of_names = sum(isinstance(cell, str) and FACT_TITLES.is_title(cell) for cell in row) > 2
    return below[column] if is_row_of_names and column < len(below) else None


def _keep(record: Record, key: str, cell: Cell, row: int) -> None:
    value = FACT_READERS[key](cell)
    if isinstance(value, (Fault, Doubt)):
        record.findings = (*record.findings, Finding(key, value.code, cell_text(cell)))
        record.row = row
        value = value.value if isinstance(value, Doubt) else None
    if value is not None:
        record.values[key] = value


def read_trainees(table: Table) -> list[Record]:
    """People by their numbers."""
    readers: Mapping[str, Reader] = {"name": read_name, "id_number": read_known_number, "unit": text_reader(100)}
    return read_records(table, readers, lambda values, found: None)


def title_of_fact(key: str) -> str:
    """A fact's name on the sheet."""
    return next((field.label for field in FACT_FIELDS if field.key == key), plain_title(key))
