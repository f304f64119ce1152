"""What somebody owes in a year: the rules of the domain asked once for all people of the same standing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from partyschool.domain.posts import PostTerm, counts_for
from partyschool.domain.quota import (
    LEADERSHIP,
    TWO_COMMITTEES,
    Owed,
    Rule,
    Standing,
    categories_of,
    owed_by,
    state_of,
)
from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import QuotaState

# The columns of a person's row: posts, in the two committees, in leadership, state, why and when left,
# quarter days and half hours owed, and the rules for both.
StandingColumns = tuple[
    tuple[str, ...], bool, bool, QuotaState, str, date | None, int, int, Rule | None, Rule | None
]  # fmt: skip
NOTHING_OWED = Owed()


class Standings:
    """Most of a city's people hold no post and joined on one of a few thousand days: they share an answer."""

    def __init__(self, year: int, day: date, book: RuleBook) -> None:
        self._year, self._day = year, day
        self._rules = book.owed(year, day)
        self._owed: dict[frozenset[str], Owed] = {}
        self._of_plain_members: dict[tuple[str, str, str, date | None, bool], StandingColumns] = {}

    def of(
        self, kind: str, joined_on: str, left_reason: str, left_on: date | None, *, is_exempt: bool,
        posts: Sequence[PostTerm],
    ) -> StandingColumns:  # fmt: skip
        """The columns of somebody of this standing with these posts."""
        if posts:
            return self._judge(Standing(kind, joined_on, left_reason, left_on, is_exempt, tuple(posts)))
        key = (kind, joined_on, left_reason, left_on, is_exempt)
        found = self._of_plain_members.get(key)
        if found is None:
            found = self._of_plain_members[key] = self._judge(Standing(*key))
        return found

    def _judge(self, standing: Standing) -> StandingColumns:
        state = state_of(standing, self._year, self._day)
        categories = categories_of(standing.posts, self._year, self._day)
        owed = self._owed_by(categories) if state == QuotaState.DUE else NOTHING_OWED
        return (
            tuple(term.title for term in standing.posts if counts_for(term, self._year, self._day)),
            TWO_COMMITTEES in categories,
            LEADERSHIP in categories,
            state,
            standing.left_reason,
            standing.left_on,
            owed.quarter_days,
            owed.half_hours,
            owed.day_rule,
            owed.hour_rule,
        )

    def _owed_by(self, categories: frozenset[str]) -> Owed:
        if categories not in self._owed:
            self._owed[categories] = owed_by(categories, self._rules)
        return self._owed[categories]
