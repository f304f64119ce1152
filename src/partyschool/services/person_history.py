"""Events of people inside an open transaction: read, checked as a whole, added, and written through to the record.

The record (`Person`) always says what holds today; lists of another day ask `as_they_were`.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from partyschool.domain.person_history import (
    CONTACT,
    FLOATING,
    KIND,
    KIND_AFTER,
    PROBATION,
    REGISTER,
    EventKind,
    HistoryEvent,
    Status,
    find_fault,
    status_on,
)
from partyschool.errors import Refusal
from partyschool.services.event_words import fault_words
from partyschool.storage.database import Database
from partyschool.storage.models import Person, PersonEvent

MOST_NAMED = 1000
WRITTEN_THROUGH = ("kind", "left_reason", "left_on", "is_floating", "floating_to", "is_lost")


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be added. `detail` is what taking it back needs."""

    kind: EventKind
    on: date
    reason: str = ""
    place: str = ""
    until: date | None = None
    from_unit_id: int | None = None
    to_unit_id: int | None = None
    note: str = ""
    detail: dict[str, Any] | None = None


def events_of(session: Session, person_id: int) -> list[PersonEvent]:
    """A person's events that stand, the earliest first."""
    query = select(PersonEvent).where(PersonEvent.person_id == person_id, PersonEvent.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(PersonEvent.happened_on, PersonEvent.id)))


def as_read(event: PersonEvent | NewEvent) -> HistoryEvent:
    """The event as the rules read it."""
    on = event.happened_on if isinstance(event, PersonEvent) else event.on
    return HistoryEvent(event.kind, on, event.reason, event.place, event.until)


def status_of(person: Person) -> Status:
    """What the record says today."""
    return Status(
        person.kind, person.left_reason, person.left_on, person.is_floating, person.floating_to, person.is_lost
    )


def status_then(session: Session, person: Person, day: date) -> Status:
    """The person's standing on the day."""
    return status_on(status_of(person), [as_read(event) for event in events_of(session, person.id)], day)


def add_event(session: Session, db: Database, person: Person, new: NewEvent) -> PersonEvent:
    """Add an event that fits the others, and let the record say what holds now.

    :raises Refusal: the day is to come, or the events together cannot be.
    """
    refuse_future(db, new.on)
    known = events_of(session, person.id)
    known += _leaving_told_by_record(session, db, person, known, new)
    _refuse_fault(person, [*(as_read(event) for event in known), as_read(new)])
    was = {name: _plain(getattr(person, name)) for name in WRITTEN_THROUGH}
    event = _stored(db, person.id, new, {**(new.detail or {}), "was": was})
    session.add(event)
    _write_dates(person, event)
    write_through(person, [*known, event])
    session.flush()
    return event


def refuse_future(db: Database, on: date) -> None:
    """:raises Refusal: the day is to come; what is planned is entered when it has happened."""
    if on > db.now().date():
        raise Refusal(f"日期 {on} 在今天之后，请到那天再登记。", code="date_in_future")


def _refuse_fault(person: Person, events: Sequence[HistoryEvent]) -> None:
    fault = find_fault(status_of(person), events, birth_on=person.birth_on, joined_on=person.joined_on)
    if fault is not None:
        raise Refusal(fault_words(person.name, fault), code=fault.code)


def _stored(db: Database, person_id: int, new: NewEvent, detail: dict[str, Any]) -> PersonEvent:
    return PersonEvent(
        person_id=person_id, kind=new.kind, happened_on=new.on, reason=new.reason, place=new.place, until=new.until,
        from_unit_id=new.from_unit_id, to_unit_id=new.to_unit_id, note=new.note, detail=detail, recorded_at=db.now(),
        recorded_by=db.actor,
    )  # fmt: skip


def _leaving_told_by_record(
    session: Session, db: Database, person: Person, known: Sequence[PersonEvent], new: NewEvent
) -> list[PersonEvent]:
    """A dated leaving that only the record tells (it came with a roll) becomes an event before another follows it."""
    if new.kind not in REGISTER or person.left_on is None or any(event.kind in REGISTER for event in known):
        return []
    told = NewEvent(EventKind.LEFT, person.left_on, reason=person.left_reason)
    event = _stored(db, person.id, told, {})
    session.add(event)
    return [event]


def _write_dates(person: Person, event: PersonEvent) -> None:
    """入党 and 转正 fill in the date where the record has none; one that differs stays: that is for the clerk."""
    day = event.happened_on.isoformat()
    if event.kind == EventKind.ADMITTED and not person.joined_on:
        person.joined_on, event.detail = day, {**event.detail, "dated": "joined_on"}
    if event.kind == EventKind.FULL and not person.full_on:
        person.full_on, event.detail = day, {**event.detail, "dated": "full_on"}


def write_through(person: Person, events: Sequence[PersonEvent]) -> None:
    """Let the record say what holds after the last event."""
    now = status_on(status_of(person), [as_read(event) for event in events], date.max)
    for name in WRITTEN_THROUGH:
        setattr(person, name, getattr(now, name))


def take_back(session: Session, db: Database, person: Person, event: PersonEvent, reason: str) -> None:
    """Withdraw an event; the others must still fit, and the record says what holds without it.

    :raises Refusal: another event builds on it.
    """
    others = [other for other in events_of(session, person.id) if other.id != event.id]
    _restore_record(person, event, others)
    _refuse_fault(person, [as_read(other) for other in others])
    event.withdrawn_at, event.withdraw_reason = db.now(), reason
    write_through(person, others)


def _restore_record(person: Person, event: PersonEvent, others: Sequence[PersonEvent]) -> None:
    """The aspect's fields as they were before the event; where others of the aspect stand, these decide."""
    dated = event.detail.get("dated")
    if dated and getattr(person, dated) == event.happened_on.isoformat():
        setattr(person, dated, "")
    was = event.detail.get("was", {})
    if event.kind in KIND:
        setting = [other for other in others if other.kind in KIND]
        person.kind = KIND_AFTER[EventKind(setting[-1].kind)] if setting else was.get("kind", person.kind)
    elif event.kind in REGISTER:
        person.left_reason, person.left_on = was.get("left_reason", ""), _day(was.get("left_on"))
    elif event.kind in FLOATING:
        person.is_floating, person.floating_to = was.get("is_floating", False), was.get("floating_to", "")
    elif event.kind in CONTACT:
        person.is_lost = was.get("is_lost", False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def decided_by_events(events: Iterable[PersonEvent]) -> frozenset[str]:
    """Fields of the record that dated events decide; nobody may write over them by hand or by a roll."""
    kinds = {event.kind for event in events}
    decided: set[str] = set()
    if kinds & PROBATION:
        decided.add("kind")
    if kinds & FLOATING:
        decided |= {"is_floating", "floating_to"}
    if kinds & CONTACT:
        decided.add("is_lost")
    if kinds & REGISTER:
        decided |= {"left_reason", "left_on"}
    return frozenset(decided)


def histories(session: Session, person_ids: Collection[int] | None = None) -> dict[int, list[HistoryEvent]]:
    """The events that stand, by person; of everybody without ids. Transfers are left out: memberships tell them."""
    query = select(
        PersonEvent.person_id, PersonEvent.kind, PersonEvent.happened_on, PersonEvent.reason, PersonEvent.place,
        PersonEvent.until,
    ).where(PersonEvent.withdrawn_at.is_(None), PersonEvent.kind != EventKind.TRANSFERRED)  # fmt: skip
    if person_ids is not None and len(person_ids) <= MOST_NAMED:
        query = query.where(PersonEvent.person_id.in_(person_ids))
    found: dict[int, list[HistoryEvent]] = defaultdict(list)
    for person_id, kind, on, reason, place, until in session.execute(query):
        found[person_id].append(HistoryEvent(kind, on, reason, place, until))
    return found


_row_type: Any = namedtuple  # the fields of the row are known when it runs only
PersonFacts = Row[*tuple[Any, ...]]  # SQLAlchemy types at most ten columns


def as_they_were(
    session: Session, people: Sequence[PersonFacts], day: date, person_ids: Collection[int] | None = None
) -> Sequence[PersonFacts]:
    """Rows of people with the standing of the day in place of today's.

    :param people: rows with at least id, kind, left_reason, left_on and is_floating; other fields stay as they are.
    """
    events = histories(session, person_ids)
    if not events:
        return people
    fields = people[0]._fields if people else ()
    like_a_row = _row_type("LikeARow", fields)
    rows: list[Any] = []
    for person in people:
        mine = events.get(person.id)
        rows.append(like_a_row(*_values_then(person, mine, day, fields)) if mine else person)
    return rows


def _values_then(
    person: PersonFacts, events: Sequence[HistoryEvent], day: date, fields: Sequence[str]
) -> Iterable[Any]:
    known = {name: getattr(person, name) for name in WRITTEN_THROUGH if name in fields}
    then = status_on(Status(**known), events, day)
    for name in fields:
        yield getattr(then, name) if name in known else getattr(person, name)
