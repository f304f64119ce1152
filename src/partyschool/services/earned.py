"""What everybody earned in a year: the ledger summed in SQL, the provisional part judged by the rule, other study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, column, func, select, union, values
from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL, Claim, SessionTimes, already_counted, own_share
from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import Review, SessionState, StudyKind, Tier
from partyschool.services import rules
from partyschool.services.plain_attendance import FullWorth, other_attendances, plain_people, plain_sums
from partyschool.storage.models import Attendance, ClassSession, CreditEntry, OtherStudy, School, TrainingClass


@dataclass(frozen=True, slots=True)
class Earned:
    """Quarter days and quarter hours of one person, and the part of them that is not yet 认定."""

    quarter_days: int
    quarter_hours: int
    provisional_quarter_days: int
    provisional_quarter_hours: int


@dataclass(frozen=True, slots=True)
class CountedSession:
    """A session as the sums need it. `gives_days`: its class is organised by a 镇街党校 (or counts as such).

    :ivar limit: how late or early still gives full credit, by the rule of the session's year.
    """

    id: int
    class_id: int
    times: SessionTimes
    gives_days: bool
    is_confirmed: bool
    limit: timedelta


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
        .where(ClassSession.held_on.between(first, last), ClassSession.state != SessionState.CANCELLED)
    )
    return {
        key: CountedSession(
            key,
            class_id,
            SessionTimes(datetime.combine(day, starts), datetime.combine(day, ends), half_hours),
            tier == Tier.TOWN or (tier == Tier.CITY and by_year[day.year].higher_counts),
            confirmed_at is not None,
            by_year[day.year].limit,
        )
        for key, class_id, day, starts, ends, half_hours, tier, confirmed_at in session.execute(query)
    }


def earned_by_person(
    session: Session, year: int, day: date, *, with_provisional: bool = True, book: RuleBook | None = None
) -> dict[int, Earned]:
    """Everybody's sums of the year up to and including the day."""
    book = book or rules.load_book(session)
    sessions = counted_sessions(session, date(year, 1, 1), day, book)
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    _add_ledger(session, sessions, sums)
    if with_provisional:
        _add_provisional(session, sessions, sums)
    shared = {key: sessions[key] for key in conflicted(sessions.values())}
    people = people_in_two(session, shared)
    if people:
        _take_back_overlaps(session, shared, people, sums, with_provisional=with_provisional)
    _add_other_study(session, year, day, sums, higher_counts=book.value(rules.HIGHER_COUNTS, year))
    return {person_id: Earned(*parts) for person_id, parts in sums.items()}


def _add(parts: list[int], credit: Credited, share: int, *, is_provisional: bool) -> None:
    days = share if credit.session.gives_days else 0
    hours = share * credit.session.times.half_hours
    parts[0] += days
    parts[1] += hours
    if is_provisional:
        parts[2] += days
        parts[3] += hours


def _add_provisional(session: Session, sessions: dict[int, CountedSession], sums: dict[int, list[int]]) -> None:
    """Add what is not yet 认定."""
    open_rows = {key: row for key, row in sessions.items() if not row.is_confirmed}
    worths = [_full_worth(row) for row in open_rows.values()]
    for person_id, quarter_days, quarter_hours in plain_sums(session, worths):
        parts = sums[person_id]
        for place, quarters in enumerate((quarter_days, quarter_hours, quarter_days, quarter_hours)):
            parts[place] += quarters
    for credit in _other_credits(session, open_rows, other_attendances(worths)):
        _add(sums[credit.person_id], credit, credit.share, is_provisional=True)


def _full_worth(row: CountedSession) -> FullWorth:
    return FullWorth(row.id, row.times.starts + row.limit, FULL if row.gives_days else 0, FULL * row.times.half_hours)


def _other_credits(
    session: Session,
    sessions: dict[int, CountedSession],
    query: Select[int, int, datetime, datetime | None, int | None],
) -> Iterable[Credited]:
    if not sessions:
        return
    for person_id, key, sign_in, sign_out, manual in session.execute(query):
        place = sessions[key]
        share = own_share(place.times, sign_in, sign_out, place.limit).share if manual is None else manual
        yield Credited(person_id, place, share, sign_in)


def _add_ledger(session: Session, sessions: dict[int, CountedSession], sums: dict[int, list[int]]) -> None:
    confirmed = [row.id for row in sessions.values() if row.is_confirmed]
    for gives_days in (True, False):
        ids = [key for key in confirmed if sessions[key].gives_days == gives_days]
        if not ids:
            continue
        query = (
            select(
                CreditEntry.person_id,
                func.sum(CreditEntry.share),
                func.sum(CreditEntry.share * CreditEntry.half_hours),
            )
            .where(CreditEntry.session_id.in_(ids))
            .group_by(CreditEntry.person_id)
        )
        for person_id, share, hours in session.execute(query):
            parts = sums[person_id]
            parts[0] += int(share) if gives_days else 0
            parts[1] += int(hours)


def provisional_credits(
    session: Session, sessions: dict[int, CountedSession], people: Sequence[int] | None = None
) -> Iterable[Credited]:
    """Live attendances of classes that are not yet 认定, judged by the rule as it stands; of these people if given."""
    ids = [row.id for row in sessions.values() if not row.is_confirmed]
    if not ids:
        return
    latest_full = {key: sessions[key].times.starts + sessions[key].limit for key in ids}
    query = select(
        Attendance.person_id,
        Attendance.session_id,
        Attendance.sign_in_at,
        Attendance.sign_out_at,
        Attendance.manual_share,
    ).where(Attendance.session_id.in_(ids), Attendance.voided_at.is_(None))
    if people is not None:
        query = query.where(Attendance.person_id.in_(people))
    for person_id, session_id, sign_in, sign_out, manual in session.execute(query):
        place = sessions[session_id]
        if manual is not None:
            share = manual
        elif sign_out is None and sign_in <= latest_full[session_id]:
            share = FULL  # nine in ten: spares the arithmetic
        else:
            share = own_share(place.times, sign_in, sign_out, place.limit).share
        yield Credited(person_id, place, share, sign_in)


def ledger_credits(
    session: Session, session_ids: Sequence[int], people: Sequence[int] | None = None
) -> Iterable[tuple[int, int, int, datetime]]:
    """(person, session, share, sign-in) of confirmed credit as it stands after reversals; of these people if given."""
    query = (
        select(
            CreditEntry.person_id,
            CreditEntry.session_id,
            func.sum(CreditEntry.share),
            func.min(CreditEntry.sign_in_at),
        )
        .where(CreditEntry.session_id.in_(session_ids))
        .group_by(CreditEntry.person_id, CreditEntry.session_id)
    )
    if people is not None:
        query = query.where(CreditEntry.person_id.in_(people))
    for person_id, session_id, share, sign_in in session.execute(query):
        yield person_id, session_id, int(share), sign_in


def conflicted(sessions: Iterable[CountedSession]) -> set[int]:
    """Sessions that share clock time with another one: only people in two of these can be counted twice."""
    found: set[int] = set()
    open_rows: list[CountedSession] = []
    for row in sorted(sessions, key=lambda row: row.times.starts):
        open_rows = [other for other in open_rows if other.times.ends > row.times.starts]
        if open_rows:
            found.add(row.id)
            found.update(other.id for other in open_rows)
        open_rows.append(row)
    return found


def people_in_two(session: Session, shared: dict[int, CountedSession]) -> list[int]:
    """Who has credit or an attendance in two sessions of one stretch of clock time, and so may be counted twice.

    In a city the sessions of thirty towns share their times, and hardly anybody was in two of them.
    """
    if not shared:
        return []
    columns: list[Any] = [column("session_id", Integer), column("stretch", Integer)]
    stretches = values(*columns, name="stretches").data(list(_stretches(shared.values()))).cte("stretches")
    found: set[int] = set()
    present = union(
        select(Attendance.person_id, Attendance.session_id)
        .join(stretches, stretches.c.session_id == Attendance.session_id)
        .where(Attendance.voided_at.is_(None)),
        select(CreditEntry.person_id, CreditEntry.session_id).join(
            stretches, stretches.c.session_id == CreditEntry.session_id
        ),
    ).subquery()
    query = (
        select(present.c.person_id)
        .join(stretches, stretches.c.session_id == present.c.session_id)
        .group_by(present.c.person_id, stretches.c.stretch)
        .having(func.count() > 1)
    )
    found.update(session.scalars(query))
    return sorted(found)


def _stretches(sessions: Iterable[CountedSession]) -> Iterable[tuple[int, int]]:
    """(session, number of its stretch): sessions that overlap, if only by others between them, are of one stretch."""
    number, end = 0, datetime.min
    for row in sorted(sessions, key=lambda row: row.times.starts):
        if row.times.starts >= end:
            number += 1
        end = max(end, row.times.ends)
        yield row.id, number


def _take_back_overlaps(
    session: Session,
    shared: dict[int, CountedSession],
    people: Sequence[int],
    sums: dict[int, list[int]],
    *,
    with_provisional: bool,
) -> None:
    credits: dict[int, dict[int, Credited]] = defaultdict(dict)
    for person_id, session_id, share, sign_in in ledger_credits(session, sorted(shared), people):
        credits[person_id][session_id] = Credited(person_id, shared[session_id], share, sign_in)
    if with_provisional:
        for credit in provisional_credits(session, shared, people):
            credits[credit.person_id][credit.session.id] = credit
    for person_id, by_session in credits.items():
        if len(by_session) < 2:
            continue
        for key in already_counted([claim_of(credit) for credit in by_session.values()]):
            lost = by_session[key]
            _add(sums[person_id], lost, -lost.share, is_provisional=not lost.session.is_confirmed)


def claim_of(credit: Credited) -> Claim:
    """A credit as the rule of the same clock time reads it."""
    times = credit.session.times
    return Claim(credit.session.id, times.starts, times.ends, credit.share, credit.sign_in)


def counted_studies(first: date, last: date) -> ColumnElement[bool]:
    """Which entries of other study count: of these days, approved, not taken back."""
    return and_(
        OtherStudy.studied_on.between(first, last),
        OtherStudy.voided_at.is_(None),
        OtherStudy.review == Review.APPROVED,
    )


def _add_other_study(
    session: Session, year: int, day: date, sums: dict[int, list[int]], *, higher_counts: bool
) -> None:
    query = select(OtherStudy.person_id, OtherStudy.kind, OtherStudy.half_hours, OtherStudy.quarter_days).where(
        counted_studies(date(year, 1, 1), day)
    )
    for person_id, kind, half_hours, quarter_days in session.execute(query):
        parts = sums[person_id]
        parts[1] += 2 * half_hours
        if higher_counts and kind == StudyKind.HIGHER:
            parts[0] += quarter_days


def rotation_period(year: int, start_year: int, years: int) -> tuple[int, int]:
    """First and last year of the rotation period that the year lies in."""
    first = start_year + (year - start_year) // years * years
    return first, first + years - 1


def period_of(book: RuleBook, year: int) -> tuple[int, int]:
    """First and last year of the rotation period that the year lies in, by the rules of that year."""
    return rotation_period(year, book.value(rules.ROTATION_START, year), book.value(rules.ROTATION_YEARS, year))


def rotated_people(
    session: Session, year: int, day: date, *, with_provisional: bool = True, book: RuleBook | None = None
) -> set[int]:
    """Who had a credited session of a Party-school class, town or higher, or 送学上门, in the rotation period."""
    book = book or rules.load_book(session)
    first, _ = period_of(book, year)
    sessions = counted_sessions(session, date(first, 1, 1), day, book)
    of_school = _of_party_schools(session, sessions)
    found: set[int] = set()
    confirmed = [row.id for row in of_school.values() if row.is_confirmed]
    if confirmed:
        query = (
            select(CreditEntry.person_id)
            .where(CreditEntry.session_id.in_(confirmed))
            .group_by(CreditEntry.person_id)
            .having(func.sum(CreditEntry.share) > 0)
        )
        found.update(session.scalars(query))
    if with_provisional:
        open_rows = {key: row for key, row in of_school.items() if not row.is_confirmed}
        worths = [_full_worth(row) for row in open_rows.values()]
        found |= plain_people(session, worths)
        others = other_attendances(worths, of_people_without_plain=True)
        found.update(row.person_id for row in _other_credits(session, open_rows, others) if row.share > 0)
    home = select(OtherStudy.person_id).where(
        OtherStudy.kind == StudyKind.HOME, counted_studies(date(first, 1, 1), day)
    )
    found.update(session.scalars(home))
    return found


def _of_party_schools(session: Session, sessions: dict[int, CountedSession]) -> dict[int, CountedSession]:
    query = (
        select(TrainingClass.id)
        .join(School, School.id == TrainingClass.school_id)
        .where(School.tier.in_([Tier.TOWN, Tier.CITY]))
    )
    classes = set(session.scalars(query))
    return {key: row for key, row in sessions.items() if row.class_id in classes}
