"""Entry by entry, where a person's year comes from: sessions with lateness and reason, and other study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL, HALF, SessionTimes, already_counted, own_share
from partyschool.domain.terms import StudyKind
from partyschool.services import rules
from partyschool.services.counted_sessions import (
    CountedSession,
    Credited,
    claim_of,
    counted_sessions,
    earlier_repeated,
    share_left,
)
from partyschool.services.earned import counted_studies
from partyschool.services.frozen_years import frozen_entries
from partyschool.services.own_credits import ledger_credits
from partyschool.services.quota_rows import CreditRow
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, OtherStudy, TrainingClass

SHARE_WORDS = {FULL: "full", HALF: "half", 0: "none"}


def list_credits(
    db: Database,
    *,
    year: int,
    as_of: date | None = None,
    person_id: int | None = None,
    with_provisional: bool = True,
) -> dict[int, list[CreditRow]]:
    """Everybody's (or one person's) entries of the year up to the day, the latest first; as frozen of a closed year."""
    with db.read() as session:
        return credits_of(session, year, as_of or date(year, 12, 31), person_id, with_provisional=with_provisional)


def credits_of(
    session: Session, year: int, day: date, person_id: int | None, *, with_provisional: bool
) -> dict[int, list[CreditRow]]:
    """The same in an open transaction."""
    frozen = frozen_entries(session, year, day, person_id)
    if frozen is not None:
        return frozen
    rows = [
        *_session_rows(session, year, day, person_id, with_provisional),
        *_study_rows(session, year, day, person_id),
    ]
    found: dict[int, list[CreditRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.on, row.class_code, row.session), reverse=True):
        found[row.person_id].append(row)
    return dict(found)


def _session_rows(
    session: Session, year: int, day: date, person_id: int | None, with_provisional: bool
) -> Iterable[CreditRow]:
    sessions = counted_sessions(session, date(year, 1, 1), day)
    sessions |= earlier_repeated(session, sessions)
    confirmed = [key for key, row in sessions.items() if row.is_confirmed]
    people = None if person_id is None else [person_id]
    locked = {(person, key): share for person, key, share, _ in ledger_credits(session, confirmed, people)}
    query = (
        select(Attendance, ClassSession.number, TrainingClass.code, TrainingClass.title)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .where(Attendance.session_id.in_(sessions), Attendance.voided_at.is_(None))
    )
    if person_id is not None:
        query = query.where(Attendance.person_id == person_id)
    by_person: dict[int, list[tuple[Attendance, int, str, str, Credited]]] = defaultdict(list)
    for attendance, number, code, title in session.execute(query):
        place = sessions[attendance.session_id]
        if not place.is_confirmed and not with_provisional:
            continue
        share = _share(attendance, place, locked)
        credit = Credited(attendance.person_id, place, share, attendance.sign_in_at)
        by_person[attendance.person_id].append((attendance, number, code, title, credit))
    for parts in by_person.values():
        covered = already_counted([claim_of(part[4]) for part in parts])
        for attendance, number, code, title, credit in parts:
            if credit.session.times.starts.year == year:
                found = covered.get(credit.session.id)
                instead = sessions[found.by] if found is not None else None
                yield _session_row(attendance, number, code, title, credit, share_left(credit, covered), instead)


def _share(attendance: Attendance, place: CountedSession, locked: dict[tuple[int, int], int]) -> int:
    if place.is_confirmed:
        return locked.get((attendance.person_id, attendance.session_id), 0)
    if attendance.manual_share is not None:
        return attendance.manual_share
    return own_share(place.times, attendance.sign_in_at, attendance.sign_out_at, place.limit).share


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _session_row(
    attendance: Attendance,
    number: int,
    code: str,
    title: str,
    credit: Credited,
    share: int,
    instead: CountedSession | None,
) -> CreditRow:
    times = credit.session.times
    by_rule = own_share(times, attendance.sign_in_at, attendance.sign_out_at, credit.session.limit)
    why, note = SHARE_WORDS[credit.share] if credit.share == by_rule.share else "manual", attendance.manual_reason
    if instead is not None:
        why = _why_less(times, instead.times, share)
        note = f"{instead.times.starts.year}" if why in ("before", "rest") else note
    return CreditRow(
        attendance.person_id,
        times.starts.date(),
        "session",
        title,
        code,
        number,
        attendance.sign_in_at,
        _minutes(by_rule.late),
        _minutes(by_rule.early),
        share,
        share if credit.session.gives_days else 0,
        share * times.half_hours,
        why,
        note,
        not credit.session.is_confirmed,
    )


def _why_less(own: SessionTimes, other: SessionTimes, share: int) -> str:
    if other.starts < own.ends and own.starts < other.ends:
        return "already"
    if other.starts.year == own.starts.year:
        return "repeated"
    return "rest" if share else "before"


def _study_rows(session: Session, year: int, day: date, person_id: int | None) -> Iterable[CreditRow]:
    higher_counts = rules.value_of(session, rules.HIGHER_COUNTS, year)
    query = select(OtherStudy).where(counted_studies(date(year, 1, 1), day))
    if person_id is not None:
        query = query.where(OtherStudy.person_id == person_id)
    for row in session.scalars(query):
        days = row.quarter_days if higher_counts and row.kind == StudyKind.HIGHER else 0
        why = "full" if days else "hours_only"
        yield CreditRow(
            row.person_id,
            row.studied_on,
            row.kind,
            row.title,
            "",
            0,
            None,
            0,
            0,
            FULL,
            days,
            2 * row.half_hours,
            why,
            row.organiser,
            False,
        )
