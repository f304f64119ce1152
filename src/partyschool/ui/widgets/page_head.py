"""The head of a page: title, one caption line with the facts of the page, and perhaps the way back above."""

from PySide6.QtCore import Property, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui.widgets.card import label
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.elided_label import ElidedLabel


class PageHead(QWidget):
    """Stands left in the head row of a form; the page's buttons stand right of it, the primary one last.

    In a form set `title` and `caption` as properties with stdset="0".
    """

    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = label("", "title")
        self._caption = ElidedLabel()
        self._caption.setProperty("kind", "caption")
        self._trail = QPushButton()
        self._trail.setProperty("kind", "link")
        self._trail.setProperty("size", "caption")
        self._trail.setProperty("tone", "second")
        self._trail.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._trail.clicked.connect(self.back)
        self._trail_end = label("", "caption")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self._lay_out()
        self.set_trail("", "")

    def _lay_out(self) -> None:
        trail, title = QHBoxLayout(), QHBoxLayout()
        trail.setSpacing(2)
        for layout, parts in ((trail, (self._trail, self._trail_end)), (title, (self._title,))):
            for part in parts:
                layout.addWidget(part)
        title.setSpacing(10)
        title.addLayout(self._chips)
        trail.addStretch(1)
        title.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(trail)
        column.addLayout(title)
        column.addWidget(self._caption)

    def set_title(self, text: str) -> None:
        self._title.setText(text)

    def set_caption(self, text: str) -> None:
        self._caption.setText(text)
        self._caption.setVisible(bool(text))

    def set_trail(self, parent_title: str, here: str) -> None:
        """“培训班 › 2025 年第 9 期” above the title; `back` is emitted by a click on the first part."""
        self._trail.setText(parent_title)
        self._trail_end.setText(f"›  {here}")
        self._trail.setVisible(bool(parent_title))
        self._trail_end.setVisible(bool(parent_title))

    def set_chips(self, *chips: Chip | QLabel) -> None:
        """Chips behind the title; replaces those before."""
        while self._chips.count():
            old = self._chips.takeAt(0).widget()
            if old is not None:
                old.hide()  # until it is deleted it would stand beside the new ones
                old.deleteLater()
        for chip in chips:
            self._chips.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)

    title = Property(str, lambda self: self._title.text(), set_title)
    caption = Property(str, lambda self: self._caption.text(), set_caption)
