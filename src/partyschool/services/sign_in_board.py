"""What is known of a session while people sign in: its list, and who, which phone and which form is in the log already.

A sign-in service keeps its board between batches. It stays true as long as the audit chain ends with the line that the
service wrote itself, because every change of personal data writes one; that costs one look at the newest line a batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import true
from sqlalchemy.orm import Session

from partyschool.domain.identity import normalise_name
from partyschool.domain.typed_name import loose_name, typed_tail, with_tail
from partyschool.services import sign_in_lookup as lookup
from partyschool.services.sign_in_answer import SignIn
from partyschool.services.sign_in_lookup import Candidate, Hall, Presence, Voidable
from partyschool.storage.database import owner_uid
from partyschool.storage.models import Attendance

SIGN_IN_ACTION = "attendance.sign_in"


class Board:
    """The list of a class and the log of a session with those at the same time, to be asked in memory."""

    def __init__(self, session: Session, hall: Hall, people: Iterable[Candidate], log: Iterable[Voidable]) -> None:
        self.hall = hall
        self.owner_uid = owner_uid(session)
        self.addresses: dict[str, list[int]] = {}
        self.by_device: dict[str, Presence] = {}
        self.by_nonce: dict[str, Presence] = {}
        self._presences: dict[int, list[Presence]] = defaultdict(list)
        self._by_name: dict[str, list[Candidate]] = defaultdict(list)
        self._by_loose_name: dict[str, list[Candidate]] | None = None
        self._by_key: dict[str | int, Candidate] = {}
        for person in people:
            self.add_person(person)
        self.step_is_open = True
        # Closing a year writes a line of the audit chain, and so the board is read anew.
        self.year_is_open = False
        self._last_row = 0
        self._read(log)
        self.present = lookup.count_present(session, hall.session_id)
        self.line = lookup.last_audit_id(session)

    @classmethod
    def whole(cls, session: Session, session_id: int) -> Board:
        """The whole list and log, for a service that many will ask."""
        hall = lookup.load_hall(session, session_id)
        people = lookup.load_candidates(session, hall, lookup.ON_THE_LIST)
        return cls(session, hall, people, lookup.load_log(session, hall, true()))

    @classmethod
    def about(cls, session: Session, session_id: int, wishes: Sequence[SignIn]) -> Board:
        """Only the people whom these wishes name by id, uid or card, for a desk that asks of one at a time."""
        hall = lookup.load_hall(session, session_id)
        people = lookup.load_named(session, hall, wishes)
        return cls(session, hall, people, lookup.load_log(session, hall, lookup.theirs(wishes, people)))

    def catch_up(self, session: Session) -> bool:
        """Take in what other desks signed in since; False where more than that has changed."""
        since = lookup.audit_lines_after(session, self.line)
        if not since:
            return True
        if {action for _, action in since} != {SIGN_IN_ACTION}:
            return False
        log = list(lookup.load_log(session, self.hall, Attendance.id > self._last_row))
        if any(presence.person_id not in self._by_key for presence, _ in log):
            return False
        self._read(log)
        self.present += sum(presence.session_id == self.hall.session_id and not is_void for presence, is_void in log)
        self.line = since[-1][0]
        return True

    def note_written(self, line: int, last_row: int) -> None:
        """The board's own batch was written up to these ids."""
        self.line = line
        self._last_row = max(self._last_row, last_row)
        self.step_is_open = False

    def _read(self, log: Iterable[Voidable]) -> None:
        for presence, is_voided in log:
            self._last_row = max(self._last_row, presence.attendance_id)
            if presence.nonce and presence.session_id == self.hall.session_id:
                self.by_nonce[presence.nonce] = presence
            if not is_voided:
                self.add_presence(presence)

    def add_person(self, person: Candidate) -> None:
        """Put somebody on the list."""
        self._by_name[person.name].append(person)
        self._by_key[person.person_id] = self._by_key[person.uid] = person
        if person.card:
            self._by_key[person.card] = person

    def add_presence(self, presence: Presence) -> None:
        """Somebody is there."""
        self._presences[presence.person_id].append(presence)
        if presence.device and presence.session_id == self.hall.session_id:
            self.by_device[presence.device] = presence

    def presences(self, person_id: int) -> list[Presence]:
        """Where this person is signed in: this session, or another at the same time."""
        return self._presences.get(person_id, [])

    def meant_by(self, wish: SignIn) -> list[Candidate]:
        """Everybody on the list whom the wish fits."""
        key = lookup.key_of(wish)
        if key:
            return [self._by_key[key]] if key in self._by_key else []
        tail = typed_tail(wish.tail)
        exact = with_tail(self._by_name.get(normalise_name(wish.name), ()), tail)
        return exact or with_tail(self._loosely(loose_name(wish.name)), tail)

    def _loosely(self, key: str) -> Sequence[Candidate]:
        """Names typed without their point or with a space; the index is only made when somebody types so."""
        if self._by_loose_name is None:
            self._by_loose_name = defaultdict(list)
            for people in self._by_name.values():
                for person in people:
                    self._by_loose_name[loose_name(person.name)].append(person)
        return self._by_loose_name.get(key, ())
