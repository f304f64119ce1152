"""课程安排表 on A4 landscape: dates, half-days and 学时 merged over the lessons they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby

from partyschool.domain.terms import StepKind, TeacherKind
from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE, Box, Style
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.class_rows import ClassDetail, LessonRow
from partyschool.services.words import (
    FORMS,
    NOTHING,
    TEACHER_KINDS,
    clock,
    day_words,
    half_day,
    hours,
    short_day,
    weekday,
)

MARGIN, TOP, LOWEST = 15.0, 32.0, 162.0
HEAD_HEIGHT, ROW_HEIGHT, LEAST_HEIGHT, TALL = 12.0, 13.3, 8.0, 18.0
TITLES = ("日　期", "时段", "时　间", "教 学 内 容", "教学形式", "模　块", "授课人及职务", "地　点", "学时", "主持人")

_TITLE = replace(TITLE, size=20)
_DAY = Style(Role.HEI, 11.5, least=8, align="center")
_SUBJECT = Style(Role.KAI, 12, least=9)
_CELL = replace(TEXT, size=11.5, least=10.5)
_TIME = replace(FIGURE, size=11.5)
_NOTE = Style(Role.FANG, 11, least=8)
_SIGNED = Style(Role.FANG, 14, least=9, align="center")
_COLUMNS = (
    Column(20, _DAY),
    Column(13, _DAY),
    Column(27, _TIME),
    Column(55, _SUBJECT),
    Column(22, _CELL),
    Column(20, _CELL),
    Column(41, _CELL),
    Column(41, _CELL),
    Column(12, replace(_TIME, size=13)),
    Column(16, _CELL),
)


def print_timetable(detail: ClassDetail, *, school: str, issuer: str, made: date) -> bytes:
    """The timetable of a class, signed with the day it was published (of making, while it is a draft).

    :raises Refusal: there is no lesson on it yet.
    """
    signed = detail.published_at.date() if detail.published_at else made
    pages = timetable_pages(detail, issuer=issuer, signed=signed)
    title = f"{detail.row.title}课程安排表"
    return build_pdf(pages, title=title, author=school, made=made, paper=A4_LANDSCAPE)


def timetable_pages(detail: ClassDetail, *, issuer: str, signed: date) -> list[Page]:
    """The pages by themselves, on A4 landscape, as the notice's annex takes them in.

    :raises Refusal: there is no lesson on it yet.
    """
    title = f"{detail.row.title}课程安排表"
    if not detail.lessons:
        raise Refusal(f"“{detail.row.title}”还没有课程，课程表没有内容可印。请先排课程表。", code="no_lessons")
    parts = timetable(detail).split(LOWEST - TOP)
    return [partial(_page, detail, title, issuer, signed, part is parts[-1], part) for part in parts]


def timetable(detail: ClassDetail) -> Table:
    """The table alone; rows share a page's height where they can."""
    lessons = sorted(detail.lessons, key=lambda row: (row.held_on, row.starts, row.position))
    natural = [TALL if _is_tall(row) else ROW_HEIGHT for row in lessons]
    squeeze = min(1.0, max(LEAST_HEIGHT / ROW_HEIGHT, (LOWEST - TOP - HEAD_HEIGHT) / sum(natural)))
    rows: list[Row] = []
    for _, of_day in groupby(lessons, lambda row: row.held_on):
        rows += _day_rows(list(of_day), detail)
    sized = [replace(row, height=height * squeeze) for row, height in zip(rows, natural, strict=True)]
    return Table(_COLUMNS, [Row(TITLES, HEAD_HEIGHT)], sized, head_style=replace(HEAD, size=12), padding=1.3)


def _is_tall(lesson: LessonRow) -> bool:
    return "\n" in _teacher(lesson) or len(lesson.place) > 11


def _day_rows(lessons: Sequence[LessonRow], detail: ClassDetail) -> list[Row]:
    day = lessons[0].held_on
    half_hours = {row.number: row.half_hours for row in detail.sessions}
    rows: list[Row] = []
    for number, of_session in groupby(lessons, lambda row: row.session):
        block = list(of_session)
        starts = next((row.starts for row in detail.sessions if row.number == number), block[0].starts)
        for place, lesson in enumerate(block):
            dated: Spot = Cell(f"{short_day(day)}\n{weekday(day)}", down=len(lessons)) if not rows else None
            half: Spot = None
            worth: Spot = None
            if place == 0:
                half = Cell("\n".join(half_day(starts)), down=len(block))
                worth = Cell(hours(half_hours.get(number, 0)), down=len(block))
            spots = [dated, half, *_lesson_spots(lesson), worth, lesson.host]
            rows.append(Row(spots, strong=place == 0))
    return rows


def _lesson_spots(lesson: LessonRow) -> list[Spot]:
    return [
        f"{clock(lesson.starts)}—{clock(lesson.ends)}",
        _subject(lesson.title),
        FORMS.get(lesson.form, lesson.form),
        lesson.module_title,
        _teacher(lesson),
        _place(lesson.place),
    ]


def _place(place: str) -> str:
    """A long name breaks before the word 教学点, not within it."""
    return f"{place[:-3]}\n教学点" if len(place) > 11 and place.endswith("教学点") else place


def _subject(title: str) -> str:
    """The kind of lesson on a line of its own: 领导讲课： above its subject."""
    kind, colon, subject = title.partition("：")
    return f"{kind}{colon}\n{subject}" if subject and len(kind) <= 8 else title


def _teacher(lesson: LessonRow) -> str:
    if not lesson.teacher:
        return NOTHING
    kind = TEACHER_KINDS[TeacherKind.ROLE_MODEL] if lesson.teacher_kind == TeacherKind.ROLE_MODEL else ""
    name = f"{lesson.teacher}（{kind}）" if kind and lesson.teacher != kind else lesson.teacher
    return f"{name}\n{lesson.teacher_title}" if lesson.teacher_title else name


def _page(
    detail: ClassDetail, title: str, issuer: str, signed: date, is_last: bool, part: TablePart, sheet: Sheet
) -> None:
    right = sheet.paper.width - MARGIN
    sheet.headline(23.8, title, _TITLE, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    if is_last:
        below = TOP + part.height
        sheet.boxed(Box(MARGIN, below + 1.5, right - MARGIN, 9), _explanation(detail), _NOTE, padding=0)
        sheet.boxed(Box(right - 76, min(below + 12, 182), 76, 11), issuer, _SIGNED, padding=0)
        sheet.text(right - 38, min(below + 27.5, 197), day_words(signed), _SIGNED)
    sheet.footer("课程安排表", margin=MARGIN, y=202.5, rule=False)


def _explanation(detail: ClassDetail) -> str:
    counts = {kind: sum(step.state.kind == kind for step in detail.steps) for kind in StepKind}
    points = len({row.teaching_point_id for row in detail.lessons if row.teaching_point_id})
    notes = [
        f"规定动作{counts[StepKind.FIXED]}项、基层教学点现场教学{points}项、自选动作{counts[StepKind.FREE]}项。",
        "每半天分别签到。" if len(detail.sessions) != 2 else "上午、下午分别签到。",
    ]
    if detail.row.responsible:
        phone = f"，电话 {detail.phone}" if detail.phone else ""
        notes.append(f"班主任{detail.row.responsible}{phone}。")
    return "说明：" + "".join(f"{place}.{note}" for place, note in enumerate(notes, 1))
