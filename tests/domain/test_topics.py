"""Courses of the plan in a timetable that 5+1+N laid out."""

from __future__ import annotations

from datetime import date, time

from partyschool.domain.terms import LessonForm
from partyschool.domain.timetable import LessonPlan, Wishes, lay_out
from partyschool.domain.topics import Topic, place_topics
from partyschool.services.classes import flow_steps

OPEN = "专题课（待定）"


def laid_out(days: int) -> tuple[LessonPlan, ...]:
    wishes = Wishes(tuple(date(2025, 4, day) for day in range(7, 7 + days)), lecture_title=OPEN)
    return lay_out(wishes, flow_steps())[1]


def test_the_leader_talks_the_visit_is_named_and_the_rest_share_what_is_open() -> None:
    topics = [
        Topic("乡村振兴政策解读", module="professional", teacher_id=7),
        Topic("走进田园综合体", LessonForm.FIELD),
        Topic("书记讲党课", module="general", teacher_id=3, is_led=True),
        Topic("基层治理", teacher_id=8),
        Topic("大棚种植技术", module="professional"),
    ]
    rows, left = place_topics(laid_out(2), topics, OPEN)
    assert left == ()
    by_title = {row.title: row for row in rows}
    assert by_title["书记讲党课"].step_key == "leader_talk"
    assert by_title["书记讲党课"].teacher_id == 3
    assert by_title["走进田园综合体"].step_key == "field"
    shared = [by_title[title] for title in ("乡村振兴政策解读", "基层治理")]
    assert [(row.starts, row.ends) for row in shared] == [(time(8, 30), time(10)), (time(10), time(11, 30))]
    assert sum(row.half_hours for row in shared) == 8
    assert OPEN not in by_title


def test_what_finds_no_place_is_told_and_nothing_shorter_than_half_an_hour_is_made() -> None:
    topics = [Topic(f"第{number}讲") for number in range(8)]
    rows, left = place_topics(laid_out(1), topics, OPEN)
    assert (rows, [topic.title for topic in left]) == (laid_out(1), [topic.title for topic in topics])
    rows, left = place_topics(laid_out(2), [Topic(f"第{number}讲") for number in range(14)], OPEN)
    assert [topic.title for topic in left] == ["第12讲", "第13讲"]
    assert len(rows) == len(laid_out(2)) + 10


def test_without_topics_nothing_changes() -> None:
    assert place_topics(laid_out(3), [], OPEN) == (laid_out(3), ())
