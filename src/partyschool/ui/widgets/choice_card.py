"""One of a few exclusive choices as a card: icon, title and a line beneath."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.style import mark
from partyschool.ui.widgets.card import label


class ChoiceCard(QPushButton):
    """A checkable button; exclusive among its siblings when the form says `autoExclusive`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._name = QLabel(), ""
        self._title, self._note = label("", "section"), label("", "caption")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(self._title)
        texts.addWidget(self._note)
        texts.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 12, 0)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(texts, 1)
        for part in (self._icon, self._title, self._note):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._colour)

    def show_choice(self, icon: str, title: str, note: str) -> None:
        self._name = icon
        self._title.setText(title)
        self._note.setText(note)
        self.setAccessibleName(f"{title}，{note}")
        self._colour(self.isChecked())

    def _colour(self, on: bool) -> None:
        self._icon.setPixmap(icons.pixmap(self._name, 20, tokens.ACCENT if on else tokens.TEXT_2))
        mark(self._title, tone="accent" if on else "")
