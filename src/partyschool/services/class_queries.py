"""Questions about training classes: lists, one class in full, and who else has the room or the teacher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.flow import (
    FIXED_KEYS,
    LessonFact,
    StepFact,
    StepState,
    Ticked,
    missing_to_close,
    missing_to_publish,
    state_of_step,
    was_held,
)
from partyschool.domain.terms import AbsenceKind, ClassState, SessionState, StepKind
from partyschool.errors import Refusal
from partyschool.services.class_photo_counts import photo_counts
from partyschool.services.class_rows import ClassDetail, ClassRow, LessonRow, SessionRow, StepRow
from partyschool.services.word_lists import words_of
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Absence,
    Attendance,
    ClassSession,
    Enrolment,
    Lesson,
    School,
    SignInList,
    Teacher,
    TeachingPoint,
    TrainingClass,
)


def list_classes(
    db: Database,
    *,
    year: int | None = None,
    during: tuple[date, date] | None = None,
    include_other_schools: bool = True,
) -> list[ClassRow]:
    """Classes that start in the year (all years without one), the newest first.

    :param during: only those of which a day lies between these two, both included.
    """
    query = select(TrainingClass, School).join(School, School.id == TrainingClass.school_id)
    if year is not None:
        query = query.where(TrainingClass.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
    if during is not None:
        query = query.where(TrainingClass.ends_on >= during[0], TrainingClass.starts_on <= during[1])
    if not include_other_schools:
        query = query.where(School.is_home)
    query = query.order_by(TrainingClass.starts_on.desc(), TrainingClass.code.desc())
    with db.read() as session:
        found = session.execute(query).all()
        counts = _Counts(session, [row[0].id for row in found])
        return [counts.row(training_class, school, db.now()) for training_class, school in found]


def list_class_years(db: Database) -> list[int]:
    """Years in which classes start, the newest first."""
    with db.read() as session:
        days = session.scalars(select(TrainingClass.starts_on).distinct())
        return sorted({day.year for day in days}, reverse=True)


def get_class(db: Database, code: str) -> ClassDetail:
    """One class in full.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        found = class_by_code(session, code)
        photos = photo_counts(session, [found.id]).get(found.id, 0)
        return replace(class_detail(session, found, db.now()), photos=photos)


def find_class(session: Session, code: str) -> TrainingClass | None:
    """The class of this code in any school's records, the home school's first."""
    query = (
        select(TrainingClass)
        .join(School, School.id == TrainingClass.school_id)
        .where(TrainingClass.code == code.strip())
        .order_by(School.is_home.desc(), TrainingClass.id)
    )
    return session.scalars(query).first()


def class_by_code(session: Session, code: str) -> TrainingClass:
    """The class of this code.

    :raises Refusal: there is no such class.
    """
    found = find_class(session, code)
    if found is None:
        raise Refusal(
            f"没有编号为“{code}”的培训班。请核对编号，可以用“培训班”页或 class list 查看。", code="class_unknown"
        )
    return found


class _Counts:
    """Counts of many classes in a handful of queries."""

    def __init__(self, session: Session, class_ids: Sequence[int]) -> None:
        def grouped(query: Select[int, int]) -> dict[int, int]:
            return {row[0]: row[1] for row in session.execute(query)}

        live = Attendance.voided_at.is_(None)
        in_classes = ClassSession.class_id.in_(class_ids)
        of_session = ClassSession.id == Attendance.session_id
        key = ClassSession.class_id
        self.enrolled = grouped(
            select(Enrolment.class_id, func.count())
            .where(Enrolment.class_id.in_(class_ids), Enrolment.withdrawn_at.is_(None))
            .group_by(Enrolment.class_id)
        )
        self.present = grouped(
            select(key, func.count(distinct(Attendance.person_id)))
            .join(Attendance, of_session)
            .where(in_classes, live)
            .group_by(key)
        )
        self.held = grouped(
            select(key, func.count(distinct(ClassSession.id)))
            .join(Attendance, of_session)
            .where(in_classes, live, ClassSession.state != SessionState.CANCELLED)
            .group_by(key)
        )
        self.listed = frozenset(session.scalars(select(SignInList.class_id).where(SignInList.class_id.in_(class_ids))))
        self.sessions: dict[int, list[ClassSession]] = defaultdict(list)
        for row in session.scalars(select(ClassSession).where(in_classes).order_by(ClassSession.number)):
            self.sessions[row.class_id].append(row)

    def row(self, training_class: TrainingClass, school: School, now: datetime) -> ClassRow:
        key = training_class.id
        sessions = self.sessions[key]
        return ClassRow(
            key,
            training_class.code,
            training_class.title,
            school.name,
            school.tier,
            training_class.category,
            training_class.audience,
            training_class.starts_on,
            training_class.ends_on,
            training_class.place,
            training_class.responsible,
            training_class.state,
            phase_of(training_class, sessions, now),
            training_class.confirmed_at is not None,
            len(sessions),
            self.held.get(key, 0),
            sum(row.half_hours for row in sessions),
            self.enrolled.get(key, 0),
            self.present.get(key, 0),
            key in self.listed,
        )


def phase_of(training_class: TrainingClass, sessions: Sequence[ClassSession], now: datetime) -> str:
    """The state in time: a published class is running from its first morning and over after its last session."""
    if training_class.state == ClassState.CLOSED and training_class.confirmed_at is not None:
        return ClassState.CONFIRMED
    if training_class.state != ClassState.PUBLISHED or not sessions:
        return training_class.state
    ends = max(datetime.combine(row.held_on, row.ends) for row in sessions)
    if now > ends:
        return "over"
    return "running" if now.date() >= min(row.held_on for row in sessions) else ClassState.PUBLISHED


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the log says of one session."""

    present: int
    late: int
    leave: int
    absent: int
    first: datetime | None


def _evidence(session: Session, sessions: Sequence[ClassSession]) -> dict[int, _Evidence]:
    ids = [row.id for row in sessions]
    # Counted in the database: the hall's screen asks again and again while two thousand lines are being written.
    late = [
        (Attendance.session_id == row.id) & (Attendance.sign_in_at > datetime.combine(row.held_on, row.starts))
        for row in sessions
    ]
    query = (
        select(Attendance.session_id, func.count(), func.sum(case((or_(False, *late), 1), else_=0)),
               func.min(Attendance.sign_in_at))
        .where(Attendance.session_id.in_(ids), Attendance.voided_at.is_(None))
        .group_by(Attendance.session_id)
    )  # fmt: skip
    signed = {row[0]: row[1:] for row in session.execute(query)}
    away: dict[int, list[str]] = defaultdict(list)
    for key, kind in session.execute(select(Absence.session_id, Absence.kind).where(Absence.session_id.in_(ids))):
        away[key].append(kind)
    found = {}
    for row in sessions:
        present, late_ones, first = signed.get(row.id, (0, 0, None))
        leave = away[row.id].count(AbsenceKind.LEAVE)
        found[row.id] = _Evidence(present, late_ones, leave, len(away[row.id]) - leave, first)
    return found


@dataclass(frozen=True, slots=True)
class _LessonParts:
    lesson: Lesson
    session: ClassSession
    teacher: Teacher | None
    planned: Teacher | None
    point: TeachingPoint | None
    fact: LessonFact


def _lesson_parts(
    session: Session, lessons: Sequence[Lesson], sessions: Sequence[ClassSession], evidence: dict[int, _Evidence]
) -> list[_LessonParts]:
    teacher_ids = {key for row in lessons for key in (row.teacher_id, row.actual_teacher_id) if key}
    teachers = {row.id: row for row in session.scalars(select(Teacher).where(Teacher.id.in_(teacher_ids)))}
    point_ids = {row.teaching_point_id for row in lessons if row.teaching_point_id}
    points = {row.id: row for row in session.scalars(select(TeachingPoint).where(TeachingPoint.id.in_(point_ids)))}
    by_id = {row.id: row for row in sessions}
    first_session = sessions[0].id if sessions else None
    parts = []
    for row in lessons:
        place = by_id[row.session_id]
        log = evidence[row.session_id]
        planned = teachers.get(row.teacher_id or 0)
        teacher = teachers.get(row.actual_teacher_id or row.teacher_id or 0)
        point = points.get(row.teaching_point_id or 0)
        fact = LessonFact(
            row.step_key,
            row.form,
            datetime.combine(place.held_on, row.starts),
            datetime.combine(place.held_on, row.ends),
            teacher.kind if teacher else "",
            row.host or (teacher.name if teacher else ""),
            point is not None and point.is_active,
            row.is_held,
            log.present > 0 and place.state != SessionState.CANCELLED,
            log.first if row.session_id == first_session else None,
        )
        parts.append(_LessonParts(row, place, teacher, planned, point, fact))
    return parts


def _lesson_row(parts: _LessonParts, now: datetime, modules: dict[str, str]) -> LessonRow:
    row, teacher, point = parts.lesson, parts.teacher, parts.point
    return LessonRow(
        row.id,
        parts.session.number,
        parts.session.held_on,
        row.position,
        row.starts,
        row.ends,
        row.title,
        row.form,
        row.module,
        row.step_key,
        teacher.id if teacher else None,
        teacher.name if teacher else "",
        teacher.kind if teacher else "",
        teacher.title if teacher else "",
        parts.planned.name if parts.planned else "",
        row.teaching_point_id,
        point is not None and point.is_active,
        row.place or (point.name if point else "") or parts.session.place,
        row.host,
        row.half_hours,
        was_held(parts.fact, now),
        row.is_held,
        modules.get(row.module, row.module),
    )


def _step_facts(training_class: TrainingClass) -> list[StepFact]:
    is_closed = training_class.state == ClassState.CLOSED
    return [
        StepFact(row.key, row.kind, Ticked(row.done_at, row.done_by) if row.done_at else None, is_closed)
        for row in training_class.steps
    ]


@dataclass(frozen=True, slots=True)
class FlowState:
    """The flow of a class as the rules see it now."""

    states: tuple[StepState, ...]
    missing: tuple[str, ...]
    missing_to_publish: tuple[str, ...]


def flow_of(session: Session, training_class: TrainingClass, now: datetime) -> FlowState:
    """What of 5+1+N is done and what is missing to publish and to close."""
    evidence = _evidence(session, training_class.sessions)
    parts = _lesson_parts(session, training_class.lessons, training_class.sessions, evidence)
    return _flow(training_class, [part.fact for part in parts], now)


def _flow(training_class: TrainingClass, facts: list[LessonFact], now: datetime) -> FlowState:
    states = tuple(state_of_step(step, facts, now) for step in _step_facts(training_class))
    fixed = [row.key for row in training_class.steps if row.kind == StepKind.FIXED] or FIXED_KEYS
    return FlowState(states, missing_to_close(states), missing_to_publish(facts, fixed))


def class_detail(session: Session, training_class: TrainingClass, now: datetime) -> ClassDetail:
    """One class in full, from an open transaction."""
    evidence = _evidence(session, training_class.sessions)
    parts = _lesson_parts(session, training_class.lessons, training_class.sessions, evidence)
    flow = _flow(training_class, [part.fact for part in parts], now)
    modules = words_of(session, "course_modules")
    school = session.get_one(School, training_class.school_id)
    row = _Counts(session, [training_class.id]).row(training_class, school, now)
    steps = tuple(
        StepRow(step.id, step.position, step.title, state, step.proof, step.note)
        for step, state in zip(training_class.steps, flow.states, strict=True)
    )
    return ClassDetail(
        row,
        training_class.phone,
        training_class.co_organisers,
        training_class.takes_walk_ins,
        training_class.signs_out,
        training_class.gives_certificates,
        training_class.addressed_as,
        training_class.note,
        training_class.published_at,
        training_class.publish_reason,
        training_class.closed_at,
        training_class.close_reason,
        training_class.confirmed_at,
        training_class.stopped_at,
        training_class.stop_reason,
        tuple(_session_row(row, evidence[row.id]) for row in training_class.sessions),
        tuple(_lesson_row(part, now, modules) for part in parts),
        steps,
        flow.missing,
        flow.missing_to_publish,
    )


def _session_row(row: ClassSession, log: _Evidence) -> SessionRow:
    return SessionRow(
        row.id,
        row.number,
        row.held_on,
        row.starts,
        row.ends,
        row.half_hours,
        row.place,
        row.state,
        log.present,
        log.late,
        log.leave,
        log.absent,
        log.first,
    )
