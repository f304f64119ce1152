"""Catching a scanner gun: it types like a keyboard, only faster, into whatever has the focus."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

PREFIX = "PS1:"
GAP_SECONDS = 0.045  # guns type a key in 1 to 30 ms; the fastest clerks need 60
LEAST_KEYS = 6  # shorter bursts are two keys of a person that met
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def plain(text: str) -> str:
    """As printed: guns behind a Chinese input method send full width, with a wrong layout `;` for `:`."""
    return unicodedata.normalize("NFKC", text).strip().upper().replace("PS1;", PREFIX)


@dataclass(slots=True)
class _Held:
    """A key that is kept back until it is clear who typed it."""

    target: QWidget
    key: int
    modifiers: Qt.KeyboardModifier
    text: str


class ScannerGun(QObject):
    """`scanned(code)` for every burst of keys in `window`, with or without Enter or Tab behind it.

    Keys are kept back for 45 ms; what was no burst then goes to where it was typed. So a gun never types into a field,
    and its figures never count as the keys 1–9.
    """

    scanned = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._held: list[_Held] = []
        self._last = 0.0
        self._is_replaying = False
        self._pause = QTimer(self, singleShot=True, interval=round(GAP_SECONDS * 1000))
        self._pause.timeout.connect(self._settle)

    def listen(self) -> None:
        """From now on, until `rest`."""
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def rest(self) -> None:
        """Another page or window is worked in."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._held.clear()
        self._pause.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_replaying or not isinstance(watched, QWidget) or not self._is_here(watched):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._committed(event)
        return False

    def _is_here(self, widget: QWidget) -> bool:
        return widget is self._window or self._window.isAncestorOf(widget)

    def _committed(self, event: QInputMethodEvent) -> bool:
        """An input method hands over the whole burst as one text."""
        if plain(event.commitString()).startswith(PREFIX):
            self.scanned.emit(plain(event.commitString()))
            return True
        return False

    def _key(self, target: QWidget, event: QKeyEvent) -> bool:
        now = time.monotonic()
        in_burst = now - self._last < GAP_SECONDS
        self._last = now
        if event.key() in ENDS and len(self._held) >= LEAST_KEYS and in_burst:
            self._take()
            return True
        text = event.text()
        if not text or not text.isprintable() or event.modifiers() & COMMAND or event.isAutoRepeat():
            self._replay()
            return False
        if not in_burst:
            self._settle()
        self._held.append(_Held(target, event.key(), event.modifiers(), text))
        self._pause.start()
        return True

    def _settle(self) -> None:
        """The keys have stopped coming."""
        if len(self._held) >= LEAST_KEYS:
            self._take()
        else:
            self._replay()

    def _take(self) -> None:
        code = plain("".join(held.text for held in self._held))
        self._held.clear()
        self._pause.stop()
        self.scanned.emit(code)

    def _replay(self) -> None:
        held, self._held = self._held, []
        self._pause.stop()
        self._is_replaying = True
        for key in held:
            typed = QKeyEvent(QEvent.Type.KeyPress, key.key, key.modifiers, key.text)
            QCoreApplication.sendEvent(key.target, typed)
        self._is_replaying = False
