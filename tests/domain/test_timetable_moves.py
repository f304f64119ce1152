from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.domain.timetable_moves import close_up, in_order, length, move, of_session, overrun, refit

DAY = date(2025, 10, 23)
MORNING = SessionPlan(1, DAY, time(8, 30), time(11, 30), 8)
AFTERNOON = SessionPlan(2, DAY, time(14), time(17), 8)
SESSIONS = (MORNING, AFTERNOON)


def lesson(title: str, session: int, starts: str, ends: str, step: str = "") -> LessonPlan:
    return LessonPlan(session, time.fromisoformat(starts), time.fromisoformat(ends), title, "lecture", step_key=step)


SIGN_IN = lesson("签到", 1, "08:00", "08:30", "sign_in")
ANTHEM = lesson("奏唱国歌", 1, "08:30", "08:35", "anthem")
TALK = lesson("领导讲课", 1, "08:35", "11:30", "leader_talk")
SEMINAR = lesson("研讨交流", 2, "14:00", "15:00")
LESSONS = (SIGN_IN, ANTHEM, TALK, SEMINAR)


def times(lessons: tuple[LessonPlan, ...]) -> list[tuple[str, int, str, str]]:
    return [(row.title, row.session, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}") for row in lessons]


def test_a_lesson_moved_to_the_afternoon_begins_there_and_the_rest_goes_on_behind_it() -> None:
    assert times(move(SESSIONS, LESSONS, TALK, 2, 0)) == [
        ("签到", 1, "08:00", "08:30"),
        ("奏唱国歌", 1, "08:30", "08:35"),
        ("领导讲课", 2, "14:00", "16:55"),
        ("研讨交流", 2, "16:55", "17:55"),
    ]


def test_the_half_day_that_a_lesson_leaves_closes_up() -> None:
    moved = move(SESSIONS, LESSONS, ANTHEM, 2, 1)
    assert times(tuple(of_session(moved, 1))) == [("签到", 1, "08:00", "08:30"), ("领导讲课", 1, "08:30", "11:25")]


def test_what_goes_on_after_the_end_of_its_half_day_is_told_in_minutes() -> None:
    moved = move(SESSIONS, LESSONS, TALK, 2, 0)
    assert overrun(AFTERNOON, moved[-1]) == timedelta(minutes=55)
    assert overrun(AFTERNOON, moved[-2]) == timedelta()


def test_signing_in_gathers_people_before_the_session_only_as_its_first_lesson() -> None:
    assert times(tuple(close_up(MORNING, [ANTHEM, SIGN_IN]))) == [
        ("奏唱国歌", 1, "08:30", "08:35"),
        ("签到", 1, "08:35", "09:05"),
    ]


def test_lessons_follow_when_a_session_begins_later_and_go_with_a_session_that_is_gone() -> None:
    later = SessionPlan(1, DAY, time(9), time(12), 8)
    assert times(refit([later], LESSONS, SESSIONS)) == [
        ("签到", 1, "08:30", "09:00"),
        ("奏唱国歌", 1, "09:00", "09:05"),
        ("领导讲课", 1, "09:05", "12:00"),
    ]


@given(index=st.integers(0, 3), session=st.sampled_from([1, 2]), place=st.integers(-1, 9))
def test_moving_neither_loses_nor_shortens_a_lesson(index: int, session: int, place: int) -> None:
    moved = move(SESSIONS, LESSONS, LESSONS[index], session, place)
    assert sorted((row.title, length(row)) for row in moved) == sorted((row.title, length(row)) for row in LESSONS)
    assert moved == in_order(moved)
    for number in (1, 2):
        rows = of_session(moved, number)
        assert all(before.ends <= after.starts for before, after in pairwise(rows))


@given(st.lists(st.integers(1, 600), min_size=1, max_size=6))
def test_a_day_that_is_too_full_ends_before_midnight(minutes: list[int]) -> None:
    def plan(length_: int) -> LessonPlan:
        return LessonPlan(1, time(8, 0), time(8 + length_ // 60, length_ % 60), "课", "lecture")

    placed = close_up(MORNING, [plan(length_) for length_ in minutes])
    assert all(row.starts <= row.ends for row in placed)
