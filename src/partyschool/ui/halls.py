"""The sign-ins that run now: one hall for each session, with its service process and what it has told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from partyschool.ui.signin_process import SigninProcess

if TYPE_CHECKING:
    from partyschool.services.sign_in_session import SignInSession
    from partyschool.storage.database import Database

NEWEST = 6
TELL_MS = 50
STARTING, EARLY, OPEN, PAUSED, CLOSED, DOWN = "starting", "early", "open", "paused", "closed", "down"


@dataclass(frozen=True, slots=True)
class SigninCode:
    """What the big code says, and until when by the office's clock."""

    url: str
    digits: str
    expires: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A line of 刚刚签到."""

    id: int
    name: str
    unit: str
    at: datetime
    way: str
    late: int


class Hall(QObject):
    """Keeps the latest of what the service tells; projector and desk show it and hear `changed`."""

    changed = Signal()
    coded = Signal()
    came = Signal(object)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, db: Database, session: SignInSession, *, host: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.db, self.session = db, session
        self.state, self.trouble = STARTING, ""
        self.url = ""
        self.closes = session.closes
        self.code: SigninCode | None = None
        self.enrolled = self.present = self.late = self.leave = 0
        self.newest: deque[Newcomer] = deque(maxlen=NEWEST)
        self._tell = QTimer(self, singleShot=True, interval=TELL_MS)
        self._tell.timeout.connect(self.changed)
        self.process = SigninProcess(db, session.class_code, session.number, room=session.room, host=host, parent=self)
        self.process.told.connect(self._take)
        self.process.alive.connect(self._note_life)
        self.process.failed.connect(self._note_failure)

    @property
    def missing(self) -> int:
        """未到: neither signed in nor on leave; walk-ins may make more come than were called up."""
        return max(self.enrolled - self.present - self.leave, 0)

    def start(self) -> None:
        from partyschool.services.sign_in_session import count_session, list_newest

        room = self.session.counted_room
        counts = count_session(self.db, self.session.id, room=room)
        self._count(counts.enrolled, counts.present, counts.late, counts.leave)
        for row in reversed(list_newest(self.db, self.session.id, limit=NEWEST, room=room)):
            self.newest.appendleft(Newcomer(row.id, row.name, row.unit, row.at, row.way, row.late))
        self.process.start()

    def pause(self) -> None:
        """Pause, or go on."""
        self.process.send("resume" if self.state in (PAUSED, EARLY) else "pause")

    def extend(self, minutes: int) -> None:
        self.process.send("extend", minutes=minutes)

    def close(self) -> None:
        """No more phones; the figures stay on the screen."""
        self.process.send("close")

    def stop(self) -> None:
        """The end of this hall."""
        self.process.stop()
        self.ended.emit()

    def _take(self, event: dict[str, Any]) -> None:
        takers: dict[str, Callable[[dict[str, Any]], None]] = {
            "ready": self._ready,
            "code": self._new_code,
            "signed": self._signed,
            "counts": lambda facts: self._count(*(facts[key] for key in ("enrolled", "present", "late", "leave"))),
            "state": self._new_state,
            "trouble": lambda facts: self._note_trouble(facts["message"]),
            "recovered": lambda facts: self._note_trouble(""),
        }
        take = takers.get(event["event"])
        if take is not None:
            take(event)
            if not self._tell.isActive():  # a hundred phones in a breath are shown at once
                self._tell.start()

    def _ready(self, event: dict[str, Any]) -> None:
        self.url = event["url"]
        self._new_state(event)

    def _new_state(self, event: dict[str, Any]) -> None:
        self.state = event["state"]
        self.closes = datetime.fromisoformat(event["closes"])
        if self.state != OPEN:
            self.code = None
            self.coded.emit()

    def _new_code(self, event: dict[str, Any]) -> None:
        expires = datetime.fromisoformat(event["expires"])
        self.code = SigninCode(event["url"], event["code"], expires, float(event["seconds"]))
        self.coded.emit()

    def _signed(self, event: dict[str, Any]) -> None:
        at = datetime.fromisoformat(event["at"])
        newcomer = Newcomer(event["id"], event["name"], event["unit"], at, event["way"], event["late"])
        if all(known.id != newcomer.id for known in self.newest):
            self.newest.appendleft(newcomer)
            self.came.emit(newcomer)
        self.present = event["present"]

    def _count(self, enrolled: int, present: int, late: int, leave: int) -> None:
        self.enrolled, self.present, self.late, self.leave = enrolled, present, late, leave

    def _note_trouble(self, message: str) -> None:
        self.trouble = message

    def _note_life(self, alive: bool) -> None:
        if not alive:
            self.state, self.code = DOWN, None
            self.coded.emit()
        self.changed.emit()

    def _note_failure(self, message: str) -> None:
        self.state, self.trouble = DOWN, message
        self.failed.emit(message)
        self.changed.emit()


class Halls(QObject):
    """All of them; a school mostly has one, a day with two classes or a class with a sub-classroom has two."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._halls: dict[tuple[int, str], Hall] = {}
        # Halls that have ended may still be telling their last; they are few and small, so they stay.
        self._ended: list[Hall] = []

    def open(self, db: Database, session: SignInSession, *, host: str = "") -> Hall:
        """The hall of this session and room; its service is started unless it runs already."""
        key = (session.id, session.room)
        hall = self._halls.get(key)
        if hall is None:
            hall = Hall(db, session, host=host)
            self._halls[key] = hall
            hall.ended.connect(lambda: self._forget(key))
            hall.start()
            self.changed.emit()
        return hall

    def of_class(self, code: str) -> Hall | None:
        return next((hall for hall in self._halls.values() if hall.session.class_code == code), None)

    def of_session(self, session_id: int, room: str = "") -> Hall | None:
        return self._halls.get((session_id, room))

    def all(self) -> list[Hall]:
        return list(self._halls.values())

    def stop_all(self) -> None:
        """The window leaves its data folder."""
        for hall in self.all():
            hall.stop()

    def _forget(self, key: tuple[int, str]) -> None:
        self._ended.append(self._halls.pop(key))
        self.changed.emit()
