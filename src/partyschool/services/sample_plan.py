"""The made-up town's classes (resources/sample/classes.toml): which there are, on which days, and their timetables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import cycle
from typing import Any

from partyschool.domain.flow import FIELD, LEADER_TALK
from partyschool.domain.terms import LessonForm
from partyschool.domain.timetable import AFTERNOON, MORNING, LessonPlan, SessionPlan, StepPlan, Wishes, lay_out
from partyschool.domain.timetable_moves import in_order, refit
from partyschool.paths import resource
from partyschool.services.class_rows import ClassForm

EVENING = (time(18, 30), time(21, 30))
SEASONS = {1: "冬季", 2: "春季", 3: "夏季", 4: "秋季"}
TOPICS = (
    ("基层党组织工作条例辅导", "赵春燕", "general"),
    ("农村“三资”管理的政策与案例", "刘桂英", "professional"),
    ("矛盾纠纷怎样化解在村里", "高文静", "professional"),
    ("设施蔬菜与粮食单产提升", "郭明远", "special"),
)
# When last year's classes ended; eight, as many as are over this year.
LAST_YEAR = ((3, 12), (4, 10), (5, 14), (6, 4), (7, 2), (9, 10), (10, 15), (11, 12))
BETWEEN_YEARS = timedelta(days=14)
LEAST_DAYS_APART = 7
FORBIDDEN_DAYS = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class ClassWords:
    """A class as its list tells it, with the people in `whom` and how many of a hundred come."""

    title: str
    category: str
    audience: str
    whom: str
    halves: int
    place: str
    leader: str
    point: str
    guide: str
    come: int = 0
    certificates: bool = False
    rained: str = ""
    after: int = 0
    topics: tuple[tuple[str, str, str], ...] = TOPICS


@dataclass(frozen=True, slots=True)
class Dated:
    """A class with its half-days."""

    words: ClassWords
    halves: tuple[tuple[date, tuple[time, time]], ...]

    @property
    def starts_on(self) -> date:
        """First day."""
        return self.halves[0][0]

    @property
    def ends_on(self) -> date:
        """Last day."""
        return self.halves[-1][0]

    @property
    def title(self) -> str:
        """With the season in it where the list leaves a place."""
        return self.words.title.format(season=SEASONS[(self.starts_on.month % 12) // 3 + 1])


@dataclass(frozen=True, slots=True)
class Calendar:
    """All classes as of a moment. `due` is the place of the half-day of `running` that is to be signed in to."""

    last_year: tuple[Dated, ...]
    past: tuple[Dated, ...]
    running: Dated
    due: int
    planned: tuple[Dated, ...]
    draft: tuple[Dated, ...]


@lru_cache
def class_words() -> dict[str, tuple[ClassWords, ...]]:
    """past, running, planned, draft."""
    found = tomllib.loads(resource("sample/classes.toml").read_text(encoding="utf-8"))
    return {key: tuple(_words(row) for row in rows) for key, rows in found.items()}


def _words(row: Mapping[str, Any]) -> ClassWords:
    topics = {"topics": tuple((title, who, module) for title, who, module in row["topics"])} if "topics" in row else {}
    return ClassWords(**{**row, **topics})


def make_calendar(now: datetime) -> Calendar:
    """Spread the classes over the year up to a moment, one of them running at it.

    Early in the year they lie a week apart and the first of them in the old year.
    """
    words = class_words()
    today = now.date()
    past = words["past"]
    gone = (today - date(today.year, 1, 1)).days
    apart = max(LEAST_DAYS_APART, (gone - 45) // len(past))
    days = [today - timedelta(days=6 + apart * place) for place in reversed(range(len(past)))]
    before = [date(today.year - 1, month, day) for month, day in LAST_YEAR]
    running, due = _running(words["running"][0], now)
    return Calendar(
        tuple(_on(row, day) for row, day in zip(past, before, strict=True) if day + BETWEEN_YEARS < days[0]),
        tuple(_on(row, day) for row, day in zip(past, days, strict=True)),
        running,
        due,
        tuple(_on(row, today + timedelta(days=row.after)) for row in words["planned"]),
        tuple(_on(row, today + timedelta(days=row.after)) for row in words["draft"]),
    )


def _on(words: ClassWords, day: date) -> Dated:
    """Morning and afternoon of one working day after the other; the last day is not later than meant."""
    length = (words.halves + 1) // 2
    while any(meant.weekday() in FORBIDDEN_DAYS for meant in _days(day, length)):
        day -= timedelta(days=1)
    halves = [(meant, half) for meant in _days(day, length) for half in (MORNING, AFTERNOON)]
    return Dated(words, tuple(halves[: words.halves]))


def _days(last: date, length: int) -> list[date]:
    return [last - timedelta(days=back) for back in reversed(range(length))]


def _running(words: ClassWords, now: datetime) -> tuple[Dated, int]:
    """Two half-days over, the third to be signed in to now or next, whatever the hour; an evening where it is late."""
    today = now.date()
    slots = [
        (day, half)
        for day in (today - timedelta(days=1), today, today + timedelta(days=1))
        for half in (MORNING, AFTERNOON)
    ]
    is_evening = datetime.combine(today, AFTERNOON[1]) < now <= datetime.combine(today, time(21))
    if is_evening:
        slots.insert(4, (today, EVENING))
    ends = [datetime.combine(day, half[1]) for day, half in slots]
    due = next(place for place, end in enumerate(ends) if end >= now)
    first = due - 2
    return Dated(words, tuple(slots[first : first + words.halves])), 2


def class_form(dated: Dated, teachers: Mapping[str, int], points: Mapping[str, int], host: str) -> ClassForm:
    """Facts and timetable by the school's flow; teachers and points by their names."""
    from partyschool.services.classes import flow_steps

    words = dated.words
    sessions, lessons = _timetable(dated, flow_steps(), points, host)
    return ClassForm(
        dated.title,
        dated.starts_on,
        dated.ends_on,
        category=words.category,
        audience=words.audience,
        place=words.place,
        responsible=host,
        takes_walk_ins=False,
        gives_certificates=words.certificates,
        sessions=sessions,
        lessons=tuple(_taught(lessons, words, teachers)),
    )


def _timetable(
    dated: Dated, steps: Sequence[StepPlan], points: Mapping[str, int], host: str
) -> tuple[tuple[SessionPlan, ...], Iterable[LessonPlan]]:
    words = dated.words
    length = (len(dated.halves) + 1) // 2
    days = tuple(_days(dated.ends_on, length))
    wishes = Wishes(days, place=words.place, point_id=points[words.point], point_name=words.point, host=host)
    plain, lessons = lay_out(wishes, steps)
    sessions = tuple(
        replace(row, held_on=day, starts=half[0], ends=half[1])
        for row, (day, half) in zip(plain, dated.halves, strict=False)
    )
    lessons = _point_last(lessons) if len(sessions) == 4 else lessons
    return sessions, refit(sessions, [row for row in lessons if row.session <= len(sessions)], plain)


def _point_last(lessons: Sequence[LessonPlan]) -> tuple[LessonPlan, ...]:
    """In a class of two days the leader speaks on the second and the visit comes at the end."""
    lecture = next(row for row in lessons if row.session == 4)
    talk = next(row for row in lessons if row.step_key == LEADER_TALK)
    moved = []
    for row in lessons:
        if row.session == 2:
            moved.append(replace(row, session=4))
        elif row is lecture:
            moved.append(replace(row, session=2))
        elif row is talk:
            moved.append(replace(row, step_key="", title=""))
        elif row.session == 3:
            moved.append(replace(row, title=talk.title, step_key=LEADER_TALK, module=talk.module))
        else:
            moved.append(row)
    return tuple(moved)


def _taught(lessons: Iterable[LessonPlan], words: ClassWords, teachers: Mapping[str, int]) -> Iterator[LessonPlan]:
    """Topics and teachers for what is not a fixed action; a whole half-day of lectures becomes two."""
    topics = cycle(words.topics)
    for row in in_order(lessons):
        if row.step_key == LEADER_TALK:
            title = "领导讲课：抓党建促乡村振兴的几件实事"
            yield replace(row, title=title, teacher_id=teachers[words.leader])
        elif row.step_key == FIELD:
            yield replace(row, title=f"现场教学：{words.point}", teacher_id=teachers[words.guide])
        elif row.form == LessonForm.LECTURE:
            yield from _lectures(row, topics, teachers)
        else:
            yield row


def _lectures(
    row: LessonPlan, topics: Iterator[tuple[str, str, str]], teachers: Mapping[str, int]
) -> Iterator[LessonPlan]:
    starts, ends = (datetime.combine(date.min, clock) for clock in (row.starts, row.ends))
    if ends - starts < timedelta(hours=3):
        parts = [(row.starts, row.ends, row.half_hours)]
    else:
        first, second = starts + timedelta(minutes=85), starts + timedelta(minutes=95)
        parts = [
            (row.starts, first.time(), row.half_hours // 2),
            (second.time(), row.ends, row.half_hours - row.half_hours // 2),
        ]
    for begin, end, half_hours in parts:
        title, who, module = next(topics)
        yield replace(
            row, starts=begin, ends=end, half_hours=half_hours, title=title, teacher_id=teachers[who], module=module
        )  # fmt: skip
