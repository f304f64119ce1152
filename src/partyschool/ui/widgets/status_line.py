"""A caption with its sign: ✓ the parts equal the whole, ⚠ they do not."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from partyschool.ui import icons
from partyschool.ui.style import mark
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.elided_label import ElidedLabel

SIGNS = {Tone.DONE: "check", Tone.WATCH: "warning", Tone.ERROR: "warning"}
SIGN_SIZE = 14


class StatusLine(QWidget):
    """As wide as its words; where room lacks they are cut with “…”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign, self._words = QLabel(), ElidedLabel()
        self._words.setProperty("kind", "caption")
        self._words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._sign)
        layout.addWidget(self._words, 1)

    def say(self, text: str, tone: Tone, *, coloured: bool = True) -> None:
        """The sign has the tone's colour, the words only when `coloured`."""
        self._sign.setPixmap(icons.pixmap(SIGNS[tone], SIGN_SIZE, TONES[tone].ink))
        self._words.setText(text)
        mark(self._words, tone=str(tone) if coloured else "")
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._words.text()
