"""The “5+1+N” of a class as three groups of nodes: done, next, later, and the dashed one that adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.widgets.painted import Hit, Painted, draw

HEIGHT, NODE, PLUS, NODE_Y = 142, 30, 28, 59
CENTER, RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


class Stage(Enum):
    """How far a step is."""

    DONE = auto()
    NEXT = auto()
    LATER = auto()
    ADD = auto()


@dataclass(frozen=True, slots=True)
class Node:
    """A step: name, when, who or where. `key` is emitted on a click."""

    key: object
    title: str
    when: str
    who: str
    stage: Stage
    icon: str = "clock"


@dataclass(frozen=True, slots=True)
class Group:
    """The 5, the 1 or the N with its nodes and “4 / 5”."""

    mark: str
    title: str
    count: str
    nodes: tuple[Node, ...]


class FlowTimeline(Painted):
    """`show_groups(groups)`; groups get room by their number of nodes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: Sequence[Group] = ()
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(640)
        self.setAccessibleName("5+1+N 流程")

    def show_groups(self, groups: Sequence[Group]) -> None:
        self._groups = tuple(groups)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(1100, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, self.hits = self.painter(), []
        nodes = sum(len(group.nodes) for group in self._groups) or 1
        unit = (self.width() - PLUS * (len(self._groups) - 1)) / nodes
        left = 0.0
        for place, group in enumerate(self._groups):
            if place:
                draw(painter, QRectF(left - PLUS, 0, PLUS, NODE_Y * 2), "+", tokens.TEXT_3, 18, align=CENTER)
            area = QRectF(left, 0, unit * len(group.nodes), HEIGHT)
            self._group(painter, area, group)
            left = area.right() + PLUS
        self.draw_focus(painter)

    def _group(self, painter: QPainter, area: QRectF, group: Group) -> None:
        painter.setPen(QPen(QColor(tokens.CARD_LINE), 1))
        painter.setBrush(QColor(tokens.SUNK))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        head = QRectF(area.left() + 14, 8, area.width() - 26, 24)
        draw(painter, head, group.mark, tokens.ACCENT, 18, bold=True)
        draw(painter, head.adjusted(18, 0, -34, 0), group.title, tokens.TEXT_2, tokens.FONT_CAPTION)
        draw(painter, head, group.count, tokens.TEXT_3, tokens.FONT_CAPTION, align=RIGHT)
        width = area.width() / max(len(group.nodes), 1)
        centres = [QPointF(area.left() + width * (place + 0.5), NODE_Y) for place in range(len(group.nodes))]
        for place in range(1, len(group.nodes)):
            self._join(painter, centres[place - 1], centres[place], group.nodes[place])
        for centre, node in zip(centres, group.nodes, strict=True):
            self._node(painter, centre, width, node)

    def _join(self, painter: QPainter, start: QPointF, end: QPointF, node: Node) -> None:
        if node.stage is Stage.ADD:
            return
        reached = node.stage in (Stage.DONE, Stage.NEXT)
        dash = Qt.PenStyle.SolidLine if reached else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(tokens.DONE_LINE if reached else tokens.CONTROL_LINE), 1.6, dash))
        painter.drawLine(start + QPointF(NODE / 2 + 2, 0), end - QPointF(NODE / 2 + 2, 0))

    def _node(self, painter: QPainter, centre: QPointF, width: float, node: Node) -> None:
        draw_node(painter, centre, node)
        line = QRectF(centre.x() - width / 2 + 2, NODE_Y + 22, width - 4, 22)
        strong, add = node.stage is Stage.NEXT, node.stage is Stage.ADD
        colour = tokens.ACCENT if strong else tokens.TEXT_2 if add else tokens.TEXT_1
        draw(painter, line, node.title, colour, bold=strong, align=CENTER)
        when = tokens.ACCENT if strong else tokens.DONE if node.stage is Stage.DONE else tokens.TEXT_2
        draw(painter, line.translated(0, 19), node.when, when, tokens.FONT_CAPTION, align=CENTER)
        draw(painter, line.translated(0, 36), node.who, tokens.TEXT_2, tokens.FONT_THIRD, align=CENTER)
        area = QRectF(line.left(), NODE_Y - 20, line.width(), HEIGHT - NODE_Y + 14)
        self.hits.append(Hit(area, node.key, f"{node.title} {node.when} {node.who}".strip()))


def draw_node(painter: QPainter, centre: QPointF, node: Node) -> None:
    """Green with a tick, red with a halo, outlined, or dashed."""
    radius = NODE / 2
    fill = {Stage.DONE: tokens.DONE, Stage.NEXT: tokens.ACCENT}.get(node.stage, tokens.CARD)
    if node.stage is Stage.NEXT:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.ACCENT_LINE))
        painter.drawEllipse(centre, radius + 5, radius + 5)
    dash = Qt.PenStyle.DashLine if node.stage is Stage.ADD else Qt.PenStyle.SolidLine
    painter.setPen(QPen(QColor(tokens.CONTROL_LINE if fill == tokens.CARD else fill), 1.2, dash))
    painter.setBrush(QColor(fill))
    painter.drawEllipse(centre, radius, radius)
    name = {Stage.DONE: "check", Stage.ADD: "plus"}.get(node.stage, node.icon)
    colour = tokens.CARD if fill != tokens.CARD else tokens.TEXT_2
    icons.paint(painter, name, QRectF(centre.x() - 8, centre.y() - 8, 16, 16), colour)
