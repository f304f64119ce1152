"""A person's picture as a button, 5 to 7; a place to put one where there is none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from partyschool.ui import style, tokens

RADIUS = 4


class PortraitButton(QAbstractButton):
    """Enter, Space or a click opens what the page does with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        self.show_file(None)

    def sizeHint(self) -> QSize:
        return QSize(50, 70)

    def show_file(self, path: Path | None) -> None:
        """The cut picture, or None for a person without one."""
        self._picture = QPixmap(str(path)) if path is not None else QPixmap()
        words = "更换、裁剪照片" if self.has_picture else "添加照片"
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether there is one to be seen."""
        return not self._picture.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(area, RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(shape)
        if self.has_picture:
            painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))
        else:
            self._paint_place(painter, area)
        painter.restore()
        line = tokens.FOCUS if self.hasFocus() or self.underMouse() else tokens.CONTROL_LINE
        painter.setPen(QPen(QColor(line), 2 if self.hasFocus() else 1))
        painter.drawPath(shape)

    def _paint_place(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, QColor(tokens.SUNK))
        painter.setBrush(QColor(tokens.TRACK))
        painter.setPen(Qt.PenStyle.NoPen)
        middle = area.center()
        painter.drawEllipse(QPointF(middle.x(), area.top() + 20), 8.5, 8.5)
        painter.drawEllipse(QRectF(middle.x() - 15, area.top() + 31, 30, 30))
        painter.fillRect(QRectF(area.left(), area.bottom() - 19, area.width(), 19), QColor(tokens.CARD))
        painter.setPen(QColor(tokens.TEXT_2))
        painter.setFont(style.font(tokens.FONT_THIRD))
        painter.drawText(
            QRectF(area.left(), area.bottom() - 19, area.width(), 19), Qt.AlignmentFlag.AlignCenter, "添加"
        )
