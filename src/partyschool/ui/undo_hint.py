"""A notice that says what was done, with one link that takes it back."""

from __future__ import annotations

from collections.abc import Callable

from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.notice import Notice


class UndoHint:
    """Owns the link of a Notice of a page; the last deed only can be taken back."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._undo: Callable[[], object] | None = None
        notice.clicked.connect(self.take_back)

    def offer(self, sentence: str, undo: Callable[[], object], advice: str = "") -> None:
        """Say what was done."""
        self._undo = undo
        self._notice.say(sentence, advice, tone=Tone.DONE, link="撤销")

    @property
    def is_offered(self) -> bool:
        """Whether a deed can be taken back now."""
        return self._undo is not None

    def hush(self) -> None:
        """Forget it."""
        self._undo = None
        self._notice.hush()

    def take_back(self) -> None:
        """What the link does."""
        undo, self._undo = self._undo, None
        self._notice.hush()
        if undo is not None:
            undo()
