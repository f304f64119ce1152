"""The course library (课程库): courses of the three modules, who can give them, and where their materials lie."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import LessonForm
from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.word_lists import words_of
from partyschool.services.word_uses import SEPARATOR
from partyschool.storage.database import Database
from partyschool.storage.models import Lesson, Teacher
from partyschool.storage.models.planning import Course, CourseMaterial, CourseTeacher, PlanCourse

TITLE_LIMIT, TAGS_LIMIT, MOST_HALF_HOURS = 200, 200, 400


@dataclass(frozen=True, slots=True)
class Material:
    """A material: its name, and a kept file, an address or a shelf as `place`."""

    title: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class CourseForm:
    """A course for both directions; 学时 in half hours, `teacher_ids` who can give it."""

    title: str
    module: str = ""
    half_hours: int = 0
    tags: tuple[str, ...] = ()
    form: str = LessonForm.LECTURE
    audience: str = ""
    teacher_ids: tuple[int, ...] = ()
    summary: str = ""
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course with the words of its module and teachers, lessons of its title, and rows of plans that want it."""

    id: int
    initials: str
    sort_key: str
    is_active: bool
    module_title: str
    teachers: tuple[str, ...]
    lessons: int
    plans: int
    form: CourseForm

    @property
    def title(self) -> str:
        """As on the timetable."""
        return self.form.title


def list_courses(db: Database, *, active_only: bool = False) -> list[CourseRow]:
    """Courses by pinyin."""
    query = select(Course) if not active_only else select(Course).where(Course.is_active)
    with db.read() as session:
        around = _Around(session)
        rows = [around.row(course) for course in session.scalars(query)]
    return sorted(rows, key=lambda row: (row.sort_key, row.id))


def get_course(db: Database, course_id: int) -> CourseRow:
    """One course."""
    with db.read() as session:
        return _Around(session).row(session.get_one(Course, course_id))


def known_courses(session: Session) -> list[tuple[Course, CourseForm]]:
    """Every course with its form, for imports."""
    around = _Around(session)
    return [(course, around.row(course).form) for course in session.scalars(select(Course).order_by(Course.id))]


class _Around:
    """What stands beside the courses, in a handful of queries."""

    def __init__(self, session: Session) -> None:
        self._modules = words_of(session, "course_modules")
        self._teachers: dict[int, list[tuple[int, str]]] = defaultdict(list)
        able = select(CourseTeacher.course_id, Teacher.id, Teacher.name).join(Teacher).order_by(CourseTeacher.id)
        for course_id, teacher_id, name in session.execute(able):
            self._teachers[course_id].append((teacher_id, name))
        self._materials: dict[int, list[Material]] = defaultdict(list)
        for row in session.scalars(select(CourseMaterial).order_by(CourseMaterial.id)):
            self._materials[row.course_id].append(Material(row.title, row.place))
        taught = select(Lesson.title, func.count()).group_by(Lesson.title)
        self._lessons = Counter(dict(session.execute(taught).all()))
        planned = select(PlanCourse.course_id, func.count()).group_by(PlanCourse.course_id)
        self._plans = Counter(dict(session.execute(planned).all()))

    def row(self, course: Course) -> CourseRow:
        teachers = self._teachers[course.id]
        form = CourseForm(
            course.title, course.module, course.half_hours, tuple(filter(None, course.tags.split(SEPARATOR))),
            course.form, course.audience, tuple(teacher_id for teacher_id, _ in teachers), course.summary,
            tuple(self._materials[course.id]),
        )  # fmt: skip
        initials, sort_key = names.initials_and_key(course.title)
        return CourseRow(
            course.id, initials, sort_key, course.is_active, self._modules.get(course.module, ""),
            tuple(name for _, name in teachers), self._lessons[course.title], self._plans[course.id], form,
        )  # fmt: skip


def save_course(db: Database, *, form: CourseForm, course_id: int | None = None) -> int:
    """Write a new course or change one; returns the id.

    :raises Refusal: no title, the title is taken, unknown module, impossible hours.
    """
    with db.write() as session:
        form = checked_course(session, form)
        wanted = fold(form.title)
        known = session.execute(select(Course.id, Course.title))
        if any(fold(title) == wanted and found != course_id for found, title in known):
            raise Refusal(f"课程库里已经有《{form.title}》。同名的课请在题目里写明区别。", code="title_taken")
        course = Course() if course_id is None else session.get_one(Course, course_id)
        write_course(session, course, form)
        audit.record(session, db, "course.save", course.title, module=course.module)
        return course.id


def checked_course(session: Session, form: CourseForm) -> CourseForm:
    """The form tidied.

    :raises Refusal: as `save_course`, but for the title of another course.
    """
    title = " ".join(form.title.split()).strip("《》")
    if not title or len(title) > TITLE_LIMIT:
        raise Refusal(f"请填写课程题目，不超过 {TITLE_LIMIT} 个字。", code="title_missing")
    if form.module and form.module not in words_of(session, "course_modules"):
        raise Refusal("请选择课程模块：通识教育、专业教育、专题教育，或在设置里新增。", code="module_unknown")
    if not 0 <= form.half_hours <= MOST_HALF_HOURS:
        raise Refusal(f"学时请填 0 到 {MOST_HALF_HOURS // 2}，可以有半个学时。", code="hours")
    tags = tuple(dict.fromkeys(filter(None, (tag.strip() for tag in form.tags))))
    if len(SEPARATOR.join(tags)) > TAGS_LIMIT:
        raise Refusal(f"标签合起来不能超过 {TAGS_LIMIT} 个字。", code="tags_long")
    return replace(
        form, title=title, tags=tags, audience=form.audience.strip()[:200], summary=form.summary.strip(),
        teacher_ids=tuple(dict.fromkeys(form.teacher_ids)), materials=_materials(form.materials),
    )  # fmt: skip


def _materials(found: tuple[Material, ...]) -> tuple[Material, ...]:
    tidy = (Material(one.title.strip()[:200], one.place.strip()[:300]) for one in found)
    return tuple(Material(one.title or one.place[:200], one.place) for one in tidy if one.title or one.place)


def write_course(session: Session, course: Course, form: CourseForm) -> None:
    """Set everything of a course in an open transaction; the form is checked already."""
    course.title, course.module, course.half_hours = form.title, form.module, form.half_hours
    course.tags, course.form, course.audience = SEPARATOR.join(form.tags), form.form, form.audience
    course.summary = form.summary
    session.add(course)
    session.flush()
    for model in (CourseTeacher, CourseMaterial):
        session.execute(delete(model).where(model.course_id == course.id))
    session.add_all(CourseTeacher(course_id=course.id, teacher_id=key) for key in form.teacher_ids)
    session.add_all(CourseMaterial(course_id=course.id, title=one.title, place=one.place) for one in form.materials)
    session.flush()


def set_course_active(db: Database, *, course_id: int, is_active: bool) -> None:
    """Take a course off the choices (停用), or back on; plans that want it keep it."""
    with db.write() as session:
        course = session.get_one(Course, course_id)
        course.is_active = is_active
        audit.record(session, db, "course.active", course.title, is_active=is_active)


def remove_course(db: Database, *, course_id: int) -> None:
    """Delete a course that was entered by mistake.

    :raises Refusal: a plan wants it, or lessons of that title were laid out.
    """
    with db.write() as session:
        row = _Around(session).row(session.get_one(Course, course_id))
        if row.plans:
            raise Refusal(f"《{row.title}》在年度计划的 {row.plans} 行里，不能删除。不再开的可以停用。", code="in_use")
        if row.lessons:
            raise Refusal(f"《{row.title}》讲过或排过 {row.lessons} 节，不能删除。不再开的可以停用。", code="in_use")
        for model in (CourseTeacher, CourseMaterial):
            session.execute(delete(model).where(model.course_id == course_id))
        session.delete(session.get_one(Course, course_id))
        audit.record(session, db, "course.remove", row.title)
