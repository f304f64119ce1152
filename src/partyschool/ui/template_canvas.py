"""The certificate's sheet in its editor: the printed page below, frames that mouse and keys move above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from partyschool.ui import tokens
from partyschool.ui.template_geometry import FAR_STEP, STEP, Handle, on_paper, union
from partyschool.ui.template_gestures import Banding, Moving, Resizing
from partyschool.ui.template_paint import (
    RULER,
    Piece,
    View,
    handle_area,
    handles_of,
    paint_band,
    paint_grid,
    paint_guides,
    paint_handles,
    paint_piece,
    paint_rulers,
    paint_sheet,
    paint_tag,
)

EDGE = 20  # pixels of ground about the paper
PIXELS_PER_MM = 96 / 25.4  # at 100 %
SNAP_PIXELS = 6
GRASP = 4  # pixels about a handle that belong to it
SMALLEST, LARGEST, ZOOM_STEP = 0.4, 4.0, 1.25
FIT = 0.0
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
CURSORS = {
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
}


class TemplateCanvas(QAbstractScrollArea):
    """`dragged` tells boxes while the mouse pulls, `placed` what it came to; the owner then shows pieces anew."""

    choice_changed = Signal()
    dragged = Signal(object)
    placed = Signal(object, str)
    removal_wanted = Signal()
    opened = Signal()
    menu_wanted = Signal(QPoint)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("证书版面")
        self.viewport().setMouseTracking(True)
        self._pieces: tuple[Piece, ...] = ()
        self._paper = QSizeF(297, 210)
        self._picture: QImage | None = None
        self._instead = "正在排版…"
        self._chosen: tuple[str, ...] = ()
        self._near = ""
        self._wish = FIT
        self._gesture: Moving | Resizing | Banding | None = None
        self._is_pulled = False
        self.has_grid = False
        self.has_snapping = True
        self.is_locked = False
        self._lay_out()

    # What the window uses

    def show_pieces(self, pieces: Sequence[Piece], paper: QSizeF) -> None:
        """The fields as they are now; the choice of those still there stays."""
        if len(pieces) != len(self._pieces):
            self._gesture = None  # taken away while the mouse held one: the keys mean others now
        self._pieces = tuple(pieces)
        if paper != self._paper:
            self._paper = paper
            self._lay_out()
        self.choose([key for key in self._chosen if self._piece(key)])
        self.viewport().update()

    def show_picture(self, picture: QImage | None) -> None:
        """The rendered page."""
        self._picture = picture
        self.viewport().update()

    def say_instead(self, words: str) -> None:
        """What stands on the sheet as long as there is no page to show."""
        self._instead = words
        self.viewport().update()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the chosen fields in the order of choosing."""
        return self._chosen

    def choose(self, keys: Sequence[str]) -> None:
        keys = tuple(keys)
        if keys != self._chosen:
            self._chosen = keys
            self.viewport().update()
            self.choice_changed.emit()

    def boxes(self) -> dict[str, QRectF]:
        """All fields that are shown."""
        return {piece.key: piece.box for piece in self._pieces if not piece.is_hidden}

    def chosen_boxes(self) -> dict[str, QRectF]:
        return {piece.key: piece.box for key in self._chosen if (piece := self._piece(key))}

    def set_grid(self, on: bool) -> None:
        self.has_grid = on
        self.viewport().update()

    def set_snapping(self, on: bool) -> None:
        self.has_snapping = on

    def set_zoom(self, zoom: float) -> None:
        """1.0 is the size of the paper; FIT shows the whole sheet."""
        self._wish = zoom
        self._lay_out()
        self.zoomed.emit(self.zoom())

    def zoom(self) -> float:
        """The scale now, whatever was wished."""
        if self._wish:
            return self._wish
        width = (self.viewport().width() - RULER - 2 * EDGE) / (self._paper.width() * PIXELS_PER_MM)
        height = (self.viewport().height() - RULER - 2 * EDGE) / (self._paper.height() * PIXELS_PER_MM)
        return min(max(min(width, height), 0.1), LARGEST)

    def enlarge(self, steps: int) -> None:
        """By a quarter up or down for each step."""
        self.set_zoom(min(max(self.zoom() * ZOOM_STEP**steps, SMALLEST), LARGEST))

    def view(self) -> View:
        """Where the sheet lies now."""
        scale = self.zoom() * PIXELS_PER_MM
        room = self.viewport().size()
        width, height = self._paper.width() * scale, self._paper.height() * scale
        left = max((room.width() - RULER - width) / 2, EDGE) + RULER - self.horizontalScrollBar().value()
        top = max((room.height() - RULER - height) / 2, EDGE) + RULER - self.verticalScrollBar().value()
        return View(QPointF(round(left), round(top)), scale)

    def nudge(self, by: QPointF) -> None:
        """Move the chosen fields by so many mm, not beyond the paper."""
        boxes = self.chosen_boxes()
        if boxes and not self.is_locked:
            whole = union(list(boxes.values()))
            kept = on_paper(whole.translated(by), self._paper)
            step = kept.topLeft() - whole.topLeft()
            self.placed.emit({key: box.translated(step) for key, box in boxes.items()}, "微调")

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at, adds = (
            event.position(),
            bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)),
        )
        start = self.view().millimetres(at)
        self._is_pulled = False
        grasped = self._handle_at(at)
        piece = self._piece_at(at)
        if grasped is not None and not adds:
            self._grasp(grasped, start)
        elif piece is None:
            self._gesture = Banding(start, self._chosen if adds else ())
            self.choose(self._gesture.kept)
        else:
            self._press(piece, start, adds=adds)

    def _grasp(self, handle: Handle, start: QPointF) -> None:
        [key] = self._chosen
        piece = self._piece(key)
        assert piece is not None
        self._gesture = Resizing(key, piece.box, handle, self._others(), self._paper, start, piece.is_square)

    def _press(self, piece: Piece, start: QPointF, *, adds: bool) -> None:
        if adds:
            rest = tuple(key for key in self._chosen if key != piece.key)
            self.choose(rest if piece.key in self._chosen else (*rest, piece.key))
        elif piece.key not in self._chosen:
            self.choose([piece.key])
        if self._chosen and not self.is_locked:
            self._gesture = Moving(self.chosen_boxes(), self._others(), self._paper, start)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._gesture is None:
            self._hover(at)
            return
        place = self.view().millimetres(at)
        far = (at - self.view().point(self._gesture.start)).manhattanLength() >= QApplication.startDragDistance() / 2
        if not (self._is_pulled or far):
            return
        self._is_pulled = True
        if isinstance(self._gesture, Banding):
            self._gesture.pull(place)
            self.choose(self._gesture.chosen(self.boxes()))
        else:
            is_free = not self.has_snapping or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._gesture.pull(place, 0 if is_free else SNAP_PIXELS / self.view().scale)
            self.dragged.emit(self._gesture.boxes)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        self.viewport().update()
        if isinstance(gesture, Moving | Resizing) and self._is_pulled and gesture.boxes:
            self.placed.emit(gesture.boxes, gesture.words)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._piece_at(event.position()):
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button for the field below it, by the menu key for what is chosen."""
        piece = self._piece_at(QPointF(event.pos()))
        if piece is not None and piece.key not in self._chosen:
            self.choose([piece.key])
        if self._chosen:
            self.menu_wanted.emit(event.globalPos())

    def _hover(self, at: QPointF) -> None:
        handle, piece = self._handle_at(at), self._piece_at(at)
        near = piece.key if piece else ""
        if handle is not None:
            self.viewport().setCursor(_cursor(handle))
        else:
            self.viewport().setCursor(Qt.CursorShape.SizeAllCursor if near else Qt.CursorShape.ArrowCursor)
        if near != self._near:
            self._near = near
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            piece = self._piece_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), (piece.trouble or piece.title) if piece else "", self.viewport())
            return True
        return super().viewportEvent(event)

    # The keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = FAR_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        if event.key() in ARROWS and self._chosen:
            self.nudge(ARROWS[Qt.Key(event.key())] * step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self._chosen:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape and (self._gesture is not None or self._chosen):
            self._give_up()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.choose([piece.key for piece in self._pieces if not piece.is_hidden])
        else:
            super().keyPressEvent(event)

    def _give_up(self) -> None:
        """Escape: what is being pulled goes back, else nothing is chosen any more."""
        gesture, self._gesture = self._gesture, None
        if isinstance(gesture, Moving | Resizing):
            self.dragged.emit({})
        else:
            self.choose(())
        self.viewport().update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from field to field, and on to the next control after the last."""
        keys = [piece.key for piece in self._pieces if not piece.is_hidden]
        last = (
            keys.index(self._chosen[-1])
            if self._chosen and self._chosen[-1] in keys
            else (-1 if forward else len(keys))
        )
        place = last + (1 if forward else -1)
        if self.hasFocus() and 0 <= place < len(keys):
            self.choose([keys[place]])
            return True
        return super().focusNextPrevChild(forward)

    # Painting and scrolling

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, view = QPainter(self.viewport()), self.view()
        painter.fillRect(self.viewport().rect(), QColor(tokens.TRACK))
        paint_sheet(painter, view, self._paper, self._picture, self._instead)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.has_grid:
            paint_grid(painter, view, self._paper)
        pieces = [self._as_pulled(piece) for piece in self._pieces]
        for piece in pieces:
            if not piece.is_hidden and piece.key not in self._chosen:
                paint_piece(painter, view, piece, is_chosen=False, is_near=piece.key == self._near)
        chosen = [piece for piece in pieces if piece.key in self._chosen]
        for piece in chosen:
            paint_piece(painter, view, piece, is_chosen=True, is_near=False)
        if isinstance(self._gesture, Moving | Resizing):
            paint_guides(painter, view, self._gesture.guides, self._paper)
        elif self._gesture is not None:
            paint_band(painter, view, self._gesture.band)
        if len(chosen) == 1:
            paint_tag(painter, view, chosen[0])
            if not self.is_locked:
                paint_handles(painter, view, chosen[0])
        whole = union([piece.box for piece in chosen]) if chosen else QRectF()
        paint_rulers(painter, view, QSizeF(self.viewport().size()), self._paper, whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        if not self._wish:
            self.zoomed.emit(self.zoom())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarge(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _lay_out(self) -> None:
        scale, room = self.zoom() * PIXELS_PER_MM, self.viewport().size()
        for bar, length, shown in (
            (self.horizontalScrollBar(), self._paper.width(), room.width()),
            (self.verticalScrollBar(), self._paper.height(), room.height()),
        ):
            bar.setPageStep(shown)
            bar.setSingleStep(40)
            bar.setRange(0, max(round(length * scale) + RULER + 2 * EDGE - shown, 0))
        self.viewport().update()

    # What lies where

    def _piece(self, key: str) -> Piece | None:
        return next((piece for piece in self._pieces if piece.key == key), None)

    def _others(self) -> list[QRectF]:
        return [box for key, box in self.boxes().items() if key not in self._chosen]

    def _as_pulled(self, piece: Piece) -> Piece:
        pulled = self._gesture.boxes if isinstance(self._gesture, Moving | Resizing) and self._is_pulled else {}
        return replace(piece, box=pulled[piece.key]) if piece.key in pulled else piece

    def _handle_at(self, at: QPointF) -> Handle | None:
        piece = self._piece(self._chosen[0]) if len(self._chosen) == 1 else None
        if piece is None or self.is_locked:
            return None
        areas = [(handle, handle_area(self.view(), piece.box, handle)) for handle in handles_of(self.view(), piece)]
        grown = GRASP
        return next(
            (handle for handle, area in areas if area.adjusted(-grown, -grown, grown, grown).contains(at)), None
        )

    def _piece_at(self, at: QPointF) -> Piece | None:
        """The chosen one first, then the smallest: a small field on a large one stays within reach."""
        place = self.view().millimetres(at)
        hit = [p for p in self._pieces if p.box.contains(place) and (not p.is_hidden or p.key in self._chosen)]
        hit.sort(key=lambda p: (len(self._chosen) == 1 or p.key not in self._chosen, p.box.width() * p.box.height()))
        return hit[0] if hit else None


def _cursor(handle: Handle) -> Qt.CursorShape:
    across, down = handle.across, handle.down
    if across < 0 or (across == 0 and down < 0):
        across, down = -across, -down
    return CURSORS[across, abs(down) if across == 0 else down]
