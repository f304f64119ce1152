"""年度计划 from a table: rows go into the year's draft; on an approved plan they begin an adjustment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.plan import months_words
from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services.import_judge import DUPLICATE, Deed, check_rows, rejected, write_rows
from partyschool.services.import_rows import Answer, Decisions, Finding, Outcome, Record
from partyschool.services.plan_queries import version_of
from partyschool.services.plan_rows import PlannedRow, PlanRowForm, check_plan_year, checked_row
from partyschool.services.plans import put_row
from partyschool.services.word_lists import value_of
from partyschool.storage.database import Database
from partyschool.storage.models import TeachingPoint
from partyschool.storage.models.planning import Course

PLAIN = (
    "title", "audience", "months", "classes", "people_each", "quarter_days", "half_hours", "category", "content",
    "place", "teachers", "responsible", "note",
)  # fmt: skip


def check_plan(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of the plan would end; nothing is written."""
    return check_rows(db, records, _PlanJudge)


def write_plan(db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = "") -> list[Answer]:
    """Write the rows in their order; rows of the plan that the file does not name stay."""
    return write_rows(db, records, _PlanJudge, action="plan.import", source=source)


class _PlanJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session, self._db = session, db
        self._rows: dict[int, list[PlannedRow]] = {}
        self._seen: set[tuple[int, str, str]] = set()
        self._courses = {fold(row.title): row.id for row in session.execute(select(Course.id, Course.title))}
        points = session.execute(select(TeachingPoint.id, TeachingPoint.name))
        self._points = {fold(row.name): row.id for row in points}

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """Year, row and what it refers to, then whether the plan has it already."""
        values = dict(record.values)
        year = values.pop("year")
        key = (year, fold(values["title"]), fold(values["audience"]))
        if key in self._seen:
            return DUPLICATE, None
        self._seen.add(key)
        known = self._known(year, key)
        told, findings = self._told(values)
        if told.get("module", "") is None:
            return rejected("module", "module_unknown", values["module"])
        before = known.form if known is not None else PlanRowForm(values["title"], values["audience"], ())
        try:
            check_plan_year(year)
            form = checked_row(replace(before, **told))
        except Refusal as refusal:
            if refusal.code == "months_missing":
                return rejected("months", "months_missing")
            return rejected("title", "plan_row_unclear")
        if known is not None and form == before:
            return Answer(Outcome.UNCHANGED, findings), None
        outcome = Outcome.CREATED if known is None else Outcome.UPDATED
        changes = {} if known is None else _changes(values, before, form)
        thread = "" if known is None else known.thread

        def write() -> None:
            put_row(self._session, self._db, year, form, thread)

        return Answer(outcome, findings, changes), write

    def _known(self, year: int, key: tuple[int, str, str]) -> PlannedRow | None:
        """The row of the same title and audience; of the same title alone where it is the only one."""
        if year not in self._rows:
            found = version_of(self._session, year)
            self._rows[year] = list(found.rows) if found is not None else []
        same = [row for row in self._rows[year] if fold(row.title) == key[1]]
        exact = [row for row in same if fold(row.form.audience) == key[2]]
        return exact[0] if exact else same[0] if len(same) == 1 else None

    def _told(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Finding, ...]]:
        told = {name: values[name] for name in PLAIN if name in values}
        findings: list[Finding] = []
        if "module" in values:
            told["module"] = value_of(self._session, "course_modules", values["module"])
        if "courses" in values:
            found = [(name, self._courses.get(fold(name))) for name in values["courses"]]
            told["course_ids"] = tuple(course_id for _, course_id in found if course_id is not None)
            findings += [Finding("courses", "course_unknown", name) for name, course_id in found if course_id is None]
        if "point" in values:
            told["teaching_point_id"] = self._points.get(fold(values["point"]))
            if told["teaching_point_id"] is None:
                findings.append(Finding("point", "point_unknown", values["point"]))
                told["place"] = told.get("place") or values["point"]
        return told, tuple(findings)


def _changes(values: Mapping[str, Any], before: PlanRowForm, form: PlanRowForm) -> dict[str, str]:
    """The old texts of what changes, for the preview."""
    changed = [name for name in PLAIN if name in values and getattr(before, name) != getattr(form, name)]
    return {name: _text(before, name) for name in changed}


def _text(form: PlanRowForm, name: str) -> str:
    if name == "months":
        return months_words(form.months)
    if name in ("quarter_days", "half_hours"):
        return f"{getattr(form, name) / (4 if name == 'quarter_days' else 2):g}"
    return str(getattr(form, name))
