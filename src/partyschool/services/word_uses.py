"""Where the words of the preset lists stand in the records: how many use each, and which follow a new word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from partyschool.domain.terms import StepKind
from partyschool.storage.models import (
    Exemption,
    FlowStep,
    Lesson,
    PoolEntry,
    Room,
    SchoolPost,
    TeachingPoint,
    TrainingClass,
)
from partyschool.storage.models.planning import Course, PlanRow

_PLACES: Mapping[str, tuple[InstrumentedAttribute[str], ...]] = {
    "course_modules": (Course.module, Lesson.module, PlanRow.module),
    "course_tags": (Course.tags,),
    "point_kinds": (TeachingPoint.kind,),
    "class_kinds": (TrainingClass.category, PlanRow.category),
    "audiences": (TrainingClass.audience, PlanRow.audience, Course.audience),
    "free_steps": (FlowStep.title,),
    "room_kinds": (Room.kind,),
    "exemption_reasons": (Exemption.reason,),
    "school_posts": (SchoolPost.title,),
    "leave_reasons": (PoolEntry.reason,),
}
# What is true now goes along with a new word; what was said of a class, a year or a term stays.
_FOLLOWING: Mapping[str, InstrumentedAttribute[str]] = {"room_kinds": Room.kind, "course_tags": Course.tags}
SEPARATOR = "、"


def count_uses(session: Session, key: str) -> Counter[str]:
    """Records by the value that they hold; several values in one field are joined by 、."""
    uses: Counter[str] = Counter()
    for column in _PLACES[key]:
        query = select(column, func.count()).group_by(column)
        if column is FlowStep.title:
            query = query.where(FlowStep.kind == StepKind.FREE)
        for text, count in session.execute(query):
            for value in set(text.split(SEPARATOR)):
                uses[value] += count
    return uses


def rename_in_records(session: Session, key: str, before: str, after: str) -> int:
    """Write the new word where records of today hold the old one; answers how many."""
    column = _FOLLOWING.get(key)
    if column is None:
        return 0
    changed = 0
    model: Any = column.class_
    for record in session.scalars(select(model).where(column.contains(before, autoescape=True))):
        words = getattr(record, column.key).split(SEPARATOR)
        if before in words:
            setattr(record, column.key, SEPARATOR.join(after if word == before else word for word in words))
            changed += 1
    return changed
