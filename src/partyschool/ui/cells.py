"""The one delegate that paints every cell of every list: ground, selection edge, hairline, then the kind of cell."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from partyschool.ui import icons, style, tokens
from partyschool.ui.table_model import CELL, NOTHING, Cell, Kind
from partyschool.ui.tokens import TONES, Tone

INSIDE = 12
FIGURE_WIDTH, BAR_WIDTH = 46, 60
BAR_FILLS = {None: tokens.BAR_NEUTRAL, Tone.ACCENT: tokens.BAR_MANY}


class CellDelegate(QStyledItemDelegate):
    """Paints a `Cell`; the view tells the row under the mouse, and the column of a figure that is a link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered = -1
        self.linked = -1
        self._underlined = False
        self.plain_ground = tokens.CARD
        self._painters = {
            Kind.TEXT: self._text,
            Kind.TWO_LINES: self._two_lines,
            Kind.NAME: self._name,
            Kind.CHIP: self._chip,
            Kind.BAR: self._bar,
            Kind.ICON: self._icon,
            Kind.CHECK: self._check,
            Kind.FRAME: self._frame,
        }

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, tokens.ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(CELL)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        area: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._underlined = (index.row(), index.column()) == (self.hovered, self.linked)
        painter.save()
        self._ground(painter, area, index, selected)
        if isinstance(cell, Cell):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._painters[cell.kind](painter, QRectF(area).adjusted(INSIDE, 0, -INSIDE, -1), cell, selected)
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, index: Any, selected: bool) -> None:
        hovered = index.row() == self.hovered
        ground = tokens.ACCENT_SOFT if selected else tokens.SUNK if hovered else self.plain_ground
        painter.fillRect(area, QColor(ground))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.HAIRLINE))
        if selected and index.column() == 0:
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor(tokens.ACCENT))

    def _text(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        colour = tokens.ACCENT if self._underlined else ink(cell)
        write(painter, area, cell.text, colour, cell, bold=cell.bold, underlined=self._underlined)

    def _two_lines(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        middle = area.center().y()
        upper = QRectF(area.left(), middle - 19, area.width(), 20)
        lower = QRectF(area.left(), middle + 1, area.width(), 18)
        write(painter, upper, cell.text, ink(cell), cell, bold=cell.bold)
        if cell.tag:
            width = min(QFontMetricsF(style.font()).horizontalAdvance(cell.text), area.width())
            draw_chip(painter, upper.left() + width + 8, upper.center().y(), cell.tag, cell.tag_tone, small=True)
        colour = tokens.TEXT_3 if cell.muted else tokens.TEXT_2
        write(painter, lower, cell.second, colour, cell, size=tokens.FONT_CAPTION)

    def _name(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        font = style.font(bold=cell.bold)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        room = area.width() - (chip_width(cell.tag) + 8 if cell.tag else 0)
        shown = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, max(room, 24))
        x = area.left()
        for place, character in enumerate(shown):
            width = metrics.horizontalAdvance(character)
            hit = place in cell.hits
            painter.setPen(QColor(tokens.ACCENT if hit else ink(cell)))
            painter.drawText(QRectF(x, area.top(), width + 2, area.height()), VCENTER, character)
            if hit:
                y = round(area.center().y() + metrics.height() / 2) - 1
                painter.fillRect(QRectF(x, y, width, 2), QColor(tokens.ACCENT))
            x += width
        if cell.tag:
            draw_chip(painter, x + 8, area.center().y(), cell.tag, cell.tag_tone, small=True)

    def _chip(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        if cell.text in ("", NOTHING):
            self._text(painter, area, cell, selected)
            return
        white = selected and cell.tone is Tone.ACCENT
        width = chip_width(cell.text, small=False)
        x = area.left()
        if cell.align.value & Qt.AlignmentFlag.AlignRight:
            x = area.right() - width
        draw_chip(painter, x, area.center().y(), cell.text, cell.tone or Tone.PLAIN, white=white)

    def _bar(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        figure_width = max(FIGURE_WIDTH, QFontMetricsF(style.font(bold=cell.bold)).horizontalAdvance(cell.text) + 8)
        width = min(max(area.width() - figure_width, 24), BAR_WIDTH)
        fill = BAR_FILLS.get(cell.tone) or TONES[cell.tone or Tone.PLAIN].fill
        draw_bar(painter, QRectF(area.left(), area.center().y() - 3, width, 6), cell.fraction or 0.0, fill)
        figure = QRectF(area.left() + width, area.top(), area.width() - width, area.height())
        colour = tokens.TEXT_3 if cell.muted else tokens.TEXT_1
        painter.setPen(QColor(tokens.DISABLED if cell.text == NOTHING else colour))
        painter.setFont(style.font(bold=cell.bold))
        painter.drawText(figure, Qt.AlignmentFlag.AlignRight | VCENTER, cell.text)

    def _icon(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        if cell.icon:
            y = round(area.center().y()) - 8
            icons.paint(painter, cell.icon, QRectF(area.left(), y, 16, 16), ink(cell))
            area = area.adjusted(22, 0, 0, 0)
        write(painter, area, cell.text, ink(cell), cell, bold=cell.bold)

    def _check(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        done = bool(cell.fraction)
        box = QRectF(round(area.left()) + 0.5, round(area.center().y()) - 8 + 0.5, 16, 16)
        painter.setPen(QPen(QColor(tokens.ACCENT if done else tokens.DISABLED), 1))
        painter.setBrush(QColor(tokens.ACCENT if done else tokens.CARD))
        painter.drawRoundedRect(box, 4, 4)
        if done:
            icons.paint(painter, "check-white", box.adjusted(2, 2, -2, -2), tokens.CARD)
        write(painter, area.adjusted(26, 0, 0, 0), cell.text, ink(cell), cell)

    def _frame(self, painter: QPainter, area: QRectF, cell: Cell, selected: bool) -> None:
        if cell.tone in FRAMED:
            colours = TONES[cell.tone or Tone.PLAIN]
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.ground))
            painter.drawRoundedRect(area.adjusted(-8.5, 4.5, 8.5, -3.5), 4, 4)
        if cell.icon:
            y = round(area.center().y()) - 7
            icons.paint(painter, cell.icon, QRectF(area.right() - 14, y, 14, 14), tokens.ERROR)
            area = area.adjusted(0, 0, -18, 0)
        plain = tokens.TEXT_3 if cell.muted else tokens.DISABLED if cell.text == "（空）" else tokens.TEXT_1
        write(painter, area, cell.text, plain, cell)


VCENTER = Qt.AlignmentFlag.AlignVCenter
FRAMED = (Tone.ERROR, Tone.WATCH, Tone.BETWEEN)


def ink(cell: Cell) -> str:
    if cell.text == NOTHING:
        return tokens.DISABLED
    if cell.muted:
        return tokens.TEXT_3
    return TONES[cell.tone].ink if cell.tone else tokens.TEXT_1


def write(
    painter: QPainter,
    area: QRectF,
    text: str,
    colour: str,
    cell: Cell,
    *,
    size: int = tokens.FONT_BODY,
    bold: bool = False,
    underlined: bool = False,
) -> None:
    """One line of text, cut with “…” where it does not fit."""
    font = style.font(size, bold)
    font.setUnderline(underlined)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, cell.align.value, shown)


def chip_width(text: str, *, small: bool = True) -> float:
    size = tokens.FONT_THIRD if small else tokens.FONT_CAPTION
    return QFontMetricsF(style.font(size)).horizontalAdvance(text) + (12 if small else 14)


def draw_chip(
    painter: QPainter, x: float, middle: float, text: str, tone: Tone, *, small: bool = False, white: bool = False
) -> float:
    """A chip with its left edge at x, centred on `middle`; answers its width."""
    colours = TONES[tone]
    width, height = chip_width(text, small=small), 18 if small else tokens.CHIP_HEIGHT
    area = QRectF(round(x), round(middle - height / 2), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.CARD if white else colours.ground))
    painter.drawRoundedRect(area, tokens.RADIUS_CHIP, tokens.RADIUS_CHIP)
    painter.setPen(QColor(colours.ink))
    painter.setFont(style.font(tokens.FONT_THIRD if small else tokens.FONT_CAPTION))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    return width


def draw_bar(painter: QPainter, area: QRectF, fraction: float, fill: str) -> None:
    """A fully round bar on its track; what is over the whole stays whole."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.TRACK))
    painter.drawRoundedRect(area, 3, 3)
    part = min(max(fraction, 0.0), 1.0) * area.width()
    if part > 0:
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(area.left(), area.top(), max(part, 3.0), area.height()), 3, 3)
