"""A round badge with a person's picture, or the first character of the name."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from partyschool.ui import style, tokens


class Avatar(QWidget):
    """44 px and soft red beside a person, 28 px and grey beside the user."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "", size: int = 44, quiet: bool = False) -> None:
        super().__init__(parent)
        self._name, self._quiet = name, quiet
        self._picture = QPixmap()
        self.setFixedSize(size, size)

    def set_quiet(self, size: int = 28) -> None:
        """Small and grey, as beside the user's name."""
        self._quiet = True
        self.setFixedSize(size, size)

    def set_name(self, name: str) -> None:
        self._name = name
        self.update()

    def show_file(self, path: Path | None) -> None:
        """A picture of 5 to 7, its upper part in the circle; None shows the character."""
        self._picture = QPixmap(str(path)) if path is not None else QPixmap()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if not self._picture.isNull():
            circle, side = QPainterPath(), self._picture.width()
            circle.addEllipse(QRectF(self.rect()))
            painter.setClipPath(circle)
            upper = QRectF(0, self._picture.height() * 0.08, side, side)
            painter.drawPixmap(QRectF(self.rect()), self._picture, upper)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#DFDAD3" if self._quiet else tokens.ACCENT_SOFT))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(tokens.TEXT_2 if self._quiet else tokens.ACCENT))
        painter.setFont(style.font(round(self.width() * 0.42), bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._name[:1])
