"""The plain attendance, nine in ten: in time, nobody signed out, no share by hand. It counts in full.

Such rows are summed inside the database; only the others are fetched, to be judged one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, DateTime, Integer, Select, and_, case, column, func, not_, select, values
from sqlalchemy.orm import Session

from partyschool.storage.models import Attendance


@dataclass(frozen=True, slots=True)
class FullWorth:
    """What a session gives to who came in time: `latest` is the last moment that counts as in time.

    :ivar stretch: number of the stretch of clock time that it shares with other sessions.
    """

    session_id: int
    latest: datetime
    quarter_days: int
    quarter_hours: int
    stretch: int


def worth_table(worths: Sequence[FullWorth]) -> CTE:
    """Both databases compare times with a column; adding minutes to a date and a time is different in each."""
    columns: list[Any] = [
        column("session_id", Integer),
        column("latest", DateTime),
        column("quarter_days", Integer),
        column("quarter_hours", Integer),
        column("stretch", Integer),
    ]
    return values(*columns, name="worths").data([astuple(worth) for worth in worths]).cte("worths")


def plain_sums(session: Session, table: CTE) -> Sequence[tuple[int, int, int, bool]]:
    """(person, quarter days, quarter hours, whether in two sessions of one stretch) over these sessions.

    The sums are of the plain attendances, the last of all that are live.
    """
    is_plain = _is_plain(table)
    query = (
        select(
            Attendance.person_id,
            func.sum(case((is_plain, table.c.quarter_days), else_=0)),
            func.sum(case((is_plain, table.c.quarter_hours), else_=0)),
            func.count() > func.count(table.c.stretch.distinct()),
        )
        .join(table, table.c.session_id == Attendance.session_id)
        .where(Attendance.voided_at.is_(None))
        .group_by(Attendance.person_id)
    )
    return [(person, int(days), int(hours), bool(in_two)) for person, days, hours, in_two in session.execute(query)]


def live_attendances() -> Select[int, int, datetime, datetime | None, int | None]:
    """Person, session, sign-in, sign-out and share by hand: what a share is judged by."""
    return select(
        Attendance.person_id,
        Attendance.session_id,
        Attendance.sign_in_at,
        Attendance.sign_out_at,
        Attendance.manual_share,
    ).where(Attendance.voided_at.is_(None))


def other_attendances(table: CTE) -> Select[int, int, datetime, datetime | None, int | None]:
    """The live attendances that are not plain."""
    return live_attendances().join(table, table.c.session_id == Attendance.session_id).where(not_(_is_plain(table)))


def _is_plain(table: CTE) -> ColumnElement[bool]:
    return and_(
        Attendance.manual_share.is_(None), Attendance.sign_out_at.is_(None), Attendance.sign_in_at <= table.c.latest
    )
