"""How the certificate's sheet is painted in its editor: rulers, the rendered page, frames, handles and guides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from partyschool.ui import style, tokens
from partyschool.ui.template_geometry import HANDLES, Guide, Handle

RULER = 22
GRID_MM = 5
HANDLE_SIDE = 8
ROOMY = 3 * HANDLE_SIDE  # pixels between two corners that have room for a third handle
FRAME, CHOSEN, WRONG, GUIDE = tokens.BETWEEN_LINE, "#1F6FB2", tokens.ERROR, "#C2185B"


@dataclass(frozen=True, slots=True)
class Piece:
    """A field as the sheet shows it, in millimetres.

    :param trouble: why it is framed in the colour of errors; empty when nothing is wrong.
    """

    key: str
    title: str
    box: QRectF
    is_square: bool = False
    is_circle: bool = False
    is_hidden: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Where the sheet lies in the window: upper left corner and pixels for each millimetre."""

    corner: QPointF
    scale: float

    def area(self, box: QRectF) -> QRectF:
        return QRectF(self.point(box.topLeft()), box.size() * self.scale)

    def point(self, at: QPointF) -> QPointF:
        return self.corner + at * self.scale

    def millimetres(self, at: QPointF) -> QPointF:
        return (at - self.corner) * (1 / self.scale)


def paint_sheet(painter: QPainter, view: View, paper: QSizeF, picture: QImage | None, instead: str) -> None:
    """White paper with the page as it will be printed; `instead` where there is none."""
    area = view.area(QRectF(QPointF(), paper))
    painter.fillRect(area.translated(0, 2), QColor(0, 0, 0, 24))
    painter.fillRect(area, QColor(tokens.CARD))
    if picture is not None:
        _paint_page(painter, area, picture)
    else:
        painter.setPen(QColor(tokens.TEXT_3))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, instead)
    painter.setPen(QColor(tokens.CONTROL_LINE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def _paint_page(painter: QPainter, area: QRectF, picture: QImage) -> None:
    """Dot for dot where the picture was made for this very scale: stretching by half a dot blurs the words."""
    ratio = painter.device().devicePixelRatioF()
    if abs(picture.width() / ratio - area.width()) <= 1:
        picture.setDevicePixelRatio(ratio)
        painter.drawImage(area.topLeft(), picture)
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(area, picture, QRectF(0, 0, picture.width(), picture.height()))


def paint_grid(painter: QPainter, view: View, paper: QSizeF) -> None:
    """A dot every 5 mm, a stronger line every 50."""
    painter.setPen(QPen(QColor(31, 111, 178, 34), 1))
    for place in range(1, int(paper.width() / GRID_MM) + 1):
        x = round(view.point(QPointF(place * GRID_MM, 0)).x()) + 0.5
        painter.drawLine(QPointF(x, view.corner.y()), QPointF(x, view.point(QPointF(0, paper.height())).y()))
    for place in range(1, int(paper.height() / GRID_MM) + 1):
        y = round(view.point(QPointF(0, place * GRID_MM)).y()) + 0.5
        painter.drawLine(QPointF(view.corner.x(), y), QPointF(view.point(QPointF(paper.width(), 0)).x(), y))


def paint_piece(painter: QPainter, view: View, piece: Piece, *, is_chosen: bool, is_near: bool) -> None:
    """The frame of a field; a circle for the seal, dashed: nothing of it is printed."""
    area = view.area(piece.box)
    colour = QColor(WRONG if piece.trouble else CHOSEN if is_chosen or is_near or piece.is_circle else FRAME)
    pen = QPen(colour, 1.6 if is_chosen or piece.trouble else 1)
    if not is_chosen or piece.is_circle:
        pen.setStyle(Qt.PenStyle.DashLine)
    if piece.is_hidden:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    fill = QColor(colour)
    fill.setAlpha(18 if is_chosen or piece.trouble else 12 if is_near else 0)
    painter.setBrush(fill)
    if piece.is_circle:
        painter.drawEllipse(area)
    else:
        painter.drawRect(area)


def paint_tag(painter: QPainter, view: View, piece: Piece) -> None:
    """Name and size above the frame of a field, inside it where the sheet's edge is near."""
    box = piece.box
    words = f"{piece.title}　{box.width():g}×{box.height():g}" + ("　不印" if piece.is_hidden else "")
    painter.setFont(style.font(tokens.FONT_THIRD))
    width = painter.fontMetrics().horizontalAdvance(words) + 12
    area = view.area(box)
    top = area.top() - 20 if area.top() - 20 > RULER + 2 else area.top() + 2
    tag = QRectF(max(area.left(), RULER + 2), top, width, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(WRONG if piece.trouble else CHOSEN))
    painter.drawRoundedRect(tag, 3, 3)
    painter.setPen(QColor(tokens.CARD))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)


def handle_area(view: View, box: QRectF, handle: Handle) -> QRectF:
    """Where a handle can be grasped."""
    area = view.area(box)
    centre = QPointF(
        area.center().x() + handle.across * area.width() / 2, area.center().y() + handle.down * area.height() / 2
    )
    return QRectF(centre.x() - HANDLE_SIDE / 2, centre.y() - HANDLE_SIDE / 2, HANDLE_SIDE, HANDLE_SIDE)


def paint_handles(painter: QPainter, view: View, piece: Piece) -> None:
    """Eight little squares; four at the corners of what stays square."""
    painter.setPen(QPen(QColor(WRONG if piece.trouble else CHOSEN), 1.4))
    painter.setBrush(QColor(tokens.CARD))
    for handle in handles_of(view, piece):
        painter.drawRect(handle_area(view, piece.box, handle))


def handles_of(view: View, piece: Piece) -> tuple[Handle, ...]:
    """What can be pulled: corners only of what stays square, and of what is so low that they would cover it."""
    is_low = piece.box.height() * view.scale < ROOMY
    is_narrow = piece.box.width() * view.scale < ROOMY

    def fits(handle: Handle) -> bool:
        is_corner = bool(handle.across and handle.down)
        return is_corner or not (piece.is_square or (is_low if handle.across else is_narrow))

    return tuple(filter(fits, HANDLES))


def paint_guides(painter: QPainter, view: View, guides: Sequence[Guide], paper: QSizeF) -> None:
    """Lines through the whole sheet where something has snapped."""
    painter.setPen(QPen(QColor(GUIDE), 1))
    for guide in guides:
        start = QPointF(guide.at, 0) if guide.is_upright else QPointF(0, guide.at)
        end = QPointF(guide.at, paper.height()) if guide.is_upright else QPointF(paper.width(), guide.at)
        painter.drawLine(view.point(start), view.point(end))


def paint_band(painter: QPainter, view: View, band: QRectF) -> None:
    painter.setPen(QPen(QColor(CHOSEN), 1, Qt.PenStyle.DotLine))
    painter.setBrush(QColor(31, 111, 178, 20))
    painter.drawRect(view.area(band))


def paint_rulers(painter: QPainter, view: View, window: QSizeF, paper: QSizeF, whole: QRectF) -> None:
    """Millimetres along the upper and the left edge; `whole` (empty for none) is shaded on both."""
    painter.fillRect(QRectF(0, 0, window.width(), RULER), QColor(tokens.SUNK))
    painter.fillRect(QRectF(0, 0, RULER, window.height()), QColor(tokens.SUNK))
    if not whole.isEmpty():
        area, shade = view.area(whole), QColor(31, 111, 178, 40)
        painter.fillRect(QRectF(area.left(), 0, area.width(), RULER), shade)
        painter.fillRect(QRectF(0, area.top(), RULER, area.height()), shade)
    painter.setFont(style.font(9))
    for level, length in ((True, paper.width()), (False, paper.height())):
        _paint_ruler(painter, view, level=level, length=length)
    painter.fillRect(QRectF(0, 0, RULER, RULER), QColor(tokens.SUNK))
    painter.setPen(QColor(tokens.TEXT_3))
    painter.drawText(QRectF(0, 0, RULER, RULER), Qt.AlignmentFlag.AlignCenter, "mm")
    painter.setPen(QColor(tokens.CARD_LINE))
    painter.drawLine(QPointF(0, RULER), QPointF(window.width(), RULER))
    painter.drawLine(QPointF(RULER, 0), QPointF(RULER, window.height()))


def _paint_ruler(painter: QPainter, view: View, *, level: bool, length: float) -> None:
    for at in range(0, int(length) + 1, 5):
        is_ten = at % 10 == 0
        tick = 6 if is_ten else 3
        if level:
            x = view.point(QPointF(at, 0)).x()
            line, words = (QPointF(x, RULER - tick), QPointF(x, RULER)), QRectF(x - 15, 1, 30, 12)
        else:
            y = view.point(QPointF(0, at)).y()
            line, words = (QPointF(RULER - tick, y), QPointF(RULER, y)), QRectF(0, y - 6, RULER - 7, 12)
        painter.setPen(QColor(tokens.DISABLED))
        painter.drawLine(*line)
        if at % (10 if view.scale > 5 else 20 if view.scale > 1.8 else 50) == 0:
            painter.setPen(QColor(tokens.TEXT_3))
            align = Qt.AlignmentFlag.AlignHCenter if level else Qt.AlignmentFlag.AlignRight
            painter.drawText(words, align | Qt.AlignmentFlag.AlignVCenter, str(at))
