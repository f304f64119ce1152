"""年度师资评估: what each teacher taught in a year and what trainees said of it, class by class put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from partyschool.domain import evaluation
from partyschool.domain.evaluation import Votes
from partyschool.services.class_queries import list_classes
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import EvaluationReport
from partyschool.services.statistics import year_statistics
from partyschool.services.statistics_rows import TeacherFigures
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class AssessedTeacher:
    """A teacher's year. `score` is the mean over the ballots, None without any; `rank` 0 without a score.

    `waiting` counts the classes whose result he or she has not been told yet.
    """

    figures: TeacherFigures
    ballots: int
    score: float | None
    satisfaction: float | None
    rank: int
    waiting: int


@dataclass(frozen=True, slots=True)
class AssessmentWords:
    """The year's table, the best score first, those without ballots last."""

    school: str
    issuer: str
    year: int
    made: date
    rows: tuple[AssessedTeacher, ...]


@dataclass(slots=True)
class _Said:
    """What was said of one teacher in all classes of the year."""

    ballots: int = 0
    points: float = 0.0
    votes: list[Votes] = field(default_factory=list)
    waiting: int = 0

    def add(self, found: EvaluationReport, teacher_id: int) -> None:
        for part in found.lessons:
            score = part.score(found.scale)
            if part.teacher_id == teacher_id and score is not None:
                self.ballots += part.ballots
                self.points += score * part.ballots
                self.votes += [row.votes for row in part.items]


def assess_teachers(db: Database, *, year: int) -> AssessmentWords:
    """Everybody who taught in the year; a class with too few ballots tells nothing of its teachers.

    :raises Refusal: there is no home school.
    """
    statistics = year_statistics(db, year=year, with_provisional=True)
    reports = [get_evaluation(db, row.code) for row in list_classes(db, year=year)]
    said = _said(found for found in reports if found.has_votes)
    rows = [_row(figures, said[figures.teacher_id]) for figures in statistics.teachers]
    ranked = sorted(rows, key=lambda row: (row.score is None, -(row.score or 0), row.figures.name))
    return AssessmentWords(
        statistics.school, statistics.issuer, year, db.now().date(), tuple(_with_ranks(ranked))
    )  # fmt: skip


def _said(reports: Iterable[EvaluationReport]) -> dict[int, _Said]:
    said: dict[int, _Said] = defaultdict(_Said)
    for found in reports:
        for told in found.feedbacks:
            said[told.teacher_id].waiting += told.given_on is None
            if found.shows_parts:
                said[told.teacher_id].add(found, told.teacher_id)
    return said


def _row(figures: TeacherFigures, said: _Said) -> AssessedTeacher:
    score = said.points / said.ballots if said.ballots else None
    return AssessedTeacher(figures, said.ballots, score, evaluation.satisfaction(said.votes), 0, said.waiting)


def _with_ranks(rows: Sequence[AssessedTeacher]) -> Iterable[AssessedTeacher]:
    """The same printed score is the same rank."""
    printed = [None if row.score is None else round(row.score, 1) for row in rows]
    for row, score in zip(rows, printed, strict=True):
        rank = 0 if score is None else 1 + sum(other is not None and other > score for other in printed)
        yield AssessedTeacher(row.figures, row.ballots, row.score, row.satisfaction, rank, row.waiting)
