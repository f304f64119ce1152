"""Sessions as the sums need them, what one person gets from one, and which of them share clock time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from partyschool.domain.credit import Claim, Covered, SessionTimes
from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import SessionState, Tier
from partyschool.services import rules
from partyschool.services.repeated_contents import repeated_contents
from partyschool.storage.models import ClassSession, School, TrainingClass


@dataclass(frozen=True, slots=True)
class CountedSession:
    """A session as the sums need it. `gives_days`: its class is organised by a 镇街党校 (or counts as such).

    :ivar limit: how late or early still gives full credit, by the rule of the session's year.
    :ivar rotates: its class is of a Party school, town or higher, so that it counts for 五年轮训.
    :ivar content: alike for a session and those of a 补训班 that repeat it; 0: nothing repeats it.
    """

    id: int
    class_id: int
    times: SessionTimes
    gives_days: bool
    is_confirmed: bool
    limit: timedelta
    rotates: bool
    content: int = 0


@dataclass(frozen=True, slots=True)
class Credited:
    """One person's own share of one session, before the same clock time is counted once."""

    person_id: int
    session: CountedSession
    share: int
    sign_in: datetime


@dataclass(frozen=True, slots=True)
class _SessionRules:
    """The two rules of a year that decide what its sessions are worth."""

    limit: timedelta
    higher_counts: bool


class _RulesByYear(dict[int, _SessionRules]):
    """Looked up once a year, not once a session."""

    def __init__(self, book: RuleBook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, year: int) -> _SessionRules:
        limit = timedelta(minutes=self._book.value(rules.LATE, year))
        self[year] = found = _SessionRules(limit, self._book.value(rules.HIGHER_COUNTS, year))
        return found


def counted_sessions(
    session: Session, first: date, last: date, book: RuleBook | None = None
) -> dict[int, CountedSession]:
    """Sessions between two days that are not void, with what decides what they are worth.

    :param book: rules to count by in place of those that are stored, to see what a change would do.
    """
    found = _sessions(session, ClassSession.held_on.between(first, last), book)
    for key, content in repeated_contents(session).items():
        if key in found:
            found[key] = replace(found[key], content=content)
    return found


def earlier_repeated(session: Session, sessions: Mapping[int, CountedSession]) -> dict[int, CountedSession]:
    """Sessions before these that some of them repeat, with all others of those days; of most schools there are none.

    A 补训班 in January may repeat what was credited in December. Neither sign-ins nor credit of a closed year change,
    so what is counted of it again is what was frozen.
    """
    wanted = {row.content for row in sessions.values() if row.content}
    if not wanted:
        return {}
    contents = repeated_contents(session)
    first = min(row.times.starts for row in sessions.values()).date()
    alike = [key for key, content in contents.items() if content in wanted and key not in sessions]
    query = select(ClassSession.held_on).where(ClassSession.id.in_(alike), ClassSession.held_on < first).distinct()
    days = session.scalars(query).all()
    found = _sessions(session, ClassSession.held_on.in_(days)) if days else {}
    return {key: replace(row, content=contents.get(key, 0)) for key, row in found.items()}


def _sessions(session: Session, when: ColumnElement[bool], book: RuleBook | None = None) -> dict[int, CountedSession]:
    by_year = _RulesByYear(book or rules.load_book(session))
    query = (
        select(
            ClassSession.id,
            ClassSession.class_id,
            ClassSession.held_on,
            ClassSession.starts,
            ClassSession.ends,
            ClassSession.half_hours,
            School.tier,
            TrainingClass.confirmed_at,
        )
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .join(School, School.id == TrainingClass.school_id)
        .where(when, ClassSession.state != SessionState.CANCELLED)
    )
    return {
        key: CountedSession(
            key,
            class_id,
            SessionTimes(datetime.combine(day, starts), datetime.combine(day, ends), half_hours),
            tier == Tier.TOWN or (tier == Tier.CITY and by_year[day.year].higher_counts),
            confirmed_at is not None,
            by_year[day.year].limit,
            tier in (Tier.TOWN, Tier.CITY),
        )
        for key, class_id, day, starts, ends, half_hours, tier, confirmed_at in session.execute(query)
    }


def claim_of(credit: Credited) -> Claim:
    """A credit as the rule of the same clock time reads it."""
    times = credit.session.times
    return Claim(credit.session.id, times.starts, times.ends, credit.share, credit.sign_in, credit.session.content)


def share_left(credit: Credited, covered: Mapping[int, Covered]) -> int:
    """The share after the rule that the same clock time and content is credited once."""
    found = covered.get(credit.session.id)
    return credit.share if found is None else found.share


def conflicted(sessions: Iterable[CountedSession]) -> set[int]:
    """Sessions that share clock time or content with another: only people in two of these can be counted twice."""
    rows = sorted(sessions, key=lambda row: row.times.starts)
    times_held = Counter(row.content for row in rows if row.content)
    found = {row.id for row in rows if times_held[row.content] > 1}
    open_rows: list[CountedSession] = []
    for row in rows:
        open_rows = [other for other in open_rows if other.times.ends > row.times.starts]
        if open_rows:
            found.add(row.id)
            found.update(other.id for other in open_rows)
        open_rows.append(row)
    return found


def stretches_of(sessions: Iterable[CountedSession]) -> dict[int, int]:
    """The number of its stretch by session: those that overlap, if only by others between them, are of one stretch.

    So are those that repeat each other, whatever days lie between.
    """
    rows = sorted(sessions, key=lambda row: row.times.starts)
    return _joined_by_content(rows, _stretches_of_time(rows))


def _stretches_of_time(rows: Sequence[CountedSession]) -> dict[int, int]:
    number, end = 0, datetime.min
    found: dict[int, int] = {}
    for row in rows:
        if row.times.starts >= end:
            number += 1
        end = max(end, row.times.ends)
        found[row.id] = number
    return found


def _joined_by_content(rows: Sequence[CountedSession], stretches: dict[int, int]) -> dict[int, int]:
    first_of: dict[int, int] = {}
    for row in rows:
        if not row.content:
            continue
        kept, own = first_of.setdefault(row.content, stretches[row.id]), stretches[row.id]
        if kept != own:
            stretches = {key: kept if number == own else number for key, number in stretches.items()}
            first_of = {content: kept if number == own else number for content, number in first_of.items()}
    return stretches
