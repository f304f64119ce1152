"""What the printed card of a teaching point says (基层教学点登记卡)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services.schools import home_school
from partyschool.services.teaching_points import PointRow, list_points
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, Lesson, TrainingClass

RECENT = 6
EVERY = "all"


@dataclass(frozen=True, slots=True)
class PointVisit:
    """A class that was, or will be, at the point."""

    held_on: date
    class_title: str
    lesson: str


@dataclass(frozen=True, slots=True)
class PointWords:
    """A teaching point with its newest visits, and the school that keeps the card."""

    school: str
    point: PointRow
    visits: tuple[PointVisit, ...]
    made: date

    @property
    def owner(self) -> str:
        """所属镇街 or 建设单位."""
        form = self.point.form
        parts = [self.point.town, self.point.unit if self.point.unit != self.point.town else "", form.builder]
        return " · ".join(part for part in parts if part)


def point_words(db: Database, *, name: str = EVERY) -> list[PointWords]:
    """One point by its name, or with “all” every one in use.

    :raises Refusal: there is no such point, or none at all.
    """
    rows = list_points(db)
    wanted = [row for row in rows if row.is_active] if name == EVERY else _named(rows, name)
    if not wanted:
        what = "还没有登记教学点" if name == EVERY else f"没有“{name}”这个教学点"
        raise Refusal(f"{what}，没有可以印的卡片。请在“师资与教学点”页登记。", code="point_unknown")
    return words_of_points(db, wanted)


def words_of_points(db: Database, rows: list[PointRow]) -> list[PointWords]:
    """The same for points that are known."""
    school, made = home_school(db).name, db.now().date()
    with db.read() as session:
        visits = _visits(session)
    return [PointWords(school, row, tuple(visits[row.id][:RECENT]), made) for row in rows]


def _named(rows: list[PointRow], name: str) -> list[PointRow]:
    return [row for row in rows if fold(row.name) == fold(name)]


def _visits(session: Session) -> dict[int, list[PointVisit]]:
    query = (
        select(Lesson.teaching_point_id, ClassSession.held_on, TrainingClass.title, Lesson.title.label("lesson"))
        .join(ClassSession, ClassSession.id == Lesson.session_id)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .where(Lesson.teaching_point_id.is_not(None))
        .order_by(ClassSession.held_on.desc(), Lesson.id.desc())
    )
    visits: dict[int, list[PointVisit]] = defaultdict(list)
    for point_id, held_on, title, lesson in session.execute(query):
        visits[point_id or 0].append(PointVisit(held_on, title, lesson))
    return visits
