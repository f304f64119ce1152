"""In which totals a person counts, and the sums over people and over lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache

from partyschool.domain.terms import QuotaState
from partyschool.services.quota_rows import MEMBER_STATES, QuotaRow, Totals

# State, rotated, floating, in two committees, in leadership, trained, days met, hours met: all that decides in which
# totals somebody counts. A city has 60,000 people and some twenty of these.
_Marks = tuple[QuotaState, bool, bool, bool, bool, bool, bool, bool]


def totals_of(rows: Iterable[QuotaRow]) -> Totals:
    """The sums over rows; the totals of parts add up to the totals of the whole, since everybody is in one unit."""
    counts: dict[str, int] = defaultdict(int)
    for marks, people in Counter(map(_marks_of, rows)).items():
        for word in _words_of(marks):
            counts[word] += people
    return Totals(**counts)


def sum_of(parts: Sequence[Totals]) -> Totals:
    """The sums over lines that share nobody."""
    return Totals(*(sum(getattr(part, word.name) for part in parts) for word in fields(Totals)))


STATE_WORD = {
    QuotaState.LEFT: "left",
    QuotaState.GUEST: "guests",
    QuotaState.NOT_MEMBER: "not_members",
    QuotaState.EXEMPT: "exempt",
    QuotaState.NOT_REQUIRED: "not_required",
    QuotaState.DUE: "due",
}


def words_of(row: QuotaRow) -> tuple[str, ...]:
    """The totals in which a person counts; every figure on screen opens the names it is made of by these."""
    return _words_of(_marks_of(row))


def _marks_of(row: QuotaRow) -> _Marks:
    days, hours = row.earned_quarter_days, row.earned_quarter_hours
    return (
        row.state, row.rotated, row.is_floating, row.in_two_committees, row.in_leadership, days > 0,
        days >= row.required_quarter_days, hours >= 2 * row.required_half_hours,
    )  # fmt: skip


@cache
def _words_of(marks: _Marks) -> tuple[str, ...]:
    state, rotated, is_floating, *due = marks
    words = [STATE_WORD[state]]
    if state not in MEMBER_STATES:
        return tuple(words)
    words.append("members")
    if rotated:
        words.append("rotated")
    if is_floating:
        words.append("floating")
    if state == QuotaState.DUE:
        words += _due_words(is_floating, *due)
    return tuple(words)


def _due_words(
    is_floating: bool, in_two_committees: bool, in_leadership: bool, trained: bool, met: bool, hours_met: bool
) -> list[str]:
    words = ["met" if met else "behind"]
    if trained:
        words.append("trained")
        if is_floating:
            words.append("floating_trained")
    if hours_met:
        words.append("hours_met")
    if in_two_committees:
        words.append("cadres_due")
        if met:
            words.append("cadres_met")
    if in_leadership:
        words.append("leaders_due")
        if hours_met:
            words.append("leaders_hours_met")
    return words
