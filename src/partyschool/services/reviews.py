"""Approval (审核) of other study and exemptions: 待审 → 通过 or 退回; only what is approved counts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Review
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.storage.database import Database
from partyschool.storage.models import Exemption, OtherStudy, Person

NOTE_LIMIT = 200


def review_studies(db: Database, *, study_ids: Sequence[int], approve: bool, note: str = "") -> int:
    """Approve entries of other study or send them back; returns how many changed.

    :param note: why it is sent back; who entered it reads this.
    :raises Refusal: nothing chosen, sent back without a reason, or an entry of a closed year.
    """
    with db.write() as session:
        query = select(OtherStudy).where(OtherStudy.id.in_(study_ids), OtherStudy.voided_at.is_(None))
        entries = session.scalars(query).all()
        changed = _review(db, list(entries), approve=approve, note=note)
        _note(session, db, "study", changed, approve=approve, note=note)
        return len(changed)


def review_exemptions(db: Database, *, exemption_ids: Sequence[int], approve: bool, note: str = "") -> int:
    """Approve exemptions or send them back; returns how many changed.

    :raises Refusal: nothing chosen, sent back without a reason, or an exemption of a closed year.
    """
    with db.write() as session:
        query = select(Exemption).where(Exemption.id.in_(exemption_ids), Exemption.withdrawn_on.is_(None))
        entries = session.scalars(query).all()
        changed = _review(db, list(entries), approve=approve, note=note)
        _note(session, db, "exemption", changed, approve=approve, note=note)
        return len(changed)


def count_waiting(session: Session) -> int:
    """How many entries of other study and exemptions wait for approval."""
    studies = select(func.count()).where(OtherStudy.review == Review.PENDING, OtherStudy.voided_at.is_(None))
    asked = select(func.count()).where(Exemption.review == Review.PENDING, Exemption.withdrawn_on.is_(None))
    return session.scalars(studies).one() + session.scalars(asked).one()


def _review(db: Database, entries: list[OtherStudy] | list[Exemption], *, approve: bool, note: str) -> list[int]:
    """The people of those whose state changed."""
    if not entries:
        raise Refusal("请先选择要审核的记录。", code="nobody")
    if not approve and not note.strip():
        raise Refusal("退回要写明原因，让登记的人知道改什么。", code="reason_missing")
    state = Review.APPROVED if approve else Review.RETURNED
    changed = [entry for entry in entries if entry.review != state]
    for entry in changed:
        entry.review, entry.reviewer, entry.reviewed_at = state, db.actor, db.now()
        entry.review_note = note.strip()[:NOTE_LIMIT]
    return [entry.person_id for entry in changed]


def _note(session: Session, db: Database, noun: str, people: list[int], *, approve: bool, note: str) -> None:
    if not people:
        return
    first = session.get_one(Person, people[0]).name
    subject = first if len(people) == 1 else f"{first}等 {len(people)} 人"
    action = f"{noun}.approve" if approve else f"{noun}.return"
    audit.record(session, db, action, subject, people=len(people), note=note.strip())
