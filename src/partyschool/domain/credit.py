"""What a half-day session is worth to one person, and counting the same clock time only once.

A share is counted in halves: 0, 1 (half) or 2 (full). A full share is half a day, so a share is as many quarter days,
and share × half hours of the session are as many quarter hours: all exact integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

NONE, HALF, FULL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When a half-day session is and what it is worth; 学时 in half hours."""

    starts: datetime
    ends: datetime
    half_hours: int


@dataclass(frozen=True, slots=True)
class OwnShare:
    """The share by the rule, and what it was judged by."""

    share: int
    late: timedelta = timedelta()
    early: timedelta = timedelta()


def own_share(
    session: SessionTimes, sign_in: datetime, sign_out: datetime | None, limit: timedelta = timedelta(minutes=15)
) -> OwnShare:
    """Full within the limit at both ends; half when at least half of the session was sat through; else nothing.

    :param sign_out: None where nobody signs out: then nobody leaves early.
    :param limit: the preset of 15 minutes comes from the meeting rule of the towns (到课与迟到).
    """
    late = max(timedelta(), sign_in - session.starts)
    early = max(timedelta(), session.ends - sign_out) if sign_out is not None else timedelta()
    if late <= limit and early <= limit:
        return OwnShare(FULL, late, early)
    length = session.ends - session.starts
    share = HALF if (length - late - early) * 2 >= length else NONE
    return OwnShare(share, late, early)


@dataclass(frozen=True, slots=True)
class Claim:
    """One attendance of one person with the share it would have by itself.

    `key` is what the caller knows it by (a session's id); with equal shares and sign-ins the smaller key is kept, so
    that the order of entry does not matter. Sessions of a 补训班 have the `content` of those they repeat; 0: of none.
    """

    key: int
    starts: datetime
    ends: datetime
    share: int
    sign_in: datetime
    content: int = 0


@dataclass(frozen=True, slots=True)
class Covered:
    """An attendance whose clock time or content another one has: the key of that one, and what is left of its share."""

    by: int
    share: int = NONE


def overlaps(first: Claim, second: Claim) -> bool:
    """Whether two sessions share clock time; one that begins when the other ends does not."""
    return first.starts < second.ends and second.starts < first.ends


def repeats(first: Claim, second: Claim) -> bool:
    """Whether one session only repeats the other for whoever missed it (补训)."""
    return first.content != 0 and first.content == second.content


def already_counted(claims: Sequence[Claim]) -> dict[int, Covered]:
    """The keys whose clock time or content another attendance of the same person covers, with the key that counts.

    Of such sessions of one year the largest share counts, of equal ones the earlier sign-in. What an earlier year
    credited stays there, since a year that is over may be closed: of the same content a later year credits only what
    is left, half after half, nothing after full (domain rule of 补训: no second credit).
    """
    if not _any_overlap(claims) and not _any_repeated(claims):
        return {}
    covered: dict[int, Covered] = {}
    credited: dict[int, Claim] = {}  # by content, the sum of the years before in the share
    for _, of_year in groupby(sorted(claims, key=lambda claim: claim.starts), key=lambda claim: claim.starts.year):
        rest = []
        for claim in of_year:
            earlier = credited.get(claim.content)
            if earlier is not None and claim.share:
                covered[claim.key] = Covered(earlier.key, max(NONE, claim.share - earlier.share))
                rest.append(replace(claim, share=covered[claim.key].share))
            else:
                rest.append(claim)
        dropped = _covered_in_a_year(rest)
        covered |= {key: Covered(by) for key, by in dropped.items()}
        for claim in rest:
            if claim.content and claim.share and claim.key not in dropped:
                before = credited.get(claim.content, replace(claim, share=NONE))
                credited[claim.content] = replace(before, share=before.share + claim.share)
    return covered


def _covered_in_a_year(claims: Iterable[Claim]) -> dict[int, int]:
    kept: list[Claim] = []
    dropped: dict[int, int] = {}
    for claim in sorted(claims, key=lambda claim: (-claim.share, claim.sign_in, claim.starts, claim.key)):
        rival = next((other for other in kept if overlaps(claim, other) or repeats(claim, other)), None)
        if rival is None or claim.share == NONE:
            kept.append(claim)
        else:
            dropped[claim.key] = rival.key
    return dropped


def _any_overlap(claims: Iterable[Claim]) -> bool:
    ordered = sorted(claims, key=lambda claim: claim.starts)
    latest = datetime.min
    for claim in ordered:
        if claim.starts < latest:
            return True
        latest = max(latest, claim.ends)
    return False


def _any_repeated(claims: Iterable[Claim]) -> bool:
    contents = [claim.content for claim in claims if claim.content]
    return len(contents) > len(set(contents))
