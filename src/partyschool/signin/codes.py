"""What a phone carries between two requests: the code off the screen, the ticket in the form, the cookie of a phone."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from partyschool.domain import rotating_code
from partyschool.domain.seal import derived_key, seal, unseal
from partyschool.domain.ticket import Ticket, new_ticket, read_ticket, ticket_text

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that was here before; `person_uid` is whom it signed in last, empty where nobody yet."""

    device: str
    person_uid: str = ""


def new_phone() -> Phone:
    """A phone seen for the first time."""
    return Phone(secrets.token_hex(8))


def typed_code(text: str) -> str:
    """Six digits as typed: any width, with the gap that the screen shows between the threes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class Codes:
    """Makes and checks codes, tickets and cookies of one session, by the office's clock."""

    def __init__(self, secret: bytes, session_uid: str, *, seconds: int, clock: Clock) -> None:
        self._code_key = derived_key(secret, f"code:{session_uid}")
        self._ticket_key = derived_key(secret, "ticket")
        self._phone_key = derived_key(secret, "phone")
        self._session = session_uid
        self._seconds = seconds
        self._clock = clock

    def slot(self) -> int:
        """Number of the running time slot."""
        return rotating_code.slot_at(self._clock(), self._seconds)

    def code(self) -> str:
        """The code that the screen shows now."""
        return rotating_code.code_of(self._code_key, self.slot())

    def code_expires(self) -> datetime:
        """When the screen changes to the next code."""
        return rotating_code.EPOCH + timedelta(seconds=rotating_code.slot_ends(self.slot(), self._seconds))

    def is_current(self, code: str) -> bool:
        """Whether this is the code on the screen, or the one before it."""
        return rotating_code.is_current(self._code_key, self.slot(), code)

    def new_ticket(self) -> str:
        """What a right code is exchanged for."""
        return ticket_text(self._ticket_key, new_ticket(self._session, secrets.token_hex(6), self._clock()))

    def ticket(self, text: str) -> Ticket | None:
        """A ticket of this session, perhaps expired; None for every other text."""
        ticket = read_ticket(self._ticket_key, text)
        return ticket if ticket is not None and ticket.session == self._session else None

    def is_valid(self, ticket: Ticket) -> bool:
        """Whether its five minutes are not over."""
        return ticket.is_valid(self._session, self._clock())

    def cookie(self, phone: Phone) -> str:
        """The value that makes the phone known again."""
        return seal(self._phone_key, phone.device, phone.person_uid)

    def phone(self, cookie: str) -> Phone | None:
        """The phone of a cookie that we have set; None for every other text."""
        parts = unseal(self._phone_key, cookie)
        return Phone(*parts) if parts is not None and len(parts) == 2 else None
