"""师资培训: what the teachers themselves were taught by higher schools, and where they went to study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher, TeacherTraining

LESSONS, VISIT = "lessons", "visit"
FORMS = {LESSONS: "培训", VISIT: "考察"}
FIRST_DAY, MOST_DAYS, MOST_HALF_HOURS = date(2000, 1, 1), 366, 2000


@dataclass(frozen=True, slots=True)
class TrainingForm:
    """A training for both directions; `end_on` None is one day, 学时 in half hours."""

    form: str
    title: str
    start_on: date
    end_on: date | None = None
    place: str = ""
    half_hours: int = 0


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A training of one teacher."""

    id: int
    teacher_id: int
    name: str
    initials: str
    sort_key: str
    kind: str
    form: TrainingForm


def list_trainings(db: Database, *, year: int | None = None, teacher_id: int | None = None) -> list[TrainingRow]:
    """Trainings, newest first.

    :param year: only those that began in it.
    """
    query = select(TeacherTraining, Teacher).join(Teacher, Teacher.id == TeacherTraining.teacher_id)
    if year is not None:
        query = query.where(TeacherTraining.start_on.between(date(year, 1, 1), date(year, 12, 31)))
    if teacher_id is not None:
        query = query.where(TeacherTraining.teacher_id == teacher_id)
    with db.read() as session:
        rows = [_row(training, teacher) for training, teacher in session.execute(query)]
    return sorted(rows, key=lambda row: (-row.form.start_on.toordinal(), row.form.title, row.sort_key))


def record_trainings(db: Database, *, teacher_ids: Sequence[int], form: TrainingForm) -> int:
    """Write one training for some teachers, all or none; returns how many.

    :raises Refusal: nobody, no title, impossible days, or a teacher has the same one already.
    """
    form = _checked(db, form)
    if not teacher_ids:
        raise Refusal("请选中参加的教师。", code="nobody")
    with db.write() as session:
        for teacher_id in teacher_ids:
            teacher = session.get_one(Teacher, teacher_id)
            _refuse_twin(session, teacher, form, None)
            session.add(_fill(TeacherTraining(teacher_id=teacher_id), form))
            audit.record(session, db, "teacher.training", teacher.name, title=form.title, on=str(form.start_on))
    return len(teacher_ids)


def change_training(db: Database, *, training_id: int, form: TrainingForm) -> None:
    """Correct one teacher's training.

    :raises Refusal: as `record_trainings`.
    """
    form = _checked(db, form)
    with db.write() as session:
        training = session.get_one(TeacherTraining, training_id)
        teacher = session.get_one(Teacher, training.teacher_id)
        _refuse_twin(session, teacher, form, training_id)
        _fill(training, form)
        audit.record(session, db, "teacher.training", teacher.name, title=form.title, on=str(form.start_on))


def remove_training(db: Database, *, training_id: int) -> None:
    """Take back a training entered by mistake."""
    with db.write() as session:
        training = session.get_one(TeacherTraining, training_id)
        name = session.get_one(Teacher, training.teacher_id).name
        session.delete(training)
        audit.record(session, db, "teacher.training_remove", name, title=training.title, on=str(training.start_on))


def _fill(training: TeacherTraining, form: TrainingForm) -> TeacherTraining:
    training.form, training.title, training.place = form.form, form.title, form.place
    training.start_on, training.end_on, training.half_hours = form.start_on, form.end_on, form.half_hours
    return training


def _checked(db: Database, form: TrainingForm) -> TrainingForm:
    title = form.title.strip()
    if form.form not in FORMS:
        raise Refusal("请选择方式：培训或考察。", code="form_unknown")
    if not title:
        raise Refusal("请填写培训或考察的名称。", code="title_missing")
    last = form.end_on or form.start_on
    if not FIRST_DAY <= form.start_on <= date(db.now().year + 1, 12, 31):
        raise Refusal(f"开始日期 {form.start_on} 不对，请核对年份。", code="date")
    if last < form.start_on or (last - form.start_on).days > MOST_DAYS:
        raise Refusal(f"结束日期 {last} 应在开始日期 {form.start_on} 之后一年以内。", code="date_order")
    if not 0 <= form.half_hours <= MOST_HALF_HOURS:
        raise Refusal(f"学时应在 0 到 {MOST_HALF_HOURS // 2} 之间。", code="hours")
    return TrainingForm(
        form.form, title, form.start_on, None if last == form.start_on else last, form.place.strip(), form.half_hours
    )


def _refuse_twin(session: Session, teacher: Teacher, form: TrainingForm, training_id: int | None) -> None:
    same = select(TeacherTraining.id).filter_by(teacher_id=teacher.id, title=form.title, start_on=form.start_on)
    if any(found != training_id for found in session.scalars(same)):
        raise Refusal(f"{teacher.name}已有 {form.start_on} 的“{form.title}”，不用再登记。", code="training_twice")


def _row(training: TeacherTraining, teacher: Teacher) -> TrainingRow:
    form = TrainingForm(
        training.form, training.title, training.start_on, training.end_on, training.place, training.half_hours
    )
    return TrainingRow(
        training.id, teacher.id, teacher.name, names.initials(teacher.name), names.sort_key(teacher.name), teacher.kind,
        form,
    )  # fmt: skip
