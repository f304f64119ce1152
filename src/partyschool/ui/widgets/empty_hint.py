"""What stands in a list that filters have emptied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import style


class EmptyHint(QWidget):
    """“没有符合条件的…” and 清除筛选, in the middle of a list that filters have emptied."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = QLabel()
        self.label.setProperty("kind", "second")
        self.clear = QPushButton("清除筛选")
        style.mark(self.clear, kind="link")
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self.label, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        self.hide()

    def text(self) -> str:
        return self.label.text()
