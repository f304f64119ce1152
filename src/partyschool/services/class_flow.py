"""What the clerk says of the flow and the lessons while a class runs: ticks, proofs, who really taught."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.flow import FIELD, LEADER_TALK, SIGN_IN
from partyschool.domain.terms import ClassState, StepKind
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code, flow_of
from partyschool.storage.database import Database
from partyschool.storage.models import FlowStep, Lesson, Teacher, TrainingClass

NOT_BY_TICK = {
    SIGN_IN: "“签到”由第一场的签到记录自动完成，不能手工打勾。请先签到。",
    LEADER_TALK: "“领导讲课”要由领导干部实际授课才算完成。请在课程表里填实际授课人。",
    FIELD: "“现场教学”要在启用的教学点实际上课才算完成。请在课程表里选教学点，并记为已上。",
}


def mark_step(
    db: Database, *, code: str, position: int, done_at: datetime, done_by: str, proof: str = "", note: str = ""
) -> None:
    """Tick a step of the flow with when, by whom and the proof.

    :raises Refusal: the class is closed, or the step can only be proven by the log or by a lesson.
    """
    with db.write() as session:
        training_class, step = _open_step(session, code, position)
        if step.key in NOT_BY_TICK:
            states = {state.key: state for state in flow_of(session, training_class, db.now()).states}
            if not states[step.key].done:
                raise Refusal(NOT_BY_TICK[step.key], code="not_by_tick")
        step.done_at, step.done_by, step.proof, step.note = done_at, done_by.strip(), proof, note
        audit.record(session, db, "flow.mark", f"{code} {step.title}", by=done_by, at=done_at.isoformat())


def unmark_step(db: Database, *, code: str, position: int) -> None:
    """Take a tick back."""
    with db.write() as session:
        _, step = _open_step(session, code, position)
        step.done_at, step.done_by, step.proof = None, "", ""
        audit.record(session, db, "flow.unmark", f"{code} {step.title}")


def add_free_step(db: Database, *, code: str, title: str) -> None:
    """One more 自选动作 that is not on the timetable."""
    if not title.strip():
        raise Refusal("请填写自选动作的名称。", code="step_title")
    with db.write() as session:
        training_class = class_by_code(session, code)
        _refuse_closed(training_class)
        last = session.scalars(select(func.max(FlowStep.position)).where(FlowStep.class_id == training_class.id)).one()
        position = (last or 0) + 1
        session.add(
            FlowStep(
                class_id=training_class.id,
                position=position,
                key=f"free{position}x",
                kind=StepKind.FREE,
                title=title.strip(),
            )
        )
        audit.record(session, db, "flow.add", f"{code} {title.strip()}")


def record_lesson(db: Database, *, lesson_id: int, teacher_id: int | None, is_held: bool | None) -> None:
    """Who really taught and whether the lesson was held; the planned teacher is kept beside it.

    :param is_held: None leaves it to the log: held once its session has an attendance and its end has passed.
    """
    with db.write() as session:
        lesson = session.get_one(Lesson, lesson_id)
        _refuse_closed(session.get_one(TrainingClass, lesson.class_id))
        lesson.actual_teacher_id, lesson.is_held = teacher_id, is_held
        teacher = session.get(Teacher, teacher_id) if teacher_id else None
        audit.record(session, db, "lesson.record", lesson.title, teacher=teacher.name if teacher else "", held=is_held)


def _open_step(session: Session, code: str, position: int) -> tuple[TrainingClass, FlowStep]:
    training_class = class_by_code(session, code)
    _refuse_closed(training_class)
    step = next((row for row in training_class.steps if row.position == position), None)
    if step is None:
        raise Refusal(f"“{training_class.title}”没有第 {position} 个环节。", code="step_unknown")
    return training_class, step


def _refuse_closed(training_class: TrainingClass) -> None:
    if training_class.state not in {ClassState.DRAFT, ClassState.PUBLISHED}:
        raise Refusal(f"“{training_class.title}”已经办结或停办，流程记录不能再改。", code="class_locked")
