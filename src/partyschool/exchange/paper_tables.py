"""The tables of papers as plain .xlsx: the same rows as on paper, numbers of people as text, to be worked on in WPS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partyschool.exchange.tables import Column, add_table, new_workbook
from partyschool.services.binder_words import BinderWords
from partyschool.services.class_rows import ClassDetail
from partyschool.services.evaluation_rows import EvaluationReport
from partyschool.services.leadership_words import LeadershipWords
from partyschool.services.register_words import RegisterWords
from partyschool.services.report_tables import EXCEPTIONS
from partyschool.services.self_check_words import SelfCheckWords
from partyschool.services.self_checks import RESULTS
from partyschool.services.sheet_words import SheetWords
from partyschool.services.star_ratings import StarBoard
from partyschool.services.statistics_rows import YearStatistics
from partyschool.services.teacher_assessment import AssessmentWords
from partyschool.services.words import FORMS, NOT_HELD, TEACHER_KINDS, WAYS, clock, half_days

ABSENCES = {"leave": "请假", "absent": "缺勤"}


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One sheet of a workbook."""

    sheet: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def save_paper_tables(path: Path, tables: Sequence[PaperTable]) -> None:
    """Write a workbook of these sheets; two sheets of the same name are numbered.

    :raises Trouble: the place cannot be written.
    """
    used: dict[str, int] = {}
    with new_workbook(path) as book:
        for table in tables:
            used[table.sheet] = used.get(table.sheet, 0) + 1
            sheet = table.sheet if used[table.sheet] == 1 else f"{table.sheet}{used[table.sheet]}"
            add_table(book, sheet=sheet, title=table.title, columns=table.columns, rows=table.rows)


def timetable_tables(detail: ClassDetail) -> list[PaperTable]:
    """课程安排表, a row for each lesson."""
    columns = [
        Column("日期", 12, "date"), Column("时间", 14), Column("教学内容", 40), Column("教学形式", 12),
        Column("模块", 12), Column("授课人", 12), Column("职务", 24), Column("地点", 26), Column("学时", 8, "number"),
        Column("主持人", 12),
    ]  # fmt: skip
    rows = [
        [
            row.held_on, f"{clock(row.starts)}—{clock(row.ends)}", row.title, FORMS.get(row.form, row.form),
            row.module_title, row.teacher, row.teacher_title, row.place,
            row.half_hours / 2, row.host,
        ]
        for row in sorted(detail.lessons, key=lambda row: (row.held_on, row.starts, row.position))
    ]  # fmt: skip
    return [PaperTable("课程安排表", f"{detail.row.title}课程安排表", columns, rows)]


def sheet_tables(sheets: Sequence[SheetWords]) -> list[PaperTable]:
    """签到表, a sheet for each day or village; filled ones with time and way."""
    return [_sheet_table(words) for words in sheets]


def _sheet_table(words: SheetWords) -> PaperTable:
    halves = half_days(words.starts)
    columns = [Column("序号", 6, "number"), Column("姓名", 12), Column("单位", 24), Column("职务", 20)]
    columns += [Column(f"{half}签到", 16) for half in halves]
    columns.append(Column("联系电话", 15))
    rows = [
        [place, line.name, line.unit, line.post, *(_spot(spot) for spot in line.spots), line.phone]
        for place, line in enumerate(words.lines, 1)
    ]
    name = f"{words.day:%m-%d}{words.village}"
    return PaperTable(name, f"{words.title}签到表 {words.day:%Y-%m-%d} {words.village}".strip(), columns, rows)


def _spot(spot: Any) -> str:
    if spot.at is not None:
        return f"{clock(spot.at)} {WAYS.get(spot.way, spot.way)}"
    return ABSENCES.get(spot.absence, "")


def ledger_tables(statistics: YearStatistics) -> list[PaperTable]:
    """培训台账, a row for each class."""
    columns = [
        Column("序号", 6, "number"), Column("编号", 12), Column("班次名称", 34), Column("期次", 6, "number"),
        Column("开始", 12, "date"), Column("结束", 12, "date"), Column("天数", 7, "number"),
        Column("学时", 7, "number"), Column("地点", 18), Column("培训对象", 20),
        Column("应训人数", 9, "number"), Column("实训人数", 9, "number"), Column("到课率（%）", 10, "number"),
        Column("主要课程", 40), Column("授课人", 20), Column("教学点", 20), Column("5+1+N", 12),
        Column("满意率（%）", 10, "number"), Column("备注", 30),
    ]  # fmt: skip
    notes: dict[str, list[str]] = {}
    numbers = statistics.class_numbers
    for row in statistics.exceptions:
        notes.setdefault(row.code, []).append(f"{EXCEPTIONS[row.kind]}：{row.reason}")
    rows = [
        [
            place, row.code, row.title, numbers.get(row.code), row.starts_on, row.ends_on,
            row.quarter_days / 4 if row.is_held else None, row.half_hours / 2 if row.is_held else None, row.place,
            row.audience, row.enrolled, row.people if row.is_counted and row.is_held else None,
            _one(row.attendance_rate), "；".join(row.courses), "、".join(row.teachers), "、".join(row.points),
            NOT_HELD if not row.is_held else "缺项" if row.missing else "完成", _one(row.satisfaction),
            "；".join(notes.get(row.code, [])),
        ]
        for place, row in enumerate(statistics.classes, 1)
    ]  # fmt: skip
    return [PaperTable("培训台账", f"{statistics.year}年度培训台账", columns, rows)]


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def register_tables(words: RegisterWords) -> list[PaperTable]:
    """证书登记簿 and the proofs given out."""
    columns = [
        Column("序号", 6, "number"), Column("证书编号", 30), Column("姓名", 12), Column("班次", 34),
        Column("发证日期", 12, "date"), Column("经办人", 12), Column("状态", 10), Column("份数", 7, "number"),
        Column("说明", 40),
    ]  # fmt: skip
    rows = [
        [place, row.number, row.name, row.class_title, row.issued_on, row.issued_by, row.state, row.copies, row.note]
        for place, row in enumerate(words.lines, 1)
    ]
    proofs = [
        [place, row.number, row.name, row.subject, row.issued_on, row.issued_by, row.copies]
        for place, row in enumerate(words.proofs, 1)
    ]
    other = [
        Column("序号", 6, "number"), Column("证明编号", 30), Column("姓名", 12), Column("事由", 40),
        Column("出具日期", 12, "date"), Column("经办人", 12), Column("份数", 7, "number"),
    ]  # fmt: skip
    return [
        PaperTable("结业证书", f"{words.year}年度证书登记簿", columns, rows),
        PaperTable("证明", f"{words.year}年度证明登记", other, proofs),
    ]


def evaluation_tables(report: EvaluationReport) -> list[PaperTable]:
    """测评结果: votes and score of each item; no teacher's own while there are too few ballots."""
    levels = report.scale.levels
    columns = [Column("课程", 36), Column("授课人", 12), Column("项目", 14)]
    columns += [Column(level, 10, "number") for level in levels]
    columns += [Column("得分", 9, "number"), Column("满意率（%）", 11, "number")]
    shown = [part for part in report.parts if report.shows_parts or not part.number]
    rows: list[list[Any]] = []
    for part in shown:
        lesson = part.lesson or "班次整体"
        rows += [
            [lesson, part.teacher, row.item, *row.votes.counts, _one(row.score(report.scale)), None]
            for row in part.items
        ]
        rows.append(
            [
                lesson,
                part.teacher,
                "合计",
                *[None] * len(levels),
                _one(part.score(report.scale)),
                _one(part.satisfaction),
            ]
        )
    rows.append(["综合", "", "", *[None] * len(levels), _one(report.score), _one(report.satisfaction)])
    remarks = [[place, text] for place, text in enumerate(report.remarks, 1)]
    opinions = PaperTable("意见建议", "意见建议", [Column("序号", 6, "number"), Column("意见", 80)], remarks)
    return [PaperTable("测评结果", f"{report.title}教学质量测评结果", columns, rows), opinions]


def self_check_tables(words: SelfCheckWords) -> list[PaperTable]:
    """“六有”标准自查表."""
    columns = [
        Column("序号", 6, "number"), Column("标准", 20), Column("结果", 10), Column("情况说明", 50),
        Column("证明材料", 10), Column("检查人", 12), Column("检查日期", 12, "date"),
    ]  # fmt: skip
    rows = [
        [
            row.position, row.item, RESULTS[row.form.is_met], row.form.note, bool(row.form.attachment),
            row.form.checker, row.form.checked_on,
        ]
        for row in words.rows
    ]  # fmt: skip
    return [PaperTable("自查表", f"{words.year}年度标准化建设自查表", columns, rows)]


def star_tables(board: StarBoard) -> list[PaperTable]:
    """镇街党校星级评定表."""
    columns = [
        Column("序号", 6, "number"), Column("镇街党校", 36), Column("星级", 8, "number"), Column("得分", 10),
        Column("评定依据", 40), Column("评定单位", 26), Column("评定日期", 12, "date"),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for place, row in enumerate(board.rows, 1):
        form = row.form
        facts = [form.stars, form.score, form.basis, form.rated_by, form.rated_on] if form else [None, "", "", "", None]
        rows.append([place, row.name, *facts])
    return [PaperTable("星级评定", f"{board.year}年度镇街党校星级评定表", columns, rows)]


def assessment_tables(words: AssessmentWords) -> list[PaperTable]:
    """年度师资评估表."""
    columns = [
        Column("序号", 6, "number"), Column("姓名", 12), Column("类别", 12), Column("单位及职务（职称）", 30),
        Column("师资库", 8), Column("班次", 7, "number"), Column("节数", 7, "number"), Column("学时", 7, "number"),
        Column("有效票", 8, "number"), Column("平均得分", 9, "number"), Column("满意率（%）", 11, "number"),
        Column("名次", 7, "number"), Column("未反馈班次", 11, "number"),
    ]  # fmt: skip
    rows = [
        [
            place, row.figures.name, TEACHER_KINDS.get(row.figures.kind, row.figures.kind), row.figures.title,
            "在库" if row.figures.in_pool else "库外", row.figures.classes, row.figures.lessons,
            row.figures.half_hours / 2, row.ballots, _one(row.score), _one(row.satisfaction), row.rank or None,
            row.waiting,
        ]
        for place, row in enumerate(words.rows, 1)
    ]  # fmt: skip
    return [PaperTable("师资评估", f"{words.year}年度师资评估表", columns, rows)]


def leadership_tables(words: LeadershipWords) -> list[PaperTable]:
    """党校领导班子名单."""
    columns = [
        Column("序号", 6, "number"), Column("党校职务", 16), Column("姓名", 12), Column("党内职务", 24),
        Column("电话", 16), Column("任职日期", 12, "date"),
    ]  # fmt: skip
    rows = [
        [place, row.form.title, row.form.name, row.form.party_post, row.form.phone, row.form.start_on]
        for place, row in enumerate(words.rows, 1)
    ]
    return [PaperTable("领导班子", f"{words.issuer}领导班子名单", columns, rows)]


def binder_tables(words: BinderWords) -> list[PaperTable]:
    """The tables of a class's file: list, timetable, attendance with hours, certificates, questionnaire."""
    title = words.detail.row.title
    people = [[place, row.name, row.sex, row.unit, row.posts, row.phone] for place, row in enumerate(words.people, 1)]
    columns = [
        Column("序号", 6, "number"), Column("姓名", 12), Column("性别", 6), Column("单位", 26), Column("职务", 22),
        Column("联系电话", 15),
    ]  # fmt: skip
    tables = [PaperTable("学员名册", f"{title}学员名册", columns, people), *timetable_tables(words.detail)]
    tables.append(_credit_table(words))
    if words.certificates:
        numbers = [[row.name, row.number, row.issued_on] for row in words.certificates]
        certified = [Column("姓名", 12), Column("证书编号", 30), Column("发证日期", 12, "date")]
        tables.append(PaperTable("结业证书", f"{title}结业证书", certified, numbers))
    return [*tables, *(evaluation_tables(words.evaluation) if words.evaluation.has_votes else [])]


def _credit_table(words: BinderWords) -> PaperTable:
    sessions = [row for row in words.detail.sessions if row.state != "cancelled"]
    columns = [Column("序号", 6, "number"), Column("姓名", 12), Column("单位", 26)]
    columns += [Column(f"{row.held_on:%m-%d} 第{row.number}场", 13) for row in sessions]
    columns += [Column("到课场次", 9, "number"), Column("学时", 8, "number")]
    marks = {2: "全额", 1: "半额", 0: "不计", None: ""}
    rows = [
        [
            place, line.name, line.unit,
            *(ABSENCES.get(gone, marks[share]) for share, gone in zip(line.shares, line.absences, strict=True)),
            line.attended, line.quarter_hours / 4,
        ]
        for place, line in enumerate(words.credits, 1)
    ]  # fmt: skip
    return PaperTable("考勤和学时", f"{words.detail.row.title}考勤和学时认定表", columns, rows)
