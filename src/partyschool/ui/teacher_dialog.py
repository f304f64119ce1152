"""新增教师, 修改教师."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_teacher_dialog import Ui_TeacherDialog
from partyschool.ui.teaching_words import TEACHER_KINDS, kind_choices

if TYPE_CHECKING:
    from partyschool.services.teachers import TeacherRow
    from partyschool.storage.database import Database


class TeacherDialog(FormDialog):
    """A new teacher, or the given one."""

    def __init__(self, db: Database, row: TeacherRow | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db, self._row = db, row
        self.form = Ui_TeacherDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText("修改教师" if row else "新增教师")
        fill(self.form.kind, kind_choices(TEACHER_KINDS), row.form.kind if row else None)
        if row:
            self._show(row)

    def _show(self, row: TeacherRow) -> None:
        form, known = self.form, row.form
        form.name.setText(known.name)
        form.teacher_title.setText(known.title)
        form.subjects.setText(known.subjects)
        form.phone.setText(known.phone)
        form.in_pool.setChecked(known.in_pool)

    def accept(self) -> None:
        from partyschool.services.teachers import TeacherForm, save_teacher

        form, row = self.form, self._row
        entered = TeacherForm(
            form.name.text(),
            form.kind.currentData(),
            form.teacher_title.text(),
            form.in_pool.isChecked(),
            form.phone.text(),
            form.subjects.text(),
            row.form.person_id if row else None,
        )
        save_teacher(self._db, form=entered, teacher_id=row.id if row else None)
        super().accept()
