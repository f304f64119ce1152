"""The ticket (签到票) that a right code is exchanged for: a slow typist is not thrown out when the code turns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from partyschool.domain.rotating_code import EPOCH
from partyschool.domain.seal import seal, unseal

LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Right to sign in to one session; `serial` tells one scan of the code from another."""

    session: str
    expires: datetime
    serial: str

    def is_valid(self, session: str, now: datetime) -> bool:
        """Whether it opens this session now."""
        return self.session == session and now < self.expires


def new_ticket(session: str, serial: str, now: datetime) -> Ticket:
    """A ticket for the session that lives five minutes from `now`."""
    return Ticket(session, now.replace(microsecond=0) + LIFE, serial)


def ticket_text(key: bytes, ticket: Ticket) -> str:
    """What the hidden field of the form holds."""
    seconds = int((ticket.expires - EPOCH).total_seconds())
    return seal(key, ticket.session, str(seconds), ticket.serial)


def read_ticket(key: bytes, text: str) -> Ticket | None:
    """The ticket, perhaps expired; None when it was not written with this key."""
    parts = unseal(key, text)
    if parts is None or len(parts) != 3:
        return None
    session, seconds, serial = parts
    return Ticket(session, EPOCH + timedelta(seconds=int(seconds)), serial)
