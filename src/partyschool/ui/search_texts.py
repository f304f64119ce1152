"""What is searched in a list, one text a row made once, so that a key typed goes through 60,000 rows in one frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Row = TypeVar("Row")
Words = Callable[[Row], tuple[Sequence[str], Sequence[str]]]

SLICE = 1000  # rows made ready at a time while nobody types: some milliseconds
MANY = 2 * SLICE
LINE, OTHERS = "\n", "\n\n"  # nothing typed has them, so that nothing is found across two texts


class SearchTexts(Generic[Row]):
    """`words(row)` gives the names of a row and its other texts; names are searched without their spaces.

    Of a long list the texts are made ready while the window has nothing else to do.
    """

    def __init__(self, parent: QObject, words: Words[Row]) -> None:
        self._words = words
        self._rows: Sequence[Row] = ()
        self._texts: dict[int, str] = {}
        self._made = 0
        self._last: tuple[Sequence[Row], list[str]] = ((), [])
        self._idle = QTimer(parent, interval=0)
        self._idle.timeout.connect(self._go_on)

    def forget(self, rows: Sequence[Row], *, begin: bool) -> None:
        """Other rows are shown; `begin` to make them ready, for lists that are there to be searched."""
        self._rows, self._texts, self._made, self._last = rows, {}, 0, ((), [])
        if begin and len(rows) > MANY:
            self._idle.start()
        else:
            self._idle.stop()

    def fitting(self, rows: Sequence[Row], query: str) -> list[Row]:
        """Those of the rows whose name or other texts fit what was typed."""
        self._make(len(self._rows))
        if self._last[0] is not rows:  # at the first key; the next ones go through the same list
            self._last = rows, [self._texts[id(row)] for row in rows]
        typed, texts = query.casefold(), self._last[1]
        name = "".join(typed.split())
        if name == typed:
            return [row for row, text in zip(rows, texts, strict=True) if typed in text]
        parts = zip(rows, (text.partition(OTHERS) for text in texts), strict=True)
        return [row for row, (names, _, others) in parts if name in names or typed in others]

    def _go_on(self) -> None:
        self._make(self._made + SLICE)
        if self._made == len(self._rows):
            self._idle.stop()

    def _make(self, enough: int) -> None:
        waiting = self._rows[self._made : enough]
        self._made += len(waiting)
        for row in waiting:
            names, others = self._words(row)
            together = LINE.join("".join(name.split()) for name in names) + OTHERS + LINE.join(others)
            self._texts[id(row)] = together.casefold()
