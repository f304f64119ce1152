"""The class workbook: sheets 班次 (name and value), 课程表 and 学员."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from partyschool.domain.dates import parse_time
from partyschool.domain.terms import CourseModule, LessonForm, TeacherKind
from partyschool.errors import Refusal
from partyschool.exchange.attendance import read_class_code, read_session_number
from partyschool.exchange.cells import cell_text, is_blank, tidy
from partyschool.exchange.columns import Field, Titles, plain_title
from partyschool.exchange.layout import Table, find_table
from partyschool.exchange.readers import choice_reader, number_reader, read_day, read_name, read_yes_no, text_reader
from partyschool.exchange.reading import Doubt, Fault, Reader, read_records
from partyschool.exchange.shared_fields import ID_NUMBER, NAME, NUMBERING, read_known_number
from partyschool.exchange.spreadsheets import Cell, Sheet, read_sheets
from partyschool.services.class_import import ClassFile
from partyschool.services.import_rows import Finding, Record

FORMS = {
    "规定动作": LessonForm.FIXED,
    "专题讲座": LessonForm.LECTURE,
    "讲座": LessonForm.LECTURE,
    "专题授课": LessonForm.LECTURE,
    "集中授课": LessonForm.LECTURE,
    "课堂讲授": LessonForm.LECTURE,
    "现场教学": LessonForm.FIELD,
    "研讨交流": LessonForm.SEMINAR,
    "分组讨论": LessonForm.SEMINAR,
    "观看视频": LessonForm.VIDEO,
    "视频教学": LessonForm.VIDEO,
    "自选动作": LessonForm.FREE,
}
MODULES = {
    word: module
    for module, words in (
        (CourseModule.GENERAL, "通识教育 通识"),
        (CourseModule.PROFESSIONAL, "专业教育 专业"),
        (CourseModule.SPECIAL, "专题教育 专题"),
    )
    for word in words.split()
}
TEACHER_KINDS = {
    "领导干部": TeacherKind.LEADER,
    "领导": TeacherKind.LEADER,
    "专家教授": TeacherKind.EXPERT,
    "专家": TeacherKind.EXPERT,
    "教授": TeacherKind.EXPERT,
    "身边榜样": TeacherKind.ROLE_MODEL,
    "榜样": TeacherKind.ROLE_MODEL,
    "其他": TeacherKind.OTHER,
}

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
LESSON_FIELDS = (
    Field(
        "session",
        "场次",
        ("场次编号", "半天场次", "第几场"),
        note="同一半天写同一个数",
        width=7,
        is_required=True,
    ),
    Field("held_on", "日期", ("上课日期", "培训日期", "时间日期"), note="如 2025-03-03", width=13),
    Field("half", "时段", ("上下午", "半天"), note="上午或下午", choices=("上午", "下午"), width=8),
    Field("starts", "开始", ("开始时间", "起始时间", "起"), note="如 08:30", width=9),
    Field("ends", "结束", ("结束时间", "截止时间", "止"), note="如 11:30", width=9),
    Field("times", "时间", ("起止时间", "上课时间", "时间段"), in_template=False),
    Field(
        "title",
        "教学内容",
        ("课程题目", "课程", "课程名称", "内容", "教学内容课程题目", "课题", "题目", "环节"),
        r"教学内容|课程",
        "必填",
        width=28,
    ),
    Field(
        "form",
        "教学形式",
        ("形式", "授课形式"),
        "",
        "",
        ("规定动作", "专题讲座", "现场教学", "研讨交流", "观看视频", "自选动作"),
        12,
    ),
    Field("module", "模块", ("课程模块", "教学模块"), choices=("通识教育", "专业教育", "专题教育"), width=12),
    Field(
        "teacher",
        "授课人",
        ("授课人及职务", "主讲人", "授课教师", "教师", "讲师", "主讲"),
        r"^(?:授课人|主讲)(?!.*类)",
        width=16,
    ),
    Field(
        "teacher_kind",
        "授课人类别",
        ("教师类别", "师资类别"),
        choices=("领导干部", "专家教授", "身边榜样", "其他"),
        width=12,
    ),
    Field("place", "地点", ("上课地点", "教学地点", "教学点", "培训地点"), note="现场教学请写教学点名称", width=22),
    Field("half_hours", "学时", ("课时", "学时数"), note="这一节的学时", width=7),
    Field(
        "sign_in_times",
        "签到场次",
        ("签到时段", "场次时间", "签到场次时间"),
        note="这半天的起止，如 08:30-11:30",
        width=14,
    ),
    Field("host", "主持人", ("主持",), width=10),
)
TRAINEE_FIELDS = (
    NAME,
    ID_NUMBER,
    Field("unit", "单位", ("所在党支部", "党支部", "所属支部", "村", "单位及职务", "所在单位"), width=20),
)
FACT_TITLES = Titles(FACT_FIELDS)
LESSON_TITLES = Titles(LESSON_FIELDS, ("序号", "备注"))
TRAINEE_TITLES = Titles(TRAINEE_FIELDS, (*NUMBERING, "性别", "职务", "联系电话", "手机号", "民族", "出生日期", "备注"))
_RANGE = re.compile(r"\s*[-—–－~～至到]+\s*")


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


def read_times(cell: Cell) -> Any:
    """08:30-11:30 as two times."""
    parts = [parse_time(part) for part in _RANGE.split(tidy(cell).replace("—", "-")) if part.strip()]
    if len(parts) != 2 or parts[0] is None or parts[1] is None or parts[1] <= parts[0]:
        return Fault("session_times")
    return parts[0], parts[1]


def _read_clock(cell: Cell) -> Any:
    return parse_time(cell) or Fault("time_unreadable")


LESSON_READERS: Mapping[str, Reader] = {
    "session": read_session_number,
    "held_on": read_day,
    "half": text_reader(10),
    "starts": _read_clock,
    "ends": _read_clock,
    "times": read_times,
    "title": text_reader(200),
    "form": choice_reader(FORMS, "form_unknown"),
    "module": choice_reader(MODULES, "value_unknown"),
    "teacher": text_reader(150),
    "teacher_kind": choice_reader(TEACHER_KINDS, "teacher_kind_unknown"),
    "place": text_reader(100),
    "half_hours": number_reader("number_unreadable", scale=2, highest=24),
    "sign_in_times": read_times,
    "host": text_reader(50),
}


def read_lessons(table: Table) -> list[Record]:
    """The rows of the timetable; a date or 场次 written once holds for the rows below it."""
    last: dict[str, Any] = {}

    def finish(values: dict[str, Any], found: list[Finding]) -> None:
        for key in ("held_on", "session", "half"):
            if key in values or key in last:
                last[key] = values.setdefault(key, last.get(key))
        _finish_lesson(values, found)

    return read_records(table, LESSON_READERS, finish)


def _finish_lesson(values: dict[str, Any], found: list[Finding]) -> None:
    if "times" in values:
        values["starts"], values["ends"] = values.pop("times")
    checks: tuple[tuple[str, str, Callable[[], bool]], ...] = (
        ("session", "session_unknown", lambda: "session" in values),
        ("held_on", "date_unreadable", lambda: "held_on" in values),
        ("title", "field_missing", lambda: "title" in values),
        ("starts", "time_unreadable", lambda: "starts" in values and "ends" in values),
        ("ends", "session_times", lambda: values["starts"] < values["ends"]),
    )
    known = {finding.field for finding in found}
    fault = next(((field, code) for field, code, holds in checks if not holds()), None)
    if fault is not None and fault[0] not in known:
        found.append(Finding(*fault))
    values.setdefault("form", LessonForm.LECTURE)


def read_trainees(table: Table) -> list[Record]:
    """People by their numbers."""
    readers: Mapping[str, Reader] = {"name": read_name, "id_number": read_known_number, "unit": text_reader(100)}
    return read_records(table, readers, lambda values, found: None)


def title_of_fact(key: str) -> str:
    """A fact's name on the sheet."""
    return next((field.label for field in FACT_FIELDS if field.key == key), plain_title(key))
