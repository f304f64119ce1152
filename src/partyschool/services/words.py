"""The Chinese words of papers and spreadsheets for the English values of the records."""

from __future__ import annotations

from datetime import date, datetime, time

from partyschool.domain.terms import ClassState, CourseModule, LessonForm, Structure, TeacherKind, Way

WAYS: dict[str, str] = {
    Way.PHONE: "手机",
    Way.CARD: "学员证",
    Way.TAP: "点名",
    Way.PAPER: "纸质",
    Way.IMPORT: "导入",
}
FORMS: dict[str, str] = {
    LessonForm.FIXED: "规定动作",
    LessonForm.LECTURE: "专题讲座",
    LessonForm.FIELD: "现场教学",
    LessonForm.SEMINAR: "研讨交流",
    LessonForm.VIDEO: "观看视频",
    LessonForm.FREE: "自选动作",
}
MODULES: dict[str, str] = {
    CourseModule.GENERAL: "通识教育",
    CourseModule.PROFESSIONAL: "专业教育",
    CourseModule.SPECIAL: "专题教育",
}
TEACHER_KINDS: dict[str, str] = {
    TeacherKind.LEADER: "领导干部",
    TeacherKind.EXPERT: "专家教授",
    TeacherKind.ROLE_MODEL: "身边榜样",
    TeacherKind.OTHER: "其他",
}
CLASS_STATES: dict[str, str] = {
    ClassState.DRAFT: "草稿",
    ClassState.PUBLISHED: "已发布",
    ClassState.CLOSED: "已办结",
    ClassState.CONFIRMED: "已认定",
    ClassState.SUSPENDED: "中止",
    ClassState.CANCELLED: "取消",
}
NOTHING = "—"
NOT_HELD = "未开班"
RESTRICTED = "内部资料　注意保管"

_WEEKDAYS = "一二三四五六日"


def day_words(day: date) -> str:
    """2025年4月16日, without leading zeros as GB/T 9704 wants it."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_day(day: date) -> str:
    """4月16日."""
    return f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期三."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def clock(moment: time | datetime) -> str:
    """8:05."""
    return f"{moment.hour}:{moment.minute:02}"


def half_day(starts: time) -> str:
    """上午, 下午 or 晚上."""
    if starts < time(12):
        return "上午"
    return "下午" if starts < time(18) else "晚上"


def half_days(starts: tuple[time, ...]) -> list[str]:
    """The half-days of one day; two sessions in the same half of the day are numbered 上午1, 上午2."""
    words = [half_day(moment) for moment in starts]
    return [
        word if words.count(word) == 1 else f"{word}{words[: place + 1].count(word)}"
        for place, word in enumerate(words)
    ]


def span(first: date, last: date) -> str:
    """4月16日 · 4月16日至18日 · 12月31日至2026年1月1日."""
    if first == last:
        return short_day(first)
    if first.year != last.year:
        return f"{short_day(first)}至{day_words(last)}"
    return (
        f"{short_day(first)}至{last.day}日" if first.month == last.month else f"{short_day(first)}至{short_day(last)}"
    )


def rate(value: float | None) -> str:
    """Per cent with one decimal; “—” where nobody is to be counted."""
    return NOTHING if value is None else f"{value:.1f}"


def number(value: float) -> str:
    """Without needless zeros: 1, 0.5, 0.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def hours(half_hours: int) -> str:
    """Half hours as 学时."""
    return number(half_hours / 2)


def days(quarter_days: int) -> str:
    """Quarter days as days."""
    return number(quarter_days / 4)


def structure_words(structure: Structure, day: date) -> str:
    """By which units a year is told: those of its end, of the day before that, or as they were before its changes."""
    if structure == Structure.THEN:
        return "按当时建制"
    return "按年末建制" if (day.month, day.day) == (12, 31) else "按当日建制"
