"""课程库 from a table: a course is the same one by its title; its teachers are looked up by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services.courses import CourseForm, Material, checked_course, known_courses, write_course
from partyschool.services.import_judge import DUPLICATE, Deed, check_rows, rejected, write_rows
from partyschool.services.import_rows import Answer, Decisions, Finding, Outcome, Record
from partyschool.services.word_lists import value_of
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher
from partyschool.storage.models.planning import Course

# The form's field behind each column.
FORM_FIELDS = {"teachers": "teacher_ids"}


def check_courses(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of the library would end; nothing is written."""
    return check_rows(db, records, _CourseJudge)


def write_courses(
    db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = ""
) -> list[Answer]:
    """Write the library; what a row says nothing about stays."""
    return write_rows(db, records, _CourseJudge, action="course.import", source=source)


class _CourseJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._known = {fold(form.title): (course, form) for course, form in known_courses(session)}
        self._seen: set[str] = set()
        found = session.execute(select(Teacher.id, Teacher.name).order_by(Teacher.id.desc()))
        self._teachers = {name: teacher_id for teacher_id, name in found}
        self._names = {teacher_id: name for name, teacher_id in self._teachers.items()}

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """Module and teachers, then whether the course is known."""
        values = record.values
        key = fold(values["title"])
        if key in self._seen:
            return DUPLICATE, None
        self._seen.add(key)
        course, before = self._known.get(key, (Course(), CourseForm(values["title"])))
        told = self._told(values)
        if told.get("module", "") is None:
            return rejected("module", "module_unknown", values["module"])
        strangers = [name for name in values.get("teachers", ()) if name not in self._teachers]
        findings = tuple(Finding("teachers", "course_teacher_unknown", name) for name in strangers)
        try:
            form = checked_course(self._session, replace(before, **told))
        except Refusal:
            return rejected("title", "course_unclear", values["title"])
        if course.id is not None and form == before:
            return Answer(Outcome.UNCHANGED, findings), None
        changes = self._changes(values, before, form) if course.id is not None else {}
        outcome = Outcome.UPDATED if course.id is not None else Outcome.CREATED
        return Answer(outcome, findings, changes), lambda: write_course(self._session, course, form)

    def _told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The form's fields that the row says something about."""
        told = {name: values[name] for name in ("half_hours", "tags", "form", "audience", "summary") if name in values}
        if "module" in values:
            told["module"] = value_of(self._session, "course_modules", values["module"])
        if "teachers" in values:
            known = (self._teachers.get(name) for name in values["teachers"])
            told["teacher_ids"] = tuple(teacher_id for teacher_id in known if teacher_id is not None)
        if "materials" in values:
            told["materials"] = tuple(Material(name, name) for name in values["materials"])
        return told

    def _changes(self, values: Mapping[str, Any], before: CourseForm, form: CourseForm) -> dict[str, str]:
        """The old texts of what changes, for the preview."""
        fields = ((name, FORM_FIELDS.get(name, name)) for name in values)
        return {name: self._text(before, key) for name, key in fields if getattr(before, key) != getattr(form, key)}

    def _text(self, form: CourseForm, field: str) -> str:
        if field == "half_hours":
            return f"{form.half_hours / 2:g}"
        if field == "teacher_ids":
            return "、".join(self._names.get(key, "") for key in form.teacher_ids)
        if field == "materials":
            return "、".join(one.title for one in form.materials)
        value = getattr(form, field)
        return "、".join(value) if isinstance(value, tuple) else str(value)
