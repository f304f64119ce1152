"""A bar split by source, with a legend line for each part."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partyschool.ui import tokens
from partyschool.ui.widgets.bar import Bar
from partyschool.ui.widgets.painted import Hit, Painted, draw, square

ROW = 23


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole and how its line in the legend reads; `fraction` is of the whole."""

    key: object
    title: str
    figure: str
    fraction: float


class SplitBar(QWidget):
    """`show_parts(parts)`; `bar` and `legend` may also be laid out apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar, self.legend = Bar(), Legend()
        self.clicked = self.legend.clicked
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.legend)

    def show_parts(self, parts: Sequence[Part]) -> None:
        colours = [tokens.SERIES[min(place, len(tokens.SERIES) - 1)] for place in range(len(parts))]
        self.bar.set_parts([(part.fraction, colour) for part, colour in zip(parts, colours, strict=True)])
        self.legend.show_parts(parts, colours)


class Legend(Painted):
    """A coloured square, what it is, and how much."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[tuple[Part, str]] = ()

    def show_parts(self, parts: Sequence[Part], colours: Sequence[str]) -> None:
        self._parts = tuple(zip(parts, colours, strict=True))
        self.setFixedHeight(ROW * len(parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW * len(self._parts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, self.hits = self.painter(), []
        for place, (part, colour) in enumerate(self._parts):
            area = QRectF(0, place * ROW, self.width(), ROW)
            square(painter, 0, area.center().y(), colour)
            draw(painter, area.adjusted(16, 0, -64, 0), part.title, tokens.TEXT_2, tokens.FONT_CAPTION)
            draw(painter, area, part.figure, size=tokens.FONT_CAPTION, align=Qt.AlignmentFlag.AlignRight)
            self.hits.append(Hit(area, part.key, f"{part.title} {part.figure}"))
        self.draw_focus(painter)
