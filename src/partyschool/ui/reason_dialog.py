"""Asks once, with the consequence in words and a typed reason: forcing, cancelling, voiding."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_reason_dialog import Ui_ReasonDialog


class ReasonDialog(FormDialog):
    """`act(reason)` is called by the button; what it refuses is said in the dialog, which stays open."""

    def __init__(
        self, parent: QWidget, *, title: str, lead: str, button: str, act: Callable[[str], object], ask: str = ""
    ) -> None:
        super().__init__(parent)
        self.form = Ui_ReasonDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._act = act
        self.setWindowTitle(title)
        self.form.title.setText(title)
        self.form.lead.setText(lead)
        self.form.save.setText(button)
        if ask:
            self.form.reason_label.setText(ask)
        self.form.reason.setFocus()

    def accept(self) -> None:
        reason = self.form.reason.toPlainText().strip()
        if not reason:
            raise Refusal("请先写明原因。")
        self._act(reason)
        super().accept()
