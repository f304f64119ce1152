"""A training class from draft to 学时认定: each command is one step of its life in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import ClassState, LessonForm, SessionState, StepKind
from partyschool.domain.timetable import LessonPlan, StepPlan
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code, find_class, flow_of
from partyschool.services.class_rows import ClassForm
from partyschool.services.ledger import lock_credit
from partyschool.services.presets import preset_steps
from partyschool.services.sign_in_list import refuse_listed
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Absence,
    Attendance,
    ClassSession,
    DoubtCheck,
    FlowStep,
    Lesson,
    School,
    SignInRemark,
    TrainingClass,
)

ADDED = "x"  # ends the key of a free step that is not on the timetable
STEP_TITLES = {step.key: step.title for step in preset_steps()}


def titles_of(keys: Iterable[str]) -> str:
    """The Chinese names of steps, as sentences and lists need them."""
    return "、".join(STEP_TITLES.get(key, key) for key in keys)


def create_class(db: Database, *, form: ClassForm) -> str:
    """Write a new class as a draft and return its code.

    :raises Refusal: dates, sessions or lessons do not fit together, or the code is taken.
    """
    with db.write() as session:
        training_class = add_class(session, db, form)
        audit.record(session, db, "class.create", f"{training_class.code} {training_class.title}")
        return training_class.code


def add_class(session: Session, db: Database, form: ClassForm) -> TrainingClass:
    """The draft in an open transaction, with its sessions, lessons and the steps of the school's flow."""
    check_form(form)
    code = form.code.strip() or next_code(session, form.starts_on.year)
    if find_class(session, code) is not None:
        raise Refusal(f"编号“{code}”已经用在另一个培训班上。请换一个编号，或留空由程序编号。", code="class_code_taken")
    home = session.scalars(select(School).where(School.is_home)).first()
    school_id = form.school_id or (home.id if home else None)
    if school_id is None:
        raise Refusal("还没有登记党校。请先在首次启动页填写学校名称，或用 init 命令建立。", code="no_school")
    missed = class_by_code(session, form.makes_up) if form.makes_up else None
    training_class = TrainingClass(code=code, school_id=school_id, plan_thread=form.plan_thread, **_columns(form))
    training_class.makeup_of_id = missed.id if missed else None
    training_class.steps = [
        FlowStep(position=position, key=step.key, kind=step.kind, title=step.title)
        for position, step in enumerate(_steps_for(form.lessons), 1)
    ]
    session.add(training_class)
    session.flush()
    _lay_timetable(session, training_class, form)
    return training_class


def update_class(db: Database, *, code: str, form: ClassForm) -> None:
    """Replace the facts and the timetable of a class.

    :raises Refusal: it is closed, or a session with attendances would disappear.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        refuse_listed(session, training_class, "修改课程表")
        change_class(session, training_class, form)
        audit.record(session, db, "class.update", f"{training_class.code} {training_class.title}")


def change_class(session: Session, training_class: TrainingClass, form: ClassForm) -> None:
    """The change in an open transaction; sessions are matched by number so that attendances keep theirs."""
    check_form(form)
    if training_class.state not in {ClassState.DRAFT, ClassState.PUBLISHED} or training_class.confirmed_at:
        raise Refusal(f"“{training_class.title}”已经办结或认定，不能再改课程表。", code="class_locked")
    for key, value in _columns(form).items():
        setattr(training_class, key, value)
    if form.school_id:
        training_class.school_id = form.school_id
    taught = _taught(session, training_class)
    session.execute(delete(Lesson).where(Lesson.class_id == training_class.id))
    session.flush()
    session.expire(training_class, ["lessons"])
    _lay_timetable(session, training_class, form)
    for lesson in training_class.lessons:
        lesson.actual_teacher_id, lesson.is_held = taught.get((lesson.session_id, lesson.title), (None, None))
    _renew_free_steps(session, training_class, form.lessons)


def _taught(session: Session, training_class: TrainingClass) -> dict[tuple[int, str], tuple[int | None, bool | None]]:
    """Who really taught and whether it was held: what the clerk said of a lesson outlives a change of the plan."""
    query = select(Lesson).where(Lesson.class_id == training_class.id)
    rows = session.scalars(query).all()
    return {(row.session_id, row.title): (row.actual_teacher_id, row.is_held) for row in rows}


def _columns(form: ClassForm) -> dict[str, object]:
    return {
        "title": form.title.strip(),
        "starts_on": form.starts_on,
        "ends_on": form.ends_on,
        "category": form.category,
        "audience": form.audience,
        "place": form.place,
        "responsible": form.responsible,
        "phone": form.phone,
        "co_organisers": form.co_organisers,
        "takes_walk_ins": form.takes_walk_ins,
        "signs_out": form.signs_out,
        "gives_certificates": form.gives_certificates,
        "addressed_as": form.addressed_as,
        "note": form.note,
    }


def check_form(form: ClassForm) -> None:
    """Refuse a class whose facts contradict each other, naming the place."""
    if not form.title.strip():
        raise Refusal("请填写班次名称。", code="class_title")
    if form.ends_on < form.starts_on:
        raise Refusal(f"结束日期 {form.ends_on} 早于开始日期 {form.starts_on}，请改正。", code="class_dates")
    numbers = [row.number for row in form.sessions]
    if len(set(numbers)) != len(numbers):
        raise Refusal("有两个半天场次编号相同，请改正场次编号。", code="session_numbers")
    for row in form.sessions:
        if row.ends <= row.starts:
            raise Refusal(f"第 {row.number} 场的结束时间不晚于开始时间，请改正。", code="session_times")
        if not form.starts_on <= row.held_on <= form.ends_on:
            raise Refusal(f"第 {row.number} 场的日期 {row.held_on} 不在班次起止日期之内。", code="session_date")
    for lesson in form.lessons:
        if lesson.session not in numbers:
            raise Refusal(f"课程“{lesson.title}”写在第 {lesson.session} 场，但没有这一场。", code="lesson_session")
        if lesson.ends <= lesson.starts:
            raise Refusal(f"课程“{lesson.title}”的结束时间不晚于开始时间，请改正。", code="lesson_times")


def next_code(session: Session, year: int) -> str:
    """The next free code of the year: 2025-01, 2025-02 …"""
    codes = session.scalars(select(TrainingClass.code).where(TrainingClass.code.like(f"{year}-%")))
    used = [int(match[1]) for code in codes if (match := re.fullmatch(rf"{year}-(\d+)", code))]
    return f"{year}-{max(used, default=0) + 1:02}"


def flow_steps() -> tuple[StepPlan, ...]:
    """The school's flow as the layout of a new class needs it."""
    return tuple(StepPlan(step.key, step.kind, step.lesson, step.minutes, step.module) for step in preset_steps())


def step_key_of(title: str, form: str, teacher_kind: str = "") -> str:
    """Which step of the flow a row of a timetable is, by its words; empty for an ordinary lesson.

    A lecture of a 领导干部 that names no other step is the 领导讲课.
    """
    if form == LessonForm.FIELD:
        return "field"
    for step in preset_steps():
        if step.kind == StepKind.FIXED and any(word in title for word in step.words):
            return step.key
    if form == LessonForm.FREE:
        return "free"
    return "leader_talk" if teacher_kind == "leader" and form == LessonForm.LECTURE else ""


def _steps_for(lessons: Iterable[LessonPlan]) -> list[StepPlan]:
    """The preset's fixed steps and teaching point, and one free step for each free row of the timetable."""
    steps = [
        StepPlan(step.key, step.kind, step.title, step.minutes, step.module)
        for step in preset_steps()
        if step.kind != StepKind.FREE
    ]
    free = [lesson for lesson in lessons if lesson.form == LessonForm.FREE]
    steps += [
        StepPlan(f"free{number}", StepKind.FREE, lesson.title, 0, lesson.module)
        for number, lesson in enumerate(free, 1)
    ]
    return steps


def _renew_free_steps(session: Session, training_class: TrainingClass, lessons: Iterable[LessonPlan]) -> None:
    """One free step for each free row of the timetable; ticks stay with their titles, hand-added steps stay."""
    free = [row for row in training_class.steps if row.kind == StepKind.FREE]
    ticked = {row.title: row for row in free}
    wanted = [step for step in _steps_for(lessons) if step.kind == StepKind.FREE]
    kept = [row for row in free if row.key.endswith(ADDED) and row.title not in {step.title for step in wanted}]
    rows = [_free_step(training_class.id, step, ticked.get(step.title)) for step in wanted]
    rows += [_free_step(training_class.id, row, row) for row in kept]
    session.execute(delete(FlowStep).where(FlowStep.class_id == training_class.id, FlowStep.kind == StepKind.FREE))
    session.flush()
    first = max((row.position for row in training_class.steps if row.kind != StepKind.FREE), default=0) + 1
    for position, row in enumerate(rows, first):
        row.position = position
        session.add(row)
    session.flush()
    session.expire(training_class, ["steps"])


def _free_step(class_id: int, step: StepPlan | FlowStep, before: FlowStep | None) -> FlowStep:
    row = FlowStep(class_id=class_id, key=step.key, kind=StepKind.FREE, title=step.title)
    if before is not None:
        row.done_at, row.done_by, row.proof, row.note = before.done_at, before.done_by, before.proof, before.note
    return row


def _lay_timetable(session: Session, training_class: TrainingClass, form: ClassForm) -> None:
    known = {row.number: row for row in training_class.sessions}
    for plan in form.sessions:
        row = known.pop(plan.number, None)
        if row is None:
            row = ClassSession(class_id=training_class.id, number=plan.number)
            session.add(row)
        row.held_on, row.starts, row.ends = plan.held_on, plan.starts, plan.ends
        row.half_hours, row.place = plan.half_hours, plan.place
    for row in known.values():
        _drop_session(session, row)
    session.flush()
    session.expire(training_class, ["sessions"])
    ids = {row.number: row.id for row in training_class.sessions}
    free = 0
    for position, lesson in enumerate(form.lessons, 1):
        free += lesson.form == LessonForm.FREE
        key = f"free{free}" if lesson.form == LessonForm.FREE else lesson.step_key
        session.add(_lesson(replace(lesson, step_key=key), training_class.id, ids[lesson.session], position))
    session.flush()
    session.expire(training_class, ["lessons"])


def _drop_session(session: Session, row: ClassSession) -> None:
    if session.scalars(select(Attendance.id).where(Attendance.session_id == row.id).limit(1)).first():
        raise Refusal(f"第 {row.number} 场已经有人签到，不能删去。可以把它改期，或先作废签到。", code="session_in_use")
    for noted in (Absence, SignInRemark, DoubtCheck):  # leave asked for, phones refused: of a session that is no more
        session.execute(delete(noted).where(noted.session_id == row.id))
    session.delete(row)


def _lesson(plan: LessonPlan, class_id: int, session_id: int, position: int) -> Lesson:
    return Lesson(
        class_id=class_id,
        session_id=session_id,
        position=position,
        starts=plan.starts,
        ends=plan.ends,
        title=plan.title,
        form=plan.form,
        module=plan.module,
        step_key=plan.step_key,
        teacher_id=plan.teacher_id,
        teaching_point_id=plan.teaching_point_id,
        place=plan.place,
        host=plan.host,
        half_hours=plan.half_hours,
    )


def publish_class(db: Database, *, code: str, reason: str = "") -> None:
    """发布: refused while one of the five is not on the timetable or no lesson is at a teaching point.

    :param reason: forces it; stored, printed in the 台账 and listed in the annual report's exceptions.
    """
    with db.write() as session:
        publish(session, db, class_by_code(session, code), reason)


def publish(session: Session, db: Database, training_class: TrainingClass, reason: str = "") -> None:
    """The same in an open transaction."""
    if training_class.state != ClassState.DRAFT:
        raise Refusal(f"“{training_class.title}”已经发布过了，不用再发布。", code="class_state")
    if not training_class.sessions:
        raise Refusal(f"“{training_class.title}”还没有半天场次，不能发布。请先排课程表。", code="no_sessions")
    missing = flow_of(session, training_class, db.now()).missing_to_publish
    if missing and not reason.strip():
        raise Refusal(
            f"“{training_class.title}”还不能发布：课程表上缺少{titles_of(missing)}。请补上，或填写原因后强制发布。",
            code="flow_incomplete",
        )
    training_class.state, training_class.published_at = ClassState.PUBLISHED, db.now()
    training_class.publish_reason = reason.strip() if missing else ""
    subject = f"{training_class.code} {training_class.title}"
    audit.record(session, db, "class.publish", subject, missing=missing, reason=reason)


def close_class(db: Database, *, code: str, reason: str = "") -> None:
    """办结: refused while a fixed action or the teaching point is undone, unless a reason is typed.

    What the timetable and the log prove is written down as done, so that later changes do not alter the record.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        refuse_listed(session, training_class, "办结")
        if training_class.state not in {ClassState.DRAFT, ClassState.PUBLISHED}:
            raise Refusal(
                f"“{training_class.title}”现在不能办结：{STATE_WORDS[training_class.state]}。", code="class_state"
            )
        flow = flow_of(session, training_class, db.now())
        if flow.missing and not reason.strip():
            raise Refusal(
                f"“{training_class.title}”还不能办结：{titles_of(flow.missing)}还没有完成。请补上，或填写原因后强制办结。",
                code="flow_undone",
            )
        for step, state in zip(training_class.steps, flow.states, strict=True):
            if state.done and step.done_at is None:
                step.done_at, step.done_by = state.at, state.by
        training_class.state, training_class.closed_at = ClassState.CLOSED, db.now()
        training_class.close_reason = reason.strip() if flow.missing else ""
        audit.record(session, db, "class.close", f"{code} {training_class.title}", missing=flow.missing, reason=reason)


STATE_WORDS: dict[str, str] = {
    ClassState.DRAFT: "还是草稿",
    ClassState.PUBLISHED: "已经发布",
    ClassState.CLOSED: "已经办结",
    ClassState.CONFIRMED: "已经认定",
    ClassState.SUSPENDED: "已经中止",
    ClassState.CANCELLED: "已经取消",
}


def confirm_class(db: Database, *, code: str) -> int:
    """学时认定: lock the credit of everybody who attended as ledger entries; returns how many.

    :raises Refusal: it is cancelled, already confirmed, not over yet, or nobody attended.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        refuse_listed(session, training_class, "认定学时")
        if training_class.state == ClassState.CANCELLED:
            raise Refusal(f"“{training_class.title}”已经取消，没有学时可以认定。", code="class_state")
        if training_class.confirmed_at is not None:
            raise Refusal(
                f"“{training_class.title}”的学时在 {training_class.confirmed_at:%Y-%m-%d %H:%M} 已经认定。",
                code="class_state",
            )
        end = _end_of(training_class)
        if end is not None and db.now() < end and training_class.state != ClassState.SUSPENDED:
            raise Refusal(
                f"“{training_class.title}”要到 {end:%m月%d日 %H:%M} 才结束，结束后再认定学时。", code="not_over"
            )
        locked = lock_credit(session, db, training_class)
        if not locked:
            raise Refusal(f"“{training_class.title}”没有签到记录，没有学时可以认定。", code="no_attendance")
        training_class.confirmed_at, training_class.confirmed_by = db.now(), db.actor
        audit.record(session, db, "class.confirm", f"{code} {training_class.title}", entries=locked)
        return locked


def _end_of(training_class: TrainingClass) -> datetime | None:
    held = [row for row in training_class.sessions if row.state != SessionState.CANCELLED]
    return max((datetime.combine(row.held_on, row.ends) for row in held), default=None)


def cancel_class(db: Database, *, code: str, reason: str) -> str:
    """取消, or 中止 when a session was already held: held sessions keep their credit, later ones are void.

    :returns: the new state.
    :raises Refusal: no reason, or the class is already closed.
    """
    if not reason.strip():
        raise Refusal("取消培训班要写明原因。", code="reason_missing")
    with db.write() as session:
        training_class = class_by_code(session, code)
        refuse_listed(session, training_class, "取消")
        if training_class.state not in {ClassState.DRAFT, ClassState.PUBLISHED}:
            raise Refusal(
                f"“{training_class.title}”{STATE_WORDS[training_class.state]}，不能取消。", code="class_state"
            )
        attended = set(
            session.scalars(
                select(Attendance.session_id)
                .join(ClassSession, ClassSession.id == Attendance.session_id)
                .where(ClassSession.class_id == training_class.id, Attendance.voided_at.is_(None))
            )
        )
        for row in training_class.sessions:
            if row.id not in attended:
                row.state = SessionState.CANCELLED
        training_class.state = ClassState.SUSPENDED if attended else ClassState.CANCELLED
        training_class.stopped_at, training_class.stop_reason = db.now(), reason.strip()
        audit.record(session, db, "class.cancel", f"{code} {training_class.title}", reason=reason)
        return training_class.state
