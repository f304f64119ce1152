"""Questions about questionnaires: one class's result, and the satisfaction of many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.evaluation import SATISFIED_LEVELS, Scale, Votes
from partyschool.services import settings
from partyschool.services.class_queries import class_by_code, class_detail
from partyschool.services.evaluation_questions import (
    asked,
    ballots_of,
    is_answered,
    questions_of,
    read_scale,
    stored,
)
from partyschool.services.evaluation_rows import EvaluationReport, FeedbackRow, ItemVotes, Part
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TrainingClass
from partyschool.storage.models.evaluation import (
    Evaluation,
    EvaluationBallot,
    EvaluationFeedback,
    EvaluationQuestion,
    EvaluationTally,
)


def get_evaluation(db: Database, code: str) -> EvaluationReport:
    """The class's questionnaire: as it was answered, or as it would be asked today while nobody has answered.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        return report_in(session, db, class_by_code(session, code))


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was answered: counted by hand, typed in, and both together by position."""

    counted: dict[int, tuple[int, ...]]
    ballots: list[EvaluationBallot]

    def counts(self, position: int, levels: int) -> tuple[int, ...]:
        votes = list(self.counted.get(position, (0,) * levels))
        for ballot in self.ballots:
            level = ballot.answers.get(str(position))
            if ballot.is_valid and level is not None:
                votes[level] += 1
        return tuple(votes)


def _answers(session: Session, found: Evaluation, levels: int) -> _Answers:
    query = (
        select(EvaluationQuestion.position, EvaluationTally.level, EvaluationTally.votes)
        .join(EvaluationTally, EvaluationTally.question_id == EvaluationQuestion.id)
        .where(EvaluationQuestion.evaluation_id == found.id)
    )
    counted: dict[int, list[int]] = {}
    for position, level, votes in session.execute(query):
        counted.setdefault(position, [0] * levels)[level] = votes
    return _Answers({key: tuple(row) for key, row in counted.items()}, ballots_of(session, found.id))


def report_in(session: Session, db: Database, training_class: TrainingClass) -> EvaluationReport:
    """The same inside an open transaction."""
    found = stored(session, training_class)
    is_kept = found is not None and is_answered(session, found)
    scale = Scale.from_record(found.scale) if found and is_kept else read_scale(session)
    questions = questions_of(session, found.id) if found and is_kept else asked(session, db, training_class)
    answers = _answers(session, found, len(scale.levels)) if found else _Answers({}, [])
    row = class_detail(session, training_class, db.now()).row
    return EvaluationReport(
        row.code, row.title, row.school, row.starts_on, row.ends_on, row.enrolled, scale,
        found.issued if found else 0, found.counted_returned if found else 0, found.counted_valid if found else 0,
        len(answers.ballots), sum(ballot.is_valid for ballot in answers.ballots),
        settings.get(session, "evaluation.least_ballots"), _parts(questions, answers, len(scale.levels)),
        _remarks(found, answers.ballots), found.remarks if found else "",
        _feedbacks(session, found, questions) if is_kept else (), answers.counted,
    )  # fmt: skip


def _parts(questions: Iterable[EvaluationQuestion], answers: _Answers, levels: int) -> tuple[Part, ...]:
    groups: dict[int, list[EvaluationQuestion]] = {}
    for row in questions:
        groups.setdefault(row.part, []).append(row)
    return tuple(
        Part(
            part,
            rows[0].lesson,
            rows[0].teacher_id,
            rows[0].teacher,
            tuple(_item(row, answers, levels) for row in rows),
        )
        for part, rows in groups.items()
    )


def _item(row: EvaluationQuestion, answers: _Answers, levels: int) -> ItemVotes:
    return ItemVotes(row.position, row.item, Votes(row.weight, answers.counts(row.position, levels)))


def _remarks(found: Evaluation | None, ballots: Iterable[EvaluationBallot]) -> tuple[str, ...]:
    lines = found.remarks.splitlines() if found else []
    lines += [line for ballot in ballots for line in ballot.remark.splitlines()]
    return tuple(line.strip() for line in lines if line.strip())


def _feedbacks(
    session: Session, found: Evaluation | None, questions: Iterable[EvaluationQuestion]
) -> tuple[FeedbackRow, ...]:
    names = {row.teacher_id: row.teacher for row in questions if row.teacher_id}
    titles = {row.id: row.title for row in session.scalars(select(Teacher).where(Teacher.id.in_(names)))}
    query = select(EvaluationFeedback).filter_by(evaluation_id=found.id if found else 0)
    kept = {row.teacher_id: row for row in session.scalars(query)}
    return tuple(
        FeedbackRow(
            key, name, titles.get(key, ""), kept[key].opinions if key in kept else "",
            kept[key].given_on if key in kept else None, kept[key].given_by if key in kept else "",
        )
        for key, name in names.items()
    )  # fmt: skip


def satisfied_votes(session: Session, class_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Answers of the two highest levels and all answers, by class; classes that nobody has answered are left out."""
    found = {}
    for row in session.scalars(select(Evaluation).where(Evaluation.class_id.in_(list(class_ids)))).all():
        levels = len(row.scale["levels"])
        parts = _parts(questions_of(session, row.id), _answers(session, row, levels), levels)
        votes = [item.votes.counts for part in parts for item in part.items]
        whole = sum(sum(counts) for counts in votes)
        if whole:
            found[row.class_id] = sum(sum(counts[:SATISFIED_LEVELS]) for counts in votes), whole
    return found
