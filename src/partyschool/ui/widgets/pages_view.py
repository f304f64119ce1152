"""Pages of a PDF under each other; only those in sight are rendered, so a thousand pages open at once."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from partyschool.ui import tokens

GAP, EDGE = 16, 24
POINTS_PER_INCH, SCREEN_DPI = 72, 96
KEPT_PICTURES = 12
SMALLEST, LARGEST, STEP = 0.25, 4.0, 1.25

FIT_PAGE, FIT_WIDTH = 0.0, -1.0

Render = Callable[[int, float], bytes]


class PagesView(QAbstractScrollArea):
    """`show_pages(sizes, render)`: sizes in pt, `render(index, dots_per_inch)` gives a PNG."""

    page_changed = Signal(int)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("页面")
        self._sizes: Sequence[tuple[float, float]] = ()
        self._render: Render | None = None
        self._wish = FIT_PAGE
        self._tops: list[int] = []
        self._pictures: OrderedDict[tuple[int, float], QPixmap] = OrderedDict()
        self._page = 0
        self.verticalScrollBar().valueChanged.connect(self._note_page)

    def show_pages(self, sizes: Sequence[tuple[float, float]], render: Render) -> None:
        self._sizes, self._render = sizes, render
        self._pictures.clear()
        self._lay_out()

    @property
    def page(self) -> int:
        """The page in sight, from 0."""
        return self._page

    def go_to(self, page: int) -> None:
        page = min(max(page, 0), len(self._sizes) - 1)
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[page] - GAP // 2)

    def set_zoom(self, zoom: float) -> None:
        """A scale (1.0 is the size of the paper), FIT_PAGE or FIT_WIDTH."""
        page = self._page
        self._wish = zoom
        self._lay_out()
        self.go_to(page)

    def scale(self) -> float:
        """The scale now, whatever was wished."""
        if self._wish > 0 or not self._sizes:
            return self._wish or 1.0
        width = max(size[0] for size in self._sizes) * SCREEN_DPI / POINTS_PER_INCH
        height = max(size[1] for size in self._sizes) * SCREEN_DPI / POINTS_PER_INCH
        by_width = (self.viewport().width() - 2 * EDGE) / width
        by_height = (self.viewport().height() - 2 * GAP) / height
        fit = by_width if self._wish == FIT_WIDTH else min(by_width, by_height)
        return min(max(fit, SMALLEST), LARGEST)

    def enlarge(self, steps: int) -> None:
        """By a quarter up or down for each step."""
        self.set_zoom(min(max(self.scale() * STEP**steps, SMALLEST), LARGEST))
        self.zoomed.emit(self.scale())

    # Qt's side

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go_to(self._page + (1 if event.key() == Qt.Key.Key_PageDown else -1))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if event.key() == Qt.Key.Key_Home else len(self._sizes) - 1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarge(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tokens.TRACK))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index in range(len(self._tops)):
            area = self._area(index)
            if area.intersects(event.rect()):
                painter.setPen(QColor(tokens.CONTROL_LINE))
                painter.fillRect(area, QColor(tokens.CARD))
                painter.drawRect(area.adjusted(-1, -1, 0, 0))
                painter.drawPixmap(QRectF(area), self._picture(index), QRectF())

    # How it is done

    def _picture(self, index: int) -> QPixmap:
        key = (index, round(self.scale() * self.devicePixelRatioF(), 4))
        picture = self._pictures.get(key)
        if picture is None:
            picture = QPixmap()
            if self._render is not None:
                picture.loadFromData(self._render(index, SCREEN_DPI * key[1]))
            self._pictures[key] = picture
            if len(self._pictures) > KEPT_PICTURES:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return picture

    def _pixels(self, index: int) -> tuple[int, int]:
        scale = self.scale() * SCREEN_DPI / POINTS_PER_INCH
        width, height = self._sizes[index]
        return round(width * scale), round(height * scale)

    def _area(self, index: int) -> QRect:
        width, height = self._pixels(index)
        widest = max(self._widest, self.viewport().width())
        place = QPoint(
            (widest - width) // 2 - self.horizontalScrollBar().value(),
            self._tops[index] - self.verticalScrollBar().value(),
        )
        return QRect(place.x(), place.y(), width, height)

    def _lay_out(self) -> None:
        self._tops, top, self._widest = [], GAP, 0
        for index in range(len(self._sizes)):
            width, height = self._pixels(index)
            self._tops.append(top)
            top += height + GAP
            self._widest = max(self._widest, width + 2 * EDGE)
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().setRange(0, max(top - self.viewport().height(), 0))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.horizontalScrollBar().setRange(0, max(self._widest - self.viewport().width(), 0))
        self.viewport().update()

    def _note_page(self, value: int) -> None:
        middle = value + self.viewport().height() // 2
        page = max((index for index, top in enumerate(self._tops) if top <= middle), default=0)
        self.viewport().update()
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
