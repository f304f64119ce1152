"""The program's mark: a plain house with columns on red; the Party emblem is no decoration."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens

ICON_SIZES = (16, 24, 32, 48, 128)


class HouseMark(QWidget):
    """32 px in the navigation; other sizes on first start."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 32, ground: str = tokens.ACCENT) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_mark(QPainter(self), self.width(), self._ground)


def draw_mark(painter: QPainter, size: int, ground: str) -> None:
    """The mark in the upper left corner of what is painted on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    radius = size * 0.19
    painter.drawRoundedRect(QRectF(0, 0, size, size), radius, radius)
    side = round(size * 0.62)
    edge = (size - side) / 2
    icons.paint(painter, "house-mark", QRectF(edge, edge, side, side), tokens.CARD)


def window_icon() -> QIcon:
    """For the title bar, the task bar and the list of windows."""
    icon = QIcon()
    for size in ICON_SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw_mark(painter, size, tokens.ACCENT)
        painter.end()
        icon.addPixmap(picture)
    return icon
