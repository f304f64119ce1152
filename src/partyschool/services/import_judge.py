"""Imports of some hundred rows: each row is judged in turn, and what it comes to is done afterwards, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.services import audit
from partyschool.services.import_rows import Answer, Finding, Outcome, Record
from partyschool.services.register_snapshot import merged_numbers
from partyschool.storage.database import Database
from partyschool.storage.models import Person

Deed = Callable[[], None]
REJECTED, DUPLICATE, UNCHANGED = Answer(Outcome.REJECTED), Answer(Outcome.DUPLICATE), Answer(Outcome.UNCHANGED)


class Judge(Protocol):
    """Knows the database as it stands and the rows before; judging writes nothing."""

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """How the row ends, and what is to be done for it."""


MakeJudge = Callable[[Session, Database], Judge]


def check_rows(db: Database, records: Sequence[Record], make: MakeJudge) -> list[Answer]:
    """How each row would end; nothing is written."""
    with db.read() as session:
        judge = make(session, db)
        return [answer for answer, _ in _judged(judge, records)]


def write_rows(db: Database, records: Sequence[Record], make: MakeJudge, *, action: str, source: str) -> list[Answer]:
    """Judge all rows, then do what they come to, in one transaction with its audit line."""
    with db.write() as session:
        judge = make(session, db)
        judged = _judged(judge, records)
        with session.no_autoflush:
            deeds = [deed for _, deed in judged if deed is not None]
            for deed in deeds:
                deed()
        if deeds:
            audit.record(session, db, action, source, rows=len(deeds))
    return [answer for answer, _ in judged]


def _judged(judge: Judge, records: Sequence[Record]) -> list[tuple[Answer, Deed | None]]:
    return [(REJECTED, None) if record.is_rejected else judge.judge(record) for record in records]


def rejected(field: str, code: str, value: str = "") -> tuple[Answer, None]:
    """A row that is left out for one reason."""
    return Answer(Outcome.REJECTED, (Finding(field, code, value),)), None


def stated(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Those of the fields that the row says something about."""
    return {key: values[key] for key in keys if key in values}


def changed_or_not(
    stored: Any, wanted: dict[str, Any], findings: tuple[Finding, ...] = ()
) -> tuple[Answer, Deed | None]:
    """Set what a row states otherwise than the stored record; what is not in `wanted` it does not state."""
    old = {key: getattr(stored, key) for key, value in wanted.items() if getattr(stored, key) != value}
    if not old:
        return Answer(Outcome.UNCHANGED, findings), None

    def change() -> None:
        for key in old:
            setattr(stored, key, wanted[key])

    return Answer(Outcome.UPDATED, findings, {key: str(value or "") for key, value in old.items()}), change


class PeopleByNumber:
    """Who is meant by a number; names alone never decide."""

    def __init__(self, session: Session) -> None:
        query = select(Person.id_number, Person.id, Person.name).where(
            Person.id_number.is_not(None), Person.merged_into_id.is_(None)
        )
        self._people = {number: (person_id, name) for number, person_id, name in session.execute(query)}
        by_id = dict(self._people.values())
        for number, kept_id in merged_numbers(session).items():
            if kept_id in by_id:
                self._people.setdefault(number, (kept_id, by_id[kept_id]))

    def find(self, values: dict[str, Any]) -> tuple[int | None, tuple[Finding, ...]]:
        """The person's id, None where nobody has the number; a different name is told."""
        number = values.get("id_number", "")
        found = self._people.get(number)
        if found is None:
            return None, (Finding("id_number", "person_unknown", number),)
        person_id, name = found
        given = values.get("name", name)
        return person_id, () if given == name else (Finding("name", "name_differs", given),)
