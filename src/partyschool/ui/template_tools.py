"""The bar over the certificate's sheet: taking back, lining up, spreading, grid, snapping and the scale."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from partyschool.ui.forms.ui_template_window import Ui_TemplateWindow
from partyschool.ui.template_canvas import FIT
from partyschool.ui.template_draft import TemplateDraft
from partyschool.ui.template_fields import PAPER
from partyschool.ui.template_geometry import Side, aligned, distributed, on_paper

LEAST_TO_SPREAD = 3


class TemplateTools(QObject):
    """Acts on what is chosen on the canvas, by the same signal as a pull of the mouse."""

    def __init__(self, window: QWidget, form: Ui_TemplateWindow, draft: TemplateDraft) -> None:
        super().__init__(window)
        self._form, self._canvas, self._draft = form, form.canvas, draft
        self._sides: dict[QPushButton, Side] = {
            form.align_left: Side.LEFT,
            form.align_centre: Side.CENTRE,
            form.align_right: Side.RIGHT,
            form.align_top: Side.TOP,
            form.align_middle: Side.MIDDLE,
            form.align_bottom: Side.BOTTOM,
        }
        self._tips = {button: button.toolTip() for button in (*self._sides, form.spread_across, form.spread_down)}
        for button, side in self._sides.items():
            button.clicked.connect(partial(self._align, side))
        form.spread_across.clicked.connect(lambda: self._spread(upright=False))
        form.spread_down.clicked.connect(lambda: self._spread(upright=True))
        form.back.clicked.connect(self._bring_back)
        form.undo.clicked.connect(draft.stack.undo)
        form.redo.clicked.connect(draft.stack.redo)
        form.grid.toggled.connect(self._canvas.set_grid)
        form.snap.toggled.connect(self._canvas.set_snapping)
        form.smaller.clicked.connect(lambda: self._canvas.enlarge(-1))
        form.larger.clicked.connect(lambda: self._canvas.enlarge(1))
        form.zoom.clicked.connect(lambda: self._canvas.set_zoom(1.0))
        form.fit.clicked.connect(lambda: self._canvas.set_zoom(FIT))
        self._canvas.zoomed.connect(lambda zoom: form.zoom.setText(f"{round(zoom * 100)}%"))
        self._add_keys(window)

    def _add_keys(self, window: QWidget) -> None:
        form = self._form
        for keys, button in (
            ("Ctrl+Z", form.undo), ("Ctrl+Y", form.redo), ("Ctrl+Shift+Z", form.redo), ("Ctrl+G", form.grid),
            ("Ctrl++", form.larger), ("Ctrl+=", form.larger), ("Ctrl+-", form.smaller), ("Ctrl+0", form.fit),
            ("Ctrl+1", form.zoom),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), window, button.click)

    def show_state(self, locked: str) -> None:
        """Which of them can be pressed now, and why the others cannot."""
        form, stack, boxes = self._form, self._draft.stack, self._canvas.chosen_boxes()
        form.undo.setEnabled(stack.canUndo())
        form.redo.setEnabled(stack.canRedo())
        form.undo.setToolTip(f"撤销：{stack.undoText()}（Ctrl+Z）" if stack.canUndo() else "没有可以撤销的（Ctrl+Z）")
        form.redo.setToolTip(f"重做：{stack.redoText()}（Ctrl+Y）" if stack.canRedo() else "没有可以重做的（Ctrl+Y）")
        for button in self._sides:
            reason = locked or ("" if boxes else "先选中栏目")
            self._switch(button, reason, "（对纸面）" if len(boxes) == 1 else "")
        for button in (form.spread_across, form.spread_down):
            self._switch(button, locked or ("" if len(boxes) >= LEAST_TO_SPREAD else "先选中三个或更多栏目"))
        lost = self._lost()
        form.back.setVisible(bool(lost) and not locked)

    def _switch(self, button: QPushButton, reason: str, note: str = "") -> None:
        button.setEnabled(not reason)
        button.setToolTip(self._tips[button] + (f"：{reason}" if reason else note))

    def _align(self, side: Side) -> None:
        boxes = self._canvas.chosen_boxes()
        if boxes:
            self._place(dict(zip(boxes, aligned(list(boxes.values()), side, PAPER), strict=True)), "对齐")

    def _spread(self, *, upright: bool) -> None:
        boxes = self._canvas.chosen_boxes()
        spread = distributed(list(boxes.values()), upright=upright)
        self._place(dict(zip(boxes, spread, strict=True)), "等距")

    def _lost(self) -> dict[str, QRectF]:
        """Fields that reach beyond the paper, where they would be on it."""
        boxes = self._canvas.boxes()
        kept = {key: on_paper(box, PAPER) for key, box in boxes.items()}
        return {key: box for key, box in kept.items() if box != boxes[key]}

    def _bring_back(self) -> None:
        lost = self._lost()
        self._place(lost, "移回纸面")
        self._canvas.choose(list(lost))

    def _place(self, boxes: dict[str, QRectF], words: str) -> None:
        self._canvas.placed.emit(boxes, words)
