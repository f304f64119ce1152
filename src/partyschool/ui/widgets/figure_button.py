"""A figure of the desk with its word; a click opens the names behind it."""

from PySide6.QtCore import Property, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partyschool.ui import style
from partyschool.ui.widgets.card import label

FIGURE, WORD = 34, 16


class FigureButton(QPushButton):
    """In a form set `title` as a property; `show_value(97)`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "figure")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._word, self._figure = label("", "second"), label("0")
        self._word.setFont(style.font(WORD))
        self._figure.setFont(style.font(FIGURE, True))
        for part in (self._word, self._figure):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(8)
        row.addWidget(self._word)
        row.addWidget(self._figure)

    def show_value(self, value: int, tone: str = "") -> None:
        self._figure.setText(str(value))
        style.mark(self._figure, tone=tone)
        self.setAccessibleName(f"{self._word.text()} {value}")
        self._fit()

    def set_title(self, text: str) -> None:
        self._word.setText(text)
        self._fit()

    def _fit(self) -> None:
        word = QFontMetricsF(style.font(WORD)).horizontalAdvance(self._word.text())
        figure = QFontMetricsF(style.font(FIGURE, True)).horizontalAdvance(self._figure.text())
        self.setFixedWidth(round(word + figure) + 16)

    title = Property(str, lambda self: self._word.text(), set_title)
