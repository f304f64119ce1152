"""The sign-ins that run now: one hall for each session, with its service process and what it has told."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QHostAddress

from partyschool.errors import Refusal
from partyschool.ui.changes import EVERYTHING
from partyschool.ui.networks import Network, list_networks
from partyschool.ui.signin_process import SigninProcess

if TYPE_CHECKING:
    from partyschool.services.sign_in_session import SignInSession
    from partyschool.storage.database import Database

NEWEST = 6
NETWORK_MS = 5000
FOLLOWED = frozenset({"class_sessions", "training_classes", "lessons", "settings", "sub_classrooms"})
FOREIGN_SECONDS = 10.0
MOVED = "电脑的网络地址从 {before} 变成了 {after}，签到码已换成新地址。手机要连同一个网络，再扫一次。"
CUT_OFF = "这台电脑的网络断了，手机扫不了码；已签到的都在。接好网线或无线网会自己恢复，这时先用学员证、点名或纸质。"
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
        self.db, self.session, self.host = db, session, host
        self.state, self.trouble = STARTING, ""
        self.notice = self._cut_off = ""
        self.is_reached = self._was_down = False
        self._pressed: list[tuple[str, dict[str, Any]]] = []
        self.url = ""
        self.closes = session.closes
        self.code: SigninCode | None = None
        self.enrolled = self.present = self.late = self.leave = 0
        self.newest: deque[Newcomer] = deque(maxlen=NEWEST)
        self._tell = QTimer(self, singleShot=True, interval=TELL_MS)
        self._tell.timeout.connect(self.changed)
        code, number = session.class_code, session.number
        self.process = SigninProcess(db, code, number, room=session.room_uid, host=host, parent=self)
        self.process.told.connect(self._take)
        self.process.alive.connect(self._note_life)
        self.process.failed.connect(self._note_failure)
        self._networks = QTimer(self, interval=NETWORK_MS)
        self._networks.timeout.connect(lambda: self.look_at_networks(list_networks()))

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
        self._networks.start()

    def reload(self) -> None:
        """The class was changed: the service and this picture of it follow without a restart.

        :raises Refusal: the class was cancelled meanwhile.
        """
        from partyschool.services.sign_in_session import get_sign_in_session

        before = self.session
        session = get_sign_in_session(self.db, before.class_code, before.number, self.db.now(), room=before.room_uid)
        if session != before:
            self.session = session
            self.process.send("reload")
            self.changed.emit()

    def look_at_networks(self, networks: Sequence[Network]) -> None:
        """Follow the computer to its new address; with none left say so, and what still works."""
        if not self.host or QHostAddress(self.host).isLoopback():
            return
        addresses = [network.address for network in networks if not network.is_virtual]
        cut_off = ""
        if not addresses and self.host not in [network.address for network in networks]:
            cut_off = CUT_OFF
        elif self.host not in [network.address for network in networks]:
            self.notice = MOVED.format(before=self.host, after=addresses[0])
            self.host = addresses[0]
            self.process.move(self.host)
        if cut_off != self._cut_off or self.notice:
            self._cut_off = cut_off
            self.changed.emit()

    def pause(self) -> None:
        """Pause, or go on."""
        self._order("resume" if self.state in (PAUSED, EARLY) else "pause")

    def extend(self, minutes: int) -> None:
        self._order("extend", minutes=minutes)

    def close(self) -> None:
        """No more phones; the figures stay on the screen."""
        self._order("close")

    def _order(self, command: str, **facts: Any) -> None:
        """What the clerk has pressed holds, too, for a service that had to be started again; `_ready` tells it all."""
        self._pressed.append((command, facts))
        if not self._was_down:
            self.process.send(command, **facts)

    @property
    def shown_code(self) -> SigninCode | None:
        """The code that a phone can use now; none while the computer is cut off."""
        return None if self._cut_off else self.code

    @property
    def problem(self) -> str:
        """What keeps phones from signing in, in words; empty where nothing does."""
        return self._cut_off or self.trouble

    def stop(self) -> None:
        """The end of this hall."""
        self._networks.stop()
        self.process.stop()
        self.ended.emit()

    def _take(self, event: dict[str, Any]) -> None:
        takers: dict[str, Callable[[dict[str, Any]], None]] = {
            "ready": self._ready,
            "session": self._new_times,
            "reached": self._note_phone,
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
        if self._was_down:
            self._was_down = False
            for command, facts in self._pressed:
                self.process.send(command, **facts)

    def _note_phone(self, event: dict[str, Any]) -> None:
        """The first phone has come through the network."""
        self.is_reached = True

    def _new_times(self, event: dict[str, Any]) -> None:
        """Until when the phones may come now; everything else was read by `reload`."""
        self.closes = datetime.fromisoformat(event["closes"])

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
            self._was_down = True
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
        self._looked = 0.0

    def open(self, db: Database, session: SignInSession, *, host: str = "") -> Hall:
        """The hall of this session and room; its service is started unless it runs already."""
        key = (session.id, session.room_uid)
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

    def of_session(self, session_id: int, room_uid: str = "") -> Hall | None:
        return self._halls.get((session_id, room_uid))

    def all(self) -> list[Hall]:
        return list(self._halls.values())

    def stop_all(self) -> None:
        """The window leaves its data folder."""
        for hall in self.all():
            hall.stop()

    def follow(self, tables: frozenset[str]) -> None:
        """A class, its times or a setting may have changed; what another program wrote is looked at now and then."""
        now = time.monotonic()
        if not (tables & FOLLOWED) and not (tables == EVERYTHING and now - self._looked > FOREIGN_SECONDS):
            return
        self._looked = now
        for hall in self.all():
            with suppress(Refusal):  # a class that was cancelled: its service says so itself
                hall.reload()

    def _forget(self, key: tuple[int, str]) -> None:
        self._ended.append(self._halls.pop(key))
        self.changed.emit()
