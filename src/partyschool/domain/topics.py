"""Putting the courses that a plan asks for into a timetable laid out by 5+1+N."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from partyschool.domain.flow import FIELD, LEADER_TALK
from partyschool.domain.terms import LessonForm
from partyschool.domain.timetable import LessonPlan

LEAST_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Topic:
    """A course to be taught; `is_led`: its teacher is a 领导干部."""

    title: str
    form: str = LessonForm.LECTURE
    module: str = ""
    teacher_id: int | None = None
    is_led: bool = False


def place_topics(
    lessons: Sequence[LessonPlan], topics: Sequence[Topic], open_title: str
) -> tuple[tuple[LessonPlan, ...], tuple[Topic, ...]]:
    """The timetable with the topics in it, and those that found no place.

    The first 现场教学 names the visit, the first topic of a leader the 领导讲课; the others share the lessons that are
    still called `open_title`, each at least half an hour.
    """
    rows, left = list(lessons), list(topics)
    for key, fits in ((FIELD, _is_visit), (LEADER_TALK, _is_talk)):
        place = next((place for place, row in enumerate(rows) if row.step_key == key), None)
        topic = next((topic for topic in left if fits(topic)), None)
        if place is not None and topic is not None:
            rows[place] = _named(rows[place], topic)
            left.remove(topic)
    return _fill(rows, left, open_title)


def _is_visit(topic: Topic) -> bool:
    return topic.form == LessonForm.FIELD


def _is_talk(topic: Topic) -> bool:
    return topic.form == LessonForm.LECTURE and topic.is_led


def _fill(
    rows: list[LessonPlan], left: list[Topic], open_title: str
) -> tuple[tuple[LessonPlan, ...], tuple[Topic, ...]]:
    slots = [row for row in rows if row.title == open_title]
    done: list[LessonPlan] = []
    for row in rows:
        if row.title != open_title or not left:
            done.append(row)
            continue
        share = -(-len(left) // len(slots))
        count = min(share, max(1, _minutes(row) // LEAST_MINUTES))
        done += _split(row, left[:count])
        del left[:count]
        slots.pop()
    return tuple(done), tuple(left)


def _named(row: LessonPlan, topic: Topic) -> LessonPlan:
    return replace(
        row, title=topic.title, module=topic.module or row.module, teacher_id=topic.teacher_id or row.teacher_id
    )  # fmt: skip


def _split(row: LessonPlan, topics: Sequence[Topic]) -> list[LessonPlan]:
    """One after another in the time of the lesson, as equal as five minutes allow; the last takes the rest."""
    step = timedelta(minutes=_minutes(row) // len(topics) // 5 * 5)
    begin = datetime.combine(datetime.min, row.starts)
    parts = []
    for number, topic in enumerate(topics):
        ends = row.ends if number == len(topics) - 1 else (begin + step * (number + 1)).time()
        hours = _share(row.half_hours, number, len(topics))
        part = replace(row, starts=(begin + step * number).time(), ends=ends, form=topic.form, half_hours=hours)
        parts.append(_named(part, topic))
    return parts


def _share(whole: int, number: int, count: int) -> int:
    """Whole half hours that add up to the lesson's."""
    return whole * (number + 1) // count - whole * number // count


def _minutes(row: LessonPlan) -> int:
    return _of_day(row.ends) - _of_day(row.starts)


def _of_day(clock: time) -> int:
    return clock.hour * 60 + clock.minute
