"""What everybody earned in the sessions of a year: summed inside the database, by session, not by person.

For a few people of many `own_credits` is quicker, and it is the plainer way to the same sums. Sessions of a city's
towns nearly all share clock time, and hardly anybody was in two at once: these few are counted that way as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, Integer, column, func, intersect, select, values
from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL
from partyschool.services.counted_sessions import CountedSession, Credited, earlier_repeated, stretches_of
from partyschool.services.named_people import is_one_of
from partyschool.services.own_credits import final_credits, judged
from partyschool.services.plain_attendance import FullWorth, other_attendances, plain_sums, worth_table
from partyschool.storage.models import Attendance, CreditEntry


class CreditSums(dict[int, list[int]]):
    """By person: quarter days, quarter hours, and the parts of both that are not yet 认定."""

    def __missing__(self, person_id: int) -> list[int]:
        self[person_id] = [0, 0, 0, 0]
        return self[person_id]

    def add(self, credit: Credited) -> None:
        """One person's share of one session."""
        place = credit.session
        self.add_quarters(
            credit.person_id,
            credit.share if place.gives_days else 0,
            credit.share * place.times.half_hours,
            is_provisional=not place.is_confirmed,
        )

    def add_quarters(self, person_id: int, days: int, hours: int, *, is_provisional: bool) -> None:
        """Sums of some sessions of one person."""
        parts = self[person_id]
        parts[0] += days
        parts[1] += hours
        if is_provisional:
            parts[2] += days
            parts[3] += hours


def sums_of_everybody(session: Session, sessions: dict[int, CountedSession], *, with_provisional: bool) -> CreditSums:
    """Everybody's sums; of one clock time only one session counts."""
    sums = CreditSums()
    stretches = stretches_of(sessions.values())
    locked = {key: row for key, row in sessions.items() if row.is_confirmed}
    open_rows = {key: row for key, row in sessions.items() if not row.is_confirmed} if with_provisional else {}
    in_two = _add_ledger(session, locked, stretches, sums) | _add_provisional(session, open_rows, stretches, sums)
    in_two |= _in_both(session, locked, open_rows, stretches) | _came_again(session, sessions)
    for person_id in in_two:
        sums.pop(person_id, None)
    for credit in final_credits(session, sessions, with_provisional=with_provisional, people=in_two):
        sums.add(credit)
    return sums


def _came_again(session: Session, sessions: Mapping[int, CountedSession]) -> set[int]:
    """Who came to a session that repeats one of an earlier year, and perhaps to that one."""
    before = {row.content for row in earlier_repeated(session, sessions).values() if row.content}
    again = [key for key, row in sessions.items() if row.content in before]
    if not again:
        return set()
    came = select(Attendance.person_id).where(Attendance.session_id.in_(again), Attendance.voided_at.is_(None))
    return set(session.scalars(came.union(select(CreditEntry.person_id).where(CreditEntry.session_id.in_(again)))))


def _add_ledger(
    session: Session, locked: dict[int, CountedSession], stretches: Mapping[int, int], sums: CreditSums
) -> set[int]:
    """Answers who has entries in two sessions of one stretch."""
    if len(set(stretches.values())) == len(stretches):
        for gives_days in (True, False):
            ids = [key for key, row in locked.items() if row.gives_days == gives_days]
            _add_ledger_alone(session, ids, gives_days, sums)
        return set()
    if not locked:
        return set()
    table = _ledger_table(locked.values(), stretches)
    share = CreditEntry.share
    sessions_in_it, stretches_in_it = func.count(table.c.session_id.distinct()), func.count(table.c.stretch.distinct())
    query = (
        select(
            CreditEntry.person_id,
            func.sum(share * table.c.gives_days),
            func.sum(share * CreditEntry.half_hours),
            sessions_in_it > stretches_in_it,
        )
        .join(table, table.c.session_id == CreditEntry.session_id)
        .group_by(CreditEntry.person_id)
    )
    found = set()
    for person_id, days, hours, in_two in session.execute(query):
        sums.add_quarters(person_id, int(days), int(hours), is_provisional=False)
        if in_two:
            found.add(person_id)
    return found


def _add_ledger_alone(session: Session, session_ids: Sequence[int], gives_days: bool, sums: CreditSums) -> None:
    """Of sessions that share their time with no other; a statement that the program knows already but for the ids."""
    if not session_ids:
        return
    share = CreditEntry.share
    query = (
        select(CreditEntry.person_id, func.sum(share), func.sum(share * CreditEntry.half_hours))
        .where(is_one_of(CreditEntry.session_id, session_ids))
        .group_by(CreditEntry.person_id)
    )
    for person_id, days, hours in session.execute(query):
        sums.add_quarters(person_id, int(days) if gives_days else 0, int(hours), is_provisional=False)


def _add_provisional(
    session: Session, open_rows: dict[int, CountedSession], stretches: Mapping[int, int], sums: CreditSums
) -> set[int]:
    """Answers who came to two sessions of one stretch."""
    if not open_rows:
        return set()
    table = worth_table([_full_worth(row, stretches[row.id]) for row in open_rows.values()])
    found = set()
    for person_id, days, hours, in_two in plain_sums(session, table):
        sums.add_quarters(person_id, days, hours, is_provisional=True)
        if in_two:
            found.add(person_id)
    for credit in judged(open_rows, session.execute(other_attendances(table))):
        sums.add(credit)
    return found


def _full_worth(row: CountedSession, stretch: int) -> FullWorth:
    return FullWorth(
        row.id, row.times.starts + row.limit, FULL if row.gives_days else 0, FULL * row.times.half_hours, stretch
    )


def _ledger_table(sessions: Iterable[CountedSession], stretches: Mapping[int, int], name: str = "locked") -> CTE:
    columns: list[Any] = [column("session_id", Integer), column("gives_days", Integer), column("stretch", Integer)]
    rows = [(row.id, int(row.gives_days), stretches[row.id]) for row in sessions]
    return values(*columns, name=name).data(rows).cte(name)


def _in_both(
    session: Session,
    locked: dict[int, CountedSession],
    open_rows: dict[int, CountedSession],
    stretches: Mapping[int, int],
) -> set[int]:
    """Who has an entry in a session, and came to another one, not yet 认定, of the same stretch."""
    mixed = {stretches[key] for key in locked} & {stretches[key] for key in open_rows}
    if not mixed:
        return set()
    entries = _ledger_table([row for row in locked.values() if stretches[row.id] in mixed], stretches)
    came = _ledger_table([row for row in open_rows.values() if stretches[row.id] in mixed], stretches, "unlocked")
    both = intersect(
        select(CreditEntry.person_id, entries.c.stretch).join(entries, entries.c.session_id == CreditEntry.session_id),
        select(Attendance.person_id, came.c.stretch)
        .join(came, came.c.session_id == Attendance.session_id)
        .where(Attendance.voided_at.is_(None)),
    )
    return {person_id for person_id, _ in session.execute(both)}
