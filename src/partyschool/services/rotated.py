"""Who has been to a Party school in the rotation period (五年轮训)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import StudyKind
from partyschool.services import rules
from partyschool.services.counted_sessions import CountedSession, counted_sessions, earlier_repeated
from partyschool.services.earned import counted_studies
from partyschool.services.own_credits import final_credits, of_whom, provisional_credits
from partyschool.storage.models import CreditEntry, OtherStudy


def rotation_period(year: int, start_year: int, years: int) -> tuple[int, int]:
    """First and last year of the rotation period that the year lies in."""
    first = start_year + (year - start_year) // years * years
    return first, first + years - 1


def period_of(book: RuleBook, year: int) -> tuple[int, int]:
    """First and last year of the rotation period that the year lies in, by the rules of that year."""
    return rotation_period(year, book.value(rules.ROTATION_START, year), book.value(rules.ROTATION_YEARS, year))


def rotated_people(
    session: Session,
    year: int,
    day: date,
    *,
    people: Collection[int],
    known: Collection[int],
    with_provisional: bool = True,
    book: RuleBook | None = None,
) -> set[int]:
    """Who of these people had a credited session of a Party-school class, town or higher, or 送学上门, in the period.

    :param known: who earned days in a class this year, and so has; most people have, and only the others are asked for.
    """
    book = book or rules.load_book(session)
    first = date(period_of(book, year)[0], 1, 1)
    found = set(known)
    missing = set(people) - found
    sessions = {key: row for key, row in counted_sessions(session, first, day, book).items() if row.rotates}
    before = {row.content for row in earlier_repeated(session, sessions).values() if row.content}
    again = {key: row for key, row in sessions.items() if row.content in before}
    first_time = {key: row for key, row in sessions.items() if key not in again}
    found.update(_in_ledger(session, first_time, missing))
    if with_provisional:
        missing -= found
        found.update(row.person_id for row in provisional_credits(session, first_time, missing) if row.share > 0)
    if again:  # a 补训班 that repeats what the period before has credited gives nothing
        missing -= found
        credits = final_credits(session, again, with_provisional=with_provisional, people=missing)
        found.update(row.person_id for row in credits if row.share > 0)
    home = select(OtherStudy.person_id).where(OtherStudy.kind == StudyKind.HOME, counted_studies(first, day))
    found.update(session.scalars(home))
    return found


def _in_ledger(session: Session, sessions: dict[int, CountedSession], people: Collection[int]) -> Iterable[int]:
    confirmed = [key for key, row in sessions.items() if row.is_confirmed]
    query = select(CreditEntry.person_id).group_by(CreditEntry.person_id).having(func.sum(CreditEntry.share) > 0)
    for part in of_whom(query, CreditEntry, confirmed, people):
        yield from session.scalars(part)
