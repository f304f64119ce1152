"""Paper sign-in typed in afterwards: also for classes not yet published or already over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import AbsenceKind, ClassState, SessionState, Way
from partyschool.services import audit
from partyschool.services.class_queries import find_class
from partyschool.services.import_judge import (
    DUPLICATE,
    Deed,
    PeopleByNumber,
    changed_or_not,
    check_rows,
    rejected,
    write_rows,
)
from partyschool.services.import_rows import Answer, Decisions, Finding, Outcome, Record
from partyschool.services.sign_in_batch import complete_sign_in_step
from partyschool.services.sign_in_lookup import load_hall
from partyschool.services.unit_tree import unit_on
from partyschool.storage.closed_years import closed_years
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance, ClassSession, Enrolment, TrainingClass

LOCKED = frozenset({ClassState.CONFIRMED, ClassState.CANCELLED})


def check_attendance(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row would end; nothing is written."""
    return check_rows(db, records, _AttendanceJudge)


def write_attendance(
    db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = ""
) -> list[Answer]:
    """Write the sign-ins and noted absences in one transaction."""
    return write_rows(db, records, _alone, action="attendance.import", source=source)


def _alone(session: Session, db: Database) -> _AttendanceJudge:
    """For writing: phones that sign in the same people meanwhile wait."""
    audit.wait_for_others(session)
    return _AttendanceJudge(session, db)


class _ClassLog:
    """One class with its list, its log and its noted absences."""

    def __init__(self, session: Session, training_class: TrainingClass) -> None:
        self.row = training_class
        self.is_locked = training_class.state in LOCKED or training_class.confirmed_at is not None
        self.sessions = {row.number: row for row in training_class.sessions}
        ids = [row.id for row in training_class.sessions]
        enrolments = select(Enrolment).where(Enrolment.class_id == training_class.id)
        self.enrolments = {row.person_id: row for row in session.scalars(enrolments)}
        log = select(Attendance).where(Attendance.session_id.in_(ids), Attendance.voided_at.is_(None))
        self.log = {(row.session_id, row.person_id): row for row in session.scalars(log)}
        noted = select(Absence).where(Absence.session_id.in_(ids))
        self.absences = {(row.session_id, row.person_id): row for row in session.scalars(noted)}

    def is_enrolled(self, person_id: int) -> bool:
        """On the list and not taken off it again."""
        enrolment = self.enrolments.get(person_id)
        return enrolment is not None and enrolment.withdrawn_at is None


class _AttendanceJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._db = db
        self._people = PeopleByNumber(session)
        self._classes: dict[str, _ClassLog | None] = {}
        self._seen: set[tuple[int, int]] = set()
        self._walked_in: set[tuple[int, int]] = set()
        self._opened: set[int] = set()
        self._closed = closed_years(session)

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """Class and session, then the person, then the times."""
        values = record.values
        training = self._class(values.get("class_code", ""))
        if training is None:
            return rejected("class_code", "class_unknown", values.get("class_code", ""))
        held = training.sessions.get(values.get("session", 0))
        if held is None:
            return rejected("session", "session_unknown", str(values.get("session", "")))
        person_id, findings = self._people.find(values)
        if person_id is None:
            return Answer(Outcome.REJECTED, findings), None
        if (held.id, person_id) in self._seen:
            return DUPLICATE, None
        self._seen.add((held.id, person_id))
        if not training.is_enrolled(person_id) and not training.row.takes_walk_ins:
            return rejected("name", "not_enrolled", values.get("name", values["id_number"]))
        answer, deed = self._judge_times(training, held, person_id, values, findings)
        if deed is not None and held.held_on.year in self._closed:
            return rejected("session", "year_closed", str(held.held_on.year))
        return answer, deed

    def _class(self, code: str) -> _ClassLog | None:
        if code not in self._classes:
            found = find_class(self._session, code) if code else None
            self._classes[code] = _ClassLog(self._session, found) if found is not None else None
        return self._classes[code]

    def _judge_times(
        self,
        training: _ClassLog,
        held: ClassSession,
        person_id: int,
        values: dict[str, Any],
        findings: tuple[Finding, ...],
    ) -> tuple[Answer, Deed | None]:
        if "sign_in_at" not in values:
            return self._judge_absence(training, held, person_id, values, findings)
        sign_in = _moment(held, values["sign_in_at"])
        sign_out = _moment(held, values["sign_out_at"]) if "sign_out_at" in values else None
        if sign_in.date() != held.held_on or (sign_out is not None and sign_out.date() != held.held_on):
            return rejected("sign_in_at", "sign_in_date", f"{sign_in:%Y-%m-%d %H:%M}")
        if sign_out is not None and sign_out < sign_in:
            return rejected("sign_out_at", "sign_out_early", f"{sign_out:%H:%M}")
        stated = {"sign_in_at": sign_in, "sign_out_at": sign_out, "note": values.get("note", "")[:200]}
        known = training.log.get((held.id, person_id))
        if known is not None:
            return self._judge_known(training, known, stated, findings)
        if training.is_locked or held.state == SessionState.CANCELLED:
            return rejected("class_code", "class_locked", training.row.code)
        return Answer(Outcome.CREATED, findings), lambda: self._sign_in(training, held, person_id, stated)

    def _judge_known(
        self, training: _ClassLog, known: Attendance, stated: dict[str, Any], findings: tuple[Finding, ...]
    ) -> tuple[Answer, Deed | None]:
        """What an import wrote, an import may correct; what a phone or a clerk wrote, only a clerk."""
        stated = {key: value for key, value in stated.items() if value not in (None, "")}
        answer, deed = changed_or_not(known, stated, findings)
        if deed is None:
            return answer, None
        if training.is_locked:
            return rejected("class_code", "class_locked", training.row.code)
        if known.way != Way.IMPORT:
            return rejected("sign_in_at", "attendance_differs", f"{known.sign_in_at:%H:%M}")
        return answer, deed

    def _judge_absence(
        self,
        training: _ClassLog,
        held: ClassSession,
        person_id: int,
        values: dict[str, Any],
        findings: tuple[Finding, ...],
    ) -> tuple[Answer, Deed | None]:
        """No time, but a note: 病假, 请假, 缺勤."""
        note = values.get("note", "")
        kind = AbsenceKind.LEAVE if "假" in note else AbsenceKind.ABSENT if "缺" in note or "未到" in note else None
        if kind is None:
            return rejected("sign_in_at", "field_missing")
        stated = {"kind": kind, "reason": note[:200]}
        known = training.absences.get((held.id, person_id))
        if known is not None:
            return changed_or_not(known, stated, findings)
        if training.is_locked:
            return rejected("class_code", "class_locked", training.row.code)
        absence = Absence(session_id=held.id, person_id=person_id, recorded_by=self._db.actor, **stated)
        return Answer(Outcome.CREATED, findings), lambda: self._session.add(absence)

    def _sign_in(self, training: _ClassLog, held: ClassSession, person_id: int, stated: dict[str, Any]) -> None:
        if not training.is_enrolled(person_id) and (training.row.id, person_id) not in self._walked_in:
            self._walked_in.add((training.row.id, person_id))
            self._walk_in(training, person_id)
        facts = {"way": Way.IMPORT, "recorded_at": self._db.now(), "recorded_by": self._db.actor}
        self._session.add(Attendance(session_id=held.id, person_id=person_id, **facts, **stated))
        if held.id not in self._opened:
            self._opened.add(held.id)
            complete_sign_in_step(self._session, self._db, load_hall(self._session, held.id), stated["sign_in_at"])

    def _walk_in(self, training: _ClassLog, person_id: int) -> None:
        again = training.enrolments.get(person_id)
        if again is not None:
            again.withdrawn_at, again.is_walk_in = None, True
            return
        unit = unit_on(self._session, [person_id], training.row.starts_on).get(person_id)
        facts = {"unit_name": unit.name if unit is not None else "", "is_walk_in": True}
        self._session.add(Enrolment(class_id=training.row.id, person_id=person_id, **facts))


def _moment(held: ClassSession, written: datetime | time) -> datetime:
    return written if isinstance(written, datetime) else datetime.combine(held.held_on, written)
