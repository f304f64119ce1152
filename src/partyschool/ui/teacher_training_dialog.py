"""登记师资培训: one training for the teachers ticked, or the correction of one teacher's."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_teacher_training_dialog import Ui_TeacherTrainingDialog
from partyschool.ui.teaching_words import TRAINING_FORMS

if TYPE_CHECKING:
    from partyschool.services.teacher_trainings import TrainingForm, TrainingRow
    from partyschool.ui.context import Context


class TeacherTrainingDialog(FormDialog):
    """A new training, or the given one."""

    def __init__(
        self, context: Context, row: TrainingRow | None, parent: QWidget, ticked: Collection[int] = ()
    ) -> None:
        super().__init__(parent)
        self._db, self._row = context.db, row
        self.form = form = Ui_TeacherTrainingDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"修改{row.name}的培训" if row else "登记师资培训")
        fill(form.kind, [(word, key) for key, word in TRAINING_FORMS.items()], row.form.form if row else None)
        for field in (form.first, form.last):
            show_day(field, context.today)
        form.first.dateChanged.connect(lambda day: form.last.setDate(max(day, form.last.date())))
        for widget in (form.search_label, form.search, form.teachers):
            widget.setVisible(row is None)
        if row:
            self._show(row.form)
        else:
            self._offer_teachers(ticked)
        form.name.setFocus()

    def _offer_teachers(self, ticked: Collection[int]) -> None:
        from partyschool.services.teachers import list_teachers

        known = list_teachers(self._db, active_only=True)
        choices = [
            ("　".join(part for part in (row.name, row.form.title) if part), row.id, row.initials) for row in known
        ]
        self.form.teachers.set_choices(choices, ticked)
        self.form.search.textChanged.connect(self.form.teachers.search)

    def _show(self, known: TrainingForm) -> None:
        form = self.form
        form.name.setText(known.title)
        form.place.setText(known.place)
        form.hours.setValue(known.half_hours / 2)
        show_day(form.first, known.start_on)
        show_day(form.last, known.end_on or known.start_on)

    def accept(self) -> None:
        from partyschool.services import teacher_trainings as trainings

        form = self.form
        entered = trainings.TrainingForm(
            form.kind.currentData(),
            form.name.text(),
            day_of(form.first),
            day_of(form.last),
            form.place.text(),
            round(form.hours.value() * 2),
        )
        if self._row:
            trainings.change_training(self._db, training_id=self._row.id, form=entered)
        else:
            trainings.record_trainings(self._db, teacher_ids=form.teachers.ticked(), form=entered)
        super().accept()
