"""The half-day sessions of a class as cards side by side; the next one has a red border."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui import tokens
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.bar import Bar
from partyschool.ui.widgets.card import Card, clear, label, row, set_switched
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.elided_label import ElidedLabel

CARD_HEIGHT, LEAST_WIDTH, SCROLL_BAR = 82, 250, 12
PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class SessionCardRow:
    """A session in words and figures; `parts` are fractions of those enrolled with their colours."""

    number: int
    title: str
    when: str
    state: str
    tone: Tone
    figure: str
    of: str
    note: str
    parts: tuple[tuple[float, str], ...]
    is_next: bool


class SessionStrip(QScrollArea):
    """`show_sessions(rows)`; up to four fill the width, more scroll sideways."""

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("cls", "clear")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("cls", "clear")
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.CARD_GAP)
        self.setWidget(inner)

    def show_sessions(self, sessions: Sequence[SessionCardRow]) -> None:
        clear(self._row)
        for session in sessions:
            card = SessionCard(session)
            card.clicked.connect(self.clicked)
            self._row.addWidget(card, 1)
        self.setFixedHeight(CARD_HEIGHT + (SCROLL_BAR if len(sessions) > 4 else 0))
        self.setVisible(bool(sessions))


class SessionCard(Card):
    """One session; a click or Enter tells its number."""

    clicked = Signal(int)

    def __init__(self, session: SessionCardRow) -> None:
        super().__init__()
        self._number = session.number
        self.setFixedHeight(CARD_HEIGHT)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{session.title} {session.when} {session.state} {session.figure}{session.of}")
        self._fill(session)
        if session.is_next:
            set_switched(self, True)

    def _fill(self, session: SessionCardRow) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(4)
        when = ElidedLabel(text=session.when)
        when.setProperty("kind", "caption")
        figure = label(session.figure, "panel-figure", "accent" if session.is_next else "")
        note = label(session.note, "caption")
        bar = Bar()
        bar.set_parts(session.parts)
        chip = Chip(session.state, session.tone, small=True)
        layout.addLayout(row(label(session.title, "strong"), when, chip))
        layout.addLayout(row(figure, label(session.of, "caption"), 0, note, spacing=5))
        layout.addWidget(bar)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit(self._number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in PRESS:
            self.clicked.emit(self._number)
        else:
            super().keyPressEvent(event)
