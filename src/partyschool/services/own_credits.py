"""Everybody's own share of each session, row by row: of the ledger, and of attendances that are not yet 认定."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL, already_counted, own_share
from partyschool.services.counted_sessions import (
    CountedSession,
    Credited,
    claim_of,
    conflicted,
    earlier_repeated,
    share_left,
    stretches_of,
)
from partyschool.services.named_people import is_one_of, parts_of
from partyschool.services.plain_attendance import live_attendances
from partyschool.storage.models import Attendance, CreditEntry

PERSON = attrgetter("person_id")
AT_A_TIME = {"yield_per": 2000}  # rows fetched: a quarter of a million at once are a hundred megabytes


def provisional_credits(
    session: Session, sessions: dict[int, CountedSession], people: Collection[int] | None = None
) -> Iterable[Credited]:
    """Live attendances of classes that are not yet 认定, judged by the rule as it stands, by person.

    :param people: only of these.
    """
    open_rows = {key: row for key, row in sessions.items() if not row.is_confirmed}
    if not open_rows:
        return
    query = live_attendances().order_by(Attendance.person_id)
    for part in of_whom(query, Attendance, open_rows, people):
        yield from judged(open_rows, session.execute(part, execution_options=AT_A_TIME))


def of_whom(
    query: Select[*tuple[Any, ...]],
    table: type[Attendance] | type[CreditEntry],
    session_ids: Collection[int],
    people: Collection[int] | None,
) -> Iterable[Select[*tuple[Any, ...]]]:
    """The query kept to these sessions, and to these people where some are named, in parts that can be asked.

    Of named people the rows are looked up by person: `+ 0` keeps the database from going through all pairs of a
    person and a session, of which a city has millions.
    """
    if people is None:
        yield query.where(is_one_of(table.session_id, session_ids))
        return
    for some in parts_of(people):
        yield query.where(is_one_of(table.person_id, some), is_one_of(table.session_id + 0, session_ids))


def judged(sessions: dict[int, CountedSession], rows: Iterable[Any]) -> Iterable[Credited]:
    """Rows of person, session, sign-in, sign-out and share by hand with the share by the rule."""
    latest_full = {key: row.times.starts + row.limit for key, row in sessions.items()}
    for person_id, session_id, sign_in, sign_out, manual in rows:
        place = sessions[session_id]
        if manual is not None:
            share = manual
        elif sign_out is None and sign_in <= latest_full[session_id]:
            share = FULL  # nine in ten: spares the arithmetic
        else:
            share = own_share(place.times, sign_in, sign_out, place.limit).share
        yield Credited(person_id, place, share, sign_in)


def ledger_credits(
    session: Session, session_ids: Collection[int], people: Collection[int] | None = None
) -> Iterable[tuple[int, int, int, datetime]]:
    """(person, session, share, sign-in) of confirmed credit as it stands after reversals, by person.

    :param people: only of these.
    """
    query = (
        select(
            CreditEntry.person_id,
            CreditEntry.session_id,
            func.sum(CreditEntry.share),
            func.min(CreditEntry.sign_in_at),
        )
        .group_by(CreditEntry.person_id, CreditEntry.session_id)
        .order_by(CreditEntry.person_id)
    )
    for part in of_whom(query, CreditEntry, session_ids, people):
        for person_id, session_id, share, sign_in in session.execute(part, execution_options=AT_A_TIME):
            yield person_id, session_id, int(share), sign_in


def final_credits(
    session: Session,
    sessions: dict[int, CountedSession],
    *,
    with_provisional: bool,
    people: Collection[int] | None = None,
) -> Iterable[Credited]:
    """Share of each session after the rule that the same clock time is credited once; of these people if given."""
    looked_at = earlier_repeated(session, sessions) | sessions
    shared, stretches = conflicted(looked_at.values()), stretches_of(looked_at.values())
    credits = _own_credits(session, looked_at, with_provisional, people)
    for _, own in groupby(credits, key=PERSON):  # one person at a time: a city's credits are not kept all at once
        at_one_time: dict[int, list[Credited]] = defaultdict(list)
        for credit in own:
            if credit.session.id in shared:
                at_one_time[stretches[credit.session.id]].append(credit)
            elif credit.session.id in sessions:
                yield credit
        for some in at_one_time.values():
            covered = already_counted([claim_of(credit) for credit in some]) if len(some) > 1 else {}
            for credit in some:
                if credit.session.id in sessions:
                    yield replace(credit, share=share_left(credit, covered)) if covered else credit


def _own_credits(
    session: Session, sessions: dict[int, CountedSession], with_provisional: bool, people: Collection[int] | None
) -> Iterator[Credited]:
    """By person."""
    confirmed = [key for key, row in sessions.items() if row.is_confirmed]
    ledger = (
        Credited(person_id, sessions[key], share, sign_in)
        for person_id, key, share, sign_in in ledger_credits(session, confirmed, people)
    )
    provisional = provisional_credits(session, sessions, people) if with_provisional else ()
    return merge(ledger, provisional, key=PERSON)
