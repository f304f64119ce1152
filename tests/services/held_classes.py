"""Classes that were held, with who came to them, and what they brought one person."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from partyschool.domain.terms import LessonForm, Tier
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaRow
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, Enrolment, Lesson, School, TrainingClass

MORNING, AFTERNOON = (time(8, 30), time(11, 30)), (time(14), time(17))


def hold(
    db: Database, code: str, days: dict[date, list[int]], *, tier: Tier = Tier.TOWN, halves: int = 2, minutes: int = 0
) -> None:
    """A class with two half-days on each day, and who came to them, so many minutes late."""
    with db.write() as session:
        school = session.query(School).filter_by(tier=tier).first()
        if school is None:
            school = School(name=f"{tier}党校", short="校", tier=tier)
            session.add(school)
            session.flush()
        first, last = min(days), max(days)
        row = TrainingClass(
            code=code, title=code, school_id=school.id, starts_on=first, ends_on=last, state="closed", category="轮训班"
        )
        session.add(row)
        session.flush()
        session.add_all(
            Enrolment(class_id=row.id, person_id=person)
            for person in {person for who in days.values() for person in who}
        )
        number = 0
        for day, people in days.items():
            for starts, ends in (MORNING, AFTERNOON)[:halves]:
                number += 1
                held = ClassSession(class_id=row.id, number=number, held_on=day, starts=starts, ends=ends, half_hours=8)
                session.add(held)
                session.flush()
                at = datetime.combine(day, starts) + timedelta(minutes=minutes)
                session.add_all(
                    Attendance(session_id=held.id, person_id=person, way="tap", sign_in_at=at, recorded_at=at)
                    for person in people
                )


def teach(
    db: Database, code: str, subjects: list[str], *, makes_up: str = "", form: LessonForm = LessonForm.LECTURE
) -> None:
    """A lesson in each session of the class, which may repeat another one for those who missed it."""
    with db.write() as session:
        row = session.query(TrainingClass).filter_by(code=code).one()
        for held, title in zip(row.sessions, subjects, strict=True):
            session.add(
                Lesson(
                    class_id=row.id, session_id=held.id, position=held.number, starts=held.starts, ends=held.ends,
                    title=title, form=form,
                )
            )  # fmt: skip
        if makes_up:
            row.makeup_of_id = session.query(TrainingClass).filter_by(code=makes_up).one().id


def row_of(db: Database, name: str, year: int = 2025, as_of: date | None = None) -> QuotaRow:
    return next(row for row in count_quota(db, year=year, as_of=as_of).rows if row.name == name)
