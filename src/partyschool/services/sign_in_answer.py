"""A wish to be signed in, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from partyschool.domain.terms import Way


class Result(StrEnum):
    """What became of a wish to be signed in."""

    SIGNED = "signed"
    ALREADY = "already"
    NOT_FOUND = "not_found"
    NOT_ENROLLED = "not_enrolled"
    ELSEWHERE = "elsewhere"
    PHONE_USED = "phone_used"
    SIGNED_OUT = "signed_out"
    NOT_SIGNED_IN = "not_signed_in"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A wish to be signed in: name and tail from a phone, else a person's id, uid or card.

    :ivar device: the phone, as its cookie names it; one phone signs in one person in a session.
    :ivar address: the phone's address in the network, empty where that says nothing: two people signed in from one
        address may have shared a phone whose cookie was lost (a second browser, WeChat's own).
    :ivar nonce: the form's own number: the same form sent twice writes once.
    :ivar place: sub-classroom (分课堂); empty for the session's own room.
    :ivar take_walk_in: the clerk takes in somebody who is not on the list (临时参训).
    :ivar leaves: a wish to be signed out (签退); `since` is when its form was made, so that it counts once.
    :ivar raw_at: what the computer's clock said where that is known to be of a wrong day; None where `at` is it.
    """

    way: Way
    at: datetime
    name: str = ""
    tail: str = ""
    person_id: int = 0
    person_uid: str = ""
    card: str = ""
    device: str = ""
    nonce: str = ""
    place: str = ""
    take_walk_in: bool = False
    leaves: bool = False
    since: datetime | None = None
    raw_at: datetime | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to tell the person.

    :ivar at: time of this sign-in, or of the earlier one that stands in its way.
    :ivar number: as which one somebody came (您是第 98 位).
    :ivar late: whole minutes after the session's start.
    :ivar place: where somebody is signed in already.
    :ivar own_class: of somebody not enrolled here: the class called up to next, and its start.
    :ivar is_ambiguous: name and tail fit several people, so a clerk must look.
    :ivar came: of somebody who signs out, when they came; `is_early`: before the session's end.
    :ivar attendance_id: the row; of an earlier sign-in where that is the answer. 0 for a phone's new row.
    """

    result: Result
    person_id: int = 0
    person_uid: str = ""
    name: str = ""
    unit: str = ""
    group: str = ""
    at: datetime | None = None
    way: str = ""
    number: int = 0
    late: int = 0
    place: str = ""
    own_class: str = ""
    own_start: datetime | None = None
    is_ambiguous: bool = False
    is_walk_in: bool = False
    attendance_id: int = 0
    came: datetime | None = None
    is_early: bool = False
