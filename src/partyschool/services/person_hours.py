"""One person's days and hours by year and source, over all years (个人培训档案)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.services.credit_entries import credits_of
from partyschool.services.quota_rows import CreditRow
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, OtherStudy


@dataclass(frozen=True, slots=True)
class SourceHours:
    """What one source gave in a year: `kind` is session or a kind of other study, `entries` those that count.

    Days in quarter days, hours in quarter hours; `provisional_quarter_hours` is the part not yet 认定.
    """

    year: int
    kind: str
    entries: int
    quarter_days: int
    quarter_hours: int
    provisional_quarter_hours: int

    @property
    def id(self) -> tuple[int, str]:
        """What names the line."""
        return self.year, self.kind


def hours_by_source(db: Database, *, person_id: int) -> list[SourceHours]:
    """The latest year first, the largest source of a year first."""
    with db.read() as session:
        found = []
        for year in _years(session, person_id):
            rows = credits_of(session, year, date(year, 12, 31), person_id, with_provisional=True)
            found += _of_year(year, rows.get(person_id, []))
    return found


def _years(session: Session, person_id: int) -> list[int]:
    held = select(ClassSession.held_on).join(Attendance, Attendance.session_id == ClassSession.id)
    studied = select(OtherStudy.studied_on).where(OtherStudy.person_id == person_id)
    days = {*session.scalars(held.where(Attendance.person_id == person_id)), *session.scalars(studied)}
    return sorted({day.year for day in days}, reverse=True)


def _of_year(year: int, entries: list[CreditRow]) -> list[SourceHours]:
    by_kind: dict[str, list[CreditRow]] = defaultdict(list)
    for entry in entries:
        if entry.quarter_hours:
            by_kind[entry.kind].append(entry)
    lines = [
        SourceHours(
            year, kind, len(rows), sum(row.quarter_days for row in rows), sum(row.quarter_hours for row in rows),
            sum(row.quarter_hours for row in rows if row.is_provisional),
        )
        for kind, rows in by_kind.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.quarter_hours, line.kind))
