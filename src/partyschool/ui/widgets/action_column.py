"""A button of a life cycle with the line beneath it: when it was done, or why not yet."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui import icons, style
from partyschool.ui.widgets.card import label

LEAST_WIDTH = 96


@dataclass(frozen=True, slots=True)
class Action:
    """What the button says now; `note` stands below it and in its tooltip."""

    text: str
    note: str
    enabled: bool = False
    primary: bool = False
    icon: str = ""


class ActionColumn(QWidget):
    """`show_action(action)`; `clicked` when the button is pressed."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button, self._note = QPushButton(), label("", "caption")
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button.setMinimumWidth(LEAST_WIDTH)
        self.button.clicked.connect(self.clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.button)
        layout.addWidget(self._note)

    def show_action(self, action: Action) -> None:
        self.button.setText(action.text)
        style.mark(self.button, kind="primary" if action.primary and action.enabled else "")
        self._set_icon(action)
        self.button.setEnabled(action.enabled)
        self.button.setToolTip(action.note)
        self._note.setText(action.note)

    def note(self) -> str:
        return self._note.text()

    def _set_icon(self, action: Action) -> None:
        if action.icon:
            icons.set_button(self.button, action.icon)
        else:
            self.button.setIcon(QIcon())
