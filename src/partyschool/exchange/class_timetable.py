"""The sheet 课程表 of a class workbook: rows that make lessons, and lessons that make half-day sessions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from partyschool.domain.dates import parse_time
from partyschool.domain.terms import LessonForm
from partyschool.exchange.attendance import read_session_number
from partyschool.exchange.cells import tidy
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import choice_reader, number_reader, read_day, text_reader
from partyschool.exchange.reading import Fault, Reader, read_records
from partyschool.exchange.shared_fields import MODULES, TEACHER_KINDS
from partyschool.exchange.spreadsheets import Cell
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
LESSON_FIELDS = (
    Field(
        "session",
        "场次",
        ("场次编号", "半天场次", "第几场"),
        note="同一半天写同一个数",
        width=7,
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
        is_required=True,
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
    Field("module", "模块", ("课程模块", "教学模块"), choices=MODULES, width=12),
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
LESSON_TITLES = Titles(LESSON_FIELDS, ("序号", "备注"))
NOON = time(12)
_RANGE = re.compile(r"\s*[-—–－~～至到]+\s*")


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
    "module": text_reader(50),
    "teacher": text_reader(150),
    "teacher_kind": choice_reader(TEACHER_KINDS, "teacher_kind_unknown"),
    "place": text_reader(100),
    "half_hours": number_reader("number_unreadable", scale=2, highest=24),
    "sign_in_times": read_times,
    "host": text_reader(50),
}


def read_lessons(table: Table) -> list[Record]:
    """The rows of the timetable; a date or 场次 written once holds for the rows below it.

    Without a column 场次 each half-day is a session, in the order of the rows.
    """
    half_days = _HalfDays(is_numbered="session" in table.header.columns)

    def finish(values: dict[str, Any], found: list[Finding]) -> None:
        if "times" in values:
            values["starts"], values["ends"] = values.pop("times")
        half_days.place(values)
        _check_lesson(values, found)
        half_days.check(values, found)
        values.setdefault("form", LessonForm.LECTURE)

    return read_records(table, LESSON_READERS, finish)


class _HalfDays:
    """What the rows above have said: the day, the half of it, and which session that is."""

    def __init__(self, *, is_numbered: bool) -> None:
        self._is_numbered = is_numbered
        self._last: dict[str, Any] = {}
        self._numbers: dict[tuple[Any, str], int] = {}
        self._days: dict[int, Any] = {}

    def place(self, values: dict[str, Any]) -> None:
        """Fill in what stands only in the first row of a merged cell; another day or half is another session."""
        moved = any(key in values and values[key] != self._last.get(key) for key in ("held_on", "half"))
        for key in ("held_on", "half"):
            if key in self._last and not (key == "half" and moved):
                values.setdefault(key, self._last[key])
        if self._is_numbered and "session" in self._last and not moved:
            values.setdefault("session", self._last["session"])
        if not self._is_numbered and "held_on" in values and "starts" in values:
            half = values.get("half") or ("上午" if values["starts"] < NOON else "下午")
            values["session"] = self._numbers.setdefault((values["held_on"], half), len(self._numbers) + 1)
        self._last = {key: values[key] for key in ("held_on", "half", "session") if key in values}

    def check(self, values: dict[str, Any], found: list[Finding]) -> None:
        """A session is on one day."""
        number, day = values.get("session"), values.get("held_on")
        if number is None or day is None or any(finding.is_error for finding in found):
            return
        if self._days.setdefault(number, day) != day:
            found.append(Finding("session", "session_days", str(number)))


def _check_lesson(values: dict[str, Any], found: list[Finding]) -> None:
    """The first of what a lesson cannot do without; a cell that could not be read has been told already."""
    checks: tuple[tuple[str, str, Callable[[], bool]], ...] = (
        ("held_on", "date_unreadable", lambda: "held_on" in values),
        ("title", "field_missing", lambda: "title" in values),
        ("starts", "time_unreadable", lambda: "starts" in values and "ends" in values),
        ("session", "session_unknown", lambda: "session" in values),
        ("ends", "session_times", lambda: values["starts"] < values["ends"]),
    )
    told = {finding.field for finding in found}
    if told & {"held_on", "title", "starts", "ends", "session", "times"}:
        return
    fault = next(((field, code) for field, code, holds in checks if not holds()), None)
    if fault is not None:
        found.append(Finding(*fault))
