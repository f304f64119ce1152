"""What people earned in a year: sessions, the confirmed and the provisional part, and other study."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import Review, StudyKind
from partyschool.services import rules
from partyschool.services.counted_sessions import CountedSession, counted_sessions
from partyschool.services.everybody import CreditSums, sums_of_everybody
from partyschool.services.own_credits import final_credits
from partyschool.storage.models import OtherStudy

NOTHING = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class YearSums:
    """What people earned in a year. `came`: who earned days in a class, not only by other study."""

    by_person: CreditSums
    came: frozenset[int]

    def of(self, person_id: int) -> Sequence[int]:
        """Quarter days, quarter hours, and the parts of both that are not yet 认定."""
        return self.by_person.get(person_id, NOTHING)


def year_sums(
    session: Session,
    year: int,
    day: date,
    *,
    with_provisional: bool = True,
    book: RuleBook | None = None,
    people: Collection[int] | None = None,
) -> YearSums:
    """Sums of the year up to and including the day, of these people or of everybody."""
    book = book or rules.load_book(session)
    sessions = counted_sessions(session, date(year, 1, 1), day, book)
    sums = _credit_sums(session, sessions, with_provisional, people)
    came = frozenset(person_id for person_id, parts in sums.items() if parts[0] > 0)
    _add_other_study(session, year, day, sums, higher_counts=book.value(rules.HIGHER_COUNTS, year))
    return YearSums(sums, came)


def _credit_sums(
    session: Session, sessions: dict[int, CountedSession], with_provisional: bool, people: Collection[int] | None
) -> CreditSums:
    if people is None:
        return sums_of_everybody(session, sessions, with_provisional=with_provisional)
    sums = CreditSums()
    for credit in final_credits(session, sessions, with_provisional=with_provisional, people=people):
        sums.add(credit)
    return sums


def counted_studies(first: date, last: date) -> ColumnElement[bool]:
    """Which entries of other study count: of these days, approved, not taken back."""
    return and_(
        OtherStudy.studied_on.between(first, last),
        OtherStudy.voided_at.is_(None),
        OtherStudy.review == Review.APPROVED,
    )


def _add_other_study(session: Session, year: int, day: date, sums: CreditSums, *, higher_counts: bool) -> None:
    query = select(OtherStudy.person_id, OtherStudy.kind, OtherStudy.half_hours, OtherStudy.quarter_days).where(
        counted_studies(date(year, 1, 1), day)
    )
    for person_id, kind, half_hours, quarter_days in session.execute(query):
        days = quarter_days if higher_counts and kind == StudyKind.HIGHER else 0
        sums.add_quarters(person_id, days, 2 * half_hours, is_provisional=False)
