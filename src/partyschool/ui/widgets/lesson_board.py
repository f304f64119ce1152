"""The timetable of a class as days side by side, with lessons that can be dragged or moved by the keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from partyschool.ui.widgets.card import label
from partyschool.ui.widgets.lesson_block import Block, LessonBlock

MIME = "application/x-partyschool-lesson"
DAY_WIDTH, GAP, BLOCK_GAP = 336, 20, 5
UP, DOWN, LEFT, RIGHT = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A session with its blocks; the keys of the blocks name lessons. `fills`: its one block takes all the height."""

    number: int
    title: str
    facts: str
    blocks: tuple[Block, ...]
    fills: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A column of the board."""

    title: str
    halves: tuple[HalfDay, ...]


class LessonBoard(QScrollArea):
    """`show_days(days)`; `moved(key, session, place)`, `opened(key)`, `removed(key)`.

    Alt with an arrow moves the focused lesson up or down in its half-day, or into the half-day before or after.
    """

    moved = Signal(object, int, int)
    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("cls", "clear")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("cls", "clear")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(4)
        self.setWidget(inner)
        self._slots: list[Slot] = []

    def show_days(self, days: Sequence[Day]) -> None:
        """Rebuild, keeping the focus on the lesson that had it and the place that was scrolled to."""
        focused = next((block.key for block in self.blocks() if block.hasFocus()), None)
        scrolled = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        self._wipe()
        for column, day in enumerate(days):
            self._grid.addWidget(label(day.title, "second"), 0, column)
            self._grid.setColumnMinimumWidth(column, DAY_WIDTH)
            for place, half in enumerate(day.halves):
                self._add_half(half, 1 + 2 * place, column)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self._grid.activate()
        self.verticalScrollBar().setValue(scrolled[0])
        self.horizontalScrollBar().setValue(scrolled[1])
        self.focus_lesson(focused)

    def focus_lesson(self, key: object) -> None:
        for block in self.blocks():
            if key is not None and block.key == key:
                block.setFocus()

    def blocks(self) -> list["MovableBlock"]:
        return [block for slot in self._slots for block in slot.blocks]

    def slots(self) -> list["Slot"]:
        """The half-days in their order."""
        return self._slots

    def _wipe(self) -> None:
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._slots = []

    def _add_half(self, half: HalfDay, row: int, column: int) -> None:
        head = QWidget()
        head.setProperty("cls", "clear")
        line = QGridLayout(head)
        line.setContentsMargins(0, 4, 0, 0)
        line.addWidget(label(half.title, "strong"), 0, 0)
        line.addWidget(label(half.facts, "caption"), 0, 1)
        line.setColumnStretch(1, 1)
        self._grid.addWidget(head, row, column)
        slot = Slot(half)
        slot.dropped.connect(self.moved)
        for block in slot.blocks:
            block.opened.connect(self.opened)
            block.pushed.connect(lambda direction, key=block.key: self._push(key, direction))
            block.removed.connect(self.removed)
        self._slots.append(slot)
        self._grid.addWidget(slot, row + 1, column)

    def _push(self, key: object, direction: int) -> None:
        """Where a lesson goes that is moved by the keyboard."""
        order = sorted(self._slots, key=lambda slot: slot.number)
        here = next(place for place, slot in enumerate(order) if any(block.key == key for block in slot.blocks))
        within = [block.key for block in order[here].blocks].index(key)
        if direction in (UP, DOWN):
            step = within + (1 if direction == DOWN else -1)
            if 0 <= step < len(order[here].blocks):
                self.moved.emit(key, order[here].number, step)
            return
        there = here + (1 if direction == RIGHT else -1)
        if 0 <= there < len(order):
            self.moved.emit(key, order[there].number, len(order[there].blocks) if direction == LEFT else 0)


class Slot(QFrame):
    """The lessons of one half-day; takes a dragged one between two others."""

    dropped = Signal(object, int, int)

    def __init__(self, half: HalfDay) -> None:
        super().__init__()
        self.number = half.number
        self.blocks: list[MovableBlock] = []
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BLOCK_GAP)
        for row in half.blocks:
            block = MovableBlock(row)
            self.blocks.append(block)
            layout.addWidget(block, 1 if half.fills else 0)
        if not half.blocks:
            layout.addWidget(label("这半天还没有课，可以拖过来", "small"))
        if not half.fills:
            layout.addStretch(1)

    def place_at(self, y: float) -> int:
        """Before which of its lessons a drop at that height stands."""
        return sum(y > block.geometry().center().y() for block in self.blocks)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        source = event.source()
        if isinstance(source, MovableBlock):
            place = self.place_at(event.position().y())
            own = [block.key for block in self.blocks]
            if source.key in own and own.index(source.key) < place:
                place -= 1
            event.acceptProposedAction()
            self.dropped.emit(source.key, self.number, place)


class MovableBlock(LessonBlock):
    """A lesson that can be taken along."""

    pushed = Signal(int)
    removed = Signal(object)

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.key = block.key
        self._pressed: QPoint | None = None
        self.show_block(block)
        self.setToolTip("拖动改时间，双击修改；键盘：Alt+方向键移动，回车修改，Delete 删去")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pressed, held = self._pressed, bool(event.buttons() & Qt.MouseButton.LeftButton)
        far = QApplication.startDragDistance()
        if held and pressed is not None and (event.position().toPoint() - pressed).manhattanLength() >= far:
            self._drag()
        else:
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in (UP, DOWN, LEFT, RIGHT):
            self.pushed.emit(int(key))
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(self.key)
        else:
            super().keyPressEvent(event)

    def _drag(self) -> None:
        drag, picture = QDrag(self), QPixmap(self.size() * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.render(picture)
        content = QMimeData()
        content.setData(MIME, b"lesson")
        drag.setMimeData(content)
        drag.setPixmap(picture)
        drag.setHotSpot(self._pressed or QPoint())
        self._pressed = None
        drag.exec(Qt.DropAction.MoveAction)
