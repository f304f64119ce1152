"""Painting the hall's screen at 1920 × 1080 units; the window scales all of it at once, never single parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from partyschool.ui import style, tokens
from partyschool.ui.projector_scene import Joining, NameCard, Scene, StepChip
from partyschool.ui.qr import paint_code

WIDTH, HEIGHT = 1920.0, 1080.0
INK, SECOND, LINE, TRACK = "#16181C", "#4A4F57", "#E6E1DB", "#E7E1D8"
LEFT_WIDTH, RIGHT, RIGHT_EDGE = 932.0, 968.0, 1884.0
MODULE, WIFI_MODULE = 28.0, 4.0
CODE_CENTRE = QPointF(466, 462)
RING = QRectF(39, 942, 117, 117)  # centre line at a radius of 52
RING_STROKE = 13.0
RADIUS = 14.0
THOUSAND = 1000
TALL = 1360.0  # 4 : 3 is 1440 units high, 16 : 10 only 1200

START = Qt.AlignmentFlag.AlignLeft
MIDDLE = Qt.AlignmentFlag.AlignHCenter
END = Qt.AlignmentFlag.AlignRight


def write(
    painter: QPainter,
    area: QRectF,
    text: str,
    size: int,
    colour: str = INK,
    *,
    bold: bool = False,
    align: Qt.AlignmentFlag = START,
    least: int = 0,
) -> float:
    """One line, centred on the height of the area, made smaller down to `least` where it does not fit, then cut.

    :returns: the width it took.
    """
    font = style.font(size, bold)
    while least and size > least and QFontMetricsF(font).horizontalAdvance(text) > area.width():
        size -= 1
        font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 1)
    painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def card(painter: QPainter, area: QRectF, *, ground: str = tokens.CARD, line: str = LINE, width: float = 2) -> None:
    painter.setPen(QPen(QColor(line), width))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), RADIUS, RADIUS)


@dataclass(frozen=True, slots=True)
class Layout:
    """Size of the screen in units.

    `extra`: height beyond 1080 on screens a little less wide than 16 : 9, for the gaps. A 4 : 3 projector has a third
    more height: there the way to join goes under the code, and the newest names stand larger below one another.
    """

    width: float
    height: float

    @property
    def is_tall(self) -> bool:
        return self.height >= TALL

    @property
    def extra(self) -> float:
        return 0.0 if self.is_tall else max(self.height - HEIGHT, 0.0)

    def joining_area(self) -> QRectF:
        """Where the Wi-Fi, the address and the six figures stand."""
        if self.is_tall:
            return QRectF(24, 1100, LEFT_WIDTH - 48, self.height - 1124)
        return QRectF(RIGHT, 862 + self.extra * 5 / 6, self.right_edge - RIGHT, 198)

    def name_areas(self) -> list[QRectF]:
        """Of the six newest names."""
        width = self.right_edge - RIGHT
        if self.is_tall:
            step = (self.height - 24 + 14 - 690) / 6
            return [QRectF(RIGHT, 690 + place * step, width, step - 14) for place in range(6)]
        top, half = 675 + self.extra / 2, (width - 12) / 2
        return [QRectF(RIGHT + place % 2 * (half + 12), top + place // 2 * 61, half, 56) for place in range(6)]

    @property
    def right_edge(self) -> float:
        return RIGHT_EDGE + max(self.width - WIDTH, 0.0)

    def ring_area(self) -> QRectF:
        """Where the countdown stands."""
        return RING.translated(0, self.extra)

    def clock_area(self) -> QRectF:
        return QRectF(self.right_edge - 380, 206 + self.extra / 6, 350, 84)


class Picture:
    """Paints a scene part by part."""

    def __init__(self, painter: QPainter, scene: Scene, layout: Layout) -> None:
        self.painter, self.scene, self.layout = painter, scene, layout
        self.extra, self.right_edge = layout.extra, layout.right_edge

    def paint(self) -> None:
        """Everything but the ring, the clock and the names."""
        painter, layout = self.painter, self.layout
        painter.fillRect(QRectF(0, 0, layout.width, layout.height), QColor(tokens.PAGE))
        painter.fillRect(QRectF(0, 0, LEFT_WIDTH, layout.height), QColor("#FFFFFF"))
        painter.fillRect(QRectF(LEFT_WIDTH, 0, 2, layout.height), QColor(LINE))
        self._code()
        self._scanning()
        gap = self.extra / 6
        self._title()
        self._running(164 + gap)
        self._figures(376 + 2 * gap)
        self._newest(626 + 3 * gap)
        self._joining(layout.joining_area())

    # The left side

    def _code(self) -> None:
        centre = CODE_CENTRE + QPointF(0, self.extra / 2)
        if self.scene.code:
            paint_code(self.painter, self.scene.code, centre, MODULE)
            return
        lines = self.scene.message.split("\n")
        size = 140 if max(map(len, lines)) <= 6 else 96
        for place, line in enumerate(lines):
            top = centre.y() + (place - len(lines) / 2) * size * 1.4
            write(
                self.painter,
                QRectF(20, top, LEFT_WIDTH - 40, size * 1.4),
                line,
                size,
                bold=True,
                align=MIDDLE,
                least=60,
            )

    def _scanning(self) -> None:
        painter, down = self.painter, self.extra
        painter.fillRect(QRectF(40, 925 + down, 853, 2), QColor(LINE))
        if self.scene.code:
            write(painter, QRectF(178, 944 + down, 720, 70), self.scene.prompt, 54, bold=True)
            hint = "微信打不开时：点右上角 ⋯ → 在浏览器打开"
            write(painter, QRectF(178, 1020 + down, 740, 50), hint, 34, SECOND, least=28)

    def ring(self, fraction: float, seconds: int) -> None:
        """The countdown: emptying clockwise from the top; empty without a code."""
        painter, area = self.painter, self.layout.ring_area()
        inner = area.adjusted(*(part * RING_STROKE / 2 for part in (1, 1, -1, -1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(TRACK), RING_STROKE))
        painter.drawEllipse(inner)
        if not self.scene.code:
            return
        painter.setPen(QPen(QColor(tokens.ACCENT), RING_STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(inner, 90 * 16, round(fraction * 360 * 16))
        write(painter, area, str(seconds), 48, bold=True, align=MIDDLE)

    # The right side

    def _title(self) -> None:
        painter, area = self.painter, QRectF(RIGHT, 24, self.right_edge - RIGHT, 76)
        metrics = QFontMetricsF(style.font(42, True))
        if metrics.horizontalAdvance(self.scene.title) > area.width():
            half = len(self.scene.title) // 2
            for place, text in enumerate((self.scene.title[:half], self.scene.title[half:])):
                write(painter, area.translated(0, -18 + place * 46), text, 42, bold=True, least=30)
            write(painter, QRectF(RIGHT, 116, area.width(), 44), self.scene.where, 34, SECOND, least=28)
            return
        write(painter, area, self.scene.title, 54, bold=True, least=42)
        write(painter, QRectF(RIGHT, 100, area.width(), 52), self.scene.where, 38, SECOND, least=28)

    def _running(self, top: float) -> None:
        painter, right = self.painter, self.right_edge
        card(painter, QRectF(RIGHT, top, right - RIGHT, 196))
        painter.save()
        painter.setClipRect(QRectF(RIGHT, top, 14, 196))
        card(painter, QRectF(RIGHT, top, 60, 196), ground=tokens.ACCENT, line=tokens.ACCENT)
        painter.restore()
        write(painter, QRectF(1008, top + 10, 200, 44), "正在进行", 32, tokens.ACCENT)
        taken = write(painter, QRectF(1006, top + 38, 330, 96), self.scene.step, 72, bold=True, least=42)
        left = max(1006 + taken + 60, 1218)
        if self.scene.next_step:
            width = right - 390 - left
            write(painter, QRectF(left, top + 10, width, 44), self.scene.next_at, 32, SECOND)
            write(painter, QRectF(left, top + 50, width, 80), self.scene.next_step, 50, SECOND, least=32)
        write(painter, QRectF(right - 250, top + 10, 220, 44), "现在时间", 32, SECOND, align=END)
        self._chips(self.scene.chips, top + 136)

    def clock(self, text: str) -> None:
        write(self.painter, self.layout.clock_area(), text, 82, bold=True, align=END)

    def _chips(self, chips: Sequence[StepChip], top: float) -> None:
        room, size = self.right_edge - 16 - 1002, 30
        while size > 20 and sum(_chip_width(chip, size) + 8 for chip in chips) - 8 > room:
            size -= 1
        left = 1002.0
        for chip in chips:
            width = _chip_width(chip, size)
            self._chip(QRectF(left, top, width, 50), chip, size)
            left += width + 8

    def _chip(self, area: QRectF, chip: StepChip, size: int) -> None:
        painter = self.painter
        painter.setPen(QPen(QColor(tokens.ACCENT if chip.running else LINE), 2))
        painter.setBrush(QColor(tokens.ACCENT if chip.running else tokens.PAGE))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 12, 12)
        ink = tokens.CARD if chip.running else INK
        mark = "✓" if chip.done else chip.mark
        mark_ink = tokens.CARD if chip.running else tokens.DONE if chip.done else tokens.ACCENT
        inside = area.adjusted(10, 0, 0, 0)
        taken = write(painter, inside, mark, size, mark_ink, bold=True)
        if chip.name:
            write(painter, inside.adjusted(taken + 10, 0, 0, 0), chip.name, size, ink, bold=chip.running)

    def _figures(self, top: float) -> None:
        painter, scene, stretch = self.painter, self.scene, self.right_edge - RIGHT_EDGE
        card(painter, QRectF(RIGHT, top, self.right_edge - RIGHT, 234))
        shrink = 0.8 if max(scene.enrolled, scene.present) >= THOUSAND else 1.0
        columns = (
            ("应到", scene.enrolled, 968, 1230, 128, INK),
            ("实到", scene.present, 1230, 1528, 172, tokens.ACCENT),
            ("迟到", scene.late, 1528, 1706, 128, INK),
            ("请假", scene.leave, 1706, 1884, 128, INK),
        )
        for place, (title, value, start, end, size, colour) in enumerate(columns):
            area = QRectF(start + stretch * place / 4, top, end - start + stretch / 4, 234)
            first = place == 0
            if not first:
                painter.fillRect(QRectF(area.left() - 1, top + 21, 2, 174), QColor(LINE))
            head = QRectF(area.left(), top + 10, area.width(), 54)
            write(painter, head, title, 40, colour if place == 1 else SECOND, bold=place == 1, align=MIDDLE)
            figure = QRectF(area.left() + 4, top + 52, area.width() - 8, 150)
            # Figures stand on one line whatever their size.
            self._figure(figure, str(value), round(size * shrink), colour)
        self._bar(QRectF(996, top + 210, self.right_edge - 28 - 996, 10))

    def _figure(self, area: QRectF, text: str, size: int, colour: str) -> None:
        font = style.font(size, True)
        metrics = QFontMetricsF(font)
        while metrics.horizontalAdvance(text) > area.width():
            font.setPixelSize(font.pixelSize() - 2)
            metrics = QFontMetricsF(font)
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour))
        left = area.center().x() - metrics.horizontalAdvance(text) / 2
        self.painter.drawText(QPointF(left, area.bottom() - 12), text)

    def _bar(self, area: QRectF) -> None:
        painter, scene = self.painter, self.scene
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(TRACK))
        painter.drawRoundedRect(area, 5, 5)
        part = min(scene.present / scene.enrolled, 1.0) if scene.enrolled else 0.0
        if part:
            painter.setBrush(QColor(tokens.ACCENT))
            painter.drawRoundedRect(QRectF(area.left(), area.top(), max(area.width() * part, 10), area.height()), 5, 5)

    def _newest(self, top: float) -> None:
        painter, right = self.painter, self.right_edge
        write(painter, QRectF(RIGHT, top - 4, 300, 50), "刚刚签到", 36, bold=True)
        facts = f"未到 {self.scene.missing} 人　{self.scene.closes}"
        write(painter, QRectF(RIGHT + 220, top - 4, right - RIGHT - 220, 50), facts, 36, SECOND, align=END, least=28)

    def names(self, fresh: frozenset[int]) -> None:
        """The six newest; those in `fresh` have come within the last seconds."""
        areas = self.layout.name_areas()
        if not self.scene.newest and self.scene.enrolled:
            write(self.painter, areas[0].adjusted(0, 0, 300, 0), "还没有人签到", 42, SECOND)
        for area, row in zip(areas, self.scene.newest, strict=False):
            self._name(area, row, row.id in fresh)

    def _name(self, area: QRectF, row: NameCard, is_fresh: bool) -> None:
        ground, line = (tokens.ACCENT_SOFT, tokens.ACCENT) if is_fresh else (tokens.CARD, LINE)
        card(self.painter, area, ground=ground, line=line, width=3 if is_fresh else 2)
        inside = area.adjusted(22, 0, -20, 0)
        ink = tokens.ACCENT if is_fresh else INK
        sizes = (64, 50) if self.layout.is_tall else (42, 38)
        taken = write(self.painter, inside, row.name, sizes[0], ink, bold=True) if row.name else 0.0
        write(self.painter, inside.adjusted(taken + 16, 0, 0, 0), row.unit, sizes[1], SECOND, align=END, least=28)

    def _joining(self, area: QRectF) -> None:
        painter, joining = self.painter, self.scene.joining
        card(painter, area)
        grown = 1.35 if self.layout.is_tall else 1.0
        left, top, right = area.left() + 24, area.top(), area.right()
        wifi_height = 60 * grown + 8
        if joining.wifi:
            self._wifi(joining, QRectF(left, top + 10, right - 170 - left, wifi_height - 4))
            self._wifi_code(joining, QPointF(right - 88, top + 78))
        start = top + (wifi_height + 2 if joining.wifi else 14)
        step = (area.bottom() - 8 - start) / 2
        sizes = (48, 60) if joining.wifi else (58, 76)
        for (title, value, colour), size in zip(_lines(joining), sizes, strict=True):
            write(painter, QRectF(left, start, 110, step), title, 34, SECOND)
            line = QRectF(left + 118, start, right - 160 - left - 118, step)
            write(painter, line, value, round(size * grown), colour, bold=True, least=34)
            start += step

    def _wifi(self, joining: Joining, area: QRectF) -> None:
        painter, size = self.painter, 54 if self.layout.is_tall else 44
        write(painter, area, "无线网", 34, SECOND)
        name = QRectF(area.left() + 118, area.top(), 300, area.height())
        taken = write(painter, name, joining.wifi, size, bold=True, least=30)
        if joining.password:
            word = name.adjusted(taken + 24, 0, 0, 0)
            write(painter, QRectF(word.left(), word.top(), 80, word.height()), "密码", 34, SECOND)
            rest = QRectF(word.left() + 80, word.top(), area.right() - word.left() - 80, word.height())
            write(painter, rest, joining.password, size, bold=True, least=30)

    def _wifi_code(self, joining: Joining, centre: QPointF) -> None:
        self.painter.fillRect(QRectF(centre.x() - 74, centre.y() - 70, 148, 140), QColor("#FFFFFF"))
        paint_code(self.painter, joining.wifi_code, centre, WIFI_MODULE)
        below = QRectF(centre.x() - 82, centre.y() + 68, 164, 44)
        write(self.painter, below, "扫此连网", 28, SECOND, align=MIDDLE)


def _lines(joining: Joining) -> tuple[tuple[str, str, str], ...]:
    digits = joining.digits
    code = f"{digits[:3]} {digits[3:]}" if digits else "— — —"
    return ("网　址", joining.address or "—", INK), ("签到码", code, tokens.ACCENT)


def _chip_width(chip: StepChip, size: int) -> float:
    bold = QFontMetricsF(style.font(size, True))
    mark = bold.horizontalAdvance("✓" if chip.done else chip.mark)
    plain = bold if chip.running else QFontMetricsF(style.font(size))
    return mark + 20 + (plain.horizontalAdvance(chip.name) + 10 if chip.name else 0)
