"""The requirement by months: who came in which month, and who was trained and met it in that month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import StudyKind
from partyschool.services import rules
from partyschool.services.counted_sessions import counted_sessions
from partyschool.services.earned import counted_studies
from partyschool.services.frozen_years import frozen_entries
from partyschool.services.own_credits import final_credits
from partyschool.services.quota_rows import QuotaRow
from partyschool.storage.database import Database
from partyschool.storage.models import OtherStudy

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class PersonMonths:
    """Quarter days by month (index 0 is January), and the months in which somebody was first trained and met."""

    quarter_days: tuple[int, ...]
    trained: int | None
    met: int | None

    def came_in(self, month: int) -> bool:
        """Whether days were earned in the month."""
        return self.quarter_days[month - 1] > 0


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of people who are due: `came` earned days in it, `trained` their first, `met` then had enough.

    `trained_so_far` and `met_so_far` are the sums from January on; over the year they are 已训 and 达标.
    """

    month: int
    came: int
    trained: int
    met: int
    trained_so_far: int
    met_so_far: int
    due: int

    @property
    def met_rate(self) -> float | None:
        """达标率 at the end of the month in per cent."""
        return 100 * self.met_so_far / self.due if self.due else None


def list_month_days(
    db: Database, *, year: int, as_of: date, with_provisional: bool = True
) -> dict[int, tuple[int, ...]]:
    """Everybody's quarter days by month up to and including the day."""
    with db.read() as session:
        days: dict[int, list[int]] = defaultdict(lambda: [0] * 12)
        for person_id, month, quarters in _day_credits(session, year, as_of, with_provisional):
            days[person_id][month - 1] += quarters
        return {person_id: tuple(row) for person_id, row in days.items()}


def _day_credits(session: Session, year: int, day: date, with_provisional: bool) -> Iterable[tuple[int, int, int]]:
    """(person, month, quarter days)."""
    frozen = frozen_entries(session, year, day, None)
    if frozen is not None:
        for person_id, entries in frozen.items():
            yield from ((person_id, entry.on.month, entry.quarter_days) for entry in entries)
        return
    sessions = counted_sessions(session, date(year, 1, 1), day)
    for credit in final_credits(session, sessions, with_provisional=with_provisional):
        if credit.session.gives_days and credit.share:
            yield credit.person_id, credit.session.times.starts.month, credit.share
    if rules.value_of(session, rules.HIGHER_COUNTS, year):
        query = select(OtherStudy.person_id, OtherStudy.studied_on, OtherStudy.quarter_days).where(
            OtherStudy.kind == StudyKind.HIGHER, counted_studies(date(year, 1, 1), day)
        )
        for person_id, on, quarters in session.execute(query):
            yield person_id, on.month, quarters


def months_of(row: QuotaRow, days: Mapping[int, tuple[int, ...]]) -> PersonMonths:
    """A person's months; nobody is trained or meets anything who owes nothing."""
    own = days.get(row.person_id, (0,) * 12)
    if not row.is_due:
        return PersonMonths(own, None, None)
    trained = next((month for month in MONTHS if own[month - 1]), None)
    total, met = 0, None
    for month in MONTHS:
        total += own[month - 1]
        if total >= row.required_quarter_days:
            met = month
            break
    return PersonMonths(own, trained, met)


def month_lines(rows: Iterable[QuotaRow], days: Mapping[int, tuple[int, ...]]) -> list[MonthLine]:
    """The twelve months over these people."""
    due = [(row, months_of(row, days)) for row in rows if row.is_due]
    lines: list[MonthLine] = []
    trained_so_far = met_so_far = 0
    for month in MONTHS:
        trained = sum(months.trained == month for _, months in due)
        met = sum(months.met == month for _, months in due)
        trained_so_far, met_so_far = trained_so_far + trained, met_so_far + met
        came = sum(months.came_in(month) for _, months in due)
        lines.append(MonthLine(month, came, trained, met, trained_so_far, met_so_far, len(due)))
    return lines
