"""A scanner gun: keys with the system's own times, so that no busy machine tears a code apart."""

from itertools import count

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_shots = count(1)


def press(widget: QWidget, letter: str, at: int) -> None:
    """A key with the time at which the system says that it was pressed, in milliseconds."""
    key = Qt.Key.Key_Return if letter == "\r" else ord(letter.upper())
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
    event.setTimestamp(at)
    QApplication.sendEvent(widget, event)


def shoot(widget: QWidget, code: str) -> None:
    """The code and Enter, 5 ms a key; seconds after what was shot before."""
    start = next(_shots) * 10_000
    for place, letter in enumerate(f"{code}\r"):
        press(widget, letter, start + 5 * place)
