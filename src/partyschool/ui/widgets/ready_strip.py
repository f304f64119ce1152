"""A sunk strip that says what is complete and, at its right, what is not."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.card import clear, label

Entry = tuple[str, Tone]


class ReadyStrip(QFrame):
    """`show_entries([("5 项规定动作齐全", Tone.DONE), …], ("1 处时间冲突", Tone.WATCH))`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("cls", "sunk")
        self.setFixedHeight(tokens.ROW_HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 0, 14, 0)
        self._row.setSpacing(6)
        self._words: list[str] = []

    def show_entries(self, entries: Sequence[Entry], last: Entry | None = None) -> None:
        clear(self._row)
        self._words = []
        for entry in entries:
            self._add(entry)
            self._row.addSpacing(16)
        self._row.addStretch(1)
        if last is not None:
            self._add(last)

    def text(self) -> str:
        return " ".join(self._words)

    def _add(self, entry: Entry) -> None:
        text, tone = entry
        picture = QLabel()
        picture.setPixmap(icons.pixmap("check" if tone is Tone.DONE else "warning", 14, TONES[tone].ink))
        self._row.addWidget(picture)
        self._row.addWidget(label(text, "caption", "watch" if tone is Tone.WATCH else ""))
        self._words.append(text)
