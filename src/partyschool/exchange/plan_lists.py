"""课程库 and 年度计划 from and to tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from partyschool.domain.plan import months_words, read_months
from partyschool.domain.terms import LessonForm
from partyschool.exchange.cells import cell_text, tidy
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.kinds import Kind, Mends
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import choice_reader, number_reader, text_reader
from partyschool.exchange.reading import Doubt, Fault, Reader, read_records
from partyschool.exchange.shared_fields import MODULES, NUMBERING
from partyschool.exchange.spreadsheets import Cell
from partyschool.exchange.tables import Column, save_table
from partyschool.services.courses import CourseRow
from partyschool.services.courses_import import check_courses, write_courses
from partyschool.services.import_rows import Finding, Progress, Record
from partyschool.services.plan_import import check_plan, write_plan
from partyschool.services.plan_rows import PlannedRow
from partyschool.services.plan_words import PlanWords
from partyschool.services.words import FORMS

LESSON_FORMS = {word: key for key, word in FORMS.items() if key != LessonForm.FIXED}
COURSE_FIELDS = (
    Field("title", "课程题目", ("课程名称", "题目", "课程"), r"题目|课程名", "必填", width=34, is_required=True),
    Field("module", "模块", ("课程模块", "所属模块"), r"模块", "", MODULES, 12),
    Field("tags", "标签", ("专题标签", "主题"), r"标签", "几个标签用“、”隔开", width=22),
    Field("half_hours", "学时", ("课时",), r"学时|课时", "可以有半个学时", width=8),
    Field("form", "教学形式", ("形式",), r"形式", "", tuple(LESSON_FORMS), 12),
    Field(
        "teachers", "可授课教师", ("授课人", "授课教师", "主讲人", "教师"), r"授课|主讲", "师资库里的姓名，用“、”隔开",
        width=22,
    ),
    Field("audience", "适合对象", ("培训对象", "适用对象"), r"对象", width=20),
    Field("materials", "教学材料", ("材料", "讲稿课件"), r"材料|课件", "名称、网址或存放处，用“、”隔开", width=26),
    Field("summary", "内容提要", ("提要", "简介", "备注"), r"提要|简介", width=40),
)  # fmt: skip
PLAN_FIELDS = (
    Field("title", "班次名称", ("培训班名称", "班次", "名称"), r"班次|班名", "必填", width=30, is_required=True),
    Field("audience", "培训对象", ("对象", "参训对象"), r"对象", "必填", width=20, is_required=True),
    Field("category", "班次类别", ("类别",), r"类别", width=12),
    Field("module", "模块", ("课程模块",), r"^模块", "", MODULES, 12),
    Field("content", "培训内容", ("培训内容模块", "内容"), r"内容", width=34),
    Field("courses", "课程", ("课程题目", "拟开课程"), r"课程", "课程库里的题目，用“、”隔开", width=30),
    Field("classes", "期数", ("计划期数",), r"期数", "留空为 1", width=8),
    Field("people_each", "每期人数", ("人数",), r"每期", "没有定的留空", width=10),
    Field("quarter_days", "天数", ("培训天数",), r"天数", "一期的天数，可以有半天", width=8),
    Field("half_hours", "学时", ("课时",), r"学时", "一期的学时", width=8),
    Field(
        "months", "时间安排", ("时间", "月份", "培训时间", "时间安排月"), r"时间|月份", "如 3月、5—6月、下半年",
        width=16,
    ),
    Field("place", "地点", ("培训地点", "地点教学点"), r"地点", width=18),
    Field("point", "教学点", ("现场教学点",), r"^教学点", "已登记的教学点", width=20),
    Field("teachers", "拟聘师资", ("师资", "授课人"), r"师资|授课", width=20),
    Field("responsible", "责任人", ("负责人",), r"责任|负责", width=10),
    Field("year", "年度", ("计划年度",), "", "留空为表题里的年度，没有时为今年", width=8),
    Field("note", "备注", ("说明",), "", width=16),
)  # fmt: skip
_LISTED = re.compile(r"[、,，;；\n]+")
_YEAR_IN_TITLE = re.compile(r"(20\d{2})\s*年")


def _list_reader(cell: Cell) -> Any:
    names = tuple(dict.fromkeys(name for part in _LISTED.split(tidy(cell)) if (name := part.strip(" 《》"))))
    return names or None


def _read_title(cell: Cell) -> Any:
    return " ".join(tidy(cell).split()).strip("《》")[:200] or None


def _read_months(cell: Cell) -> Any:
    if isinstance(cell, date):  # a spreadsheet makes a day of 3-5: months 3 to 5, or 5 March?
        return Doubt((cell.month,), "months_date")
    return read_months(re.sub(r"\.0$", "", cell_text(cell))) or Fault("months_unreadable")


COURSE_READERS: dict[str, Reader] = {
    "title": _read_title,
    "module": text_reader(50),
    "tags": _list_reader,
    "half_hours": number_reader("number_unreadable", scale=2, highest=200),
    "form": choice_reader(LESSON_FORMS, "form_unknown"),
    "teachers": _list_reader,
    "audience": text_reader(200),
    "materials": _list_reader,
    "summary": text_reader(2000),
}
PLAN_READERS: dict[str, Reader] = {
    "title": _read_title,
    "audience": text_reader(200),
    "category": text_reader(30),
    "module": text_reader(50),
    "content": text_reader(2000),
    "courses": _list_reader,
    "classes": number_reader("number_unreadable", lowest=1, highest=200),
    "people_each": number_reader("number_unreadable", highest=100_000),
    "quarter_days": number_reader("number_unreadable", scale=4, lowest=0.25, highest=366),
    "half_hours": number_reader("number_unreadable", scale=2, highest=2000),
    "months": _read_months,
    "place": text_reader(100),
    "point": text_reader(100),
    "teachers": text_reader(200),
    "responsible": text_reader(50),
    "year": number_reader("year_unreadable", lowest=2000, highest=2100),
    "note": text_reader(200),
}


def _read_courses(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
    return read_records(table, COURSE_READERS, _titled, mended=mended, progress=progress)


def _titled(values: dict[str, Any], found: list[Finding]) -> None:
    if "title" not in values:
        found.append(Finding("title", "course_title_missing"))


def _read_plan(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
    year = _year_of(table) or today.year

    def finish(values: dict[str, Any], found: list[Finding]) -> None:
        values.setdefault("year", year)
        if "title" not in values:
            found.append(Finding("title", "class_title_missing"))
        if "audience" not in values:
            found.append(Finding("audience", "audience_missing"))

    return read_records(table, PLAN_READERS, finish, mended=mended, progress=progress)


def _year_of(table: Table) -> int | None:
    """The year in the title above the header, or in the sheet's name."""
    match = _YEAR_IN_TITLE.search(table.above)
    return int(match[1]) if match is not None else None


COURSES = Kind(
    "courses", "课程库", COURSE_FIELDS, Titles(COURSE_FIELDS, NUMBERING), "课程题目 模块", _read_courses, check_courses,
    write_courses, frozenset({"title"}), "门",
)  # fmt: skip
PLAN = Kind(
    "plan", "年度计划", PLAN_FIELDS, Titles(PLAN_FIELDS, (*NUMBERING, "计划人次")), "班次名称 培训对象 时间安排",
    _read_plan, check_plan, write_plan, frozenset({"title", "audience"}), "行",
)  # fmt: skip

COURSE_COLUMNS = [
    Column("序号", 6, "number"), Column("课程题目", 34), Column("模块", 12), Column("标签", 22),
    Column("学时", 8, "number"), Column("教学形式", 12), Column("可授课教师", 22), Column("适合对象", 20),
    Column("教学材料", 26), Column("内容提要", 40),
]  # fmt: skip
PLAN_COLUMNS = [
    Column("序号", 6, "number"), Column("班次名称", 30), Column("培训对象", 20), Column("班次类别", 12),
    Column("模块", 12), Column("培训内容", 34), Column("课程", 30), Column("期数", 8, "number"),
    Column("每期人数", 10, "number"), Column("计划人次", 10, "number"), Column("天数", 8, "number"),
    Column("学时", 8, "number"), Column("时间安排", 16), Column("地点", 18), Column("教学点", 20),
    Column("拟聘师资", 20), Column("责任人", 10), Column("备注", 16),
]  # fmt: skip


def save_courses(path: Path, rows: Sequence[CourseRow]) -> None:
    """Write the library; the same table can be imported again.

    :raises Trouble: the place cannot be written.
    """
    lines = [_course_line(place, row) for place, row in enumerate(rows, 1)]
    save_table(path, sheet="课程库", title="课程库", columns=COURSE_COLUMNS, rows=lines)


def _course_line(place: int, row: CourseRow) -> list[object]:
    form = row.form
    return [
        place, form.title, row.module_title, "、".join(form.tags), form.half_hours / 2 if form.half_hours else "",
        FORMS.get(form.form, ""), "、".join(row.teachers), form.audience,
        "、".join(one.title for one in form.materials), form.summary,
    ]  # fmt: skip


def save_plan(path: Path, words: PlanWords) -> None:
    """Write the plan with a line of sums; the same table can be imported again.

    :raises Trouble: the place cannot be written.
    """
    rows: list[list[object]] = [_plan_line(place, row) for place, row in enumerate(words.plan.rows, 1)]
    sums: list[object] = [""] * len(PLAN_COLUMNS)
    sums[1], sums[7], sums[9] = "合计", words.plan.classes, words.plan.attendances
    title = f"{words.title}（{words.state}）"
    save_table(path, sheet=f"{words.year}年度计划", title=title, columns=PLAN_COLUMNS, rows=[*rows, sums])


def _plan_line(place: int, row: PlannedRow) -> list[object]:
    form = row.form
    return [
        place, form.title, form.audience, form.category, row.module_title, form.content, "、".join(row.courses),
        form.classes, form.people_each or "", row.attendances or "", form.quarter_days / 4, form.half_hours / 2,
        months_words(form.months), form.place, row.point, form.teachers, form.responsible, form.note,
    ]  # fmt: skip
