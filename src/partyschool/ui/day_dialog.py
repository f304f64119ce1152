"""Asks once, with the consequence in words, from which day on something holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_day_dialog import Ui_DayDialog


class DayDialog(FormDialog):
    """`act(day)` is called by the button; what it refuses is said in the dialog, which stays open."""

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        lead: str,
        ask: str,
        day: date,
        button: str,
        act: Callable[[date], object],
    ) -> None:
        super().__init__(parent)
        self.form = Ui_DayDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._act = act
        self.setWindowTitle(title)
        self.form.title.setText(title)
        self.form.lead.setText(lead)
        self.form.day_label.setText(ask)
        self.form.day.setDate(QDate(day.year, day.month, day.day))
        self.form.save.setText(button)
        self.form.day.setFocus()

    def accept(self) -> None:
        chosen = self.form.day.date()
        self._act(date(chosen.year(), chosen.month(), chosen.day()))
        super().accept()
