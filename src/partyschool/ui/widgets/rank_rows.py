"""Ranked rows with a bar each: the best, a divider, the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partyschool.ui import style, tokens
from partyschool.ui.cells import draw_bar
from partyschool.ui.widgets.painted import Hit, Painted, draw

ROW, LEAST_ROW = 25, 20
LEAST_NAME, MOST_NAME = 60, 0.35
WEAK, WEAK_ROOM = "薄弱", 36  # no state by colour alone
CENTER, RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in the ranking with its share, the counts behind it (“51/53”) and the rate in words."""

    key: object
    place: int
    name: str
    fraction: float
    counts: str
    rate: str
    weak: bool = False


class RankRows(Painted):
    """`show_ranks(best, last, "倒数三名")`; without `last` there is no divider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._best: Sequence[Rank] = ()
        self._last: Sequence[Rank] = ()
        self._divider = ""
        self.setMinimumWidth(300)

    def show_ranks(self, best: Sequence[Rank], last: Sequence[Rank] = (), divider: str = "") -> None:
        self._best, self._last, self._divider = tuple(best), tuple(last), divider
        self.setMinimumHeight(LEAST_ROW * self._lines())
        self.updateGeometry()
        self.update()

    def _lines(self) -> int:
        return len(self._best) + len(self._last) + bool(self._last)

    def sizeHint(self) -> QSize:
        return QSize(420, ROW * self._lines())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, self.hits = self.painter(), []
        height = min(ROW, self.height() / max(self._lines(), 1))
        rows = [*self._best, *([None] if self._last else []), *self._last]
        for line, rank in enumerate(rows):
            area = QRectF(0, line * height, self.width(), height)
            if rank is None:
                self._divide(painter, area)
            else:
                self._rank(painter, area, rank)
        self.draw_focus(painter)

    def _rank(self, painter: QPainter, area: QRectF, rank: Rank) -> None:
        part = area.adjusted
        right = area.width()
        draw(painter, part(0, 0, -(right - 18), 0), str(rank.place), tokens.TEXT_3, 12, align=RIGHT)
        start = 28 + self._name_width()
        draw(painter, part(28, 0, -(right - start + 4), 0), rank.name)
        room = WEAK_ROOM if any(row.weak for row in (*self._best, *self._last)) else 0
        bar = QRectF(start, area.center().y() - 3, max(right - start - 104 - room, 20), 6)
        draw_bar(painter, bar, rank.fraction, tokens.BAR_WEAK if rank.weak else tokens.BAR_MANY)
        if rank.weak:
            draw(painter, part(bar.right() + 8, 0, 0, 0), WEAK, tokens.WATCH, 12)
        draw(painter, part(right - 100, 0, -52, 0), rank.counts, tokens.TEXT_3, 12, align=RIGHT)
        draw(painter, part(right - 50, 0, 0, 0), rank.rate, align=RIGHT)
        said = f"第 {rank.place} 名 {rank.name} {rank.counts} {rank.rate}"
        self.hits.append(Hit(area, rank.key, f"{said} {WEAK}" if rank.weak else said))

    def _name_width(self) -> float:
        """Of the longest name, as far as it leaves the bars their room."""
        metrics = QFontMetricsF(style.font())
        longest = max(metrics.horizontalAdvance(row.name) for row in (*self._best, *self._last))
        return min(max(longest + 8, LEAST_NAME), self.width() * MOST_NAME)

    def _divide(self, painter: QPainter, area: QRectF) -> None:
        half = self.width() * 0.32
        for left in (0.0, self.width() - half):
            painter.fillRect(QRectF(left, round(area.center().y()), half, 1), QColor(tokens.CARD_LINE))
        draw(painter, area, self._divider, tokens.TEXT_3, 11, align=CENTER)
