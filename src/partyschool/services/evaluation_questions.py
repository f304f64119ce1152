"""How a questionnaire is kept: laid out from the timetable, frozen with the first answer."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from partyschool.domain.evaluation import Scale, item_of
from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.class_queries import class_detail
from partyschool.storage.database import Database
from partyschool.storage.models import TrainingClass
from partyschool.storage.models.evaluation import (
    Evaluation,
    EvaluationBallot,
    EvaluationQuestion,
    EvaluationTally,
)


def stored(session: Session, training_class: TrainingClass) -> Evaluation | None:
    """The class's questionnaire; None while nothing was ever entered."""
    return session.scalars(select(Evaluation).where(Evaluation.class_id == training_class.id)).first()


def questions_of(session: Session, evaluation_id: int) -> list[EvaluationQuestion]:
    """In their order."""
    query = select(EvaluationQuestion).where(EvaluationQuestion.evaluation_id == evaluation_id)
    return list(session.scalars(query.order_by(EvaluationQuestion.position)))


def ballots_of(session: Session, evaluation_id: int) -> list[EvaluationBallot]:
    """Those typed in and not taken back."""
    query = select(EvaluationBallot).where(
        EvaluationBallot.evaluation_id == evaluation_id, EvaluationBallot.voided_at.is_(None)
    )
    return list(session.scalars(query.order_by(EvaluationBallot.number)))


def is_answered(session: Session, found: Evaluation) -> bool:
    """From then on the questions stay as they were asked."""
    votes = (
        select(EvaluationTally.id)
        .join(EvaluationQuestion, EvaluationQuestion.id == EvaluationTally.question_id)
        .where(EvaluationQuestion.evaluation_id == found.id)
    )
    return bool(session.scalars(votes.limit(1)).first() or ballots_of(session, found.id))


def prepared(session: Session, db: Database, training_class: TrainingClass) -> Evaluation:
    """The stored questionnaire; until somebody has answered it follows the timetable and the settings.

    :raises Refusal: the timetable has no lesson with a teacher, and no item is set for the class either.
    """
    found = stored(session, training_class)
    if found is not None and is_answered(session, found):
        return found
    if found is None:
        found = Evaluation(class_id=training_class.id, scale={})
        session.add(found)
    found.scale = read_scale(session).to_record()
    session.flush()
    session.execute(delete(EvaluationQuestion).where(EvaluationQuestion.evaluation_id == found.id))
    questions = asked(session, db, training_class)
    if not questions:
        raise Refusal(f"“{training_class.title}”的课程表上没有授课人，没有可测评的。", code="no_questions")
    for row in questions:
        row.evaluation_id = found.id
        session.add(row)
    session.flush()
    return found


def read_scale(session: Session) -> Scale:
    """Levels and coefficients as the school has them set."""
    pairs = [item_of(text) for text in settings.get(session, "evaluation.levels")]
    known = [pair for pair in pairs if pair is not None]
    return Scale(tuple(title for title, _ in known), tuple(worth for _, worth in known))


def _items(session: Session, key: str) -> list[tuple[str, int]]:
    return [pair for text in settings.get(session, key) if (pair := item_of(text)) is not None]


def asked(session: Session, db: Database, training_class: TrainingClass) -> list[EvaluationQuestion]:
    """What would be asked today: each lesson with a teacher once, then the class as a whole."""
    detail = class_detail(session, training_class, db.now())
    taught = [row for row in detail.lessons if row.teacher_id and row.said_held is not False]
    lessons = dict.fromkeys((row.title, row.teacher_id, row.teacher) for row in taught)
    rows: list[EvaluationQuestion] = []
    if not lessons:
        return rows
    for part, (title, teacher_id, teacher) in enumerate(lessons, 1):
        for item, weight in _items(session, "evaluation.lesson_items"):
            rows.append(
                EvaluationQuestion(
                    position=len(rows) + 1, part=part, lesson=title, teacher_id=teacher_id, teacher=teacher,
                    item=item, weight=weight,
                )
            )  # fmt: skip
    for item, weight in _items(session, "evaluation.class_items"):
        rows.append(EvaluationQuestion(position=len(rows) + 1, part=0, lesson="", teacher="", item=item, weight=weight))
    return rows
