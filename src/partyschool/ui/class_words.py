"""How classes, sessions and lessons are called in the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from partyschool.domain.terms import AbsenceKind, LessonForm, StepKind, TeacherKind, Way
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassRow

PHASES: dict[str, tuple[str, Tone]] = {
    "draft": ("草稿", Tone.PLAIN),
    "published": ("已发布", Tone.BETWEEN),
    "running": ("进行中", Tone.ACCENT),
    "over": ("待办结", Tone.WATCH),
    "closed": ("待认定", Tone.WATCH),
    "confirmed": ("已认定", Tone.DONE),
    "suspended": ("已中止", Tone.MUTED),
    "cancelled": ("已取消", Tone.MUTED),
}
STOPPED = ("suspended", "cancelled")

FORMS: dict[str, tuple[str, Tone]] = {
    LessonForm.FIXED: ("规定动作", Tone.ACCENT),
    LessonForm.LECTURE: ("专题讲座", Tone.PLAIN),
    LessonForm.FIELD: ("现场教学", Tone.DONE),
    LessonForm.SEMINAR: ("研讨交流", Tone.PLAIN),
    LessonForm.VIDEO: ("观看视频", Tone.PLAIN),
    LessonForm.FREE: ("自选动作", Tone.BETWEEN),
}
TEACHER_KINDS: dict[str, str] = {
    TeacherKind.LEADER: "领导干部",
    TeacherKind.EXPERT: "专家教授",
    TeacherKind.ROLE_MODEL: "身边榜样",
    TeacherKind.OTHER: "库外",
}
WAYS: dict[str, str] = {
    Way.PHONE: "手机扫码",
    Way.CARD: "学员证",
    Way.TAP: "点名",
    Way.PAPER: "纸质",
    Way.IMPORT: "导入",
}
ABSENCES: dict[str, str] = {AbsenceKind.LEAVE: "请假", AbsenceKind.ABSENT: "缺勤"}
STEP_ICONS = {
    "sign_in": "qr",
    "anthem": "music",
    "oath": "fist",
    "charter": "book",
    "leader_talk": "mic",
    "field": "pin",
}
BADGES = {StepKind.FIXED: "5", StepKind.FIELD: "1", StepKind.FREE: "N"}

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def phase(row: ClassRow) -> tuple[str, Tone]:
    """The chip of a class; one that is over and kept on another computer waits for nothing here."""
    return ("只签到", Tone.PLAIN) if row.is_listed and row.phase == "over" else PHASES[row.phase]


def issue(code: str) -> str:
    """“2025-09” as 2025 年第 9 期; a school's own codes stay as they are."""
    found = re.fullmatch(r"(\d{4})-(\d+)", code)
    return f"{found[1]} 年第 {int(found[2])} 期" if found else code


def days(first: date, last: date) -> str:
    """9 月 18–19 日, or over the end of a month or year as far as needed."""
    if first == last:
        return f"{first.month} 月 {first.day} 日"
    if first.year != last.year:
        return f"{first.year} 年 {first.month} 月 {first.day} 日 – {last.year} 年 {last.month} 月 {last.day} 日"
    if first.month == last.month:
        return f"{first.month} 月 {first.day}–{last.day} 日"
    return f"{first.month} 月 {first.day} 日 – {last.month} 月 {last.day} 日"


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def half_day(clock: time) -> str:
    return "上午" if clock.hour < 12 else "下午" if clock.hour < 18 else "晚上"


def span(starts: time, ends: time) -> str:
    return f"{starts:%H:%M}–{ends:%H:%M}"


def near_day(day: date, today: date) -> str:
    """今天, 明天, 昨天, else the date without its year."""
    words = {0: "今天", 1: "明天", -1: "昨天"}
    return words.get((day - today).days, f"{day.month} 月 {day.day} 日")


def moment(at: datetime, today: date) -> str:
    """08:12 today, else with its day."""
    return f"{at:%H:%M}" if at.date() == today else f"{near_day(at.date(), today)} {at:%H:%M}"


def hours(half_hours: int) -> str:
    """1.5 from 3; nothing for none."""
    return f"{half_hours / 2:g}" if half_hours else ""


def names(words: Sequence[str], limit: int = 3) -> str:
    """周文斌、刘桂英等 5 人."""
    shown = "、".join(words[:limit])
    return f"{shown}等 {len(words)} 人" if len(words) > limit else shown


CLASH_KINDS = {"teacher": "授课人", "room": "教室", "point": "教学点"}
