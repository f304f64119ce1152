"""A small coloured label that says a state in a word; with `clickable`, a button."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from partyschool.ui import icons, style, tokens
from partyschool.ui.tokens import TONES, Tone

GAP = 18


class Chip(QWidget):
    """Word and tone, perhaps an icon before the word; `small` stands beside captions. A form may promote to it."""

    clicked = Signal()

    def __init__(
        self,
        text: str | QWidget = "",
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        small: bool = False,
    ) -> None:
        # A form gives the parent first.
        word, owner = ("", text) if isinstance(text, QWidget) else (text, parent)
        super().__init__(owner)
        self._text, self._tone, self._icon = word, tone, icon
        self._height = tokens.CHIP_SMALL if small else tokens.CHIP_HEIGHT
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(word)

    def say(self, text: str, tone: Tone = Tone.PLAIN, icon: str = "") -> None:
        """Change word, tone and icon; no word hides the chip."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(style.font(tokens.FONT_CAPTION)).horizontalAdvance(self._text)
        return QSize(round(width) + 16 + (GAP if self._icon else 0), self._height)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = TONES[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(self.rect(), tokens.RADIUS_CHIP, tokens.RADIUS_CHIP)
        area = self.rect().adjusted(8, 0, -8, 0)
        if self._icon:
            icons.paint_in(painter, self._icon, 14, area.left(), area.center().y() + 1, colours.ink)
            area.adjust(GAP, 0, 0, 0)
        painter.setPen(QColor(colours.ink))
        painter.setFont(style.font(tokens.FONT_CAPTION))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
