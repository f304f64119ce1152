"""What this computer has from another one's list (签到名单): classes kept there, people of that register."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from partyschool.storage.models import ListedTail, Membership, SignInList, TrainingClass


def kept_here() -> ColumnElement[bool]:
    """Classes of which another computer keeps the record are counted, closed and confirmed there."""
    return TrainingClass.id.not_in(select(SignInList.class_id))


def guests(session: Session) -> frozenset[int]:
    """Who is known from a list only; whoever was ever put into a unit here is of this register."""
    listed = select(ListedTail.person_id).where(ListedTail.person_id.not_in(select(Membership.person_id)))
    return frozenset(session.scalars(listed))
