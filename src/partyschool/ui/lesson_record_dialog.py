"""Who really taught a lesson, and whether it was held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui import class_words as words
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_lesson_record_dialog import Ui_LessonRecordDialog

if TYPE_CHECKING:
    from partyschool.services.class_rows import LessonRow


class LessonRecordDialog(FormDialog):
    """The planned teacher is kept beside the actual one."""

    def __init__(self, context: Context, lesson: LessonRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._lesson = context, lesson
        self.form = Ui_LessonRecordDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText(lesson.title)
        when = f"第 {lesson.session} 场 · {lesson.held_on.month} 月 {lesson.held_on.day} 日 "
        planned = f" · 计划授课人 {lesson.planned_teacher}" if lesson.planned_teacher else ""
        self.form.lead.setText(f"{when}{words.span(lesson.starts, lesson.ends)} · {lesson.place}{planned}")
        fill(self.form.teacher, self._teachers(), lesson.teacher_id)
        choices = {None: self.form.by_log, True: self.form.held, False: self.form.not_held}
        choices[lesson.said_held].setChecked(True)

    def _teachers(self) -> list[tuple[str, int | None]]:
        from partyschool.services.teachers import list_teachers

        rows = [row for row in list_teachers(self.context.db) if row.is_active or row.id == self._lesson.teacher_id]
        return [
            ("没有授课人", None),
            *((teacher_words(row.name, row.form.kind, row.form.title), row.id) for row in rows),
        ]

    def accept(self) -> None:
        from partyschool.services.class_flow import record_lesson

        form = self.form
        held = None if form.by_log.isChecked() else form.held.isChecked()
        record_lesson(self.context.db, lesson_id=self._lesson.id, teacher_id=form.teacher.currentData(), is_held=held)
        super().accept()


def teacher_words(name: str, kind: str, title: str) -> str:
    """周文斌（领导干部，镇党委书记）."""
    facts = "，".join(part for part in (words.TEACHER_KINDS.get(kind, ""), title) if part)
    return f"{name}（{facts}）" if facts else name
