"""What all painted pictures share: areas that can be clicked, walked through by the arrow keys and read aloud."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from partyschool.ui import style, tokens

BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
ON = (Qt.Key.Key_Right, Qt.Key.Key_Down)
PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Hit:
    """An area of the picture, the key it emits, and its accessible name."""

    area: QRectF
    key: object
    name: str


class Painted(QWidget):
    """Sub-classes fill `hits` in `paintEvent` or when they are laid out; Tab enters, arrows move, Enter opens."""

    clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []
        self.focused = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)

    def painter(self) -> QPainter:
        """An antialiased painter in the body font."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.font())
        return painter

    def draw_focus(self, painter: QPainter) -> None:
        """The focus frame around the area reached by the arrow keys; call it last."""
        if self.hasFocus() and self.focused < len(self.hits):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.FOCUS), 2))
            painter.drawRoundedRect(self.hits[self.focused].area.adjusted(-1, -1, 1, 1), 6, 6)

    def hit_at(self, x: float, y: float) -> Hit | None:
        return next((hit for hit in self.hits if hit.area.contains(x, y)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)
        self.setToolTip(hit.name if hit else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position().x(), event.position().y())
        if hit is not None:
            self.clicked.emit(hit.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in BACK + ON and self.hits:
            step = 1 if event.key() in ON else -1
            self.focused = min(max(self.focused + step, 0), len(self.hits) - 1)
            self.read_aloud()
            self.update()
        elif event.key() in PRESS and self.focused < len(self.hits):
            self.clicked.emit(self.hits[self.focused].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.read_aloud()
        super().focusInEvent(event)

    def read_aloud(self) -> None:
        """The name of what is focused, for screen readers."""
        if self.focused < len(self.hits):
            self.setAccessibleDescription(self.hits[self.focused].name)


def draw(
    painter: QPainter,
    area: QRectF,
    text: str,
    colour: str = tokens.TEXT_1,
    size: int = tokens.FONT_BODY,
    *,
    bold: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text, centred on the height of the area and cut with “…” where it does not fit."""
    painter.setFont(style.font(size, bold))
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(area.width()) + 1)
    painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter, shown)


def square(painter: QPainter, x: float, middle: float, colour: str) -> None:
    """The little coloured square of a legend."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(x, middle - 5, 10, 10), 2, 2)
