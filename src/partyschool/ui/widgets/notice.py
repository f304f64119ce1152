"""A notice in the page, where its cause is: icon, a sentence, what to do, one link. Replaces message boxes."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.style import mark
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.card import label

FADE_MS = 8000
ICONS = {Tone.DONE: "check", Tone.WATCH: "warning", Tone.ERROR: "warning"}


class Notice(QFrame):
    """Hidden until `say(...)`; `hush()` hides it again."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("cls", "notice")
        self._icon, self._link = QLabel(), QPushButton()
        self._sentence, self._advice = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self._link.setProperty("kind", "link")
        self._link.clicked.connect(self.clicked)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._sentence)
        texts.addWidget(self._advice)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(13, 8, 10, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(texts, 1)
        layout.addWidget(self._link, 0, Qt.AlignmentFlag.AlignVCenter)
        self._fading = QTimer(self, singleShot=True)
        self._fading.timeout.connect(self.hush)
        self.hide()

    def say(self, sentence: str, advice: str = "", *, tone: Tone = Tone.PLAIN, link: str = "", icon: str = "") -> None:
        """Show the notice; a plain one without advice is not bold."""
        mark(self, tone=str(tone))
        colour = tokens.BETWEEN if tone is Tone.PLAIN else TONES[tone].ink
        self._icon.setPixmap(icons.pixmap(icon or ICONS.get(tone, "info"), 16, colour))
        mark(self._sentence, kind="strong" if advice else "")
        self._sentence.setText(sentence)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(f"{sentence} {advice}")
        self._fading.stop()
        self.show()

    def fade(self) -> None:
        """Hush by itself after a while: what went well needs nobody to take it away."""
        self._fading.start(FADE_MS)

    def hush(self) -> None:
        self.hide()

    def text(self) -> str:
        """What the notice says now, empty while hidden."""
        return "" if self.isHidden() else f"{self._sentence.text()} {self._advice.text()}".strip()
