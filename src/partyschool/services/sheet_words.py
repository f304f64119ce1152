"""What a 签到表 prints: a day of a class, person by person, blank for signatures or filled from the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.identity import mask_phone
from partyschool.domain.terms import AbsenceKind, SessionState
from partyschool.errors import Refusal
from partyschool.services.class_queries import class_by_code
from partyschool.services.enrolment import EnrolmentRow, list_enrolments
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance, ClassSession, TrainingClass


@dataclass(frozen=True, slots=True)
class SheetSpot:
    """One person's half-day: `at` and `way` where he signed in, else `absence` (leave, absent or empty)."""

    at: datetime | None = None
    way: str = ""
    absence: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One person; the telephone number is masked. A spot for each half-day of the sheet."""

    name: str
    unit: str
    post: str
    phone: str
    spots: tuple[SheetSpot, ...]


@dataclass(frozen=True, slots=True)
class SheetWords:
    """One sheet: a day of a class, all its people or those of one village.

    `starts` are the beginnings of the day's half-days; `present` counts persons seen at least once on the day,
    `leave` those excused and never seen. `is_filled` False leaves the spots and these two for the pen.
    """

    title: str
    day: date
    place: str
    village: str
    starts: tuple[time, ...]
    is_filled: bool
    present: int
    leave: int
    lines: tuple[SheetLine, ...]


def sheet_words(db: Database, *, code: str, filled: bool = False, by_village: bool = False) -> list[SheetWords]:
    """The sheets of a class: one for each day, or for each day and village.

    :raises Refusal: no such class, nobody is enrolled, or it has no half-day session.
    """
    people = list_enrolments(db, code=code)
    with db.read() as session:
        training_class = class_by_code(session, code)
        if not people:
            raise Refusal(f"“{training_class.title}”还没有学员，没有签到表可印。请先安排学员。", code="nobody_enrolled")
        days = _days(training_class)
        if not days:
            raise Refusal(f"“{training_class.title}”还没有半天场次，没有签到表可印。请先排课程表。", code="no_sessions")
        log = _Log(session, training_class) if filled else None
        groups = _groups(people, by_village)
        return [
            _sheet(training_class, day, rows, log, village if by_village else "")
            for day, village, rows in ((day, village, rows) for day in days for village, rows in groups)
        ]


def _days(training_class: TrainingClass) -> list[list[ClassSession]]:
    days: dict[date, list[ClassSession]] = defaultdict(list)
    for row in training_class.sessions:
        if row.state != SessionState.CANCELLED:
            days[row.held_on].append(row)
    return [sorted(days[day], key=lambda row: row.starts) for day in sorted(days)]


def _groups(people: Sequence[EnrolmentRow], by_village: bool) -> list[tuple[str, list[EnrolmentRow]]]:
    if not by_village:
        return [("", list(people))]
    groups: dict[str, list[EnrolmentRow]] = defaultdict(list)
    for row in people:
        groups[row.village].append(row)
    return list(groups.items())


class _Log:
    """Live attendances and absences of a class by session and person."""

    def __init__(self, session: Session, training_class: TrainingClass) -> None:
        ids = [row.id for row in training_class.sessions]
        signed = select(Attendance.session_id, Attendance.person_id, Attendance.sign_in_at, Attendance.way)
        away = select(Absence.session_id, Absence.person_id, Absence.kind)
        self._spots = {
            (key, person): SheetSpot(absence=kind)
            for key, person, kind in session.execute(away.where(Absence.session_id.in_(ids)))
        }
        live = signed.where(Attendance.session_id.in_(ids), Attendance.voided_at.is_(None))
        self._spots |= {(key, person): SheetSpot(at, way) for key, person, at, way in session.execute(live)}

    def spot(self, session_id: int, person_id: int) -> SheetSpot:
        """What is known; an empty spot where nothing is."""
        return self._spots.get((session_id, person_id), SheetSpot())


def _sheet(
    training_class: TrainingClass,
    day: Sequence[ClassSession],
    people: Sequence[EnrolmentRow],
    log: _Log | None,
    village: str,
) -> SheetWords:
    def spots(person_id: int) -> tuple[SheetSpot, ...]:
        return tuple(log.spot(row.id, person_id) if log else SheetSpot() for row in day)

    lines = tuple(
        SheetLine(row.name, row.unit, row.posts, mask_phone(row.phone), spots(row.person_id)) for row in people
    )
    seen = [any(spot.at for spot in line.spots) for line in lines]
    excused = [any(spot.absence == AbsenceKind.LEAVE for spot in line.spots) for line in lines]
    return SheetWords(
        training_class.title,
        day[0].held_on,
        day[0].place or training_class.place,
        village,
        tuple(row.starts for row in day),
        log is not None,
        sum(seen),
        sum(leave and not there for leave, there in zip(excused, seen, strict=True)),
        lines,
    )
