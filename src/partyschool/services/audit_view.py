"""The audit log as it is read: newest first, by word, action and time, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select

from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what when; `action` is a stable English word, labelled where it is shown."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


def list_audit(
    db: Database,
    *,
    text: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    before_id: int | None = None,
    limit: int = 200,
) -> list[AuditRow]:
    """Lines of the log, the newest first.

    :param text: part of the subject or of the actor's name.
    :param action: an action or the beginning of several (`person.`).
    :param until: the last day, included.
    :param before_id: the id of the last row of the page before.
    """
    query = select(AuditLine).order_by(AuditLine.id.desc()).limit(limit)
    if text.strip():
        part = text.strip()
        fits = (AuditLine.subject.contains(part, autoescape=True), AuditLine.actor.contains(part, autoescape=True))
        query = query.where(or_(*fits))
    if action:
        query = query.where(AuditLine.action.startswith(action, autoescape=True))
    if since is not None:
        query = query.where(AuditLine.at >= datetime.combine(since, time.min))
    if until is not None:
        query = query.where(AuditLine.at < datetime.combine(until + timedelta(days=1), time.min))
    if before_id is not None:
        query = query.where(AuditLine.id < before_id)
    with db.read() as session:
        return [
            AuditRow(line.id, line.at, line.actor, line.action, line.subject, line.detail)
            for line in session.scalars(query)
        ]
