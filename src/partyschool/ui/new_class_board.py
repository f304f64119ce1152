"""课程和环节: the draft's timetable as blocks, with clashes in amber and what 5+1+N still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from partyschool.domain.flow import FIELD, FIXED_KEYS
from partyschool.domain.terms import LessonForm
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.domain.timetable_moves import in_order, of_session, overrun
from partyschool.ui import class_words as words
from partyschool.ui.class_draft import ClassDraft
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.lesson_block import Block
from partyschool.ui.widgets.lesson_board import Day, HalfDay
from partyschool.ui.widgets.ready_strip import Entry

if TYPE_CHECKING:
    from partyschool.services.class_rows import Clash

ORDINALS = "一二三四五六七八九十"


def board_days(draft: ClassDraft, clashes: Sequence[Clash], names: Mapping[int, str]) -> list[Day]:
    """The blocks' keys are places in `in_order(draft.lessons)`.

    :param names: of teachers by id, with what kind they are.
    """
    lessons = in_order(draft.lessons)
    said = {clash.lesson - 1: _clash(clash) for clash in reversed(told_once(draft, clashes))}
    days = []
    by_day = groupby(sorted(draft.sessions, key=lambda row: (row.held_on, row.starts)), lambda row: row.held_on)
    for place, (day, sessions) in enumerate(by_day):
        ordinal = ORDINALS[place] if place < len(ORDINALS) else str(place + 1)
        title = f"第{ordinal}天 · {day.month} 月 {day.day} 日（{words.weekday(day)}）"
        days.append(Day(title, tuple(_half(session, lessons, said, names) for session in sessions)))
    return days


def told_once(draft: ClassDraft, clashes: Sequence[Clash]) -> list[Clash]:
    """A room that another class has the whole half-day is said at the first lesson there, not at each."""
    lessons = in_order(draft.lessons)
    first: dict[tuple[str, str, str, int], Clash] = {}
    for clash in clashes:
        place = lessons[clash.lesson - 1].session if clash.kind == "room" else clash.lesson
        first.setdefault((clash.kind, clash.name, clash.with_class, place), clash)
    return list(first.values())


def _half(
    session: SessionPlan, lessons: Sequence[LessonPlan], said: Mapping[int, str], names: Mapping[int, str]
) -> HalfDay:
    own = of_session(lessons, session.number)
    places = {id(lesson): place for place, lesson in enumerate(lessons)}
    blocks = tuple(_block(places[id(lesson)], lesson, session, said, names) for lesson in own)
    if len(own) == 1:
        blocks = (replace(blocks[0], last=f"到 {own[0].ends:%H:%M}"),)
    facts = f"{words.span(session.starts, session.ends)} · {session.half_hours / 2:g} 学时"
    return HalfDay(session.number, words.half_day(session.starts), facts, blocks, fills=len(own) == 1)


def _block(
    key: int, lesson: LessonPlan, session: SessionPlan, said: Mapping[int, str], names: Mapping[int, str]
) -> Block:
    late = overrun(session, lesson)
    clash = said.get(key, "")
    if late and not clash:
        clash = f"比下课时间 {session.ends:%H:%M} 晚 {round(late.total_seconds() / 60)} 分钟"
    teacher = names.get(lesson.teacher_id or 0, "")
    where = lesson.place if lesson.place != session.place or lesson.form == LessonForm.FIELD else ""
    second = " · ".join(part for part in (teacher, where) if part)
    if not second and lesson.host and lesson.step_key in FIXED_KEYS and lesson.step_key != "sign_in":
        second = f"主持：{lesson.host}"
    return Block(key, f"{lesson.starts:%H:%M}", lesson.title or "（待定）", second, badge_of(lesson), clash)


def badge_of(lesson: LessonPlan) -> str:
    """Which part of 5+1+N the lesson stands for."""
    if lesson.form == LessonForm.FIELD or lesson.step_key == FIELD:
        return "1"
    if lesson.form == LessonForm.FREE:
        return "N"
    return "5" if lesson.step_key in FIXED_KEYS else ""


def _clash(clash: Clash) -> str:
    if clash.kind == "teacher":
        return f"{clash.name}在“{clash.with_class}”有课"
    return f"{clash.name}被“{clash.with_class}”占用"


def ready_entries(draft: ClassDraft) -> list[Entry]:
    """Whether 5+1+N is complete, part by part."""
    missing, points = draft.fixed_missing(), draft.points()
    fixed = (f"缺{'、'.join(missing)}", Tone.WATCH) if missing else (f"{len(FIXED_KEYS)} 项规定动作齐全", Tone.DONE)
    sessions = len(draft.sessions)
    return [
        fixed,
        (f"{points} 处教学点", Tone.DONE) if points else ("没有教学点", Tone.WATCH),
        (f"{draft.free()} 项自选动作", Tone.DONE),
        (f"{sessions} 场 {draft.half_hours() / 2:g} 学时", Tone.DONE),
    ]


def clash_entry(draft: ClassDraft, clashes: Sequence[Clash]) -> Entry | None:
    """How many lessons are amber."""
    lessons = {clash.lesson for clash in told_once(draft, clashes)}
    return (f"{len(lessons)} 处时间冲突", Tone.WATCH) if lessons else None
