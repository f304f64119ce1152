"""Teachers (师资): the pool of the three kinds and those from outside it; whoever leaves stays on old lessons."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.identity import is_phone, normalise_name, normalise_phone
from partyschool.domain.terms import TeacherKind
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.taught_lessons import taught_counts
from partyschool.services.teacher_pool import follow_flag
from partyschool.storage.database import Database
from partyschool.storage.models import EvaluationQuestion, Lesson, Person, PoolEntry, Teacher, TeacherTraining
from partyschool.storage.models.planning import CourseTeacher


@dataclass(frozen=True, slots=True)
class TeacherForm:
    """A teacher for both directions; `in_pool` False is 库外, `person_id` names the same person on the register."""

    name: str
    kind: str = TeacherKind.OTHER
    title: str = ""
    in_pool: bool = True
    phone: str = ""
    subjects: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class TeacherRow:
    """A teacher with the lessons that he or she is down for or has held; 学时 in half hours."""

    id: int
    initials: str
    sort_key: str
    is_active: bool
    lessons: int
    half_hours: int
    form: TeacherForm

    @property
    def name(self) -> str:
        """As on the timetable."""
        return self.form.name


def list_teachers(db: Database, *, active_only: bool = False, year: int | None = None) -> list[TeacherRow]:
    """Teachers by pinyin.

    :param year: count only the lessons of this year.
    """
    query = select(Teacher) if not active_only else select(Teacher).where(Teacher.is_active)
    with db.read() as session:
        taught = taught_counts(session, year, db.now())
        rows = [_row(teacher, *taught.get(teacher.id, (0, 0))) for teacher in session.scalars(query)]
    return sorted(rows, key=lambda row: (row.sort_key, row.id))


def _row(teacher: Teacher, lessons: int, half_hours: int) -> TeacherRow:
    form = TeacherForm(
        teacher.name, teacher.kind, teacher.title, teacher.in_pool, teacher.phone, teacher.subjects, teacher.person_id
    )
    return TeacherRow(
        teacher.id, names.initials(teacher.name), names.sort_key(teacher.name), teacher.is_active, lessons, half_hours,
        form,
    )  # fmt: skip


def save_teacher(db: Database, *, form: TeacherForm, teacher_id: int | None = None) -> int:
    """Write a new teacher or change one; returns the id.

    :raises Refusal: no name, unknown kind, a telephone number that is none, or the same name and title exists.
    """
    form = _checked(form)
    with db.write() as session:
        _refuse_twin(session, form, teacher_id)
        if form.person_id is not None:
            session.get_one(Person, form.person_id)
        teacher = Teacher(in_pool=False) if teacher_id is None else session.get_one(Teacher, teacher_id)
        was_in = teacher.in_pool
        for field, value in asdict(form).items():
            setattr(teacher, field, value)
        session.add(teacher)
        session.flush()
        audit.record(session, db, "teacher.save", teacher.name, kind=teacher.kind, in_pool=teacher.in_pool)
        follow_flag(session, db, teacher, was_in=was_in)
        return teacher.id


def _checked(form: TeacherForm) -> TeacherForm:
    name, phone = normalise_name(form.name), normalise_phone(form.phone)
    if not name:
        raise Refusal("请填写教师姓名。", code="name_missing")
    if form.kind not in set(TeacherKind):
        raise Refusal("请选择师资类别：领导干部、专家教授、身边榜样或其他。", code="kind_unknown")
    if phone and not is_phone(phone):
        raise Refusal(f"电话“{phone}”不像手机号或座机号，请核对。", code="phone_invalid")
    return TeacherForm(name, form.kind, form.title.strip(), form.in_pool, phone, form.subjects.strip(), form.person_id)


def _refuse_twin(session: Session, form: TeacherForm, teacher_id: int | None) -> None:
    """Namesakes are told apart on a timetable by their titles only."""
    same = select(Teacher.id).where(Teacher.name == form.name, Teacher.title == form.title)
    if any(found != teacher_id for found in session.scalars(same)):
        title = f"（{form.title}）" if form.title else ""
        raise Refusal(f"师资库里已经有{form.name}{title}。同名的请写明不同的职务。", code="teacher_twice")


def set_teacher_active(db: Database, *, teacher_id: int, is_active: bool) -> None:
    """Take a teacher off the choices for new lessons (停用), or back on; old lessons keep the name."""
    with db.write() as session:
        teacher = session.get_one(Teacher, teacher_id)
        teacher.is_active = is_active
        audit.record(session, db, "teacher.active", teacher.name, is_active=is_active)


def remove_teacher(db: Database, *, teacher_id: int) -> None:
    """Delete somebody entered by mistake.

    :raises Refusal: the name stands on a timetable, in the roll of an earlier year, or has trainings.
    """
    with db.write() as session:
        teacher = session.get_one(Teacher, teacher_id)
        used = or_(Lesson.teacher_id == teacher_id, Lesson.actual_teacher_id == teacher_id)
        lessons = session.scalars(select(func.count()).select_from(Lesson).where(used)).one()
        if lessons:
            raise Refusal(f"{teacher.name}在 {lessons} 节课上，不能删除。不再聘请时可以停用。", code="in_use")
        if session.scalars(select(EvaluationQuestion.id).filter_by(teacher_id=teacher_id)).first():
            raise Refusal(f"{teacher.name}有学员测评的结果，不能删除。不再聘请时可以停用。", code="in_use")
        if session.scalars(select(CourseTeacher.id).where(CourseTeacher.teacher_id == teacher_id)).first():
            raise Refusal(f"课程库里有{teacher.name}能讲的课，不能删除。不再聘请时可以停用。", code="in_use")
        _remove_pool_line(session, db, teacher)
        session.delete(teacher)
        audit.record(session, db, "teacher.remove", teacher.name)


def _remove_pool_line(session: Session, db: Database, teacher: Teacher) -> None:
    """This year's line goes with a teacher entered by mistake; earlier rolls and trainings keep him."""
    lines = list(session.scalars(select(PoolEntry).where(PoolEntry.teacher_id == teacher.id)))
    if any(line.year < db.now().year for line in lines):
        raise Refusal(f"{teacher.name}在往年的师资库名册里，不能删除。不再聘请时请办出库。", code="in_use")
    if session.scalars(select(TeacherTraining.id).where(TeacherTraining.teacher_id == teacher.id)).first():
        raise Refusal(f"{teacher.name}有师资培训记录，不能删除。登记错了请先删除那些记录。", code="in_use")
    for line in lines:
        session.delete(line)
    session.flush()
