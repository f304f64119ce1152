"""What the lists of the plan, the courses and the tasks say, and how states are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partyschool.domain.plan import Progress, TaskState, months_words
from partyschool.ui import class_words as words
from partyschool.ui.class_words import FORMS
from partyschool.ui.table_model import Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.courses import CourseRow
    from partyschool.services.plan_progress import PlannedClass, RowProgress
    from partyschool.services.plan_rows import PlannedRow, RowChange
    from partyschool.services.tasks import TaskRow

PROGRESS: dict[Progress, tuple[str, Tone]] = {
    Progress.LATE: ("逾期", Tone.WATCH),
    Progress.RUNNING: ("进行中", Tone.ACCENT),
    Progress.OPEN: ("未排班", Tone.PLAIN),
    Progress.DONE: ("已完成", Tone.DONE),
}
TASK_STATES: dict[TaskState, tuple[str, Tone]] = {
    TaskState.OPEN: ("未开始", Tone.PLAIN),
    TaskState.DOING: ("进行中", Tone.BETWEEN),
    TaskState.DONE: ("已完成", Tone.DONE),
}
CHANGES = {"added": ("新增", Tone.DONE), "removed": ("删去", Tone.WATCH), "changed": ("修改", Tone.BETWEEN),
           "same": ("没有变", Tone.MUTED)}  # fmt: skip
FIELD_WORDS = {
    "title": "班次名称", "audience": "培训对象", "category": "班次类别", "module": "模块", "content": "培训内容",
    "courses": "课程", "classes": "期数", "people_each": "每期人数", "quarter_days": "天数", "half_hours": "学时",
    "months": "时间", "places": "地点", "teachers": "拟聘师资", "responsible": "责任人", "note": "备注",
}  # fmt: skip
CLASSES, OPEN_CLASS = "classes", "open"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A row of the shown version, with how far it is where the version in force has it."""

    row: PlannedRow
    progress: RowProgress | None

    @property
    def thread(self) -> str:
        return self.row.thread


def plan_columns() -> list[Column[PlanLine]]:
    """The columns of the paper, then how far each row is."""
    return [
        Column("序号", lambda line: str(line.row.position), align=Align.RIGHT, width=58,
               sort=lambda line: line.row.position),
        Column("班次名称", lambda line: line.row.title, Kind.NAME, width=210, stretch=True,
               tag=lambda line: line.row.form.category),
        Column("培训对象", lambda line: line.row.form.audience, width=140, tip=lambda line: line.row.form.audience),
        Column("时间", lambda line: months_words(line.row.form.months), width=134,
               sort=lambda line: line.row.form.months),
        Column("已办", _held, Kind.BAR, fraction=_fraction, tone=_bar_tone, width=104, opens=CLASSES,
               sort=lambda line: line.progress.done if line.progress else -1),
        Column("进度", lambda line: _progress(line)[0], Kind.CHIP, tone=lambda line: _progress(line)[1], width=92,
               sort=lambda line: list(PROGRESS).index(line.progress.state) if line.progress else 9),
        Column("下一期", _next, width=84, opens=OPEN_CLASS),
        Column("每期", lambda line: f"{line.row.form.people_each} 人" if line.row.form.people_each else "—",
               align=Align.RIGHT, width=74, sort=lambda line: line.row.form.people_each),
        Column("天数", lambda line: f"{line.row.form.quarter_days / 4:g}", align=Align.RIGHT, width=58,
               sort=lambda line: line.row.form.quarter_days),
        Column("地点", lambda line: line.row.places or "—", width=110, tip=lambda line: line.row.places),
        Column("责任人", lambda line: line.row.form.responsible or "—", width=76),
    ]  # fmt: skip


def _held(line: PlanLine) -> str:
    return f"{line.progress.held if line.progress else 0}/{line.row.form.classes} 期"


def _fraction(line: PlanLine) -> float:
    return line.progress.done / line.row.form.classes if line.progress else 0.0


def _bar_tone(line: PlanLine) -> Tone | None:
    if line.progress is None:
        return None
    return {Progress.DONE: Tone.DONE, Progress.LATE: Tone.WATCH}.get(line.progress.state)


def _progress(line: PlanLine) -> tuple[str, Tone]:
    return PROGRESS[line.progress.state] if line.progress else ("新增，待审定", Tone.MUTED)


def _next(line: PlanLine) -> str:
    return "开班 ›" if line.progress is not None and line.progress.month is not None else "—"


def outside_columns() -> list[Column[PlannedClass]]:
    """Classes, held or arranged."""
    return [
        Column("班次", lambda row: words.issue(row.code), width=130, sort=lambda row: row.code),
        Column("名称", lambda row: row.title, Kind.NAME, width=300, stretch=True),
        Column("时间", lambda row: words.days(row.starts_on, row.ends_on), width=160, sort=lambda row: row.starts_on),
        Column("情况", lambda row: "已办" if row.is_held else "已排", Kind.CHIP, width=90,
               tone=lambda row: Tone.DONE if row.is_held else Tone.PLAIN),
    ]  # fmt: skip


def change_columns() -> list[Column[RowChange]]:
    """What differs between two versions."""
    return [
        Column("班次名称", lambda row: row.title, Kind.NAME, width=230),
        Column("变化", lambda row: CHANGES[row.kind][0], Kind.CHIP, tone=lambda row: CHANGES[row.kind][1], width=92),
        Column("改了什么", _change_words, width=420, stretch=True, tip=_change_words),
    ]


def _change_words(row: RowChange) -> str:
    parts = [f"{FIELD_WORDS[name]}：{before or '空'} → {after or '空'}" for name, before, after in row.fields]
    return "；".join(parts) or "—"


def course_columns() -> list[Column[CourseRow]]:
    """The library."""
    return [
        Column("课程题目", lambda row: row.title, Kind.NAME, width=250, stretch=True,
               tag=lambda row: "" if row.is_active else "已停用"),
        Column("模块", lambda row: row.module_title or "—", width=92),
        Column("标签", _tags, width=150, tip=_tags),
        Column("学时", lambda row: f"{row.form.half_hours / 2:g}" if row.form.half_hours else "—", align=Align.RIGHT,
               width=58, sort=lambda row: row.form.half_hours),
        Column("教学形式", lambda row: FORMS[row.form.form][0] if row.form.form in FORMS else "—", Kind.CHIP,
               tone=lambda row: FORMS[row.form.form][1] if row.form.form in FORMS else Tone.MUTED, width=104),
        Column("谁能讲", _teachers, width=150, tip=_teachers),
        Column("适合对象", lambda row: row.form.audience or "—", width=120),
        Column("材料", lambda row: f"{len(row.form.materials)} 份" if row.form.materials else "—", align=Align.RIGHT,
               width=66, tip=lambda row: "、".join(one.title for one in row.form.materials)),
        Column("讲过", lambda row: f"{row.lessons} 节" if row.lessons else "—", align=Align.RIGHT, width=70,
               sort=lambda row: row.lessons),
    ]  # fmt: skip


def _tags(row: CourseRow) -> str:
    return "、".join(row.form.tags) or "—"


def _teachers(row: CourseRow) -> str:
    return "、".join(row.teachers) or "—"


def task_columns(today: date) -> list[Column[TaskRow]]:
    """The task list; a click on the box is 已完成."""
    return [
        Column("", lambda row: "已完成" if row.is_done else "", Kind.CHECK, width=44,
               fraction=lambda row: 1.0 if row.is_done else 0.0, sort=lambda row: row.is_done),
        Column("要办的事", lambda row: row.title, Kind.NAME, width=300, stretch=True),
        Column("责任人", lambda row: row.form.responsible, width=90),
        Column("期限", lambda row: f"{row.form.due_on:%Y-%m-%d}", width=116, sort=lambda row: row.form.due_on),
        Column("进度", lambda row: task_state(row, today)[0], Kind.CHIP, width=118,
               tone=lambda row: task_state(row, today)[1]),
        Column("来源", lambda row: row.form.source or "—", width=200, tip=lambda row: row.form.source),
        Column("备注", lambda row: row.form.note or "—", width=160, tip=lambda row: row.form.note),
    ]  # fmt: skip


def task_state(row: TaskRow, today: date) -> tuple[str, Tone]:
    """进行中, 逾期 6 天, 还有 4 天."""
    if row.is_late:
        return f"逾期 {(today - row.form.due_on).days} 天", Tone.ERROR
    if row.is_soon:
        left = (row.form.due_on - today).days
        return ("今天到期" if left == 0 else f"还有 {left} 天"), Tone.WATCH
    return TASK_STATES[TaskState(row.form.state)]
