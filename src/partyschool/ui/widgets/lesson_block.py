"""A lesson on the plan of a day: time, title, who or where, a stripe and a badge by its kind; a clash is amber."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import tokens
from partyschool.ui.widgets.painted import Hit, Painted, draw

ONE_LINE, TWO_LINES = 34, 54
STRIPES = {"5": tokens.ACCENT, "1": tokens.DONE, "N": tokens.BETWEEN, "": tokens.BAR_NEUTRAL}
BADGES = {
    "5": (tokens.ACCENT, tokens.ACCENT_SOFT),
    "1": (tokens.DONE, tokens.DONE_SOFT),
    "N": (tokens.BETWEEN, tokens.BETWEEN_SOFT),
}


@dataclass(frozen=True, slots=True)
class Block:
    """`badge` is "5", "1", "N" or ""; `clash` says with whom and replaces the second line."""

    key: object
    time: str
    title: str
    second: str = ""
    badge: str = ""
    clash: str = ""
    last: str = ""


class LessonBlock(Painted):
    """A click chooses (`clicked`), a double click or Enter edits (`opened`); a block may be taller than its lines."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._block = Block(None, "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_block(self, block: Block) -> None:
        self._block = block
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, TWO_LINES if self._block.second or self._block.clash else ONE_LINE)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._block.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._block.key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, block = self.painter(), self._block
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        self.hits = [Hit(area, block.key, f"{block.time} {block.title} {block.clash or block.second}")]
        painter.setPen(QPen(QColor(tokens.WATCH_FILL if block.clash else tokens.CARD_LINE), 1))
        painter.setBrush(QColor(tokens.WATCH_SOFT if block.clash else tokens.CARD))
        painter.drawRoundedRect(area, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(STRIPES[block.badge]))
        painter.drawRoundedRect(QRectF(5, 7, 3, self.height() - 14), 1.5, 1.5)
        first = QRectF(60, 7, self.width() - 60 - 44, 20)
        draw(painter, QRectF(18, 7, 40, 20), block.time, tokens.TEXT_2, tokens.FONT_CAPTION)
        draw(painter, first, block.title)
        colour = tokens.WATCH if block.clash else tokens.TEXT_2
        draw(painter, first.translated(0, 19), block.clash or block.second, colour, tokens.FONT_CAPTION)
        if block.last:
            last = QRectF(60, self.height() - 26, first.width(), 20)
            draw(painter, last, block.last, tokens.TEXT_2, tokens.FONT_CAPTION)
        if block.badge:
            self._badge(painter, block)
        self.draw_focus(painter)

    def _badge(self, painter: QPainter, block: Block) -> None:
        ink, ground = BADGES[block.badge]
        top = 7 if self.height() > TWO_LINES else self.height() / 2 - 10
        area = QRectF(self.width() - 31, top, 20, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.CARD if block.clash else ground))
        painter.drawRoundedRect(area, tokens.RADIUS_CHIP, tokens.RADIUS_CHIP)
        draw(painter, area, block.badge, ink, tokens.FONT_CAPTION, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
