"""Card: a white sheet with a hairline border; and the thin line between its parts."""

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from partyschool.ui import tokens
from partyschool.ui.style import mark


class Card(QFrame):
    """A frame with the card look. Around a table use `flush()`, so that its rows do not cover the border."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("cls", "card")

    def column(self, *, spacing: int = tokens.S8) -> QVBoxLayout:
        """A vertical layout with the card's inner margin."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.CARD_INSIDE, tokens.S12, tokens.CARD_INSIDE, tokens.S12)
        layout.setSpacing(spacing)
        return layout

    def flush(self) -> QVBoxLayout:
        """A vertical layout with room for the border only."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        return layout


class Line(QFrame):
    """A hairline between two parts of a card or panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("cls", "line")


def label(text: str = "", kind: str = "", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A label of one of the kinds of the style sheet: title, section, strong, second, caption, third, small, figure…"""
    made = QLabel(text)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if tone:
        made.setProperty("tone", tone)
    return made


def row(
    *parts: QWidget | int, spacing: int = tokens.S8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A horizontal layout of widgets; 0 stands for a stretch, another number for that many pixels."""
    layout = QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif part == 0:
            layout.addStretch(1)
        else:
            layout.addSpacing(part)
    return layout


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout that is filled anew at every change of what is shown."""
    while layout.count():
        item = layout.takeAt(0)
        inner, widget = item.layout(), item.widget()
        if isinstance(inner, QBoxLayout):
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def set_switched(card: QFrame, on: bool) -> None:
    """Give the card the red border of what is chosen or next."""
    mark(card, on="true" if on else "false")
