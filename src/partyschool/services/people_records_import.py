"""Lists about people on the register: 其他学习 and 免训."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import StudyKind
from partyschool.services.import_judge import (
    DUPLICATE,
    Deed,
    PeopleByNumber,
    changed_or_not,
    check_rows,
    rejected,
    stated,
    write_rows,
)
from partyschool.services.import_rows import Answer, Decisions, Outcome, Record
from partyschool.services.other_study import first_review
from partyschool.storage.closed_years import closed_years
from partyschool.storage.database import Database
from partyschool.storage.models import Exemption, OtherStudy


def check_hours(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of 其他学习 would end; nothing is written."""
    return check_rows(db, records, _StudyJudge)


def write_hours(db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = "") -> list[Answer]:
    """Write the entries in one transaction. An entry is the same one when person, kind, title and first day are."""
    return write_rows(db, records, _StudyJudge, action="study.import", source=source)


def check_exemptions(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row of 免训 would end; nothing is written."""
    return check_rows(db, records, _ExemptionJudge)


def write_exemptions(
    db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = ""
) -> list[Answer]:
    """Write the exemptions in one transaction; a person has one in a year."""
    return write_rows(db, records, _ExemptionJudge, action="exemption.import", source=source)


class _StudyJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._today = db.now().date()
        self._people = PeopleByNumber(session)
        entries = session.scalars(select(OtherStudy).where(OtherStudy.voided_at.is_(None)))
        self._known = {_study_key(row.person_id, row.kind, row.title, row.studied_on): row for row in entries}
        self._seen: set[tuple[Any, ...]] = set()
        self._closed = closed_years(session)
        self._review = cache(partial(first_review, session))

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """The person, the dates, then whether the entry is known."""
        values = record.values
        person_id, findings = self._people.find(values)
        if person_id is None:
            return Answer(Outcome.REJECTED, findings), None
        first: date = values["studied_on"]
        last: date = values.get("ended_on", first)
        if first.year in self._closed:
            return rejected("studied_on", "year_closed", str(first.year))
        if last < first or first.year != last.year or last > self._today:
            return rejected("ended_on" if "ended_on" in values else "studied_on", "study_dates", last.isoformat())
        if values.get("quarter_days") and values["kind"] != StudyKind.HIGHER:
            return rejected("quarter_days", "study_days", str(values["quarter_days"] / 4))
        key = _study_key(person_id, values["kind"], values["title"], first)
        if key in self._seen:
            return DUPLICATE, None
        self._seen.add(key)
        told = stated(values, "half_hours", "ended_on", "quarter_days", "organiser", "proof")
        known = self._known.get(key)
        if known is not None:
            return changed_or_not(known, told, findings)
        review = self._review(first.year)
        study = OtherStudy(
            person_id=person_id, kind=values["kind"], title=values["title"], studied_on=first, review=review, **told
        )
        return Answer(Outcome.CREATED, findings), lambda: self._session.add(study)


def _study_key(person_id: int, kind: str, title: str, day: date) -> tuple[Any, ...]:
    return person_id, str(kind), title, day


class _ExemptionJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._today = db.now().date()
        self._people = PeopleByNumber(session)
        holding = session.scalars(select(Exemption).where(Exemption.withdrawn_on.is_(None)))
        self._known = {(row.person_id, row.year): row for row in holding}
        self._seen: set[tuple[int, int]] = set()
        self._closed = closed_years(session)
        self._review = cache(partial(first_review, session))

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """The person, then whether an exemption of that year is known."""
        values = record.values
        person_id, findings = self._people.find(values)
        if person_id is None:
            return Answer(Outcome.REJECTED, findings), None
        key = (person_id, values["year"])
        if values["year"] in self._closed:
            return rejected("year", "year_closed", str(values["year"]))
        if key in self._seen:
            return DUPLICATE, None
        self._seen.add(key)
        if values.get("granted_on", self._today) > self._today:
            return rejected("granted_on", "day_to_come", str(values["granted_on"]))
        told = stated(values, "reason", "approver", "granted_on")
        known = self._known.get(key)
        if known is not None:
            return changed_or_not(known, told, findings)
        exemption = Exemption(
            person_id=person_id,
            year=values["year"],
            review=self._review(values["year"]),
            **{"granted_on": self._today, "approver": "", **told},
        )
        return Answer(Outcome.CREATED, findings), lambda: self._session.add(exemption)
