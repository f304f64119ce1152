"""Phones that were refused, kept for the clerk: a refusal that nobody hears of may hide a neighbour's sign-in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Way
from partyschool.services.sign_in_answer import Answer, Result, SignIn
from partyschool.services.sign_in_lookup import Candidate, Hall
from partyschool.storage.models import SignInRemark


class RemarkKind(StrEnum):
    """Why there is a remark: the three refusals by their results, another phone at the sign-out, two people from one
    address, another time on paper.
    """

    PHONE_USED = "phone_used"
    NOT_ENROLLED = "not_enrolled"
    ELSEWHERE = "elsewhere"
    OTHER_PHONE = "other_phone"
    SAME_ADDRESS = "same_address"
    PAPER = "paper"


REFUSALS = frozenset({Result.PHONE_USED, Result.NOT_ENROLLED, Result.ELSEWHERE})


# A third person from one address means a router between the phones and this computer, and no shared phone.
MOST_OF_ONE_ADDRESS = 2
Addresses = dict[str, list[int]]


def note_suspicions(
    session: Session,
    hall: Hall,
    wishes: Sequence[SignIn],
    meant: Sequence[Sequence[Candidate]],
    answers: Iterable[Answer],
    addresses: Addresses,
) -> None:
    """Write down whom a phone was refused for, once for each person and kind; a desk's refusals the clerk has seen.

    :param addresses: who has signed in from which address so far; a service keeps it between batches.
    """
    for wish, people, answer in zip(wishes, meant, answers, strict=True):
        if answer.result in REFUSALS and wish.way == Way.PHONE:
            note_remark(session, hall.session_id, people[0].person_id, RemarkKind(answer.result.value), wish.at,
                        other_id=answer.person_id, device=wish.device, place=wish.place)  # fmt: skip
        elif wish.address and answer.result == Result.SIGNED:
            _note_address(session, hall, wish, answer.person_id, addresses.setdefault(wish.address, []))


def _note_address(session: Session, hall: Hall, wish: SignIn, person_id: int, before: list[int]) -> None:
    if person_id in before or len(before) >= MOST_OF_ONE_ADDRESS:
        return
    before.append(person_id)
    if len(before) == MOST_OF_ONE_ADDRESS:
        note_remark(session, hall.session_id, person_id, RemarkKind.SAME_ADDRESS, wish.at, other_id=before[0],
                    device=wish.address[:40])  # fmt: skip


def note_remark(
    session: Session,
    session_id: int,
    person_id: int,
    kind: RemarkKind,
    at: datetime,
    *,
    other_id: int = 0,
    device: str = "",
    place: str = "",
) -> None:
    """Keep the first of each person and kind; the time of a paper sheet is the last that was entered."""
    key = {"session_id": session_id, "person_id": person_id, "kind": kind.value}
    known = session.scalars(select(SignInRemark).filter_by(**key)).first()
    if known is None:
        other = other_id if other_id != person_id else 0
        session.add(SignInRemark(**key, at=at, other_id=other or None, device=device, place=place))
        session.flush()
    elif kind == RemarkKind.PAPER:
        known.at = at


def remarks_of(session: Session, session_id: int) -> list[SignInRemark]:
    """All of a session, oldest first."""
    query = select(SignInRemark).where(SignInRemark.session_id == session_id)
    return list(session.scalars(query.order_by(SignInRemark.id)))
