"""The counting rules once more, slowly and by themselves: nothing here is shared with the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.whole.invented import Came, Invented, Post, Someone

LIMIT = timedelta(minutes=15)
PERIOD = {year: (2021 + (year - 2021) // 5 * 5, 2025 + (year - 2021) // 5 * 5) for year in range(2021, 2031)}


@dataclass(frozen=True, slots=True)
class Line:
    """What must come out for one person."""

    state: str
    required_days: float
    earned_days: float
    met: bool | None
    required_hours: float
    earned_hours: float
    hours_met: bool | None
    rotated: bool


def recount(town: Invented, year: int, day: date, codes: Iterable[str]) -> dict[str, Line]:
    """Everybody's line by number.

    :param codes: the classes whose credit counts.
    """
    counted = frozenset(codes)
    return {who.number: _line(town, who, year, day, counted) for who in town.people}


def _line(town: Invented, who: Someone, year: int, day: date, codes: frozenset[str]) -> Line:
    credits = credited(row for row in town.came if row.who == who and row.half.code in codes)
    now = [(row, share) for row, share in credits if row.half.day.year == year and row.half.day <= day]
    studies = [row for row in town.studies if row.who == who and row.day.year == year and row.day <= day]
    days = sum(share * 0.5 for _, share in now)
    hours = sum(share * row.half.hours for row, share in now) + sum(row.hours for row in studies)
    state = _state(town, who, year)
    owed_days, owed_hours = _owed(town, who, year, day) if state == "应训" else (0.0, 0.0)
    is_due = state == "应训"
    return Line(
        state, owed_days, days, days >= owed_days if is_due else None, owed_hours, hours,
        hours >= owed_hours if is_due else None, _rotated(town, who, credits, year, day),
    )  # fmt: skip


def share_of(row: Came) -> float:
    """Section 1."""
    begin, end = datetime.combine(row.half.day, row.half.starts), datetime.combine(row.half.day, row.half.ends)
    late = max(timedelta(), row.at - begin)
    early = max(timedelta(), end - row.left) if row.left is not None else timedelta()
    if late <= LIMIT and early <= LIMIT:
        return 1
    return 0.5 if (end - begin) - late - early >= (end - begin) / 2 else 0


def credited(rows: Iterable[Came]) -> list[tuple[Came, float]]:
    """Each clock time once: where sessions overlap the largest share wins, then the earlier sign-in."""
    taken: list[tuple[Came, float]] = []
    for row in sorted(rows, key=lambda row: (-share_of(row), row.at)):
        if not any(_overlap(row, other) for other, _ in taken):
            taken.append((row, share_of(row)))
    return taken


def _overlap(one: Came, other: Came) -> bool:
    same_day = one.half.day == other.half.day
    return same_day and one.half.starts < other.half.ends and other.half.starts < one.half.ends


def _state(town: Invented, who: Someone, year: int) -> str:
    if who.has_left:
        return "减少"
    if who.kind not in ("正式党员", "预备党员") or who.joined.year > year:  # admitted later: no member yet
        return "非党员"
    if (who, year) in town.exempt:
        return "免训"
    if who.kind == "预备党员" and who.joined.year == year and who.joined > date(year, 6, 30):
        return "当年不作要求"
    return "应训"


def _owed(town: Invented, who: Someone, year: int, day: date) -> tuple[float, float]:
    titles = [post.title for post in town.posts if post.who == who and _counts(post, year, day)]
    leads = any("支部书记" in title or "支部委员" in title for title in titles)
    return (2.0 if titles else 1.0), (56.0 if leads else 32.0)


def _counts(post: Post, year: int, day: date) -> bool:
    start, end = post.start or date.min, post.end or date.max
    in_first_half = start <= date(year, 6, 30) and end >= date(year, 1, 1)
    return in_first_half or start <= day <= end


def _rotated(town: Invented, who: Someone, credits: list[tuple[Came, float]], year: int, day: date) -> bool:
    first, last = PERIOD[year]
    in_class = any(share > 0 and first <= row.half.day.year <= last and row.half.day <= day for row, share in credits)
    at_home = any(
        row.who == who and row.kind == "送学上门" and first <= row.day.year <= last and row.day <= day
        for row in town.studies
    )
    return in_class or at_home
