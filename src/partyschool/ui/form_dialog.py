"""A small dialog with fields, 保存 and 取消; a refused save shows its sentence and keeps everything typed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPushButton, QWidget

from partyschool.ui import icons


class FormDialog(QDialog):
    """Sub-classes set up a form with `save`, `cancel` and a Notice `problem_notice`, call `wire`, override `accept`.

    `accept` saves and then calls the one here; a Refusal that leaves it is shown in the notice. Once it has been opened
    and closed again it goes, with all its fields: its page may stay for weeks. What background work shows in it must be
    a method of its own, which Qt forgets with it, never a lambda.
    """

    stays = False  # after closing; for one that keeps something on the screen

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setModal(True)

    def open(self) -> None:
        """Show it; the page goes on."""
        if not self.stays:
            self.finished.connect(self.deleteLater)
        super().open()

    def wire(self, save: QPushButton, cancel: QPushButton) -> None:
        """Connect the two buttons; Enter saves, Escape cancels."""
        icons.give_buttons(self)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        save.setDefault(True)
        save.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        first = next((field for field in self.findChildren(QLineEdit) if field.parent() is self), None)
        if first is not None:
            first.setFocus()


def fill(combo: QComboBox, choices: Sequence[tuple[str, Any]], value: Any = None) -> None:
    """Give a drop-down its entries and choose the one of `value`, else the first."""
    combo.clear()
    for text, entry in choices:
        combo.addItem(text, entry)
    places = [place for place, (_, entry) in enumerate(choices) if entry == value]
    combo.setCurrentIndex(places[0] if places else 0)
