"""An empty page: a picture, what is missing, what to do first, one primary and at most two other buttons."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.widgets.card import label

Action = tuple[str, str, Callable[[], object]]


class EmptyState(QWidget):
    """`say(title, advice, [("新建培训班", "plus", callback), …])`; the first button is the primary one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._advice = label("", "dialog-title"), label("", "second", wrap=True)
        self._picture, self._buttons = EmptyPicture(), QHBoxLayout()
        self._advice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._advice.setFixedWidth(420)
        self._buttons.setSpacing(tokens.CONTROL_GAP)
        layout = QVBoxLayout(self)
        layout.setSpacing(tokens.S8)
        layout.addStretch(1)
        for part in (self._picture, self._title, self._advice):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(tokens.S8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addLayout(self._buttons)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def say(self, title: str, advice: str, actions: Sequence[Action] = (), *, picture: str = "calendar") -> None:
        """`picture` is an icon's name; the calendar has a drawing of its own."""
        self._title.setText(title)
        self._advice.setText(advice)
        # A layout that centres a wrapping label gives it the height of one line.
        self._advice.setFixedHeight(self._advice.heightForWidth(self._advice.width()))
        self._picture.name = picture
        while self._buttons.count():
            old = self._buttons.takeAt(0).widget()
            if old is not None:
                old.hide()  # until it is deleted it would lie under the new ones
                old.deleteLater()
        for place, (text, icon, action) in enumerate(actions):
            button = QPushButton(text)
            button.setProperty("kind", "primary" if place == 0 else "")
            if icon:
                icons.set_button(button, icon)
            button.clicked.connect(lambda checked=False, act=action: act())
            self._buttons.addWidget(button)


class EmptyPicture(QWidget):
    """120×88: a soft red disc with a calendar, or with another icon."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "calendar"
        self.setFixedSize(QSize(120, 88))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.ACCENT_SOFT))
        painter.drawEllipse(QRectF(20, 4, 80, 80))
        if self.name != "calendar":
            icons.paint(painter, self.name, QRectF(38, 22, 44, 44), tokens.ACCENT)
            return
        painter.setBrush(QColor(tokens.CARD))
        painter.setPen(QPen(QColor(tokens.CONTROL_LINE), 1.4))
        painter.drawRoundedRect(QRectF(30, 22, 60, 52), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.ACCENT))
        painter.drawRoundedRect(QRectF(30, 22, 60, 13), 4, 4)
        for place in range(8):
            painter.setBrush(QColor(tokens.SERIES[1] if place == 5 else tokens.TRACK))
            painter.drawRoundedRect(QRectF(37.5 + place % 4 * 12.3, 42 + place // 4 * 14, 9, 9), 2, 2)
