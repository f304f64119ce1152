"""Lists of what a school has: 师资库, 教学点."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import PointKind, TeacherKind
from partyschool.domain.unit_names import fold
from partyschool.services.branches import BranchIndex
from partyschool.services.import_judge import DUPLICATE, Deed, changed_or_not, check_rows, rejected, stated, write_rows
from partyschool.services.import_rows import Answer, Decisions, Outcome, Record
from partyschool.services.word_lists import value_of
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TeachingPoint


def check_teachers(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of the pool would end; nothing is written."""
    return check_rows(db, records, _TeacherJudge)


def write_teachers(
    db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = ""
) -> list[Answer]:
    """Write the pool. A teacher is the same one by name, among namesakes by name and title."""
    return write_rows(db, records, _TeacherJudge, action="teacher.import", source=source)


def check_sites(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of the teaching points would end; nothing is written."""
    return check_rows(db, records, _PointJudge)


def write_sites(db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = "") -> list[Answer]:
    """Write the teaching points, known by their names."""
    return write_rows(db, records, _PointJudge, action="point.import", source=source)


class _TeacherJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._known: dict[str, list[Teacher]] = {}
        for teacher in session.scalars(select(Teacher).order_by(Teacher.id)):
            self._known.setdefault(teacher.name, []).append(teacher)
        self._seen: set[tuple[str, str]] = set()

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """Whether the teacher is known; of namesakes only one with the same title is meant."""
        values = record.values
        name, title = values["name"], values.get("title", "")
        if (name, title) in self._seen:
            return DUPLICATE, None
        self._seen.add((name, title))
        told = stated(values, "kind", "title", "phone", "subjects", "in_pool")
        namesakes = self._known.get(name, [])
        same = [teacher for teacher in namesakes if teacher.title == title] or (
            namesakes if len(namesakes) == 1 and not (title and namesakes[0].title) else []
        )
        if same:
            return changed_or_not(same[0], {"in_pool": True, **told})
        teacher = Teacher(name=name, **{"kind": TeacherKind.OTHER, **told})
        return Answer(Outcome.CREATED), lambda: self._session.add(teacher)


class _PointJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._units = BranchIndex(session)
        self._known = {fold(point.name): point for point in session.scalars(select(TeachingPoint))}
        self._seen: set[str] = set()

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """The town or builder, then whether the point is known."""
        values = record.values
        key = fold(values["name"])
        if key in self._seen:
            return DUPLICATE, None
        self._seen.add(key)
        told = stated(values, "kind", "builder", "capacity", "contact", "phone", "address", "is_active")
        if "kind" in values:
            told["kind"] = value_of(self._session, "point_kinds", values["kind"])
            if told["kind"] is None:
                return rejected("kind", "point_kind_unknown", values["kind"])
        if "unit" in values:
            told["unit_id"] = self._units.find(values["unit"])
            if told["unit_id"] is None:
                return rejected("unit", "unit_unknown", values["unit"])
        known = self._known.get(key)
        if known is not None:
            return changed_or_not(known, told)
        point = TeachingPoint(name=values["name"], **{"kind": PointKind.PENDING, **told})
        return Answer(Outcome.CREATED), lambda: self._session.add(point)
