"""前几次: the last results at the desk, as many as there is room for."""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import tokens
from partyschool.ui.widgets.painted import draw
from partyschool.ui.widgets.result_card import Sign, draw_sign

ROW, KEPT = 52, 30


@dataclass(frozen=True, slots=True)
class RecentRow:
    """One line; `sign` gives the colour of the words."""

    sign: Sign
    at: str
    name: str
    unit: str
    words: str


class RecentList(QWidget):
    """`add(row)` puts it on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: deque[RecentRow] = deque(maxlen=KEPT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(ROW)

    def add(self, row: RecentRow) -> None:
        self.rows.appendleft(row)
        self.setAccessibleDescription("；".join(f"{row.at} {row.name} {row.words}" for row in list(self.rows)[:5]))
        self.update()

    def empty(self) -> None:
        self.rows.clear()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.rows:
            draw(painter, QRectF(0, 0, self.width(), ROW), "还没有扫过", tokens.TEXT_3)
        for place, row in enumerate(self.rows):
            if (place + 1) * ROW > self.height() + 4:
                return
            self._row(painter, place * ROW, row)

    def _row(self, painter: QPainter, top: float, row: RecentRow) -> None:
        draw_sign(painter, QRectF(0, top + 16, 20, 20), row.sign)
        draw(painter, QRectF(30, top, 44, ROW), row.at, tokens.TEXT_2)
        draw(painter, QRectF(78, top, 84, ROW), row.name, tokens.TEXT_1, 17, bold=True)
        draw(painter, QRectF(168, top, 62, ROW), row.unit, tokens.TEXT_2)
        ink = QColor(row.sign.value[0]).name()
        draw(painter, QRectF(234, top, self.width() - 234, ROW), row.words, ink, 14)
