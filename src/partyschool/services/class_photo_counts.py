"""How many photographs classes have, for lists that show no pictures."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.storage.models.photographs import ClassPhoto


def photo_counts(session: Session, class_ids: Sequence[int]) -> dict[int, int]:
    """How many pictures each class has, for the classes that have any."""
    query = select(ClassPhoto.class_id, func.count()).where(
        ClassPhoto.class_id.in_(class_ids), ClassPhoto.removed_at.is_(None)
    )
    return dict(session.execute(query.group_by(ClassPhoto.class_id)).all())
