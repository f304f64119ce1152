"""A panel beside a list: fixed head and foot, everything between them scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from partyschool.ui import tokens
from partyschool.ui.widgets.card import Card, clear

PANEL_WIDTH = 344


class SidePanel(Card):
    """Fill `head`, `body` and `foot` (layouts); `wipe()` empties head and body before the next row is shown."""

    def __init__(self, parent: QWidget | None = None, *, width: int = PANEL_WIDTH) -> None:
        super().__init__(parent)
        if width:
            self.setFixedWidth(width)
        layout = self.flush()
        self._head, self._foot = QFrame(), QFrame()
        self._head.setProperty("cls", "head")
        self._foot.setProperty("cls", "foot")
        self.head = self._column(self._head, (16, 14, 16, 12))
        self.foot = QHBoxLayout(self._foot)
        self.foot.setContentsMargins(16, 10, 16, 10)
        self.foot.setSpacing(tokens.CONTROL_GAP)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("cls", "clear")
        self._scroll.setProperty("cls", "clear")
        outer = self._column(inner, (0, 0, 0, 0))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer.addLayout(self.body)
        outer.addStretch(1)
        self._scroll.setWidget(inner)
        layout.addWidget(self._head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._foot)
        self._foot.hide()

    def add_section(self, *, line: bool = True) -> QVBoxLayout:
        """A new part of the body with the panel's margins, under a hairline unless it is the last one."""
        frame = QFrame()
        if line:
            frame.setProperty("cls", "head")
        self.body.addWidget(frame)
        return self._column(frame, (16, 12, 16, 12))

    def add_foot(self, *buttons: QWidget) -> None:
        """Buttons of equal width at the fixed foot."""
        for button in buttons:
            self.foot.addWidget(button, 1)
        self._foot.show()

    def wipe(self) -> None:
        clear(self.head)
        clear(self.body)

    def _column(self, owner: QWidget, margins: tuple[int, int, int, int]) -> QVBoxLayout:
        layout = QVBoxLayout(owner)
        layout.setContentsMargins(*margins)
        layout.setSpacing(6)
        return layout
