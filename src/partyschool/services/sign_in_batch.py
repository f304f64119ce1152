"""The rules of signing in, applied to everything that has queued: read once, decide in Python, write once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from partyschool.domain.identity import normalise_name
from partyschool.domain.typed_name import typed_tail, with_tail
from partyschool.services import audit
from partyschool.services import sign_in_lookup as lookup
from partyschool.services.sign_in_answer import Answer, Result, SignIn
from partyschool.services.sign_in_board import SIGN_IN_ACTION, Board
from partyschool.services.sign_in_lookup import Candidate, Hall, Presence
from partyschool.services.sign_in_remarks import note_suspicions
from partyschool.services.sign_out import SIGN_OUT_ACTION, sign_out_of
from partyschool.services.unit_tree import unit_on
from partyschool.storage.closed_years import refuse_closed
from partyschool.storage.database import Database
from partyschool.storage.many_rows import insert_many
from partyschool.storage.models import Attendance, Enrolment, Person, new_uid, utc_now

# Of the table, not of the class: the object mapper would go through every row again.
_TABLE = cast(Table, Attendance.__table__)


def minutes_late(hall: Hall, at: datetime) -> int:
    """Whole minutes after the session's start; 0 before it."""
    return max(0, int((at - hall.starts).total_seconds() // 60))


def complete_sign_in_step(session: Session, db: Database, hall: Hall, at: datetime) -> None:
    """签到 of 5+1+N is done when the class's first session has an attendance."""
    steps = list(lookup.open_sign_in_steps(session, hall.class_id))
    if steps and lookup.is_first_session(session, hall):
        for step in steps:
            step.done_at, step.done_by = at, db.actor
        session.flush()


def about(hall: Hall, result: Result, person: Candidate, presence: Presence, **facts: Any) -> Answer:
    """An answer that speaks of an attendance, a new or an earlier one."""
    return Answer(
        result,
        person.person_id,
        person.uid,
        person.name,
        person.unit,
        person.group,
        presence.at,
        presence.way,
        late=minutes_late(hall, presence.at),
        attendance_id=presence.attendance_id,
        **facts,
    )


def first_answer(session: Session, hall: Hall, presence: Presence) -> Answer:
    """What was said when this row was written."""
    [person] = lookup.load_candidates(session, hall, Person.id == presence.person_id)
    number = lookup.number_in_session(session, presence)
    return about(hall, Result.SIGNED, person, presence, number=number)


class Batch:
    """The state of one transaction: what the board knows before it, and what it adds.

    Several wishes of one batch may mean the same person, phone or form; each sees what those before it did.
    """

    def __init__(self, session: Session, db: Database, board: Board, wishes: Sequence[SignIn]) -> None:
        self._session = session
        self._db = db
        self._board = board
        self._hall = board.hall
        self._wishes = wishes
        self._rows: list[dict[str, Any]] = []
        self._given: dict[str, Answer] = {}
        self._changed_at = utc_now()
        self._left = 0
        self._subject = f"{board.hall.title} 第{board.hall.number}场"

    def answer_all(self) -> list[Answer]:
        """Decide every wish in order and write what was signed."""
        meant = self._meant()
        answers = [self._answer(wish, people) for wish, people in zip(self._wishes, meant, strict=True)]
        note_suspicions(self._session, self._hall, self._wishes, meant, answers, self._board.addresses)
        if (self._left or self._rows) and not self._board.year_is_open:
            refuse_closed(self._session, [self._hall.starts.date()])
            self._board.year_is_open = True
        if self._left:
            self._board.line = audit.record(self._session, self._db, SIGN_OUT_ACTION, self._subject, people=self._left)
        if not self._rows:
            return answers
        last_row = insert_many(self._session.connection(), _TABLE, self._rows)
        if self._board.step_is_open:
            complete_sign_in_step(self._session, self._db, self._hall, self._rows[0]["sign_in_at"])
        ways = Counter(row["way"] for row in self._rows)
        line = audit.record(self._session, self._db, SIGN_IN_ACTION, self._subject, **ways)
        self._board.note_written(line, last_row)
        # A desk may move or take back what it has just written; phones need no ids.
        return answers if len(answers) > 1 else [replace(answers[0], attendance_id=last_row)]

    # -- deciding ---------------------------------------------------------------------------------------------------

    def _meant(self) -> list[list[Candidate]]:
        """Whom each wish means: of the list, else of the whole register (to tell somebody the right class)."""
        meant = [self._board.meant_by(wish) for wish in self._wishes]
        strangers = [wish for wish, people in zip(self._wishes, meant, strict=True) if not people]
        if not strangers:
            return meant
        register = lookup.load_named(self._session, self._hall, strangers)
        return [people or self._of_register(register, wish) for wish, people in zip(self._wishes, meant, strict=True)]

    def _of_register(self, register: list[Candidate], wish: SignIn) -> list[Candidate]:
        key = lookup.key_of(wish)
        if key:
            return [person for person in register if key in (person.person_id, person.uid, person.card)]
        name = normalise_name(wish.name)
        return with_tail([person for person in register if person.name == name], typed_tail(wish.tail))

    def _answer(self, wish: SignIn, people: list[Candidate]) -> Answer:
        nonce = lookup.stored_nonce(wish.nonce)
        if nonce in self._given:
            return self._given[nonce]
        if nonce in self._board.by_nonce:
            return first_answer(self._session, self._hall, self._board.by_nonce[nonce])
        if len(people) != 1:
            return Answer(Result.NOT_FOUND, is_ambiguous=len(people) > 1)
        [person] = people
        if wish.leaves:
            return self._sign_out(wish, person)
        takes_in = person.is_enrolled or wish.take_walk_in or self._hall.takes_walk_ins
        if not takes_in:
            return self._not_enrolled(person, wish.at)
        return self._obstacle(wish, person) or self._sign(wish, person, nonce)

    def _not_enrolled(self, person: Candidate, at: datetime) -> Answer:
        title, start = lookup.own_class(self._session, person.person_id, at.date())
        known = Answer(Result.NOT_ENROLLED, person.person_id, person.uid, person.name, person.unit)
        return replace(known, own_class=title, own_start=start)

    def _obstacle(self, wish: SignIn, person: Candidate) -> Answer | None:
        presences = self._board.presences(person.person_id)
        for presence in presences:
            if presence.session_id == self._hall.session_id and presence.place == wish.place:
                return about(self._hall, Result.ALREADY, person, presence)
        other = self._board.by_device.get(wish.device) if wish.device else None
        if other is not None and other.person_id != person.person_id:
            return Answer(
                Result.PHONE_USED, other.person_id, name=other.name, at=other.at, attendance_id=other.attendance_id
            )
        if presences:
            return about(self._hall, Result.ELSEWHERE, person, presences[0], place=self._place_of(presences[0]))
        return None

    def _place_of(self, presence: Presence) -> str:
        if presence.session_id != self._hall.session_id:
            return presence.place or lookup.name_of_place(self._session, presence.session_id)
        return presence.place or self._hall.place

    def _sign_out(self, wish: SignIn, person: Candidate) -> Answer:
        answer = sign_out_of(self._session, self._hall, wish, person)
        if answer.result == Result.SIGNED_OUT:
            self._left += 1
            for presence in self._board.presences(person.person_id):
                if wish.device and presence.session_id == self._hall.session_id:
                    self._board.by_device.setdefault(wish.device, presence)
        return answer

    # -- writing ----------------------------------------------------------------------------------------------------

    def _sign(self, wish: SignIn, person: Candidate, nonce: str) -> Answer:
        is_walk_in = not person.is_enrolled
        if is_walk_in:
            person = self._enrol_walk_in(person, wish.at)
        self._rows.append(self._row(wish, person, nonce))
        self._board.present += 1
        presence = Presence(
            0, self._hall.session_id, person.person_id, person.name, wish.at, wish.way, wish.device, wish.place, nonce
        )
        self._board.add_presence(presence)
        answer = about(self._hall, Result.SIGNED, person, presence, number=self._board.present, is_walk_in=is_walk_in)
        if nonce:
            self._given[nonce] = answer
            self._board.by_nonce[nonce] = presence
        return answer

    def _row(self, wish: SignIn, person: Candidate, nonce: str) -> dict[str, Any]:
        return {
            "uid": new_uid(),
            "owner_uid": self._board.owner_uid,
            "revision": 1,
            "changed_at": self._changed_at,
            "session_id": self._hall.session_id,
            "person_id": person.person_id,
            "sign_in_at": wish.at,
            "way": wish.way,
            "recorded_at": wish.raw_at or wish.at,
            "recorded_by": self._db.actor,
            "place": wish.place,
            "device": wish.device,
            "nonce": nonce,
            "manual_reason": "",
            "note": "",
            "voided_by": "",
            "void_reason": "",
        }

    def _enrol_walk_in(self, person: Candidate, at: datetime) -> Candidate:
        unit = person.unit or self._unit_on(person.person_id, at.date())
        if person.enrolment_id is None:
            facts = {"class_id": self._hall.class_id, "person_id": person.person_id}
            self._session.add(Enrolment(**facts, unit_name=unit, is_walk_in=True))
        else:
            again = self._session.get_one(Enrolment, person.enrolment_id)
            again.withdrawn_at, again.is_walk_in = None, True
        self._session.flush()
        return replace(person, unit=unit, is_enrolled=True)

    def _unit_on(self, person_id: int, day: date) -> str:
        unit = unit_on(self._session, [person_id], day).get(person_id)
        return unit.name if unit is not None else ""
