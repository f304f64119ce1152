"""Which sessions of a 补训班 repeat which sessions of the class that was missed: by the subjects of their lessons."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import LessonForm
from partyschool.storage.models import Lesson, TrainingClass

# Fixed actions are done again in every class and are nobody's content.
REPEATED = (LessonForm.LECTURE, LessonForm.SEMINAR, LessonForm.VIDEO)


def repeated_contents(session: Session) -> dict[int, int]:
    """A number by session, alike for a session and those that repeat it; sessions that nothing repeats are left out."""
    pairs = session.execute(
        select(TrainingClass.id, TrainingClass.makeup_of_id).where(TrainingClass.makeup_of_id.is_not(None))
    ).all()
    if not pairs:
        return {}
    subjects = _subjects(session, {class_id for pair in pairs for class_id in pair if class_id is not None})
    found: dict[int, int] = {}
    for class_id, missed_id in pairs:
        missed = subjects.get(missed_id or 0, {})
        for own, titles in subjects.get(class_id, {}).items():
            likest = max(missed, key=lambda key: (len(titles & missed[key]), -key), default=None)
            if likest is not None and titles & missed[likest]:
                found[own] = found[likest] = found.get(likest, likest)
    return found


def _subjects(session: Session, class_ids: set[int]) -> dict[int, dict[int, set[str]]]:
    """Titles by session by class."""
    query = select(Lesson.class_id, Lesson.session_id, Lesson.title).where(
        Lesson.class_id.in_(class_ids), Lesson.form.in_(REPEATED)
    )
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for class_id, session_id, title in session.execute(query):
        found[class_id][session_id].add(title.strip())
    return found
