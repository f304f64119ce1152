"""Section 5 of the counting rules: what proves a step, what holds a class back."""

from dataclasses import replace
from datetime import datetime

import pytest

from partyschool.domain.flow import (
    CHARTER,
    FIELD,
    FIXED_KEYS,
    LEADER_TALK,
    SIGN_IN,
    LessonFact,
    StepFact,
    Ticked,
    missing_to_close,
    missing_to_publish,
    state_of_step,
)
from partyschool.domain.terms import LessonForm, StepKind, TeacherKind

START, END, EVENING = datetime(2025, 3, 3, 8, 30), datetime(2025, 3, 3, 9), datetime(2025, 3, 3, 20)


def lesson(key: str, **changes: object) -> LessonFact:
    plain = LessonFact(key, LessonForm.FIXED, START, END, session_has_attendance=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


def whole_day() -> list[LessonFact]:
    talk = lesson(LEADER_TALK, form=LessonForm.LECTURE, teacher_kind=TeacherKind.LEADER)
    visit = lesson("", form=LessonForm.FIELD, at_active_point=True)
    return [lesson(key) for key in FIXED_KEYS[:4]] + [talk, visit]


def test_a_complete_timetable_may_be_published() -> None:
    assert missing_to_publish(whole_day(), FIXED_KEYS) == ()


@pytest.mark.parametrize("index", range(6))
def test_whatever_is_not_on_the_timetable_is_named(index: int) -> None:
    lessons = whole_day()
    del lessons[index]
    assert missing_to_publish(lessons, FIXED_KEYS) == ((*FIXED_KEYS, FIELD)[index],)


def test_a_visit_to_a_point_no_longer_active_is_no_visit() -> None:
    lessons = [*whole_day()[:5], lesson("", form=LessonForm.FIELD, at_active_point=False)]
    assert missing_to_publish(lessons, FIXED_KEYS) == (FIELD,)


def done(key: str, lessons: list[LessonFact], ticked: Ticked | None = None, now: datetime = EVENING) -> bool:
    return state_of_step(StepFact(key, StepKind.FIXED, ticked), lessons, now).done


def test_signing_in_is_done_by_the_first_attendance_only() -> None:
    tick = Ticked(START, "李会敏")
    assert not done(SIGN_IN, [lesson(SIGN_IN)], tick)
    state = state_of_step(StepFact(SIGN_IN, StepKind.FIXED), [lesson(SIGN_IN, first_sign_in=START)], EVENING)
    assert (state.done, state.at) == (True, START)


def test_a_lesson_is_held_once_its_session_has_people_and_its_end_has_passed() -> None:
    assert done(CHARTER, [lesson(CHARTER)])
    assert not done(CHARTER, [lesson(CHARTER)], now=START)
    assert not done(CHARTER, [lesson(CHARTER, session_has_attendance=False)])


def test_the_clerks_word_on_a_lesson_wins() -> None:
    assert not done(CHARTER, [lesson(CHARTER, is_held=False)])
    assert done(CHARTER, [lesson(CHARTER, is_held=True, session_has_attendance=False)])


def test_a_tick_does_for_an_action_without_a_lesson() -> None:
    assert done(CHARTER, [], Ticked(START, "李会敏"))


@pytest.mark.parametrize("kind", [TeacherKind.EXPERT, TeacherKind.ROLE_MODEL, ""])
def test_a_leaders_talk_needs_a_leader(kind: str) -> None:
    talk = lesson(LEADER_TALK, form=LessonForm.LECTURE, teacher_kind=kind)
    assert not done(LEADER_TALK, [talk])
    assert not done(LEADER_TALK, [talk], Ticked(START, "李会敏"))
    assert done(LEADER_TALK, [replace(talk, teacher_kind=TeacherKind.LEADER)])


def test_a_video_of_the_point_is_no_visit() -> None:
    video = lesson("", form=LessonForm.VIDEO)
    assert not done(FIELD, [video])


def test_free_actions_never_hold_a_class_back() -> None:
    states = [state_of_step(StepFact("free1", StepKind.FREE), [], EVENING)]
    assert missing_to_close(states) == ()
    states.append(state_of_step(StepFact(CHARTER, StepKind.FIXED), [], EVENING))
    assert missing_to_close(states) == (CHARTER,)
