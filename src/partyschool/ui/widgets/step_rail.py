"""The steps of a guided dialog down its left side, with the answers given so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.widgets.painted import Hit, Painted, draw

TOP, ROW, DISC, LEFT = 76, 64, 24, 24
WIDTH = 204


@dataclass(frozen=True, slots=True)
class Step:
    """A step and one line: what it asks, then what was answered."""

    title: str
    note: str


class StepRail(Painted):
    """`show_steps("新建培训班", steps, 2)`: steps before the current one are done and can be clicked (their place)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._steps: Sequence[Step] = ()
        self._current = 0
        self.setFixedWidth(WIDTH)

    def show_steps(self, title: str, steps: Sequence[Step], current: int) -> None:
        self._title, self._steps, self._current = title, tuple(steps), current
        self.setAccessibleName(f"{title}，第 {current + 1} 步：{steps[current].title}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, self.hits = self.painter(), []
        painter.fillRect(self.rect(), QColor(tokens.SUNK))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(tokens.CARD_LINE))
        draw(painter, QRectF(LEFT, 22, WIDTH - LEFT, 28), self._title, size=tokens.FONT_DIALOG, bold=True)
        for place, step in enumerate(self._steps):
            self._step(painter, place, step)
        self.draw_focus(painter)

    def _step(self, painter: QPainter, place: int, step: Step) -> None:
        disc = QRectF(LEFT, TOP + place * ROW, DISC, DISC)
        done, current = place < self._current, place == self._current
        if place < len(self._steps) - 1:
            line = QColor(tokens.DONE_LINE if done else tokens.CARD_LINE)
            painter.fillRect(QRectF(disc.center().x() - 1, disc.bottom() + 2, 2, ROW - DISC - 4), line)
        self._disc(painter, disc, place, done, current)
        text = QRectF(LEFT + 34, disc.top() - 4, WIDTH - LEFT - 42, 22)
        draw(painter, text, step.title, tokens.TEXT_1 if done or current else tokens.TEXT_2, 14, bold=current)
        draw(painter, text.translated(0, 23).adjusted(0, 0, 0, -4), step.note, tokens.TEXT_2, tokens.FONT_CAPTION)
        if done:
            self.hits.append(Hit(disc.united(text.adjusted(0, 0, 0, 22)), place, f"回到：{step.title}"))

    def _disc(self, painter: QPainter, disc: QRectF, place: int, done: bool, current: bool) -> None:
        fill = tokens.DONE if done else tokens.ACCENT if current else tokens.CARD
        painter.setPen(QPen(QColor(tokens.CONTROL_LINE if fill == tokens.CARD else fill), 1.4))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(disc.adjusted(0.7, 0.7, -0.7, -0.7))
        if done:
            icons.paint(painter, "check", disc.adjusted(5, 5, -5, -5), tokens.CARD)
            return
        colour = tokens.CARD if current else tokens.TEXT_2
        draw(painter, disc, str(place + 1), colour, 12, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
