"""What came of the last scan or tap, large enough for the trainee across the desk to read."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import style
from partyschool.ui.widgets.painted import draw

HEIGHT, SIGN = 236, 54
NAME, LEAST_NAME = 66, 40
INK = "#16181C"


class Sign(Enum):
    """Ink and ground; the form of the sign says the same without colour."""

    DONE = ("#1B6B3A", "#E6F3EA")
    LOOK = ("#8F5F00", "#FBF1DA")
    REFUSED = ("#A8201A", "#FBE7E5")
    READY = ("#625A53", "#FFFFFF")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Sign and title, the name, the unit, and what to do or know."""

    sign: Sign
    title: str
    name: str = ""
    unit: str = ""
    third: str = ""


class ResultCard(QWidget):
    """`show_result(row)`; stays until the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = ResultRow(Sign.READY, "请扫学员证，或在右边点名")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def show_result(self, row: ResultRow) -> None:
        self.row = row
        self.setAccessibleName(" ".join(part for part in (row.title, row.name, row.unit, row.third) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(470, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, row = QPainter(self), self.row
        ink, ground = row.sign.value
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ready = row.sign is Sign.READY
        painter.setPen(QPen(QColor("#E6E1DB" if ready else ink), 1 if ready else 3))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)
        if ready:
            draw(painter, QRectF(self.rect()), row.title, ink, 20, align=Qt.AlignmentFlag.AlignHCenter)
            return
        draw_sign(painter, QRectF(23, 15, SIGN, SIGN), row.sign)
        width = self.width() - 46
        self._title(painter, QRectF(92, 15, width - 69, SIGN), ink)
        self._name(painter, QRectF(23, 74, width, 92))
        draw(painter, QRectF(23, 166, width, 28), row.unit, INK, 20)
        draw(painter, QRectF(23, 194, width, 26), row.third, ink, 18, bold=True)

    def _title(self, painter: QPainter, area: QRectF, ink: str) -> None:
        size = 34
        while size > 22 and QFontMetricsF(style.font(size, True)).horizontalAdvance(self.row.title) > area.width():
            size -= 1
        draw(painter, area, self.row.title, ink, size, bold=True)

    def _name(self, painter: QPainter, area: QRectF) -> None:
        """Long names are written smaller, then on two lines."""
        name, size = self.row.name, NAME
        while size > LEAST_NAME and QFontMetricsF(style.font(size, True)).horizontalAdvance(name) > area.width():
            size -= 2
        if QFontMetricsF(style.font(size, True)).horizontalAdvance(name) <= area.width():
            draw(painter, area, name, INK, size, bold=True)
            return
        half = name.rfind("·", 0, len(name) * 2 // 3) + 1 or len(name) // 2
        for place, part in enumerate((name[:half], name[half:])):
            line = QRectF(area.left(), area.top() + place * 46, area.width(), 46)
            draw(painter, line, part, INK, LEAST_NAME - 4, bold=True)


def draw_sign(painter: QPainter, area: QRectF, sign: Sign) -> None:
    """A tick in a disc, a ! in a triangle, a cross in a square."""
    ink = QColor(sign.value[0])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    stroke = QPen(QColor("#FFFFFF"), area.width() * 0.11, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if sign is Sign.DONE:
        painter.drawEllipse(area)
        _strokes(painter, stroke, area, ((0.28, 0.52), (0.44, 0.68), (0.74, 0.34)))
    elif sign is Sign.LOOK:
        corners = [(0.5, 0.03), (1.0, 0.94), (0.0, 0.94)]
        painter.drawPolygon(QPolygonF([_at(area, corner) for corner in corners]))
        _strokes(painter, stroke, area, ((0.5, 0.38), (0.5, 0.62)))
        _strokes(painter, stroke, area, ((0.5, 0.79), (0.5, 0.791)))
    else:
        painter.drawRoundedRect(area, area.width() * 0.14, area.width() * 0.14)
        _strokes(painter, stroke, area, ((0.3, 0.3), (0.7, 0.7)))
        _strokes(painter, stroke, area, ((0.7, 0.3), (0.3, 0.7)))


def _at(area: QRectF, place: tuple[float, float]) -> QPointF:
    return QPointF(area.left() + place[0] * area.width(), area.top() + place[1] * area.height())


def _strokes(painter: QPainter, pen: QPen, area: QRectF, places: tuple[tuple[float, float], ...]) -> None:
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([_at(area, place) for place in places]))
