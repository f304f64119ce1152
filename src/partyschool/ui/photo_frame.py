"""A picture with the frame of 5:7 over it: dragged, resized at its corners or by the wheel, moved by the arrow keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from partyschool.domain.portrait import PRINT_HEIGHT, PRINT_WIDTH, Crop, centred, kept_inside, resized, turned
from partyschool.ui import tokens

EDGE = 14.0  # around the picture, so that a corner at its edge can be taken hold of
GRIP = 16.0  # how near to a corner the mouse takes hold of it
STEP, LEAP = 0.01, 0.05  # of the frame's width, by an arrow key alone and with Shift
ZOOM = 1.05
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
GROWS: dict[int, float] = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}
CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))  # left or right, upper or lower


class PhotoFrame(QWidget):
    """`show_picture(jpeg)`, then `crop` is what the frame holds; `changed` after every move."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(320, 320)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("裁剪框：方向键移动，加号减号改大小")
        self._image = QImage()
        self._turned = QImage()
        self._crop: Crop | None = None
        self._held: tuple[QPointF, Crop, tuple[int, int] | None] | None = None

    @property
    def crop(self) -> Crop | None:
        """What the frame holds; None while there is no picture."""
        return self._crop

    @property
    def size_of_picture(self) -> tuple[int, int]:
        """Pixels, before it is turned."""
        return self._image.width(), self._image.height()

    def show_picture(self, jpeg: bytes, crop: Crop | None = None) -> None:
        """A picture with the frame as it was, or the largest in the middle; without one where it cannot be read."""
        self._image = QImage.fromData(jpeg)
        self._crop = None if self._image.isNull() else crop or centred(*self.size_of_picture)
        self._turn_image()
        self.changed.emit()

    def turn(self, quarters: int) -> None:
        """The picture by quarters clockwise."""
        if self._crop is not None:
            self._crop = turned(self._crop, quarters, *self.size_of_picture)
            self._turn_image()
            self.changed.emit()

    def tilt(self, degrees: float) -> None:
        """The picture to that angle, clockwise about the middle of the frame."""
        if self._crop is not None:
            self._set(replace(self._crop, tilt=degrees))

    def resize_to(self, share: float) -> None:
        """The frame to a share of the largest, about its middle."""
        if self._crop is not None:
            largest = centred(*self.size_of_picture, turns=self._crop.turns).width
            self._set(resized(self._crop, share * largest, *self.size_of_picture))

    @property
    def share(self) -> float:
        """The frame's width of the largest."""
        if self._crop is None:
            return 1.0
        return self._crop.width / centred(*self.size_of_picture, turns=self._crop.turns).width

    def portrait(self) -> QImage:
        """What the frame holds, as it would be printed."""
        made = QImage(PRINT_WIDTH, PRINT_HEIGHT, QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        if self._crop is not None:
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            scale = PRINT_WIDTH / self._crop.width
            painter.scale(scale, scale)
            painter.translate(-self._crop.left, -self._crop.top)
            self._tilt_about(painter, QPointF(*self._crop.centre))
            painter.drawImage(QPointF(0, 0), self._turned)
            painter.end()
        return made

    def _turn_image(self) -> None:
        if self._crop is not None:
            self._turned = self._image.transformed(QTransform().rotate(90 * self._crop.turns))
        self.update()

    def _set(self, crop: Crop) -> None:
        self._crop = kept_inside(crop, *self.size_of_picture)
        self.update()
        self.changed.emit()

    def _tilt_about(self, painter: QPainter, centre: QPointF) -> None:
        assert self._crop is not None
        painter.translate(centre)
        painter.rotate(self._crop.tilt)
        painter.translate(-centre)

    # Where things are on the screen

    def _scale(self) -> float:
        room = QSizeF(self.width() - 2 * EDGE, self.height() - 2 * EDGE)
        return min(room.width() / self._turned.width(), room.height() / self._turned.height())

    def _picture_area(self) -> QRectF:
        scale = self._scale()
        width, height = self._turned.width() * scale, self._turned.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def frame_area(self) -> QRectF:
        """The frame in pixels of the screen."""
        assert self._crop is not None
        area, scale = self._picture_area(), self._scale()
        left, top = area.x() + self._crop.left * scale, area.y() + self._crop.top * scale
        return QRectF(left, top, self._crop.width * scale, self._crop.height * scale)

    def _corner_at(self, point: QPointF) -> tuple[int, int] | None:
        frame = self.frame_area()
        for corner in CORNERS:
            spot = QPointF(frame.x() + corner[0] * frame.width(), frame.y() + corner[1] * frame.height())
            if (point - spot).manhattanLength() < GRIP:
                return corner
        return None

    # Qt's side

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.TRACK))
        if self._crop is None:
            painter.setPen(QColor(tokens.TEXT_3))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "还没有照片\n\n点“选择照片…”，或把照片拖到这里")
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area, frame = self._picture_area(), self.frame_area()
        painter.save()
        painter.setClipRect(area.united(frame))
        painter.fillRect(frame, Qt.GlobalColor.white)
        self._tilt_about(painter, frame.center())
        painter.drawImage(area, self._turned)
        painter.restore()
        self._paint_frame(painter, frame)

    def _paint_frame(self, painter: QPainter, frame: QRectF) -> None:
        around = QPainterPath()
        around.addRect(QRectF(self.rect()))
        around.addRect(frame)
        painter.fillPath(around, QColor(38, 33, 29, 120))
        painter.setPen(QPen(QColor(255, 255, 255, 110), 1))
        for part in (1 / 3, 2 / 3):
            x, y = frame.x() + part * frame.width(), frame.y() + part * frame.height()
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
        painter.setPen(QPen(QColor(tokens.FOCUS if self.hasFocus() else "#FFFFFF"), 2))
        painter.drawRect(frame)
        painter.setBrush(QColor(tokens.ACCENT))
        painter.setPen(QPen(QColor("#FFFFFF"), 1.5))
        for across, down in CORNERS:
            painter.drawEllipse(
                QPointF(frame.x() + across * frame.width(), frame.y() + down * frame.height()), 5.5, 5.5
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._crop is not None and event.button() == Qt.MouseButton.LeftButton:
            corner = self._corner_at(event.position())
            if corner is not None or self.frame_area().contains(event.position()):
                self._held = event.position(), self._crop, corner

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._crop is None:
            return
        if self._held is None:
            self._show_cursor(event.position())
            return
        start, crop, corner = self._held
        by, scale = event.position() - start, self._scale()
        right, down = by.x() / scale, by.y() / scale
        if corner is None:
            self._set(replace(crop, left=crop.left + right, top=crop.top + down))
        else:
            self._drag_corner(crop, corner, right if corner[0] else -right)

    def _drag_corner(self, crop: Crop, corner: tuple[int, int], wider: float) -> None:
        """The opposite corner stays where it is, as far as the picture reaches."""
        area = self._turned.size()
        across = area.width() - crop.left if corner[0] else crop.left + crop.width
        down = area.height() - crop.top if corner[1] else crop.top + crop.height
        width = min(max(crop.width + wider, 60.0), across, down * crop.width / crop.height)
        height = width * crop.height / crop.width
        left = crop.left if corner[0] else crop.left + crop.width - width
        top = crop.top if corner[1] else crop.top + crop.height - height
        self._set(replace(crop, left=left, top=top, width=width))

    def _show_cursor(self, point: QPointF) -> None:
        shapes = Qt.CursorShape
        corner = self._corner_at(point)
        if corner is not None:
            self.setCursor(shapes.SizeFDiagCursor if corner[0] == corner[1] else shapes.SizeBDiagCursor)
        else:
            self.setCursor(shapes.SizeAllCursor if self.frame_area().contains(point) else shapes.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._crop is not None:
            factor = ZOOM ** (event.angleDelta().y() / 120)
            self._set(resized(self._crop, self._crop.width / factor, *self.size_of_picture))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._crop is not None and key in ARROWS:
            leaps = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = (LEAP if leaps else STEP) * self._crop.width
            right, down = ARROWS[key]
            self._set(replace(self._crop, left=self._crop.left + right * step, top=self._crop.top + down * step))
        elif self._crop is not None and key in GROWS:
            self._set(resized(self._crop, self._crop.width * GROWS[key], *self.size_of_picture))
        else:
            super().keyPressEvent(event)
