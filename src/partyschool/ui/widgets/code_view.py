"""A square code as large as its place allows, on white, every module whole pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partyschool.ui.qr import modules, paint_code

QUIET = 4


class CodeView(QWidget):
    """White while there is no text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setMinimumSize(QSize(340, 340))

    @property
    def text(self) -> str:
        """What a phone reads."""
        return self._text

    def show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(f"二维码 {text}" if text else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        if self._text:
            module = min(self.width(), self.height()) / (len(modules(self._text)) + 2 * QUIET)
            paint_code(painter, self._text, QPointF(self.width() / 2, self.height() / 2), module)
