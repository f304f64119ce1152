"""Which sessions of a 补训班 repeat which sessions of the class that was missed: by the subjects of their lessons."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import LessonForm, SessionState
from partyschool.storage.models import ClassSession, Lesson, TrainingClass

# Fixed actions are done again in every class and are nobody's content.
REPEATED = (LessonForm.LECTURE, LessonForm.SEMINAR, LessonForm.VIDEO)
CONTENTS = (*REPEATED, LessonForm.FIELD)  # a visit to the same place is nothing new either


def repeated_contents(session: Session) -> dict[int, int]:
    """A number by session, alike for a session and those that repeat it; sessions that nothing repeats are left out.

    Of all years: a class of December is made up in January.
    """
    query = select(TrainingClass.id, TrainingClass.makeup_of_id).where(TrainingClass.makeup_of_id.is_not(None))
    pairs = session.execute(query.order_by(TrainingClass.id)).all()  # what is made up twice goes back to the first
    if not pairs:
        return {}
    subjects = _subjects(session, {class_id for pair in pairs for class_id in pair if class_id is not None})
    found: dict[int, int] = {}
    for class_id, missed_id in pairs:
        missed, taken = subjects.get(missed_id or 0, {}), set[int]()
        for own, titles in subjects.get(class_id, {}).items():
            # Two half-days of one subject are made up by two, not the first of them twice.
            likest = max(missed, key=lambda key: (len(titles & missed[key]), key not in taken, -key), default=None)
            if likest is not None and titles & missed[likest]:
                taken.add(likest)
                found[own] = found[likest] = found.get(likest, likest)
    return found


def _subjects(session: Session, class_ids: set[int]) -> dict[int, dict[int, set[str]]]:
    """Titles by session by class; a session that was called off is repeated by none."""
    query = (
        select(Lesson.class_id, Lesson.session_id, Lesson.title)
        .join(ClassSession, ClassSession.id == Lesson.session_id)
        .where(
            Lesson.class_id.in_(class_ids),
            Lesson.form.in_(CONTENTS),
            ClassSession.state != SessionState.CANCELLED,
        )
        .order_by(ClassSession.number)
    )
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for class_id, session_id, title in session.execute(query):
        found[class_id][session_id].add(title.strip())
    return found
