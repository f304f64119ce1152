"""Asks once, with the consequence in words, before something that cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_sure_dialog import Ui_SureDialog


class SureDialog(FormDialog):
    """`act()` is called by the button; what it refuses is said in the dialog, which stays open."""

    def __init__(self, parent: QWidget, *, title: str, lead: str, button: str, act: Callable[[], object]) -> None:
        super().__init__(parent)
        self.form = Ui_SureDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._act = act
        self.setWindowTitle(title)
        self.form.title.setText(title)
        self.form.lead.setText(lead)
        self.form.save.setText(button)

    def accept(self) -> None:
        self._act()
        super().accept()
