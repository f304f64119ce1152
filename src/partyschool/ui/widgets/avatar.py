"""A round badge with the first character of a name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partyschool.ui import style, tokens


class Avatar(QWidget):
    """44 px and soft red beside a person, 28 px and grey beside the user."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "", size: int = 44, quiet: bool = False) -> None:
        super().__init__(parent)
        self._name, self._quiet = name, quiet
        self.setFixedSize(size, size)

    def set_quiet(self, size: int = 28) -> None:
        """Small and grey, as beside the user's name."""
        self._quiet = True
        self.setFixedSize(size, size)

    def set_name(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#DFDAD3" if self._quiet else tokens.ACCENT_SOFT))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(tokens.TEXT_2 if self._quiet else tokens.ACCENT))
        painter.setFont(style.font(round(self.width() * 0.42), bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._name[:1])
