"""A window beside the main window: keeps its own size, goes when it is closed, never blocks."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget


class ChildWindow(QDialog):
    """With maximise button; deleted when closed, so that a paper of 1,000 pages does not stay in memory."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.WindowMaximizeButtonHint
            | Qt.WindowType.WindowMinimizeButtonHint
            | Qt.WindowType.WindowCloseButtonHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def showEvent(self, event: QShowEvent) -> None:
        # Enter belongs to what has the focus; a dialog would otherwise press its first button.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        super().showEvent(event)
