"""Twelve bars, one a month: past ones pale, this month solid, planned ones dashed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.widgets.painted import Hit, Painted, draw

LEFT, BELOW, ABOVE, BAR = 30, 30, 22, 24
KEY = 12
CENTER, RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Month:
    """`value` None draws no bar. `key` is emitted on a click."""

    key: object
    title: str
    value: int | None
    current: bool = False
    planned: bool = False


class MonthBars(Painted):
    """`show_months(months)`; the scale grows with the highest bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: Sequence[Month] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(320, 150))
        self.setAccessibleName("每月培训人次")

    def show_months(self, months: Sequence[Month]) -> None:
        self._months = tuple(months)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, self.hits = self.painter(), []
        step = grid_step(max((month.value or 0 for month in self._months), default=0))
        top = step * 3
        highest = max((month.value or 0 for month in self._months), default=0)
        field = QRectF(LEFT, ABOVE, self.width() - LEFT, self.height() - ABOVE - BELOW)
        scale = field.height() / max(top, highest, 1)
        for line in range(4):
            self._grid_line(painter, field, field.bottom() - line * step * scale, f"{line * step:,}")
        width = field.width() / max(len(self._months), 1)
        for place, month in enumerate(self._months):
            column = QRectF(field.left() + place * width, 0, width, self.height())
            self._month(painter, column, month, field.bottom(), (month.value or 0) * scale)
        self.draw_focus(painter)

    def _grid_line(self, painter: QPainter, field: QRectF, y: float, text: str) -> None:
        painter.fillRect(QRectF(field.left(), round(y), field.width(), 1), QColor(tokens.HAIRLINE))
        draw(painter, QRectF(0, y - 10, LEFT - 8, 20), text, tokens.TEXT_3, tokens.FONT_CAPTION, align=RIGHT)

    def _month(self, painter: QPainter, column: QRectF, month: Month, ground: float, height: float) -> None:
        strong = month.current
        below = QRectF(column.left(), ground + 3, column.width(), 20)
        colour = tokens.TEXT_1 if strong else tokens.TEXT_2
        draw(painter, below, month.title, colour, tokens.FONT_CAPTION, bold=strong, align=CENTER)
        if month.value is None:
            return
        bar = QRectF(round(column.center().x() - BAR / 2), ground - height, BAR, height)
        draw_month_bar(painter, bar, month)
        above = QRectF(column.left(), bar.top() - 20, column.width(), 18)
        draw(painter, above, f"{month.value:,}", colour, tokens.FONT_CAPTION, bold=strong, align=CENTER)
        self.hits.append(Hit(column.adjusted(4, 2, -4, -2), month.key, f"{month.title} {month.value:,} 人次"))


def draw_month_bar(painter: QPainter, bar: QRectF, month: Month) -> None:
    """Round above, straight on the ground line."""
    shape = QPainterPath()
    shape.addRoundedRect(bar.adjusted(0, 0, 0, 4), 4, 4)
    painter.save()
    painter.setClipRect(bar.adjusted(-1, -1, 1, 0))
    if month.planned:
        painter.setPen(QPen(QColor(tokens.CONTROL_LINE), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tokens.SUNK))
        painter.drawPath(shape.translated(0.5, 0.5))
    else:
        painter.fillPath(shape, QColor(tokens.ACCENT if month.current else tokens.BAR_PAST))
    painter.restore()


def grid_step(highest: int) -> int:
    """A round distance of grid lines, so that three of them reach about the highest bar."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000):
        if step * 3.2 >= highest:
            return step
    return 20000


def key_pixmap(*, planned: bool) -> QPixmap:
    """A small bar for the key beside the title."""
    ratio = icons.screen_ratio()
    pixmap = QPixmap(round(KEY * ratio), round(KEY * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.DISABLED), 1, Qt.PenStyle.DotLine) if planned else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.SUNK if planned else tokens.BAR_PAST))
    painter.drawRoundedRect(QRectF(0.5, 0.5, KEY - 1, KEY - 1), 2, 2)
    painter.end()
    return pixmap
