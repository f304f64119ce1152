"""In which totals a person counts, and the sums over people and over lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields

from partyschool.domain.terms import QuotaState
from partyschool.services.quota_rows import QuotaRow, Totals


def totals_of(rows: Iterable[QuotaRow]) -> Totals:
    """The sums over rows; the totals of parts add up to the totals of the whole, since everybody is in one unit."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for word in words_of(row):
            counts[word] += 1
    return Totals(**counts)


def sum_of(parts: Sequence[Totals]) -> Totals:
    """The sums over lines that share nobody."""
    return Totals(*(sum(getattr(part, word.name) for part in parts) for word in fields(Totals)))


STATE_WORD = {
    QuotaState.LEFT: "left",
    QuotaState.NOT_MEMBER: "not_members",
    QuotaState.EXEMPT: "exempt",
    QuotaState.NOT_REQUIRED: "not_required",
    QuotaState.DUE: "due",
}


def words_of(row: QuotaRow) -> list[str]:
    """The totals in which a person counts; every figure on screen opens the names it is made of by these."""
    words = [STATE_WORD[row.state]]
    if not row.is_member:
        return words
    words.append("members")
    if row.rotated:
        words.append("rotated")
    if row.is_floating:
        words.append("floating")
    return words + _due_words(row) if row.is_due else words


def _due_words(row: QuotaRow) -> list[str]:
    words = ["met" if row.met else "behind"]
    if row.trained:
        words.append("trained")
        if row.is_floating:
            words.append("floating_trained")
    if row.hours_met:
        words.append("hours_met")
    if row.in_two_committees:
        words.append("cadres_due")
        if row.met:
            words.append("cadres_met")
    if row.in_leadership:
        words.append("leaders_due")
        if row.hours_met:
            words.append("leaders_hours_met")
    return words
