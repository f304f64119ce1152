"""A strip of exclusive buttons, each a word and perhaps a figure, that filters or switches what stands below."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from partyschool.ui.style import mark
from partyschool.ui.widgets.card import label


class SegmentStrip(QFrame):
    """`set_segments([("due", "应训", "1,241"), …])`; `changed(key)` on a click or Left/Right."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("cls", "strip")
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(2)
        self._group.idClicked.connect(lambda place: self.changed.emit(self._keys[place]))

    def set_segments(self, segments: Sequence[tuple[str, str, str]]) -> None:
        """Key, word, figure ("" for none) of each; the chosen one stays chosen, at first the first."""
        before = self.current()
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._keys = [key for key, _, _ in segments]
        for place, (_, word, figure) in enumerate(segments):
            button = Segment(word, figure)
            self._group.addButton(button, place)
            self._layout.addWidget(button)
        self.choose(before if before in self._keys else self._keys[0])

    def current(self) -> str:
        place = self._group.checkedId()
        return self._keys[place] if 0 <= place < len(self._keys) else ""

    def choose(self, key: str) -> None:
        """Choose without telling."""
        self._group.button(self._keys.index(key)).setChecked(True)


class Segment(QPushButton):
    """One button of the strip; word and figure are labels because a button's text has only one weight."""

    def __init__(self, word: str, figure: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("kind", "segment")
        self.setAccessibleName(f"{word} {figure}".strip())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(8)
        self.word, self.figure = label(word, "second"), label(figure, "segment-figure")
        for part in (self.word, self.figure):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)
        self.figure.setVisible(bool(figure))
        self.setMinimumWidth(layout.sizeHint().width())
        self.toggled.connect(self._colour)

    def _colour(self, on: bool) -> None:
        mark(self.figure, tone="accent" if on else "")
        mark(self.word, kind="" if on else "second")
