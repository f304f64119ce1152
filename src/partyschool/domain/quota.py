"""Who owes what in a year, as of a day, and whether it is met: rules of the yearly requirement (年度要求).

Days are counted in quarter days, the hours owed in half hours, the hours earned in quarter hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from partyschool.domain.posts import PostTerm, counts_for
from partyschool.domain.terms import GUEST, MEMBER_KINDS, PersonKind, QuotaState

MEMBER, TWO_COMMITTEES, LEADERSHIP = "member", "two_committees", "leadership"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person that decides whether anything is owed. `joined_on` is a partial ISO date."""

    kind: str
    joined_on: str = ""
    left_reason: str = ""
    left_on: date | None = None
    is_exempt: bool = False
    posts: tuple[PostTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement as stored: whom it fits, what it asks, for which years (None: still valid).

    :ivar since: a day in the first year from which on it holds; before it the earlier rule of the same code does.
    """

    code: str
    category: str
    quarter_days: int
    half_hours: int
    from_year: int
    to_year: int | None = None
    source: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """The highest of the rules that fit, and which ones these were."""

    quarter_days: int = 0
    half_hours: int = 0
    day_rule: Rule | None = None
    hour_rule: Rule | None = None


def state_of(standing: Standing, year: int, day: date) -> QuotaState:
    """The first that fits of 减少, 只签到, 非党员, 免训, 当年不作要求, 应训.

    A leaving without a known day counts as long past; somebody who joined in a later year is no member yet.
    """
    if standing.left_reason and (standing.left_on is None or standing.left_on <= day):
        return QuotaState.LEFT
    if standing.kind == GUEST:
        return QuotaState.GUEST
    if standing.kind not in MEMBER_KINDS or standing.joined_on[:4] > f"{year:04}":
        return QuotaState.NOT_MEMBER
    if standing.is_exempt:
        return QuotaState.EXEMPT
    if standing.kind == PersonKind.PROBATIONARY and joined_after_june(standing.joined_on, year):
        return QuotaState.NOT_REQUIRED
    return QuotaState.DUE


def joined_after_june(joined_on: str, year: int) -> bool:
    """Whether a partial date lies in the year after 30 June; a date of year precision does not."""
    return joined_on[:4] == f"{year:04}" and joined_on[5:7] >= "07"


def categories_of(posts: Iterable[PostTerm], year: int, day: date) -> frozenset[str]:
    """The categories of rules that fit somebody who is due."""
    flags = [post.flags for post in posts if counts_for(post, year, day)]
    found = {MEMBER}
    if any(flag.in_two_committees for flag in flags):
        found.add(TWO_COMMITTEES)
    if any(flag.in_leadership for flag in flags):
        found.add(LEADERSHIP)
    return frozenset(found)


def owed_by(categories: frozenset[str], rules: Sequence[Rule]) -> Owed:
    """One person with several roles owes the highest once, days and hours apart.

    :param rules: those that hold, as `in_force` gives them.
    """
    fitting = [rule for rule in rules if rule.category in categories]
    by_days = max(fitting, key=lambda rule: rule.quarter_days, default=None)
    by_hours = max(fitting, key=lambda rule: rule.half_hours, default=None)
    return Owed(by_days.quarter_days if by_days else 0, by_hours.half_hours if by_hours else 0, by_days, by_hours)


def in_force(rules: Sequence[Rule], year: int, day: date) -> list[Rule]:
    """The rules that hold in the year as of the day.

    A changed rule holds for its whole first year, unless it is marked to hold from a day on (自×月×日起): until then
    the one before it goes on.
    """
    waiting = {rule.code for rule in rules if _waits(rule, year, day)}
    return [rule for rule in rules if _holds(rule, year, rule.code in waiting) and not _waits(rule, year, day)]


def _waits(rule: Rule, year: int, day: date) -> bool:
    return rule.from_year == year and rule.since is not None and day < rule.since


def _holds(rule: Rule, year: int, goes_on: bool) -> bool:
    last = rule.to_year if rule.to_year is None else rule.to_year + goes_on
    return rule.from_year <= year and (last is None or year <= last)
