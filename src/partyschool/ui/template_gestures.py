"""What a pulled mouse does on the certificate's sheet: moves fields, pulls an edge, or spans a frame to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

from partyschool.ui.template_geometry import (
    Guide,
    Handle,
    on_paper,
    resized,
    shift_to_snap,
    snap_of_edge,
    union,
)


@dataclass
class Moving:
    """The chosen fields as one, from where the mouse was pressed; they stay on the paper."""

    before: Mapping[str, QRectF]
    others: Sequence[QRectF]
    paper: QSizeF
    start: QPointF
    words: str = "移动"
    boxes: dict[str, QRectF] = field(default_factory=dict)
    guides: tuple[Guide, ...] = ()

    def pull(self, at: QPointF, reach: float) -> None:
        """The mouse is at `at` (mm); 0 mm of `reach` snaps to nothing but the half millimetre."""
        whole = union(list(self.before.values())).translated(at - self.start)
        push, self.guides = shift_to_snap(whole, self.others if reach else (), self.paper, reach)
        kept = on_paper(whole.translated(push), self.paper)
        by = kept.topLeft() - union(list(self.before.values())).topLeft()
        self.boxes = {key: box.translated(by) for key, box in self.before.items()}


@dataclass
class Resizing:
    """One field, pulled by a handle."""

    key: str
    before: QRectF
    handle: Handle
    others: Sequence[QRectF]
    paper: QSizeF
    start: QPointF
    is_square: bool = False
    words: str = "改大小"
    boxes: dict[str, QRectF] = field(default_factory=dict)
    guides: tuple[Guide, ...] = ()

    def pull(self, at: QPointF, reach: float) -> None:
        """As `Moving.pull`."""
        met: list[Guide] = []
        rest = snap_of_edge(self.others if reach else (), self.paper, reach, met)
        new = resized(self.before, self.handle, at - self.start, square=self.is_square, snap=rest)
        inside = new.intersected(QRectF(QPointF(), self.paper))
        self.boxes = {self.key: self.boxes.get(self.key, self.before) if self.is_square and inside != new else inside}
        self.guides = tuple(met)


@dataclass
class Banding:
    """A frame spanned over the sheet; what it touches is chosen."""

    start: QPointF
    kept: tuple[str, ...] = ()
    band: QRectF = field(default_factory=QRectF)

    def pull(self, at: QPointF) -> None:
        self.band = QRectF(self.start, at).normalized()

    def chosen(self, boxes: Mapping[str, QRectF]) -> tuple[str, ...]:
        """With those kept by Shift."""
        touched = [key for key, box in boxes.items() if self.band.intersects(box)]
        return (*self.kept, *(key for key in touched if key not in self.kept))
