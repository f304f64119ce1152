"""Months as clerks write them, classes due by a day, and how far a row has come."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.plan import Progress, due_classes, months_words, next_month, progress_of, read_months


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3月", (3,)),
        ("３月、４月", (3, 4)),
        ("3-5月", (3, 4, 5)),
        ("3—5月，10月底", (3, 4, 5, 10)),
        ("4月中旬至6月上旬", (4, 5, 6)),
        ("上半年", (1, 2, 3, 4, 5, 6)),
        ("第二季度", (4, 5, 6)),
        ("一季度、12", (1, 2, 3, 12)),
        ("全年", tuple(range(1, 13))),
        ("", ()),
        ("13月", None),
        ("0月", None),
        ("5-3月", None),
        ("适时", None),
    ],
)
def test_months_are_read_as_clerks_write_them(text: str, months: tuple[int, ...] | None) -> None:
    assert read_months(text) == months


@given(st.sets(st.integers(1, 12)))
def test_months_written_out_are_read_back(months: set[int]) -> None:
    assert read_months(months_words(tuple(months))) == tuple(sorted(months))


def test_a_class_planned_for_april_is_late_on_the_first_of_may() -> None:
    assert due_classes(1, (4,), 2025, date(2025, 4, 30)) == 0
    assert due_classes(1, (4,), 2025, date(2025, 5, 1)) == 1
    assert due_classes(3, (4,), 2025, date(2024, 12, 31)) == 0
    assert due_classes(3, (10,), 2025, date(2026, 1, 1)) == 3


def test_classes_of_a_row_fall_due_one_after_another_over_its_months() -> None:
    due = [due_classes(3, (3, 5, 10), 2025, date(2025, month, 15)) for month in (3, 4, 6, 11)]
    assert due == [0, 1, 2, 3]


@given(st.integers(1, 20), st.integers(0, 25), st.integers(0, 5), st.integers(0, 20))
def test_every_row_is_in_exactly_one_state_and_done_wins(classes: int, held: int, arranged: int, due: int) -> None:
    state = progress_of(classes=classes, held=held, arranged=arranged, due=min(due, classes))
    assert (state == Progress.DONE) == (held >= classes)
    assert (state == Progress.LATE) == (held < min(due, classes))
    assert (state == Progress.OPEN) <= (held == 0 and arranged == 0)


def test_the_next_class_belongs_in_the_next_of_the_months() -> None:
    assert [next_month(3, (3, 5, 10), taken) for taken in (0, 1, 2, 3)] == [3, 5, 10, 10]
    assert next_month(1, (), 0) is None
