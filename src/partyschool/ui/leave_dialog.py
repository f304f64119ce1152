"""Asks before unsaved changes are left: 保存, 放弃修改 or 继续改."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_leave_dialog import Ui_LeaveDialog


class LeaveDialog(FormDialog):
    """`save()` may refuse, which is said in the dialog; `go_on()` is called when nothing stands in the way any more."""

    def __init__(self, parent: QWidget, *, lead: str, save: Callable[[], object], go_on: Callable[[], object]) -> None:
        super().__init__(parent)
        self.form = Ui_LeaveDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.lead.setText(lead)
        self._save, self._go_on = save, go_on
        self.form.discard.clicked.connect(self._discard)

    def accept(self) -> None:
        self._save()
        super().accept()
        self._go_on()

    def _discard(self) -> None:
        super().accept()
        self._go_on()
