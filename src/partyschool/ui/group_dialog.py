"""Puts trainees into a discussion group."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_group_dialog import Ui_GroupDialog


class GroupDialog(FormDialog):
    """One name for everybody who was chosen."""

    def __init__(self, context: Context, code: str, person_ids: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._code, self._person_ids = context, code, person_ids
        self.form = Ui_GroupDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.lead.setText(f"选中的 {len(person_ids)} 人分到：")
        self.form.group.setFocus()

    def accept(self) -> None:
        from partyschool.services.enrolment import set_group

        set_group(self.context.db, code=self._code, person_ids=self._person_ids, group=self.form.group.text())
        super().accept()
