"""Sections 1 to 3 of the counting rules written a second time, slowly and straight from the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from partyschool.storage.models import (
    Attendance,
    ClassSession,
    Exemption,
    Lesson,
    Membership,
    OtherStudy,
    Person,
    Post,
    School,
    TrainingClass,
)

QUARTER_HOUR = timedelta(minutes=15)


@dataclass(frozen=True)
class Answer:
    """A person's year: days, hours and what is owed, as plain numbers."""

    state: str
    required_days: float
    required_hours: float
    earned_days: float
    earned_hours: float
    rotated: bool
    unit_id: int | None


Limits = Mapping[int, timedelta]
Entry = tuple[int, datetime, datetime, datetime, ClassSession, str]  # share, sign-in, start, end, session, tier


def recount(
    session: Session, year: int, day: date, *, higher_counts: bool = False, limits: Limits | None = None
) -> dict[int, Answer]:
    """Everybody's answer; `limits` gives years whose limit for being late is not the preset."""
    return {
        person.id: _answer(session, person, year, day, higher_counts, limits or {}) for person in session.query(Person)
    }


def _answer(session: Session, person: Person, year: int, day: date, higher_counts: bool, limits: Limits) -> Answer:
    state = _state(session, person, year, day)
    days, hours = (_owed(session, person, year, day)) if state == "due" else (0.0, 0.0)
    credits = _credits(session, person, date(year, 1, 1), day, limits)
    earned_days = sum(share / 4 for share, _, tier in credits if tier == "town" or (tier == "city" and higher_counts))
    earned_hours = sum(share / 2 * half_hours / 2 for share, half_hours, _ in credits)
    for study in session.query(OtherStudy).filter_by(person_id=person.id, voided_at=None, review="approved"):
        if date(year, 1, 1) <= study.studied_on <= day:
            earned_hours += study.half_hours / 2
            if study.kind == "higher" and higher_counts:
                earned_days += study.quarter_days / 4
    rotated = any(
        share > 0 and tier in ("town", "city")
        for share, _, tier in _credits(session, person, date(2021, 1, 1), day, limits)
    )
    rotated = rotated or any(
        study.kind == "home" and date(2021, 1, 1) <= study.studied_on <= day
        for study in session.query(OtherStudy).filter_by(person_id=person.id, voided_at=None, review="approved")
    )
    return Answer(state, days, hours, earned_days, earned_hours, rotated, _unit(session, person, day))


def _state(session: Session, person: Person, year: int, day: date) -> str:
    if person.left_reason and (person.left_on is None or person.left_on <= day):
        return "left"
    if person.kind not in ("full", "probationary") or (person.joined_on and int(person.joined_on[:4]) > year):
        return "not_member"
    for exemption in session.query(Exemption).filter_by(person_id=person.id, year=year, review="approved"):
        if exemption.withdrawn_on is None or exemption.withdrawn_on > day:
            return "exempt"
    if person.kind == "probationary" and f"{year}-07" <= person.joined_on <= f"{year}-12-31":
        return "not_required"
    return "due"


def _owed(session: Session, person: Person, year: int, day: date) -> tuple[float, float]:
    days, hours = 1.0, 32.0
    for post in session.query(Post).filter_by(person_id=person.id):
        first, last = post.start_on or date.min, post.end_on or date.max
        in_half = any(
            first <= date(year, 1, 1) + timedelta(days=number) <= last
            for number in range((date(year, 6, 30) - date(year, 1, 1)).days + 1)
        )
        if in_half or first <= day <= last:
            days = max(days, 2.0 if post.in_two_committees else 1.0)
            hours = max(hours, 56.0 if post.in_leadership else 32.0)
    return days, hours


def _credits(session: Session, person: Person, first: date, last: date, limits: Limits) -> list[tuple[int, int, str]]:
    """(share in halves, half hours of the session, tier) of what counts.

    In the tests a subject belongs to a class and to the 补训 that repeats it, so that a title is enough to know it by.
    """
    found: list[Entry] = []
    query = (
        session.query(Attendance, ClassSession, School)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .join(School, School.id == TrainingClass.school_id)
        .filter(Attendance.person_id == person.id, Attendance.voided_at.is_(None))
        .filter(ClassSession.state != "cancelled")
    )
    for attendance, held, school in query:
        if held.held_on <= last:
            starts = datetime.combine(held.held_on, held.starts)
            ends = datetime.combine(held.held_on, held.ends)
            limit = limits.get(held.held_on.year, QUARTER_HOUR)
            found.append(
                (_share(attendance, starts, ends, limit), attendance.sign_in_at, starts, ends, held, school.tier)
            )
    subjects = dict(session.query(Lesson.session_id, Lesson.title).all())
    learned: dict[str, int] = {}  # by subject, in halves, in the years before
    answer = []
    for year in sorted({entry[4].held_on.year for entry in found}):
        counted: list[Entry] = []
        own = [entry for entry in found if entry[4].held_on.year == year]
        left = [(max(0, entry[0] - learned.get(subjects.get(entry[4].id, ""), 0)), *entry[1:]) for entry in own]
        for entry in sorted(left, key=lambda entry: (-entry[0], entry[1], entry[2], entry[4].id)):
            rivals = [other for other in counted if other[0] > 0]
            same_time = any(entry[2] < other[3] and other[2] < entry[3] for other in rivals)
            subject = subjects.get(entry[4].id)
            if not same_time and (subject is None or all(subjects.get(other[4].id) != subject for other in rivals)):
                counted.append(entry)
        for share, _, _, _, held, tier in counted:
            if held.id in subjects:
                learned[subjects[held.id]] = learned.get(subjects[held.id], 0) + share
            if first <= held.held_on:
                answer.append((share, held.half_hours, tier))
    return answer


def _share(attendance: Attendance, starts: datetime, ends: datetime, limit: timedelta) -> int:
    if attendance.manual_share is not None:
        return attendance.manual_share
    late = max(timedelta(0), attendance.sign_in_at - starts)
    early = max(timedelta(0), ends - attendance.sign_out_at) if attendance.sign_out_at else timedelta(0)
    if late <= limit and early <= limit:
        return 2
    return 1 if (ends - starts) - late - early >= (ends - starts) / 2 else 0


def _unit(session: Session, person: Person, day: date) -> int | None:
    memberships = session.query(Membership).filter_by(person_id=person.id).all()
    for row in memberships:
        if (row.start_on or date.min) <= day <= (row.end_on or date.max):
            return row.unit_id
    return memberships[0].unit_id if memberships else None
