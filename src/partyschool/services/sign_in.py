"""Signing in (签到): one set of rules for phones, cards and taps, all writing into the one log of attendance.

Everything that has queued is written in one transaction (group commit): with an office disk's 10 ms for a safe write
that is thousands of sign-ins a second instead of eighty.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from partyschool.services import audit
from partyschool.services import sign_in_lookup as lookup
from partyschool.services.sign_in_answer import Answer, Result, SignIn
from partyschool.services.sign_in_batch import Batch, first_answer
from partyschool.services.sign_in_board import Board
from partyschool.storage.database import Database
from partyschool.storage.models import Person

__all__ = [
    "Answer",
    "KnownPerson",
    "Memory",
    "Result",
    "SignIn",
    "find_first_answer",
    "find_known_person",
    "record_sign_in",
    "record_sign_ins",
]

RACES = 3
# Should something ever change a list without a line in the audit chain, it is seen after so long.
BOARD_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Whom a known phone may sign in with one tap; `signed_at`: signed in to this session already."""

    name: str
    unit: str
    signed_at: datetime | None = None


class Memory:
    """What a service keeps between batches, so that the class's list is not read for every few people."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._read_at = 0.0
        self._addresses: dict[str, list[int]] = {}

    def take(self, session: Session, session_id: int) -> Board:
        """The board, as true as if it were read now; it must be given back after the batch was written."""
        kept, self._board = self._board, None
        is_old = time.monotonic() - self._read_at > BOARD_SECONDS
        if kept is not None and not is_old and kept.hall.session_id == session_id and kept.catch_up(session):
            return kept
        self._read_at = time.monotonic()
        board = Board.whole(session, session_id)
        board.addresses = self._addresses
        return board

    def look_ahead(self, session: Session, session_id: int) -> None:
        """Take in what other services have written before keeping them waiting, so that little is left for `take`."""
        if self._board is not None and self._board.hall.session_id == session_id:
            self._board.catch_up(session)

    def keep(self, board: Board) -> None:
        """Keep it for the next batch."""
        self._board = board


def record_sign_in(db: Database, session_id: int, wish: SignIn) -> Answer:
    """One wish in a transaction of its own, as the clerk's desk does it."""
    return record_sign_ins(db, session_id, [wish])[0]


def record_sign_ins(
    db: Database, session_id: int, wishes: Sequence[SignIn], memory: Memory | None = None
) -> list[Answer]:
    """Answer every wish, in order; what is `signed` is on disk when this returns.

    :raises Refusal: the session was cancelled, or its hours are confirmed.
    :raises Trouble: the disk or server failed; nothing of the batch was written.
    """
    for _ in range(RACES):
        try:
            return _record(db, session_id, wishes, memory)
        except IntegrityError:
            # The last barrier is the table's own. Who keeps to `wait_for_others` never meets it; whoever else has
            # written the same person in between our look and our write is seen by the next look.
            continue
    return _record(db, session_id, wishes, memory)


def _record(db: Database, session_id: int, wishes: Sequence[SignIn], memory: Memory | None) -> list[Answer]:
    if memory is None:
        with db.write() as session:
            audit.wait_for_others(session)
            return Batch(session, db, _new_board(session, session_id, wishes), wishes).answer_all()
    with db.write() as session:
        if not db.is_sqlite:  # there nobody else can have written since this transaction began
            memory.look_ahead(session, session_id)
        audit.wait_for_others(session)
        board = memory.take(session, session_id)
        answers = Batch(session, db, board, wishes).answer_all()
    memory.keep(board)
    return answers


def _new_board(session: Session, session_id: int, wishes: Sequence[SignIn]) -> Board:
    """A typed name may need the whole list; a desk names people for certain."""
    if any(wish.name for wish in wishes):
        return Board.whole(session, session_id)
    return Board.about(session, session_id, wishes)


def find_first_answer(db: Database, session_id: int, nonce: str) -> Answer | None:
    """What a form was answered when it was first sent; None where it has written nothing."""
    with db.read() as session:
        hall = lookup.load_hall(session, session_id)
        before = lookup.answered_before(session, hall, lookup.stored_nonce(nonce))
        return None if before is None else first_answer(session, hall, before)


def find_known_person(db: Database, session_id: int, person_uid: str) -> KnownPerson | None:
    """Whom a known phone names, if this person may sign in to the session."""
    with db.read() as session:
        hall = lookup.load_hall(session, session_id)
        for person in lookup.load_candidates(session, hall, Person.uid == person_uid):
            if person.is_enrolled or hall.takes_walk_ins:
                here = (row.at for row in lookup.live_presences(session, hall, person.person_id)
                        if row.session_id == session_id)  # fmt: skip
                return KnownPerson(person.name, person.unit, next(here, None))
    return None
