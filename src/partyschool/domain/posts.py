"""Which requirement a post brings: membership of the 村“两委” and leadership of a branch, read off its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

SEPARATORS = re.compile(r"[、，,;；/＋+兼]")
SECRETARY = re.compile(r"(?<!第一)书记")
BRANCH_OFFICES = frozenset({"组织委员", "宣传委员", "纪检委员", "统战委员", "青年委员"})
SUPERVISION = re.compile(r"监[督委]|调解|妇联")  # bodies beside the two committees
BRANCH_WORDS = ("支部", "支委", "总支", "党委", "党组织", "党总支")
VILLAGE_WORDS = ("村委", "村民委员会", "居委", "居民委员会", "村主任", "村委会", "居委会")


@dataclass(frozen=True, slots=True)
class PostFlags:
    """in_two_committees: 村“两委” member (2 days); in_leadership: 书记 or 支部委员 (班子成员, 56 学时)."""

    in_two_committees: bool
    in_leadership: bool


def classify(title: str, *, of_village: bool) -> PostFlags:
    """The flags of a post; a title may name several posts (村党支部书记、村委会主任).

    :param of_village: whether the post is in a village: a secretary of an office branch is a leader, but no 村“两委”.
    """
    parts = [part.strip() for part in SEPARATORS.split(title) if part.strip()]
    leads = any(_leads_branch(part) for part in parts)
    village = any(any(word in part for word in VILLAGE_WORDS) for part in parts)
    committee = leads or village or any(_sits_on_committee(part) for part in parts)
    return PostFlags(in_two_committees=of_village and committee, in_leadership=leads)


def _leads_branch(part: str) -> bool:
    if SECRETARY.search(part) or part in BRANCH_OFFICES:
        return True
    if any(word in part for word in VILLAGE_WORDS):
        return False
    return any(word in part for word in BRANCH_WORDS) and ("委员" in part or part.endswith("支委"))


def _sits_on_committee(part: str) -> bool:
    is_named = part in {"主任", "副主任"} or part.endswith(("委员", "两委成员", "“两委”成员", "两委干部"))
    return is_named and not SUPERVISION.search(part)


@dataclass(frozen=True, slots=True)
class PostTerm:
    """A post with its flags and term; None as start means “as long as known”, None as end “still held”."""

    title: str
    flags: PostFlags
    start_on: date | None
    end_on: date | None


def held_on(term: PostTerm, day: date) -> bool:
    """Whether the post is held on the day; the last day of a term still counts."""
    return (term.start_on is None or term.start_on <= day) and (term.end_on is None or day <= term.end_on)


def counts_for(term: PostTerm, year: int, day: date) -> bool:
    """Held on any day from 1 January to 30 June of the year, or held on the day in question."""
    begun = term.start_on is None or term.start_on <= date(year, 6, 30)
    lasted = term.end_on is None or term.end_on >= date(year, 1, 1)
    return (begun and lasted) or held_on(term, day)
