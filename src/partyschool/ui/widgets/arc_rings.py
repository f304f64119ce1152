"""Rings within each other, each a share of its own whole, with a legend beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import tokens
from partyschool.ui.widgets.painted import Hit, Painted, draw, square

DIAMETER, THICK, GAP, ROW = 138, 9, 5, 47
CENTER, RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Ring:
    """A share (None: nobody to count) with its title, its figure (“72.2%”) and a line beneath."""

    key: object
    title: str
    figure: str
    note: str
    fraction: float | None


class ArcRings(Painted):
    """`show_rings(rings, "68.2%", "达标")`: the outermost ring is the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rings: Sequence[Ring] = ()
        self._middle = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(340, DIAMETER + 8))

    def show_rings(self, rings: Sequence[Ring], figure: str, word: str) -> None:
        self._rings, self._middle = tuple(rings), (figure, word)
        self.setAccessibleName(f"{word} {figure}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, self.hits = self.painter(), []
        circle = QRectF(2, round((self.height() - DIAMETER) / 2), DIAMETER, DIAMETER)
        for place, ring in enumerate(self._rings):
            edge = THICK / 2 + place * (THICK + GAP)
            draw_ring(painter, circle.adjusted(edge, edge, -edge, -edge), ring.fraction, tokens.SERIES[place])
        middle = circle.center().y()
        figure, word = self._middle
        draw(painter, QRectF(circle.left(), middle - 20, DIAMETER, 26), figure, size=18, bold=True, align=CENTER)
        draw(painter, QRectF(circle.left(), middle + 3, DIAMETER, 18), word, tokens.TEXT_2, 12, align=CENTER)
        top = middle - ROW * len(self._rings) / 2
        for place, ring in enumerate(self._rings):
            area = QRectF(circle.right() + 16, top + place * ROW, self.width() - circle.right() - 16, ROW)
            self._legend(painter, area, ring, tokens.SERIES[place])
        self.draw_focus(painter)

    def _legend(self, painter: QPainter, area: QRectF, ring: Ring, colour: str) -> None:
        upper, lower = area.adjusted(20, 2, 0, -ROW / 2), area.adjusted(20, ROW / 2 - 1, 0, -4)
        square(painter, area.left() + 2, upper.center().y(), colour)
        draw(painter, upper.adjusted(0, 0, -60, 0), ring.title)
        draw(painter, upper, ring.figure, bold=True, align=RIGHT)
        draw(painter, lower, ring.note, tokens.TEXT_2, tokens.FONT_CAPTION)
        self.hits.append(Hit(area, ring.key, f"{ring.title} {ring.figure} {ring.note}"))


def draw_ring(painter: QPainter, area: QRectF, fraction: float | None, colour: str) -> None:
    """From the top clockwise, with round ends."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens.TRACK), THICK))
    painter.drawEllipse(area)
    if fraction:
        painter.setPen(QPen(QColor(colour), THICK, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(area, 90 * 16, -round(min(fraction, 1.0) * 360 * 16))
