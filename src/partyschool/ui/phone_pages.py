"""The questionnaires, and the certificate check, that phones can open now: each a service process and what it told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from partyschool.ui.service_process import ServiceProcess

if TYPE_CHECKING:
    from partyschool.storage.database import Database

STARTING, OPEN, CLOSED, DOWN = "starting", "open", "closed", "down"
CHECKING = ""  # the key of the certificate check among the classes' codes


class PhonePages(QObject):
    """One service: of a class's questionnaire, or with an empty code of the certificate check."""

    changed = Signal()
    failed = Signal(str)
    ended = Signal()

    def __init__(
        self, db: Database, code: str, *, minutes: int, issued: int, host: str, port: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.db, self.code, self.issued, self.host = db, code, issued, host
        self.state, self.trouble = STARTING, ""
        self.url = self.code_url = ""
        self.received = self.returned = 0
        self.closes: datetime | None = None
        self._minutes = minutes
        self.process = ServiceProcess(db, self._wishes, host=host, port=port, parent=self)
        self.process.told.connect(self._take)
        self.process.alive.connect(self._note_life)
        self.process.failed.connect(self._note_failure)

    def _wishes(self) -> list[str]:
        """Started again after a fall, a questionnaire stays open until the hour that was set, no longer."""
        if not self.code:
            return ["verify", "--open"]
        left = self._minutes
        if self.closes is not None:
            left = max(1, round((self.closes - self.db.now()).total_seconds() / 60))
        return ["evaluation", "open", self.code, "--minutes", str(left), "--issued", str(self.issued)]

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()
        self.ended.emit()

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    def _take(self, event: dict[str, Any]) -> None:
        takers: dict[str, Callable[[dict[str, Any]], None]] = {
            "ready": self._ready,
            "code": self._new_code,
            "state": self._new_state,
            "ballots": self._count,
            "trouble": self._note_trouble,
        }
        take = takers.get(event["event"])
        if take is not None:
            take(event)
            self.changed.emit()

    def _ready(self, event: dict[str, Any]) -> None:
        self.url = event["url"]
        if not self.code:
            self.state, self.code_url = OPEN, f"{self.url}/v".upper()

    def _new_code(self, event: dict[str, Any]) -> None:
        self.code_url = event["url"]

    def _new_state(self, event: dict[str, Any]) -> None:
        self.state = event["state"]
        self.closes = datetime.fromisoformat(event["closes"]) if event["closes"] else None

    def _count(self, event: dict[str, Any]) -> None:
        self.received, self.returned, self.issued = event["received"], event["returned"], event["issued"]
        self.trouble = ""

    def _note_trouble(self, event: dict[str, Any]) -> None:
        self.trouble = event["message"]

    def _note_life(self, alive: bool) -> None:
        if not alive and self.state == CLOSED:
            self.process.stop()  # started again, it would take ballots once more
        elif not alive:
            self.state = DOWN
        self.changed.emit()

    def _note_failure(self, message: str) -> None:
        self.state, self.trouble = DOWN, message
        self.failed.emit(message)
        self.changed.emit()


class PhonePagesList(QObject):
    """All of them, by class; the certificate check stands under the empty code."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, PhonePages] = {}

    def of_class(self, code: str) -> PhonePages | None:
        return self._pages.get(code)

    def open(self, db: Database, code: str, *, minutes: int = 0, issued: int = 0, host: str, port: int) -> PhonePages:
        """Start the service of this class."""
        pages = PhonePages(db, code, minutes=minutes, issued=issued, host=host, port=port, parent=self)
        self._pages[code] = pages
        pages.ended.connect(lambda: self._forget(code))
        pages.changed.connect(self.changed)
        pages.start()
        return pages

    def running(self) -> list[PhonePages]:
        """Questionnaires that phones can answer now."""
        return [pages for pages in self._pages.values() if pages.code and pages.is_open]

    def stop_all(self) -> None:
        """The window leaves its data folder."""
        for pages in list(self._pages.values()):
            pages.stop()

    def _forget(self, code: str) -> None:
        self._pages.pop(code)
        self.changed.emit()
