"""The training classes of one person over all years, with what each was worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.credit import already_counted
from partyschool.domain.terms import SessionState
from partyschool.services.counted_sessions import Credited, claim_of, counted_sessions, share_left
from partyschool.services.ledger import share_of
from partyschool.storage.models import Attendance, ClassSession, CreditEntry, Enrolment, TrainingClass


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class that a person is on the list of or was seen in. Days in quarter days, hours in quarter hours.

    `sessions` are those that are not void, `attended` those with a sign-in; until `is_confirmed` the figures are
    provisional (暂计).
    """

    class_id: int
    code: str
    title: str
    state: str
    starts_on: date
    ends_on: date
    sessions: int
    attended: int
    quarter_days: int
    quarter_hours: int
    is_confirmed: bool


def classes_of(session: Session, person_id: int) -> list[ClassLine]:
    """The person's classes, the latest first."""
    credits = _final(_credits(session, person_id))
    attended = _attended(session, person_id)
    enrolled = select(Enrolment.class_id).where(Enrolment.person_id == person_id, Enrolment.withdrawn_at.is_(None))
    ids = set(session.scalars(enrolled)) | set(attended) | {credit.session.class_id for credit in credits}
    query = select(TrainingClass).where(TrainingClass.id.in_(ids))
    query = query.order_by(TrainingClass.starts_on.desc(), TrainingClass.id.desc())
    sessions = _session_counts(session, ids)
    days: Counter[int] = Counter()
    hours: Counter[int] = Counter()
    for credit in credits:
        days[credit.session.class_id] += credit.share if credit.session.gives_days else 0
        hours[credit.session.class_id] += credit.share * credit.session.times.half_hours
    return [
        ClassLine(
            row.id, row.code, row.title, row.state, row.starts_on, row.ends_on, sessions.get(row.id, 0),
            attended.get(row.id, 0), days[row.id], hours[row.id], row.confirmed_at is not None,
        )
        for row in session.scalars(query)
    ]  # fmt: skip


def _credits(session: Session, person_id: int) -> list[Credited]:
    """The person's own share of every session: from the ledger where it is locked, else by the rule."""
    sessions = counted_sessions(session, date.min, date.max)
    credits = [
        Credited(person_id, sessions[key], share, sign_in)
        for key, share, sign_in in _locked(session, person_id)
        if key in sessions and sessions[key].is_confirmed
    ]
    live = select(Attendance).where(Attendance.person_id == person_id, Attendance.voided_at.is_(None))
    for row in session.scalars(live):
        place = sessions.get(row.session_id)
        if place is not None and not place.is_confirmed:
            share = share_of(place.times, row, place.limit).share
            credits.append(Credited(person_id, place, share, row.sign_in_at))
    return credits


def _locked(session: Session, person_id: int) -> Iterable[tuple[int, int, datetime]]:
    query = (
        select(CreditEntry.session_id, func.sum(CreditEntry.share), func.min(CreditEntry.sign_in_at))
        .where(CreditEntry.person_id == person_id)
        .group_by(CreditEntry.session_id)
    )
    for key, share, sign_in in session.execute(query):
        yield key, int(share), sign_in


def _final(credits: list[Credited]) -> list[Credited]:
    covered = already_counted([claim_of(credit) for credit in credits])
    return [replace(credit, share=share_left(credit, covered)) for credit in credits]


def _attended(session: Session, person_id: int) -> dict[int, int]:
    query = (
        select(ClassSession.class_id, func.count().label("sessions"))
        .join(Attendance, Attendance.session_id == ClassSession.id)
        .where(Attendance.person_id == person_id, Attendance.voided_at.is_(None))
        .group_by(ClassSession.class_id)
    )
    return {row.class_id: row.sessions for row in session.execute(query)}


def _session_counts(session: Session, class_ids: set[int]) -> dict[int, int]:
    query = (
        select(ClassSession.class_id, func.count().label("sessions"))
        .where(ClassSession.class_id.in_(class_ids), ClassSession.state != SessionState.CANCELLED)
        .group_by(ClassSession.class_id)
    )
    return {row.class_id: row.sessions for row in session.execute(query)}
