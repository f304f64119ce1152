"""The program's mark: a plain house with columns on red; the Party emblem is no decoration."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens


class HouseMark(QWidget):
    """32 px in the navigation; other sizes on first start."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 32, ground: str = tokens.ACCENT) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._ground))
        painter.drawRoundedRect(self.rect(), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        side = round(self.width() * 0.62)
        edge = (self.width() - side) / 2
        icons.paint(painter, "house-mark", QRectF(edge, edge, side, side), tokens.CARD)
