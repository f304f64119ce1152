"""Questionnaires of classes (教学质量测评): laid out from the timetable, answered on paper, entered by the clerk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from partyschool.domain.evaluation import Scale
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.evaluation_questions import ballots_of, is_answered, prepared, questions_of, stored
from partyschool.services.evaluation_rows import BallotForm, CountsForm
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TrainingClass
from partyschool.storage.models.evaluation import (
    Evaluation,
    EvaluationBallot,
    EvaluationFeedback,
    EvaluationQuestion,
    EvaluationTally,
)

REMARK_LIMIT = 5000


def save_counts(db: Database, *, code: str, form: CountsForm) -> None:
    """Write what was counted by hand on the paper ballots; earlier counts are replaced.

    :raises Refusal: numbers that cannot be (more votes than valid ballots, or less than half of them, more ballots
        back than handed out), or a questionnaire that has no question.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        found = prepared(session, db, training_class)
        questions = questions_of(session, found.id)
        _check_counts(form, questions, Scale.from_record(found.scale), ballots_of(session, found.id))
        found.issued, found.counted_returned, found.counted_valid = form.issued, form.returned, form.valid
        found.remarks = form.remarks.strip()[:REMARK_LIMIT]
        session.execute(delete(EvaluationTally).where(EvaluationTally.question_id.in_([row.id for row in questions])))
        for row in questions:
            for level, votes in enumerate(form.votes.get(row.position, ())):
                session.add(EvaluationTally(question_id=row.id, level=level, votes=votes))
        audit.record(
            session, db, "evaluation.counts", training_class.title, issued=form.issued, returned=form.returned,
            valid=form.valid,
        )  # fmt: skip


def _check_counts(
    form: CountsForm, questions: Sequence[EvaluationQuestion], scale: Scale, ballots: Sequence[EvaluationBallot]
) -> None:
    typed = f"（另有逐张录入 {len(ballots)} 张）" if ballots else ""
    if min(form.issued, form.returned, form.valid) < 0:
        raise Refusal("发放、回收、有效票数都不能是负数。", code="counts")
    if form.valid > form.returned:
        raise Refusal(f"有效票 {form.valid} 张多于回收的 {form.returned} 张，请核对。", code="counts")
    if form.returned + len(ballots) > form.issued:
        raise Refusal(f"回收 {form.returned} 张{typed}多于发放的 {form.issued} 张，请核对。", code="counts")
    for row in questions:
        votes = form.votes.get(row.position, ())
        where = f"“{row.lesson or '班次整体'}”的{row.item}"
        if votes and (len(votes) != len(scale.levels) or min(votes) < 0):
            raise Refusal(f"{where}：每个等次要填一个不小于 0 的票数。", code="votes")
        if sum(votes) > form.valid:
            message = f"{where}共 {sum(votes)} 票，多于有效票 {form.valid} 张，请核对。"
            raise Refusal(message, code="votes")
    _check_filled(form, questions)


def _check_filled(form: CountsForm, questions: Sequence[EvaluationQuestion]) -> None:
    """Valid ballots without their votes would stand on the paper as answers that nobody gave."""
    thin = [row for row in questions if 2 * sum(form.votes.get(row.position, ())) < form.valid]
    if thin and not any(sum(votes) for votes in form.votes.values()):
        message = f"有效票 {form.valid} 张，票数一格也没有填。请照计票表填票数；逐张录入的，这里的回收、有效填 0。"
        raise Refusal(message, code="votes_missing")
    if thin:
        row = thin[0]
        message = (
            f"“{row.lesson or '班次整体'}”的{row.item}只有 {sum(form.votes.get(row.position, ()))} 票，"
            f"不到有效票 {form.valid} 张的一半，请核对。"
        )
        raise Refusal(message, code="votes_few")


def add_ballot(db: Database, *, code: str, form: BallotForm) -> int:
    """Type in one ballot; answers its number. One without any answer is kept as 无效票.

    :raises Refusal: a level that is none, or more ballots than were handed out.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        _, ballot = put_in(session, db, training_class, form)
        audit.record(session, db, "evaluation.ballot", training_class.title, number=ballot.number)
        return ballot.number


def put_in(
    session: Session, db: Database, training_class: TrainingClass, form: BallotForm
) -> tuple[Evaluation, EvaluationBallot]:
    """Lay a ballot into the class's box, inside an open transaction; box and ballot.

    :raises Refusal: a level that is none, or more ballots than were handed out.
    """
    found = prepared(session, db, training_class)
    known = {row.position for row in questions_of(session, found.id)}
    levels = len(Scale.from_record(found.scale).levels)
    if not set(form.answers) <= known or any(not 0 <= level < levels for level in form.answers.values()):
        raise Refusal(f"等次只能填 1 到 {levels}，没有选的填 0 或空着。", code="level")
    before = ballots_of(session, found.id)
    if found.issued and found.counted_returned + len(before) >= found.issued:
        raise Refusal(f"发放 {found.issued} 张，已经全部录入。多出来的请先核对发放数。", code="ballots")
    last = select(func.max(EvaluationBallot.number)).where(EvaluationBallot.evaluation_id == found.id)
    ballot = EvaluationBallot(
        evaluation_id=found.id, number=(session.scalars(last).one() or 0) + 1, is_valid=bool(form.answers),
        remark=form.remark.strip(), answers={str(position): level for position, level in form.answers.items()},
        entered_by=db.actor,
    )  # fmt: skip
    session.add(ballot)
    return found, ballot


def withdraw_ballot(db: Database, *, code: str, number: int) -> None:
    """Take back a ballot that was typed in wrong; its line stays, it counts no more.

    :raises Refusal: there is no such ballot.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        found = stored(session, training_class)
        rows = ballots_of(session, found.id) if found else []
        ballot = next((row for row in rows if row.number == number), None)
        if ballot is None:
            raise Refusal(f"没有录入过第 {number} 张测评票，或者已经撤回。", code="ballot_unknown")
        ballot.voided_at = db.now()
        audit.record(session, db, "evaluation.ballot_withdrawn", training_class.title, number=number)


def save_feedback(
    db: Database, *, code: str, teacher_id: int, opinions: str, given_on: date | None = None, given_by: str = ""
) -> None:
    """Note what is told a teacher and, once done, when and by whom (反馈日期、反馈人).

    :raises Refusal: no answers yet, not a teacher of the class, a day to come, or a day without a name.
    """
    if given_on is not None and given_on > db.now().date():
        raise Refusal(f"反馈日期 {given_on} 还没有到。", code="date")
    if given_on is not None and not given_by.strip():
        raise Refusal("请填写反馈人。", code="given_by_missing")
    with db.write() as session:
        training_class = class_by_code(session, code)
        found = stored(session, training_class)
        if found is None or not is_answered(session, found):
            raise Refusal(f"“{training_class.title}”还没有录入测评结果，没有可反馈的。", code="no_votes")
        if teacher_id not in {row.teacher_id for row in questions_of(session, found.id)}:
            raise Refusal("这位老师不在本班的测评里。", code="teacher_unknown")
        query = select(EvaluationFeedback).filter_by(evaluation_id=found.id, teacher_id=teacher_id)
        row = session.scalars(query).first() or EvaluationFeedback(evaluation_id=found.id, teacher_id=teacher_id)
        row.opinions, row.given_on, row.given_by = opinions.strip()[:REMARK_LIMIT], given_on, given_by.strip()
        session.add(row)
        name = session.get_one(Teacher, teacher_id).name
        audit.record(session, db, "evaluation.feedback", f"{training_class.title} {name}", given=bool(given_on))
