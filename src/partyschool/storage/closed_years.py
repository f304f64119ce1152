"""What a closed year (年度结转) rests on cannot be written any more, by whatever way.

Watched where objects are flushed, so that no command can forget it; the sign-in service, which writes without objects,
asks `refuse_closed` itself. Who a record belongs to may still be set right (two records of one person merged).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, sessionmaker

from partyschool.errors import year_closed
from partyschool.storage.models import Attendance, ClassSession, ClosedYear, CreditEntry, Exemption, OtherStudy

WATCHED: dict[type[Any], frozenset[str]] = {
    Attendance: frozenset({"session_id", "sign_in_at", "sign_out_at", "manual_share", "voided_at"}),
    ClassSession: frozenset({"held_on", "starts", "ends", "half_hours", "state"}),
    CreditEntry: frozenset({"session_id", "share", "half_hours"}),
    OtherStudy: frozenset({"kind", "studied_on", "half_hours", "quarter_days", "voided_at", "review"}),
    Exemption: frozenset({"year", "withdrawn_on", "review"}),
}


def closed_years(session: Session) -> frozenset[int]:
    """Years whose results are frozen; read once a transaction."""
    known = session.info.get("closed_years")
    if known is None:
        query = select(ClosedYear.year).where(ClosedYear.reopened_at.is_(None))
        with session.no_autoflush:
            known = session.info["closed_years"] = frozenset(session.scalars(query))
    return frozenset(known)


def refuse_closed(session: Session, days: Iterable[date]) -> None:
    """Refuse to write what changes the count of a closed year.

    :raises Refusal: one of the days lies in a closed year.
    """
    closed = closed_years(session)
    if closed:
        year = next((day.year for day in days if day.year in closed), None)
        if year is not None:
            raise year_closed(year)


def watch(sessions: sessionmaker[Session]) -> None:
    """Have every session of this maker refuse what changes a closed year."""
    event.listen(sessions, "before_flush", _watch)


def _watch(session: Session, *_: Any) -> None:
    touched = [record for record in (*session.new, *session.dirty, *session.deleted) if _counts(session, record)]
    if touched and closed_years(session):
        with session.no_autoflush:
            refuse_closed(session, [day for record in touched for day in _days_of(session, record)])


def _counts(session: Session, record: object) -> bool:
    watched = WATCHED.get(type(record))
    if watched is None:
        return False
    if record in session.new or record in session.deleted:
        return True
    state = inspect(record)
    return state is not None and any(state.attrs[name].history.has_changes() for name in watched)


def _days_of(session: Session, record: Any) -> list[date]:
    """The days whose years the record counts in, before and after the change."""
    if isinstance(record, Exemption):
        return [date(year, 1, 1) for year in _values(record, "year")]
    if isinstance(record, ClassSession):
        return _values(record, "held_on")
    if isinstance(record, OtherStudy):
        return _values(record, "studied_on")
    ids = _values(record, "session_id")
    return list(session.scalars(select(ClassSession.held_on).where(ClassSession.id.in_(ids))))


def _values(record: object, name: str) -> list[Any]:
    """What the column holds and held."""
    state = inspect(record)
    assert state is not None
    return [value for value in state.attrs[name].load_history().sum() if value is not None]
