"""One big figure with its unit, a bar where it is a share, and a line beneath; a click opens the names behind it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import tokens
from partyschool.ui.style import mark
from partyschool.ui.widgets.bar import Bar
from partyschool.ui.widgets.card import Card, label, row, set_switched
from partyschool.ui.widgets.elided_label import ElidedLabel


@dataclass(frozen=True, slots=True)
class Figure:
    """What a card shows; `fraction` None shows no bar. `key` is emitted on a click."""

    key: str
    title: str
    value: str
    unit: str = ""
    note: str = ""
    fraction: float | None = None
    tone: str = ""


class FigureCard(Card):
    """Reached by Tab, opened by Enter, Space or a click. `small` is for counters that filter a list."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, small: bool = False) -> None:
        super().__init__(parent)
        self._key = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title, self._unit = label("", "caption"), label("", "caption")
        self._value = label("", "panel-figure" if small else "figure")
        self._note, self._bar = ElidedLabel(), Bar()
        self._note.setProperty("kind", "caption")
        layout = self.column(spacing=2 if small else 4)
        if small:
            layout.setContentsMargins(14, 8, 14, 8)
        layout.addWidget(self._title)
        value = row(self._value, self._unit, 0, spacing=5)
        value.setAlignment(self._unit, Qt.AlignmentFlag.AlignBottom)
        self._unit.setContentsMargins(0, 0, 0, 6)
        layout.addLayout(value)
        layout.addWidget(self._bar)
        layout.addStretch(1)
        layout.addWidget(self._note)
        self._note.setVisible(not small)

    def show_figure(self, figure: Figure) -> None:
        self._key = figure.key
        for part, text in ((self._title, figure.title), (self._value, figure.value), (self._unit, figure.unit)):
            part.setText(text)
        self._note.setText(figure.note)
        mark(self._value, tone=figure.tone)
        self._bar.setVisible(figure.fraction is not None)
        self._bar.set_parts([(figure.fraction or 0.0, tokens.ACCENT)])
        self.setAccessibleName(f"{figure.title} {figure.value} {figure.unit} {figure.note}")

    def set_on(self, on: bool) -> None:
        """The red border of the counter that filters now."""
        set_switched(self, on)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit(self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self._key)
        else:
            super().keyPressEvent(event)
