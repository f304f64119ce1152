"""登记入库、续聘、出库: one action with its day and reason for the teachers ticked."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.pool import PoolAction
from partyschool.ui import problems
from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_pool_dialog import Ui_PoolDialog
from partyschool.ui.teaching_words import POOL_ACTIONS, TEACHER_KINDS
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.teachers import TeacherRow
    from partyschool.ui.context import Context


class PoolDialog(FormDialog):
    """For one year; `ticked` are the teachers chosen on the page."""

    def __init__(
        self, context: Context, year: int, action: PoolAction, ticked: Collection[int], parent: QWidget
    ) -> None:
        from partyschool.services.teachers import list_teachers
        from partyschool.services.word_lists import offered_words

        super().__init__(parent)
        self._db, self._year = context.db, year
        self.form = form = Ui_PoolDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"登记 {year} 年度入库、续聘、出库")
        fill(form.action, [(word, action) for action, (word, _) in POOL_ACTIONS.items()], action)
        form.reason.addItems(["", *(title for title, _ in offered_words(context.db, "leave_reasons"))])
        show_day(form.day, context.today)
        known = [row for row in list_teachers(context.db) if row.is_active or row.id in ticked]
        form.teachers.set_choices([(_words(row), row.id, row.initials) for row in known], ticked)
        form.search.textChanged.connect(form.teachers.search)

    def accept(self) -> None:
        from partyschool.services.teacher_pool import record_pool

        form = self.form
        action = PoolAction(form.action.currentData())
        count = record_pool(
            self._db,
            teacher_ids=form.teachers.ticked(),
            year=self._year,
            action=action,
            reason=form.reason.currentText(),
            noted_on=day_of(form.day),
        )
        super().accept()
        problems.say(f"已登记{POOL_ACTIONS[action][0]} {count} 人", Tone.DONE)


def _words(row: TeacherRow) -> str:
    return "　".join(part for part in (row.name, TEACHER_KINDS[row.form.kind][0], row.form.title) if part)
