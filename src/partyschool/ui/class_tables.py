"""The lists under the tabs of a class: timetable, trainees, one session's attendance, papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partyschool.ui import class_words as words
from partyschool.ui.table_model import Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.class_rows import LessonRow
    from partyschool.services.enrolment import EnrolmentRow

PRESENCE: dict[str, tuple[str, Tone]] = {
    "present": ("已签到", Tone.DONE),
    "leave": ("请假", Tone.BETWEEN),
    "absent": ("缺勤", Tone.WATCH),
    "missing": ("未到", Tone.PLAIN),
}
SHARES = ("不计", "半额", "全额")


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson as the timetable shows it; the session stands at its first lesson only."""

    row: LessonRow
    is_first: bool
    is_next: bool


def lesson_lines(lessons: tuple[LessonRow, ...], next_id: int | None) -> list[LessonLine]:
    before: int | None = None
    lines = []
    for lesson in sorted(lessons, key=lambda row: (row.session, row.starts, row.position)):
        lines.append(LessonLine(lesson, lesson.session != before, lesson.id == next_id))
        before = lesson.session
    return lines


def lesson_columns() -> list[Column[LessonLine]]:
    return [
        Column("场次", lambda line: f"第 {line.row.session} 场" if line.is_first else " ", width=72, sort=_order),
        Column("时间", lambda line: words.span(line.row.starts, line.row.ends), width=108, sort=_order),
        Column("内容", lambda line: line.row.title or "（待定）", width=240, stretch=True),
        Column("类型", lambda line: _form(line.row)[0], Kind.CHIP, tone=lambda line: _form(line.row)[1], width=92),
        Column("授课人", lambda line: line.row.teacher or line.row.host, tip=_planned, width=78),
        Column("师资类别", lambda line: words.TEACHER_KINDS.get(line.row.teacher_kind, ""), width=84),
        Column("地点", lambda line: line.row.place, width=170),
        Column("学时", lambda line: words.hours(line.row.half_hours), align=Align.RIGHT, width=56, sort=_hours),
        Column("状态", _held, Kind.ICON, icon=_held_icon, tone=_held_tone, width=84),
    ]


def _order(line: LessonLine) -> tuple[int, str]:
    return line.row.session, str(line.row.starts)


def _hours(line: LessonLine) -> int:
    return line.row.half_hours


def _form(row: LessonRow) -> tuple[str, Tone]:
    if row.step_key and row.form == "lecture":
        return words.FORMS["fixed"]
    return words.FORMS.get(row.form, ("其他", Tone.PLAIN))


def _planned(line: LessonLine) -> str:
    row = line.row
    return f"计划：{row.planned_teacher}" if row.planned_teacher and row.planned_teacher != row.teacher else ""


def _held(line: LessonLine) -> str:
    if line.row.said_held is False:
        return "没有上"
    return "已上" if line.row.is_held else "待上"


def _held_icon(line: LessonLine) -> str:
    return "check" if line.row.is_held else "x" if line.row.said_held is False else "clock"


def _held_tone(line: LessonLine) -> Tone:
    if line.row.is_held:
        return Tone.DONE
    return Tone.WATCH if line.row.said_held is False else Tone.ACCENT if line.is_next else Tone.PLAIN


def trainee_columns(sessions: int) -> list[Column[EnrolmentRow]]:
    return [
        Column("姓名", lambda row: row.name, Kind.NAME, tag=_trainee_tag, width=130, sort=lambda row: row.sort_key),
        Column("单位", lambda row: row.unit, width=170, stretch=True),
        Column("职务", lambda row: row.posts, width=170, stretch=True),
        Column("联系电话", lambda row: row.phone, width=120),
        Column("分组、分课堂", lambda row: "　".join(part for part in (row.group, row.room) if part), width=130),
        Column("到课场次", lambda row: _attended(row), width=110),
        Column("到课", lambda row: f"{len(row.attended)}/{sessions}" if sessions else "", Kind.BAR,
               fraction=lambda row: len(row.attended) / sessions if sessions else None,
               tone=lambda row: Tone.DONE, width=128, sort=lambda row: len(row.attended)),
        Column("照片", lambda row: "有" if row.has_portrait else "缺", Kind.ICON, width=72,
               icon=lambda row: "check" if row.has_portrait else "picture",
               tone=lambda row: Tone.DONE if row.has_portrait else Tone.PLAIN),
    ]  # fmt: skip


def _trainee_tag(row: EnrolmentRow) -> str:
    return "临时" if row.is_walk_in else ""


def _attended(row: EnrolmentRow) -> str:
    return "、".join(str(number) for number in row.attended)


def _presence(row: AttendanceRow) -> str:
    return PRESENCE[row.state][0]


def attendance_columns() -> list[Column[AttendanceRow]]:
    return [
        Column("姓名", lambda row: row.name, Kind.NAME, tag=lambda row: "临时" if row.is_walk_in else "", width=130,
               sort=lambda row: row.sort_key),
        Column("单位", lambda row: row.unit, width=180, stretch=True),
        Column("状态", _presence, Kind.CHIP, tone=lambda row: PRESENCE[row.state][1], width=88),
        Column("签到", lambda row: f"{row.sign_in_at:%H:%M:%S}" if row.sign_in_at else "", width=90),
        Column("签退", lambda row: f"{row.sign_out_at:%H:%M}" if row.sign_out_at else "", width=70),
        Column("方式", lambda row: words.WAYS.get(row.way, ""), width=84),
        Column("迟到", lambda row: f"{row.late} 分" if row.late else "", align=Align.RIGHT, width=70,
               sort=lambda row: row.late),
        Column("学时", lambda row: SHARES[row.share] if row.state == "present" else "", width=84,
               tone=lambda row: Tone.WATCH if row.state == "present" and row.share < len(SHARES) - 1 else None),
        Column("说明", lambda row: row.reason or row.place, width=150, stretch=True),
        Column("记录人", lambda row: row.recorded_by, width=80),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the class: `state` says whether it can be made, and why not."""

    key: str
    title: str
    use: str
    ready: bool
    state: str


def paper_columns() -> list[Column[PaperLine]]:
    return [
        Column("材料", lambda line: line.title, width=180, bold=True),
        Column("用处", lambda line: line.use, width=320, stretch=True),
        Column("状态", lambda line: line.state, Kind.ICON, icon=lambda line: "check" if line.ready else "clock",
               tone=lambda line: Tone.DONE if line.ready else Tone.PLAIN, width=240),
    ]  # fmt: skip
