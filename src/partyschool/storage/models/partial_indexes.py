"""Unique indexes over the rows that still count, apart from their tables.

Only migrations read them, and their conditions make SQLAlchemy load the drivers of both databases: 25 ms of a start.
"""

from sqlalchemy import Index, text

from partyschool.storage.models.classes import Attendance
from partyschool.storage.models.closed_years import ClosedYear
from partyschool.storage.models.photographs import Portrait

Index(
    "uq_attendances_session_id_person_id_live",
    Attendance.session_id,
    Attendance.person_id,
    unique=True,
    sqlite_where=text("voided_at IS NULL"),
    postgresql_where=text("voided_at IS NULL"),
)
Index(
    "uq_closed_years_owner_uid_year_standing",
    ClosedYear.owner_uid,
    ClosedYear.year,
    unique=True,
    sqlite_where=text("reopened_at IS NULL"),
    postgresql_where=text("reopened_at IS NULL"),
)
Index(
    "uq_portraits_person_id_current",
    Portrait.person_id,
    unique=True,
    sqlite_where=text("removed_at IS NULL"),
    postgresql_where=text("removed_at IS NULL"),
)
