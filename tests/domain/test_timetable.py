"""Laying out a class by 5+1+N."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from partyschool.domain.timetable import Booking, StepPlan, Wishes, find_clashes, lay_out

STEPS = [
    StepPlan("sign_in", "fixed", "签到", 30, "general"),
    StepPlan("anthem", "fixed", "奏唱国歌", 5, "general"),
    StepPlan("oath", "fixed", "重温入党誓词", 10, "general"),
    StepPlan("charter", "fixed", "集体学习党章", 30, "general"),
    StepPlan("leader_talk", "fixed", "领导讲课", 135, "special"),
    StepPlan("field", "field", "现场教学", 120, "special"),
    StepPlan("free", "free", "研讨交流", 60, "special"),
]


@pytest.mark.parametrize("days", [1, 2, 3])
@pytest.mark.parametrize("with_afternoon", [True, False])
def test_every_step_is_laid_out_whatever_the_length(days: int, with_afternoon: bool) -> None:
    wishes = Wishes(
        tuple(date(2025, 3, day) for day in range(3, 3 + days)), with_afternoon, point_id=1, lecture_title="专题课"
    )
    sessions, lessons = lay_out(wishes, STEPS)
    assert len(sessions) == days * (2 if with_afternoon else 1)
    assert {"sign_in", "anthem", "oath", "charter", "leader_talk", "field"} <= {row.step_key for row in lessons}
    for session in sessions:
        own = [row for row in lessons if row.session == session.number]
        assert own[-1].ends == session.ends
        assert all(first.ends <= second.starts for first, second in pairwise(own))
        assert sum(row.half_hours for row in own) == session.half_hours


def booking(what: str, begin: int, end: int) -> Booking:
    return Booking(what, datetime(2025, 3, 3, begin), datetime(2025, 3, 3, end), "第1期")


def test_only_the_same_thing_at_the_same_time_clashes() -> None:
    taken = [booking("报告厅", 8, 11), booking("张三", 8, 11)]
    assert find_clashes([booking("报告厅", 11, 12)], taken) == ()
    assert find_clashes([booking("李四", 8, 11)], taken) == ()
    assert find_clashes([booking("报告厅", 10, 12)], taken) == ((booking("报告厅", 10, 12), taken[0]),)
