"""The search field above a list; tells what was typed as soon as the keys waiting are read."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from partyschool.ui import icons

DELAY_MS = 10


class SearchField(QLineEdit):
    """Connect `searched(str)` to the model's `search`; Escape empties the field."""

    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("姓名或拼音首字母")
        self.setAccessibleName("搜索")
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._empty = self.addAction(icons.icon("x"), QLineEdit.ActionPosition.TrailingPosition)
        self._empty.setToolTip("清除")
        self._empty.triggered.connect(self.clear)
        self._empty.setVisible(False)
        self._pause = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textChanged.connect(self._wait)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _wait(self, text: str) -> None:
        self._empty.setVisible(bool(text))
        self._pause.start()
