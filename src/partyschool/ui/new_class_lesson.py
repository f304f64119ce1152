"""One lesson of the timetable, edited in the dialog's own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QCompleter, QWidget

from partyschool.domain.flow import FIELD, FREE
from partyschool.domain.terms import LessonForm as Form
from partyschool.domain.terms import StepKind
from partyschool.domain.timetable import LessonPlan, SessionPlan, StepPlan
from partyschool.errors import Refusal
from partyschool.ui import class_words as words
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_lesson_form import Ui_LessonForm
from partyschool.ui.lesson_record_dialog import teacher_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from partyschool.services.courses import CourseRow


class LessonForm(QWidget):
    """`offer(context)` once, `edit(lesson, …)`, then `lesson()` answers it changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_LessonForm()
        self.form.setupUi(self)
        self._lesson: LessonPlan | None = None
        self._steps: Sequence[StepPlan] = ()
        self._points: dict[int, str] = {}
        self._modules: Callable[..., list[tuple[str, str]]] = lambda **_: []
        self.form.kind.currentIndexChanged.connect(lambda place: self._follow_kind())
        self.form.point.currentIndexChanged.connect(lambda place: self._follow_point())

    def offer(self, context: Context, steps: Sequence[StepPlan]) -> None:
        """Fill the drop-downs."""
        from partyschool.services.courses import list_courses
        from partyschool.services.rooms import list_rooms
        from partyschool.services.teachers import list_teachers
        from partyschool.services.teaching_points import list_points
        from partyschool.services.word_lists import offered_words

        form, self._steps = self.form, steps
        fill(form.kind, [(word, kind) for kind, (word, _) in words.FORMS.items()])
        self._modules = partial(offered_words, context.db, "course_modules")
        fixed = [(step.title, step.key) for step in steps if step.kind == StepKind.FIXED]
        fill(form.step, [("不是规定动作", ""), *fixed])
        teachers = list_teachers(context.db, active_only=True)
        named = [(teacher_words(row.name, row.form.kind, row.form.title), row.id) for row in teachers]
        fill(form.teacher, [("先不定", None), *named])
        points = list_points(context.db, active_only=True)
        self._points = {point.id: point.name for point in points}
        fill(form.point, [("不在教学点", None), *((point.name, point.id) for point in points)])
        form.place.addItems([room.name for room in list_rooms(context.db, active_only=True)])
        self._offer_courses({row.title: row for row in list_courses(context.db, active_only=True)})

    def _offer_courses(self, courses: dict[str, CourseRow]) -> None:
        """Titles of the library come up while a subject is typed; choosing one brings its module, form and teacher."""
        completer = QCompleter(list(courses), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda title: self._take_course(courses[title]))
        self.form.subject.setCompleter(completer)
        self.form.subject.setPlaceholderText("题目；打几个字，可以从课程库里选")

    def _take_course(self, course: CourseRow) -> None:
        form, known = self.form, course.form
        for combo, value in ((form.kind, known.form), (form.module, known.module)):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        if len(known.teacher_ids) == 1:
            form.teacher.setCurrentIndex(max(form.teacher.findData(known.teacher_ids[0]), 0))

    def edit(self, lesson: LessonPlan, sessions: Sequence[SessionPlan]) -> None:
        form, self._lesson = self.form, lesson
        fill(form.module, [("不分模块", ""), *self._modules(always=[lesson.module])])
        fill(form.session, [(session_words(session), session.number) for session in sessions], lesson.session)
        form.subject.setText(lesson.title)
        step = lesson.step_key if any(step.key == lesson.step_key for step in self._steps) else ""
        for combo, value in (
            (form.kind, lesson.form), (form.module, lesson.module), (form.step, step),
            (form.teacher, lesson.teacher_id), (form.point, lesson.teaching_point_id),
        ):  # fmt: skip
            combo.setCurrentIndex(max(combo.findData(value), 0))
        form.starts.setTime(QTime(lesson.starts.hour, lesson.starts.minute))
        form.ends.setTime(QTime(lesson.ends.hour, lesson.ends.minute))
        form.place.setEditText(lesson.place)
        form.host.setText(lesson.host)
        form.hours.setValue(lesson.half_hours / 2)
        form.subject.setFocus()
        form.subject.selectAll()

    def lesson(self) -> LessonPlan:
        """What was entered.

        :raises Refusal: no subject, or it ends before it begins.
        """
        form = self.form
        assert self._lesson is not None
        starts, ends = (time(edit.time().hour(), edit.time().minute()) for edit in (form.starts, form.ends))
        title = form.subject.text().strip()
        if not title:
            raise Refusal("请填写这一节的内容；还没定的可以写“待定”。")
        if ends <= starts:
            raise Refusal(f"结束时间 {ends:%H:%M} 不晚于开始时间 {starts:%H:%M}，请改正。")
        kind = form.kind.currentData()
        return replace(
            self._lesson,
            session=form.session.currentData(),
            starts=starts,
            ends=ends,
            title=title,
            form=kind,
            module=form.module.currentData(),
            step_key=FIELD if kind == Form.FIELD else FREE if kind == Form.FREE else form.step.currentData(),
            teacher_id=form.teacher.currentData(),
            teaching_point_id=form.point.currentData(),
            place=form.place.currentText().strip(),
            host=form.host.text().strip(),
            half_hours=round(form.hours.value() * 2),
        )

    def _follow_kind(self) -> None:
        """A free action or a field visit is no fixed action."""
        kind = self.form.kind.currentData()
        self.form.step.setEnabled(kind not in (Form.FREE, Form.FIELD))
        if kind in (Form.FREE, Form.FIELD):
            self.form.step.setCurrentIndex(0)

    def _follow_point(self) -> None:
        name = self._points.get(self.form.point.currentData())
        if name is not None:
            self.form.place.setEditText(name)


def session_words(session: SessionPlan) -> str:
    """第 2 场 10 月 23 日下午."""
    day = session.held_on
    return f"第 {session.number} 场 {day.month} 月 {day.day} 日{words.half_day(session.starts)}"
