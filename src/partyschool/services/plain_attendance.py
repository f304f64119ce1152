"""The plain attendance, nine in ten: in time, nobody signed out, no share by hand. It counts in full.

Such rows are summed inside the database; only the others are fetched, to be judged one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, DateTime, Integer, Select, and_, column, exists, func, not_, select, values
from sqlalchemy.orm import Session, aliased

from partyschool.storage.models import Attendance, Person

FEW_SESSIONS = 100


@dataclass(frozen=True, slots=True)
class FullWorth:
    """What a session gives to who came in time: `latest` is the last moment that counts as in time."""

    session_id: int
    latest: datetime
    quarter_days: int
    quarter_hours: int


def plain_sums(session: Session, worths: Sequence[FullWorth]) -> Sequence[tuple[int, int, int]]:
    """(person, quarter days, quarter hours) over the plain attendances of these sessions."""
    if not worths:
        return []
    table = _table(worths)
    query = (
        select(Attendance.person_id, func.sum(table.c.quarter_days), func.sum(table.c.quarter_hours))
        .join(table, table.c.session_id == Attendance.session_id)
        .where(Attendance.voided_at.is_(None), _is_plain(table))
        .group_by(Attendance.person_id)
    )
    return [(person_id, int(days), int(hours)) for person_id, days, hours in session.execute(query)]


def plain_people(session: Session, worths: Sequence[FullWorth]) -> set[int]:
    """Who has a plain attendance in one of these sessions."""
    if not worths:
        return set()
    return set(session.scalars(select(Person.id).where(_has_plain(_table(worths), len(worths)))))


def other_attendances(
    worths: Sequence[FullWorth], *, of_people_without_plain: bool = False
) -> Select[int, int, datetime, datetime | None, int | None]:
    """Person, session, sign-in, sign-out and share by hand of the live attendances that are not plain."""
    table = _table(worths)
    query = (
        select(
            Attendance.person_id,
            Attendance.session_id,
            Attendance.sign_in_at,
            Attendance.sign_out_at,
            Attendance.manual_share,
        )
        .join(table, table.c.session_id == Attendance.session_id)
        .where(Attendance.voided_at.is_(None), not_(_is_plain(table)))
    )
    if of_people_without_plain:
        query = query.where(Attendance.person_id.in_(select(Person.id).where(not_(_has_plain(table, len(worths))))))
    return query


def _table(worths: Sequence[FullWorth]) -> CTE:
    """Both databases compare times with a column; adding minutes to a date and a time is different in each."""
    columns: list[Any] = [
        column("session_id", Integer),
        column("latest", DateTime),
        column("quarter_days", Integer),
        column("quarter_hours", Integer),
    ]
    return values(*columns, name="worths").data([astuple(worth) for worth in worths]).cte("worths")


def _has_plain(table: CTE, size: int) -> ColumnElement[bool]:
    """Whether the person of the query around has a plain attendance.

    With few sessions a search for each person ends at the first; with a city's 600 it took half a minute, because each
    goes through all of them, and everybody is looked up once and for all instead.
    """
    live = aliased(Attendance)
    is_live = and_(live.voided_at.is_(None), _is_plain(table, live))
    if size > FEW_SESSIONS:
        return Person.id.in_(select(live.person_id).join(table, table.c.session_id == live.session_id).where(is_live))
    return exists().where(live.person_id == Person.id, live.session_id == table.c.session_id, is_live)


def _is_plain(table: CTE, row: type[Attendance] = Attendance) -> ColumnElement[bool]:
    return and_(row.manual_share.is_(None), row.sign_out_at.is_(None), row.sign_in_at <= table.c.latest)
