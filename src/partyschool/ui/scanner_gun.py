"""Catching a scanner gun: it types like a keyboard, only faster, into whatever has the focus."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from partyschool.domain.card_code import LENGTH, PREFIX

GAP_SECONDS = 0.045  # guns type a key in 1 to 30 ms; the fastest clerks need 60
# Guns without a wire need up to 100 ms. A clerk who types `p` waits so long for it to show, and for nothing else.
START_SECONDS, CODE_SECONDS = 0.1, 0.25
END_SECONDS = 0.3  # some guns send their Enter late; it must not sign in whoever is chosen in the list
LEAST_KEYS = 6  # shorter bursts are two keys of a person that met
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def plain(text: str) -> str:
    """As printed: guns behind a Chinese input method send full width, with a wrong layout `;` for `:`."""
    return unicodedata.normalize("NFKC", text).strip().upper().replace("PS1;", PREFIX)


@dataclass(slots=True)
class _Held:
    """A key, or what an input method made of one (key 0), kept back until it is clear who typed it."""

    target: QWidget
    key: int
    modifiers: Qt.KeyboardModifier
    text: str

    def typed(self) -> QEvent:
        """The same once more."""
        if self.key:
            return QKeyEvent(QEvent.Type.KeyPress, self.key, self.modifiers, self.text)
        event = QInputMethodEvent()
        event.setCommitString(self.text)
        return event


class ScannerGun(QObject):
    """`scanned(code)` for every burst of keys, with or without Enter or Tab behind it.

    In `page` every burst is a scan, so that a wrong card is answered too; in the program's other windows, a dialog or
    the hall's screen, only one that reads as a card. Keys are kept back for 45 ms; what was no burst then goes to where
    it was typed. So a gun never types into a field, and its figures never count as the keys 1–9. `garbled()`: a burst
    that a Chinese input method has turned into words.

    When a key was pressed is what the system says of it: after a window has stood still it hands over at once what a
    clerk has typed meanwhile. `clock`, in seconds, is for what an input method makes of keys.
    """

    scanned = Signal(str)
    garbled = Signal()

    def __init__(self, page: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(page)
        self._page, self._clock = page, clock
        self._held: list[_Held] = []
        self._last = self._taken = 0.0
        self._stamp = 0  # of the last key, in milliseconds by the system's own count
        self._composed, self._compositions = "", 0
        self._is_replaying = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._settle)

    def listen(self) -> None:
        """From now on, until `rest`."""
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def rest(self) -> None:
        """Another page is worked in."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._held.clear()
        self._pause.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_replaying or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._input(watched, event)
        return False

    def _is_page(self, widget: QWidget) -> bool:
        return widget is self._page or self._page.isAncestorOf(widget)

    # Keys

    def _key(self, target: QWidget, event: QKeyEvent) -> bool:
        in_burst = self._goes_on(event.timestamp())
        if event.key() in ENDS and self._ends(in_burst):
            return True
        text = event.text()
        if not text or not text.isprintable() or event.modifiers() & COMMAND or event.isAutoRepeat():
            if not text and event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock):
                return False  # a gun presses them for each capital
            self._replay()
            return False
        self._hold(_Held(target, event.key(), event.modifiers(), text), in_burst)
        return True

    def _ends(self, in_burst: bool) -> bool:
        """Whether this Enter or Tab is the gun's, and so nobody else's."""
        if len(self._held) >= LEAST_KEYS and in_burst and self._is_code():
            self._take()
            return True
        return self._clock() - self._taken < END_SECONDS

    def _goes_on(self, stamp: int = 0) -> bool:
        now = self._clock()
        passed = (stamp - self._stamp) / 1000 if stamp and self._stamp else now - self._last
        self._last, self._stamp = now, stamp
        return passed < self._gap()

    def _gap(self) -> float:
        """The further a code has come, the surer it is a gun, and the longer it may take over its next key."""
        so_far = plain("".join(held.text for held in self._held) or self._composed)
        if so_far and PREFIX.startswith(so_far):
            return START_SECONDS
        return CODE_SECONDS if so_far.startswith(PREFIX) else GAP_SECONDS

    def _hold(self, held: _Held, in_burst: bool) -> None:
        if not in_burst:
            self._settle()
        self._held.append(held)
        self._pause.start(round(self._gap() * 1000))

    # What an input method makes of keys

    def _input(self, target: QWidget, event: QInputMethodEvent) -> bool:
        """The whole burst as one text, key by key, or as a composition that nobody ends."""
        in_burst, text = self._goes_on(), event.commitString()
        if plain(text).startswith(PREFIX):
            self._forget_composition()
            self._emit(plain(text))
            return True
        if len(plain(text)) == 1 and plain(text).isascii():
            self._hold(_Held(target, 0, Qt.KeyboardModifier.NoModifier, text), in_burst)
            return True
        if not text and not event.preeditString():
            return False
        self._compositions = self._compositions + 1 if in_burst else 1
        self._composed = event.preeditString()
        self._pause.start(round(self._gap() * 1000))
        return False

    def _forget_composition(self) -> None:
        self._composed, self._compositions = "", 0

    def _settle_composition(self) -> bool:
        """The input method still holds a code, or has made words of one."""
        composed, is_burst = plain(self._composed), self._compositions >= LEAST_KEYS
        self._forget_composition()
        is_code = composed.startswith(PREFIX) and len(composed) > len(PREFIX) + LENGTH
        if not is_code and not is_burst:
            return False
        QGuiApplication.inputMethod().reset()
        if is_code:
            self._emit(composed)
        else:
            self._held.clear()
            self.garbled.emit()
        return True

    # Who it was

    def _is_code(self) -> bool:
        target, text = self._held[0].target, plain("".join(held.text for held in self._held))
        return self._is_page(target) or text.startswith(PREFIX)

    def _settle(self) -> None:
        """The keys have stopped coming."""
        if self._settle_composition():
            return
        if len(self._held) >= LEAST_KEYS and self._is_code():
            self._take()
        else:
            self._replay()

    def _take(self) -> None:
        code = plain("".join(held.text for held in self._held))
        self._held.clear()
        self._pause.stop()
        self._emit(code)

    def _emit(self, code: str) -> None:
        self._taken = self._clock()
        self.scanned.emit(code)

    def _replay(self) -> None:
        held, self._held = self._held, []
        self._pause.stop()
        self._is_replaying = True
        for one in held:
            QCoreApplication.sendEvent(one.target, one.typed())
        self._is_replaying = False
