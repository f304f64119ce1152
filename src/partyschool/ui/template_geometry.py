"""Rectangles on a sheet in millimetres: moved, resized, snapped, aligned and distributed. No widget in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSizeF

STEP = 0.5  # what everything is rounded to, also the arrow keys' step
FAR_STEP = 5.0
LEAST_SIDE = 3.0


class Side(StrEnum):
    """Where several fields are lined up."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that something has snapped to: upright at x, or level at y."""

    is_upright: bool
    at: float


@dataclass(frozen=True, slots=True)
class Handle:
    """A grip of a frame: -1 is the left or upper edge, 1 the right or lower one, 0 the middle of it."""

    across: int
    down: int


HANDLES = tuple(Handle(across, down) for down in (-1, 0, 1) for across in (-1, 0, 1) if across or down)


def rounded(value: float) -> float:
    """To the next half millimetre."""
    return round(value / STEP) * STEP


def union(boxes: Sequence[QRectF]) -> QRectF:
    """The smallest box about all."""
    whole = QRectF(boxes[0])
    for box in boxes[1:]:
        whole = whole.united(box)
    return whole


def shift_to_snap(
    box: QRectF, others: Sequence[QRectF], paper: QSizeF, reach: float
) -> tuple[QPointF, tuple[Guide, ...]]:
    """How far to push a moved box so that an edge or its middle meets the paper's or another field's.

    :param reach: mm within which it is drawn; where nothing is near, the corner goes to the half millimetre.
    """
    across = _nearest((box.left(), box.center().x(), box.right()), _lines(others, paper, upright=True), reach)
    down = _nearest((box.top(), box.center().y(), box.bottom()), _lines(others, paper, upright=False), reach)
    guides = [Guide(True, across[1])] if across else []
    guides += [Guide(False, down[1])] if down else []
    push = QPointF(
        across[0] if across else rounded(box.left()) - box.left(),
        down[0] if down else rounded(box.top()) - box.top(),
    )
    return push, tuple(guides)


def resized(
    box: QRectF,
    handle: Handle,
    by: QPointF,
    *,
    square: bool = False,
    snap: Callable[[float, bool], float] | None = None,
) -> QRectF:
    """The box with the edges of a handle pulled; never smaller than 3 mm.

    :param square: both sides stay alike, as for a code or the seal's circle.
    :param snap: gives the place where a pulled edge rests, asked with its place and whether it is upright.
    """
    rest = snap or (lambda at, _: rounded(at))
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    if handle.across < 0:
        left = min(rest(left + by.x(), True), right - LEAST_SIDE)
    elif handle.across > 0:
        right = max(rest(right + by.x(), True), left + LEAST_SIDE)
    if handle.down < 0:
        top = min(rest(top + by.y(), False), bottom - LEAST_SIDE)
    elif handle.down > 0:
        bottom = max(rest(bottom + by.y(), False), top + LEAST_SIDE)
    new = QRectF(QPointF(left, top), QPointF(right, bottom))
    return _squared(new, handle) if square else new


def snap_of_edge(
    others: Sequence[QRectF], paper: QSizeF, reach: float, guides: list[Guide]
) -> Callable[[float, bool], float]:
    """For `resized`: an edge rests at a line of the paper or of another field; `guides` is filled with those."""

    def rest(at: float, upright: bool) -> float:
        found = _nearest((at,), _lines(others, paper, upright=upright), reach)
        if found is None:
            return rounded(at)
        guides.append(Guide(upright, found[1]))
        return found[1]

    return rest


def aligned(boxes: Sequence[QRectF], side: Side, paper: QSizeF) -> list[QRectF]:
    """All lined up at the side of the box about them; a single one at the paper."""
    whole = union(boxes) if len(boxes) > 1 else QRectF(QPointF(), paper)
    return [_line_up(box, side, whole) for box in boxes]


def distributed(boxes: Sequence[QRectF], *, upright: bool) -> list[QRectF]:
    """Equal gaps between the first and the last, which stay; by height if `upright`."""

    def start(box: QRectF) -> float:
        return box.top() if upright else box.left()

    def length(box: QRectF) -> float:
        return box.height() if upright else box.width()

    order = sorted(range(len(boxes)), key=lambda place: start(boxes[place]))
    first, last = boxes[order[0]], boxes[order[-1]]
    room = start(last) + length(last) - start(first) - sum(length(box) for box in boxes)
    gap = room / (len(boxes) - 1)
    found = [QRectF(box) for box in boxes]
    at = start(first)
    for place in order:
        moved = QRectF(boxes[place])
        moved.moveTo(QPointF(moved.x(), at) if upright else QPointF(at, moved.y()))
        found[place] = moved
        at += length(moved) + gap
    return found


def on_paper(box: QRectF, paper: QSizeF) -> QRectF:
    """Pushed back on to the paper, and cut to its size where it is larger."""
    width, height = min(box.width(), paper.width()), min(box.height(), paper.height())
    left = min(max(box.left(), 0.0), paper.width() - width)
    top = min(max(box.top(), 0.0), paper.height() - height)
    return QRectF(left, top, width, height)


def _lines(others: Sequence[QRectF], paper: QSizeF, *, upright: bool) -> list[float]:
    if upright:
        found = [0.0, paper.width() / 2, paper.width()]
        return found + [at for box in others for at in (box.left(), box.center().x(), box.right())]
    found = [0.0, paper.height() / 2, paper.height()]
    return found + [at for box in others for at in (box.top(), box.center().y(), box.bottom())]


def _nearest(own: Sequence[float], lines: Sequence[float], reach: float) -> tuple[float, float] | None:
    """The shortest way from one of `own` to one of `lines`, and that line."""
    ways = [(line - at, line) for at in own for line in lines]
    way = min(ways, key=lambda pair: abs(pair[0]), default=None)
    return way if way is not None and abs(way[0]) <= reach else None


def _squared(box: QRectF, handle: Handle) -> QRectF:
    side = (
        max(box.width(), box.height())
        if handle.across and handle.down
        else (box.width() if handle.across else box.height())
    )
    left = box.right() - side if handle.across < 0 else box.left()
    top = box.bottom() - side if handle.down < 0 else box.top()
    return QRectF(left, top, side, side)


def _line_up(box: QRectF, side: Side, whole: QRectF) -> QRectF:
    moved = QRectF(box)
    match side:
        case Side.LEFT:
            moved.moveLeft(whole.left())
        case Side.CENTRE:
            moved.moveLeft(whole.center().x() - box.width() / 2)
        case Side.RIGHT:
            moved.moveRight(whole.right())
        case Side.TOP:
            moved.moveTop(whole.top())
        case Side.MIDDLE:
            moved.moveTop(whole.center().y() - box.height() / 2)
        case Side.BOTTOM:
            moved.moveBottom(whole.bottom())
    return moved
