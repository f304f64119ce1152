"""What trainees say of the teaching (教学质量测评): questions as asked, votes counted or ballot by ballot, feedback."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class Evaluation(Shared, Base):
    """The questionnaire of a class. `scale` freezes levels and coefficients; the counts are of paper counted by hand,
    ballots entered one by one come on top."""

    __tablename__ = "evaluations"
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), unique=True)
    scale: Mapped[dict[str, Any]]
    issued: Mapped[int] = mapped_column(default=0)
    counted_returned: Mapped[int] = mapped_column(default=0)
    counted_valid: Mapped[int] = mapped_column(default=0)
    remarks: Mapped[str] = mapped_column(Text, default="")


class EvaluationQuestion(Shared, Base):
    """One item about a lesson (`part` 1, 2 …) or about the class as a whole (`part` 0).

    The lesson's words are frozen: a timetable is written anew when it is changed.
    """

    __tablename__ = "evaluation_questions"
    __table_args__ = (UniqueConstraint("evaluation_id", "position"),)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"))
    position: Mapped[int]
    part: Mapped[int]
    lesson: Mapped[str] = mapped_column(String(200), default="")
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teachers.id"), index=True)
    teacher: Mapped[str] = mapped_column(String(50), default="")
    item: Mapped[str] = mapped_column(String(30))
    weight: Mapped[int]


class EvaluationTally(Shared, Base):
    """Votes of one level of one question, counted on paper."""

    __tablename__ = "evaluation_tallies"
    __table_args__ = (UniqueConstraint("question_id", "level"),)
    question_id: Mapped[int] = mapped_column(ForeignKey("evaluation_questions.id"))
    level: Mapped[int]
    votes: Mapped[int]


class EvaluationBallot(Shared, Base):
    """A ballot typed in. Nothing says whose it is; `answers` has a level by the question's position."""

    __tablename__ = "evaluation_ballots"
    __table_args__ = (UniqueConstraint("evaluation_id", "number"),)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"))
    number: Mapped[int]
    is_valid: Mapped[bool]
    answers: Mapped[dict[str, Any]]
    remark: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[str] = mapped_column(String(50), default="")
    voided_at: Mapped[datetime | None]


class EvaluationFeedback(Shared, Base):
    """That a teacher was told the result (反馈), when and by whom, with what trainees wrote about him or her."""

    __tablename__ = "evaluation_feedbacks"
    __table_args__ = (UniqueConstraint("evaluation_id", "teacher_id"),)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teachers.id"), index=True)
    opinions: Mapped[str] = mapped_column(Text, default="")
    given_on: Mapped[date | None]
    given_by: Mapped[str] = mapped_column(String(50), default="")
