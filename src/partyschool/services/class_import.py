"""A class workbook: the class as a draft with its timetable and its trainees; a changed file updates it until 发布."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services import audit
from partyschool.services.class_forms import form_of
from partyschool.services.class_import_parts import Lecturers, Points, organiser_of
from partyschool.services.class_queries import find_class
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import add_class, change_class, check_form, step_key_of
from partyschool.services.enrolment import add_enrolments
from partyschool.services.import_judge import DUPLICATE, REJECTED, UNCHANGED, PeopleByNumber
from partyschool.services.import_rows import Answer, Finding, Outcome, Record
from partyschool.services.word_lists import values_by_word
from partyschool.storage.database import Database
from partyschool.storage.models import Enrolment, TrainingClass

PRESET_HALF_HOURS = 8
MODULES = "course_modules"
FACTS = ("title", "audience", "category", "place", "responsible", "phone", "co_organisers", "note")
SWITCHES = ("takes_walk_ins", "signs_out", "gives_certificates")


@dataclass(frozen=True, slots=True)
class ClassFile:
    """A workbook as read: the facts of the class, the rows of its timetable, its trainees."""

    facts: Record
    lessons: tuple[Record, ...]
    trainees: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class ClassAnswer:
    """How the class and each row ended; `code` is empty where nothing could be written."""

    code: str
    facts: Answer
    lessons: tuple[Answer, ...]
    trainees: tuple[Answer, ...]


def check_class(db: Database, file: ClassFile) -> ClassAnswer:
    """How the class and its rows would end; nothing is written."""
    with db.read() as session, session.no_autoflush:
        return _Import(session, db, file, is_rehearsal=True).run()


def write_class(db: Database, file: ClassFile, *, source: str = "") -> ClassAnswer:
    """Write class, timetable, new teachers and teaching points, and enrolments in one transaction.

    :raises Refusal: facts, sessions and lessons contradict each other; nothing is written then.
    """
    with db.write() as session:
        with session.no_autoflush:
            rehearsal = _Import(session, db, file, is_rehearsal=True).run()
        if rehearsal.facts.outcome == Outcome.REJECTED:  # before teachers and points of its timetable are written
            return rehearsal
        answer = _Import(session, db, file, is_rehearsal=False).run()
        outcomes = [answer.facts.outcome, *(trainee.outcome for trainee in answer.trainees)]
        if Outcome.CREATED in outcomes or Outcome.UPDATED in outcomes:
            enrolled = outcomes[1:].count(Outcome.CREATED)
            audit.record(session, db, "class.import", f"{answer.code} {source}", enrolled=enrolled)
        return answer


class _Import:
    def __init__(self, session: Session, db: Database, file: ClassFile, *, is_rehearsal: bool) -> None:
        self._session = session
        self._db = db
        self._file = file
        self._is_rehearsal = is_rehearsal
        self._lecturers = Lecturers(session, is_rehearsal=is_rehearsal)
        self._points = Points(session, is_rehearsal=is_rehearsal)
        self._modules = values_by_word(session, MODULES)
        self._stored = self._find()

    def _find(self) -> TrainingClass | None:
        """By number; a workbook without one means the class of this title and first day."""
        values = self._file.facts.values
        if "code" in values:
            return find_class(self._session, values["code"])
        same = select(TrainingClass).where(
            TrainingClass.title == values.get("title", ""), TrainingClass.starts_on == values.get("starts_on")
        )
        return self._session.scalars(same).first()

    def run(self) -> ClassAnswer:
        """Facts first: where they do not hold, no row can be written."""
        file = self._file
        school_id, found = organiser_of(self._session, file.facts.values.get("organiser", ""))
        if "starts_on" not in file.facts.values and not self._days():
            found = (*found, Finding("starts_on", "field_missing"))
        if file.facts.is_rejected or any(finding.is_error for finding in found):
            return ClassAnswer(
                "", Answer(Outcome.REJECTED, found), (REJECTED,) * len(file.lessons), (REJECTED,) * len(file.trainees)
            )
        lessons, lesson_answers = self._plan_lessons()
        form = self._form(school_id, lessons)
        answer = self._write(form, found)
        if answer.outcome == Outcome.REJECTED:
            lesson_answers = [REJECTED] * len(lesson_answers)
        code = self._stored.code if self._stored is not None else form.code
        return ClassAnswer(code, answer, tuple(lesson_answers), tuple(self._enrol(answer)))

    def _plan_lessons(self) -> tuple[list[LessonPlan], list[Answer]]:
        lessons, answers = [], []
        for record in self._file.lessons:
            if record.is_rejected:
                answers.append(REJECTED)
                continue
            lesson, findings = self._lesson(record.values)
            lessons.append(lesson)
            answers.append(Answer(Outcome.UNCHANGED, findings) if findings else UNCHANGED)
        return lessons, answers

    def _lesson(self, values: dict[str, Any]) -> tuple[LessonPlan, tuple[Finding, ...]]:
        teacher_id, kind, new_teacher = self._lecturers.find(values)
        point_id, new_point = self._points.find(values)
        module, unknown = self._module(values.get("module", ""))
        lesson = LessonPlan(
            session=values["session"],
            starts=values["starts"],
            ends=values["ends"],
            title=values["title"],
            form=values["form"],
            module=module,
            step_key=step_key_of(values["title"], values["form"], kind),
            teacher_id=teacher_id,
            teaching_point_id=point_id,
            place=values.get("place", ""),
            host=values.get("host", ""),
            half_hours=values.get("half_hours", 0),
        )
        return lesson, (*new_teacher, *new_point, *unknown)

    def _module(self, word: str) -> tuple[str, tuple[Finding, ...]]:
        """In the school's own words or as shipped, also written short (通识); another word is told and left out."""
        found = (self._modules.get(word) or self._modules.get(f"{word}教育", "")) if word else ""
        return found, (Finding("module", "value_unknown", word),) if word and not found else ()

    def _form(self, school_id: int | None, lessons: list[LessonPlan]) -> ClassForm:
        values = self._file.facts.values
        days = self._days()
        starts: date = values.get("starts_on") or min(days)
        ends: date = values.get("ends_on") or max(days, default=starts)
        # A workbook that does not say whether the class gives certificates leaves it to the clerk who issues them.
        new = ClassForm("", starts, ends, gives_certificates=True)
        blank = form_of(self._stored) if self._stored is not None else new
        stated = {key: values[key] for key in (*FACTS, *SWITCHES) if key in values}
        return replace(
            blank,
            code=self._stored.code if self._stored is not None else values.get("code", ""),
            school_id=school_id or blank.school_id,
            starts_on=starts,
            ends_on=ends,
            sessions=self._sessions(),
            lessons=tuple(lessons),
            **stated,
        )

    def _days(self) -> list[date]:
        return [record.values["held_on"] for record in self._file.lessons if "held_on" in record.values]

    def _sessions(self) -> tuple[SessionPlan, ...]:
        """Rows of one 场次 make a half-day session: its times as stated for signing in, its 学时 the sum."""
        rows: dict[int, list[dict[str, Any]]] = {}
        for record in self._file.lessons:
            if not record.is_rejected:
                rows.setdefault(record.values["session"], []).append(record.values)
        return tuple(_session_plan(number, rows[number]) for number in sorted(rows))

    def _write(self, form: ClassForm, found: tuple[Finding, ...]) -> Answer:
        check_form(form)
        if self._stored is None:
            if not self._is_rehearsal:
                self._stored = add_class(self._session, self._db, form)
            return Answer(Outcome.CREATED, found)
        before = form_of(self._stored)
        if _comparable(before) == _comparable(form):
            return Answer(Outcome.UNCHANGED, found)
        if self._stored.state != ClassState.DRAFT:
            return Answer(Outcome.REJECTED, (*found, Finding("code", "class_published", self._stored.code)))
        if not self._is_rehearsal:
            change_class(self._session, self._stored, form)
        return Answer(Outcome.UPDATED, found)

    def _enrol(self, answer: Answer) -> list[Answer]:
        people = PeopleByNumber(self._session)
        enrolled = self._enrolled()
        may_add = answer.outcome != Outcome.REJECTED and (
            self._stored is None or self._stored.state == ClassState.DRAFT or self._is_fresh(answer)
        )
        seen: set[int] = set()
        added: list[int] = []
        answers = []
        for record in self._file.trainees:
            answers.append(self._trainee(record, people, enrolled, seen, added, may_add=may_add))
        if added and not self._is_rehearsal and self._stored is not None:
            add_enrolments(self._session, self._stored, added)
        return answers

    def _is_fresh(self, answer: Answer) -> bool:
        return answer.outcome == Outcome.CREATED

    def _trainee(
        self,
        record: Record,
        people: PeopleByNumber,
        enrolled: set[int],
        seen: set[int],
        added: list[int],
        *,
        may_add: bool,
    ) -> Answer:
        if record.is_rejected:
            return REJECTED
        person_id, findings = people.find(record.values)
        if person_id is None:
            return Answer(Outcome.REJECTED, findings)
        if person_id in seen:
            return DUPLICATE
        seen.add(person_id)
        if person_id in enrolled:
            return Answer(Outcome.UNCHANGED, findings)
        if not may_add:
            return Answer(Outcome.REJECTED, (Finding("name", "class_published", record.values.get("name", "")),))
        added.append(person_id)
        return Answer(Outcome.CREATED, findings)

    def _enrolled(self) -> set[int]:
        if self._stored is None or self._stored.id is None:
            return set()
        on_list = select(Enrolment.person_id).where(
            Enrolment.class_id == self._stored.id, Enrolment.withdrawn_at.is_(None)
        )
        return set(self._session.scalars(on_list))


def _session_plan(number: int, rows: Sequence[dict[str, Any]]) -> SessionPlan:
    times = next((row["sign_in_times"] for row in rows if "sign_in_times" in row), None)
    starts, ends = times or (min(row["starts"] for row in rows), max(row["ends"] for row in rows))
    hours = [row["half_hours"] for row in rows if "half_hours" in row]
    half_hours = sum(hours) if hours else PRESET_HALF_HOURS
    place = next((row["place"] for row in rows if "place" in row), "")
    return SessionPlan(number, rows[0]["held_on"], starts, ends, half_hours, place)


def _comparable(form: ClassForm) -> ClassForm:
    """Without what the program itself puts in: the counting of free steps."""
    lessons = tuple(
        replace(lesson, step_key="free") if lesson.step_key.startswith("free") else lesson for lesson in form.lessons
    )
    return replace(form, lessons=lessons)
