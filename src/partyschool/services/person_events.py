"""人员变动登记: dated changes of people entered, taken back, and listed for a period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.person_history import EventKind
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.event_words import event_words
from partyschool.services.memberships import (
    current_membership,
    follow_transfer,
    leave_register,
    return_to_register,
    transfer,
    undo_leaving,
)
from partyschool.services.people_rows import MOST_NAMED, units_on
from partyschool.services.person_history import NewEvent, add_event, as_read, refuse_future, take_back
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, PersonEvent

PLACE_LIMIT, NOTE_LIMIT = 100, 200


@dataclass(frozen=True, slots=True)
class EventForm:
    """A change as entered. Which fields count depends on the kind.

    `reason` of a leaving; `place` 转往, 转自, 外出流向; `until` of an extended probation; `unit_id` of a transfer.
    """

    kind: str
    on: date
    reason: str = ""
    place: str = ""
    until: date | None = None
    unit_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A change in a list, with the unit of its day; `withdrawn` tells that it was taken back."""

    id: int
    person_id: int
    name: str
    initials: str
    sort_key: str
    unit: str
    kind: str
    on: date
    words: str
    note: str
    recorded_by: str
    until: date | None
    withdrawn: bool


def record_event(db: Database, *, person_id: int, form: EventForm) -> None:
    """Enter a change of one person.

    :raises Refusal: the day is to come or before birth, something is missing, or it cannot be with what is known.
    """
    _check(form)
    place, note = form.place.strip(), form.note.strip()
    if form.kind == EventKind.LEFT:
        leave_register(db, person_id=person_id, reason=form.reason, on=form.on, place=place, note=note)
    elif form.kind == EventKind.RETURNED:
        return_to_register(db, person_id=person_id, on=form.on, place=place, note=note)
    elif form.kind == EventKind.TRANSFERRED:
        assert form.unit_id is not None
        refuse_future(db, form.on)
        transfer(db, person_id=person_id, unit_id=form.unit_id, on=form.on, note=note)
    else:
        with db.write() as session:
            person = session.get_one(Person, person_id)
            detail = _date_membership(session, person, form.on) if form.kind == EventKind.ARRIVED else {}
            new = NewEvent(EventKind(form.kind), form.on, place=place, until=form.until, note=note, detail=dict(detail))
            add_event(session, db, person, new)
            audit.record(session, db, f"person.{form.kind}", person.name, on=form.on.isoformat(), place=place)


def _check(form: EventForm) -> None:
    if form.kind not in set(EventKind):
        raise Refusal("请选择是哪一种变动。", code="kind_missing")
    if len(form.place.strip()) > PLACE_LIMIT or len(form.note.strip()) > NOTE_LIMIT:
        raise Refusal(f"流向不超过 {PLACE_LIMIT} 字，备注不超过 {NOTE_LIMIT} 字，请改短。", code="too_long")
    if form.kind == EventKind.WENT_AWAY and not form.place.strip():
        raise Refusal("请填写外出流向（省、市、县或单位）。", code="place_missing")
    if form.kind == EventKind.EXTENDED and form.until is None:
        raise Refusal("请填写预备期延长到哪一天。", code="until_missing")
    if form.kind == EventKind.TRANSFERRED and form.unit_id is None:
        raise Refusal("请选择转到哪个支部：输入名称的几个字，再从列出的里面选。", code="unit_missing")


def _date_membership(session: Session, person: Person, on: date) -> dict[str, int]:
    """Who came from outside belongs here from that day; a membership without a first day gets it."""
    membership = current_membership(session, person.id)
    if membership is None or membership.start_on is not None:
        return {}
    if membership.end_on is not None and membership.end_on < on:
        return {}
    membership.start_on = on
    return {"membership": membership.id}


def withdraw_event(db: Database, *, event_id: int, reason: str) -> None:
    """Take back a change entered by mistake: what it did is undone, the entry stays and is marked.

    :raises Refusal: no reason, taken back already, or a later change builds on it.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal("请写明撤销的原因。", code="reason_missing")
    with db.write() as session:
        event = session.get_one(PersonEvent, event_id)
        if event.withdrawn_at is not None:
            raise Refusal("这条变动已经撤销过了。", code="withdrawn")
        person = session.get_one(Person, event.person_id)
        _UNDO.get(EventKind(event.kind), _nothing_else)(session, db, person, event)
        take_back(session, db, person, event, reason)
        told = {"kind": event.kind, "on": event.happened_on.isoformat(), "reason": reason}
        audit.record(session, db, "person.event_withdraw", person.name, **told)


def _nothing_else(session: Session, db: Database, person: Person, event: PersonEvent) -> None:
    """Most changes did nothing but change the standing."""


def _undo_transfer(session: Session, db: Database, person: Person, event: PersonEvent) -> None:
    """The membership that began with it becomes one of the old unit again; no row about a person is deleted."""
    query = select(Membership).where(
        Membership.person_id == person.id, Membership.start_on == event.happened_on,
        Membership.unit_id == event.to_unit_id,
    )  # fmt: skip
    membership = session.scalars(query).first()
    unit = load_tree(session).units.get(event.from_unit_id or 0)
    if membership is None or unit is None or not unit.exists_on(membership.end_on or db.now().date()):
        words = f"{person.name}后来的单位又有变动，或原来的单位已撤并，这条不能撤销。请登记一次新的转接。"
        raise Refusal(words, code="moved_on")
    membership.unit_id = unit.id
    follow_transfer(session, db, event, unit.id)


def _undo_arrival(session: Session, db: Database, person: Person, event: PersonEvent) -> None:
    membership = session.get(Membership, event.detail.get("membership", 0))
    if membership is not None and membership.start_on == event.happened_on:
        membership.start_on = None


_UNDO: dict[EventKind, Callable[[Session, Database, Person, PersonEvent], None]] = {
    EventKind.LEFT: lambda session, db, person, event: undo_leaving(session, person, event),
    EventKind.TRANSFERRED: _undo_transfer,
    EventKind.ARRIVED: _undo_arrival,
}


def list_events(
    db: Database, *, first: date | None = None, last: date | None = None, person_id: int | None = None
) -> list[EventRow]:
    """The changes of a period, or of one person with those taken back too; the latest first."""
    with db.read() as session:
        return event_rows(session, first=first, last=last, person_id=person_id)


def event_rows(
    session: Session, *, first: date | None = None, last: date | None = None, person_id: int | None = None
) -> list[EventRow]:
    """The same in an open transaction."""
    query = select(PersonEvent, Person).join(Person, Person.id == PersonEvent.person_id)
    if person_id is not None:
        query = query.where(PersonEvent.person_id == person_id)
    else:
        query = query.where(PersonEvent.withdrawn_at.is_(None), Person.merged_into_id.is_(None))
    if first is not None:
        query = query.where(PersonEvent.happened_on >= first)
    if last is not None:
        query = query.where(PersonEvent.happened_on <= last)
    found = session.execute(query.order_by(PersonEvent.happened_on.desc(), PersonEvent.id.desc())).all()
    tree = load_tree(session)
    names = {key: unit.name for key, unit in tree.units.items()}
    if not found:
        return []  # most people: spares the tree of units
    ids = {person.id for _, person in found}
    homes = units_on(session, last or date.max, ids if len(ids) <= MOST_NAMED else None)
    return [
        EventRow(
            event.id, person.id, person.name, person.initials, person.sort_key,
            names.get(event.from_unit_id or homes.get(person.id, 0), ""), event.kind, event.happened_on,
            told_words(event, names), event.note, event.recorded_by, event.until,
            event.withdrawn_at is not None,
        )
        for event, person in found
    ]  # fmt: skip


def told_words(event: PersonEvent, unit_names: dict[int, str]) -> str:
    """What happened, with the names of the units of a transfer."""
    if event.kind == EventKind.TRANSFERRED:
        from_unit, to_unit = (unit_names.get(key or 0, "—") for key in (event.from_unit_id, event.to_unit_id))
        return f"转接组织关系：{from_unit} → {to_unit}"
    return event_words(as_read(event))
