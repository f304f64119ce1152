"""The ticket (测评票) of one ballot: it says that a ballot may be given, and nothing of whose it is.

On the wall hangs the door (门牌), eight figures that are the same for everybody in a class. Whoever comes through it is
given a ticket of their own, a chance number under the school's seal; the ballot box keeps only a digest of the number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from partyschool.domain.base36 import encode_number
from partyschool.domain.rotating_code import EPOCH
from partyschool.domain.seal import seal, unseal

LIFE = timedelta(hours=2)
DOOR_FIGURES = 8


def door_of(class_uid: str) -> str:
    """What the code on the wall ends in; capitals and figures, so that the code stays small."""
    digest = hashlib.sha256(f"ballots of {class_uid}".encode()).digest()
    return encode_number(int.from_bytes(digest[:8], "big") % 36**DOOR_FIGURES, DOOR_FIGURES)


@dataclass(frozen=True, slots=True)
class BallotTicket:
    """Right to give one ballot behind this door; `serial` is chance, so it tells nothing of the phone."""

    door: str
    expires: datetime
    serial: str

    @property
    def uid(self) -> str:
        """The name of its ballot in every database: the same ticket cannot give a second one."""
        return hashlib.sha256(f"ballot {self.door} {self.serial}".encode()).hexdigest()[:32]

    def text(self, key: bytes) -> str:
        """What stands in the address and in the form."""
        return seal(key, self.door, str(int((self.expires - EPOCH).total_seconds())), self.serial)


def new_ticket(door: str, serial: str, now: datetime) -> BallotTicket:
    """A ticket that lives two hours from `now`."""
    return BallotTicket(door, now.replace(microsecond=0) + LIFE, serial)


def read_ticket(key: bytes, text: str) -> BallotTicket | None:
    """The ticket, perhaps expired; None when it was not written with this key."""
    parts = unseal(key, text)
    if parts is None or len(parts) != 3:
        return None
    door, seconds, serial = parts
    return BallotTicket(door, EPOCH + timedelta(seconds=int(seconds)), serial)
