"""Whatever commits, in any thread or process, is heard of in the window's own thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from partyschool.storage.database import Database

POLL_MS = 1000
EVERYTHING = frozenset({"*"})

Trace = tuple[tuple[int, int], ...]


class Changes(QObject):
    """`changed(tables)`: names of tables, or EVERYTHING when another process (sign-in, command line) has written.

    Several commits between two turns of the event loop are told together, so that an import reloads pages once.
    """

    changed = Signal(frozenset)
    _heard = Signal(frozenset)

    def __init__(self, db: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._waiting: frozenset[str] = frozenset()
        self._heard.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._end = db.on_change(self._heard.emit)
        self._seen = self._trace()
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)
        if db.is_sqlite:
            self._poll.start()

    def stop(self) -> None:
        """Hear nothing more; before the database is closed."""
        self._poll.stop()
        self._end()
        self.blockSignals(True)  # what was committed just now is still on its way here

    def _gather(self, tables: frozenset[str]) -> None:
        if not self._waiting:
            QTimer.singleShot(0, self, self._tell)
        self._waiting |= tables

    def _tell(self) -> None:
        tables, self._waiting = self._waiting, frozenset()
        self._seen = self._trace()
        self.changed.emit(tables)

    def _look(self) -> None:
        trace = self._trace()
        if trace != self._seen and not self._waiting:
            self._seen = trace
            self.changed.emit(EVERYTHING)

    def _trace(self) -> Trace:
        """Size and time of the database and its log: a commit of another process changes one of them."""
        file = self._db.folder.database
        traces = []
        for path in (file, file.with_name(file.name + "-wal")):
            try:
                state = path.stat()
            except OSError:
                continue
            traces.append((state.st_size, state.st_mtime_ns))
        return tuple(traces)


def touches(tables: frozenset[str], changed: frozenset[str]) -> bool:
    """Whether a page that shows `tables` has to reload."""
    return bool(tables & changed) or (bool(tables) and changed == EVERYTHING)
