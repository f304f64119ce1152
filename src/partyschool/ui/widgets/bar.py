"""A fully round bar, 6 px high, of one or more parts on a track."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import tokens


class Bar(QWidget):
    """`set_parts([(fraction, colour), …])`: fractions of the whole, drawn one behind the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[tuple[float, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(tokens.BAR_HEIGHT)

    def set_parts(self, parts: Sequence[tuple[float, str]]) -> None:
        self._parts = tuple(parts)
        self.setAccessibleName(f"{sum(part for part, _ in self._parts) * 100:.1f}%")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, tokens.BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), 3, 3)
        painter.fillPath(outline, QColor(tokens.TRACK))
        painter.setClipPath(outline)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for part, colour in self._parts:
            width = min(max(part, 0.0), 1.0) * self.width()
            painter.fillRect(QRectF(left, 0, width, self.height()), QColor(colour))
            left += width
