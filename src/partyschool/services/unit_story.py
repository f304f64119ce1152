"""One unit with its past: what became of it on which day, what it was called, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitChangeKind
from partyschool.services.memberships import ONE_DAY
from partyschool.services.unit_tree import load_tree
from partyschool.services.units import UnitRow, get_unit
from partyschool.storage.database import Database
from partyschool.storage.models import School, TeachingPoint
from partyschool.storage.models.unit_history import UnitChange, UnitStep
from partyschool.storage.models.unit_periods import UnitPeriod

_PLACE = {UnitChangeKind.RENAME: 0, UnitChangeKind.MOVE: 1}


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """Something that happened to the unit on a day, seen from it.

    :ivar change_id: to undo it by; None for the founding, which is no change of something that was there.
    :ivar kind: a `UnitChangeKind`, or "found".
    :ivar is_source: the unit is what was merged, split, closed; else it took in, or was made.
    :ivar others: the units at the other end.
    :ivar before: and `after`: the name (rename) or the unit above (move).
    :ivar can_undo: it is the last one of this unit that is not undone, and what it did is known.
    """

    change_id: int | None
    kind: str
    on: date
    is_source: bool = True
    others: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    people: int = 0
    document: str = ""
    made_by: str = ""
    made_at: datetime | None = None
    undone_at: datetime | None = None
    can_undo: bool = False


@dataclass(frozen=True, slots=True)
class PastName:
    """Name and code until a day, and the unit above then."""

    last_on: date
    name: str
    code: str
    above: str


@dataclass(frozen=True, slots=True)
class UnitStory:
    """The unit as of today, with its history, the latest first."""

    row: UnitRow
    events: tuple[UnitEvent, ...]
    names: tuple[PastName, ...]
    points: tuple[str, ...]
    schools: tuple[str, ...]


def unit_story(db: Database, unit_id: int, *, row: UnitRow | None = None) -> UnitStory:
    """Everything that the panel of a unit shows.

    :param row: the unit as of today where the caller has it: counting a city's people again takes a tenth of a second.
    """
    row = row or get_unit(db, unit_id)
    with db.read() as session:
        events = [*_changes(session, unit_id), *_regrouped(session, unit_id)]
        if row.founded_on is not None and not any(event.on == row.founded_on for event in events):
            events.append(UnitEvent(None, "found", row.founded_on))
        return UnitStory(
            row,
            tuple(_with_undo(sorted(events, key=lambda event: (event.on, event.change_id or 0), reverse=True))),
            tuple(_names(session, unit_id)),
            tuple(session.scalars(select(TeachingPoint.name).where(TeachingPoint.unit_id == unit_id))),
            tuple(session.scalars(select(School.name).where(School.unit_id == unit_id))),
        )


def _changes(session: Session, unit_id: int) -> Iterator[UnitEvent]:
    concerned = select(UnitStep.change_id).where(or_(UnitStep.from_id == unit_id, UnitStep.into_id == unit_id))
    query = select(UnitChange).where(or_(UnitChange.unit_id == unit_id, UnitChange.id.in_(concerned)))
    for change in session.scalars(query):
        event = UnitEvent(
            change.id, change.kind, change.changed_on, True, people=change.people, document=change.document,
            made_by=change.made_by, made_at=change.made_at, undone_at=change.undone_at, can_undo=bool(change.effect),
        )  # fmt: skip
        if change.undone_at is not None:
            yield _as_it_was_meant(session, unit_id, event, change.effect.get("into", ""))
        else:
            yield _as_it_is(session, unit_id, event)


def _as_it_was_meant(session: Session, unit_id: int, event: UnitEvent, into: str) -> UnitEvent:
    """Undoing took the steps away; the name of where it would have led is kept."""
    before = _name_and_above(session, unit_id, event.on)[_PLACE.get(UnitChangeKind(event.kind), 0)]
    return replace(event, others=(into,) if into else (), before=before, after=into)


def _as_it_is(session: Session, unit_id: int, event: UnitEvent) -> UnitEvent:
    steps = session.execute(
        select(UnitStep.from_id, UnitStep.into_id, UnitStep.people).where(UnitStep.change_id == event.change_id)
    ).all()
    names, own = load_tree(session, event.on).units, [step for step in steps if unit_id in step[:2]]
    others = [names[step.into_id if step.from_id == unit_id else step.from_id].name for step in own]
    place = _PLACE.get(UnitChangeKind(event.kind), 0)
    before, after = (_name_and_above(session, unit_id, day)[place] for day in (event.on - ONE_DAY, event.on))
    return replace(
        event, is_source=not own or any(step.from_id == unit_id for step in own), others=tuple(dict.fromkeys(others)),
        before=before, after=after, people=sum(step.people for step in own) or event.people,
    )  # fmt: skip


def _name_and_above(session: Session, unit_id: int, day: date) -> tuple[str, str]:
    tree = load_tree(session, day)
    unit = tree.units[unit_id]
    above = tree.units.get(unit.parent_id or 0)
    return unit.name, above.name if above else ""


def _regrouped(session: Session, unit_id: int) -> Iterator[UnitEvent]:
    """Changes told of another unit that took this one along: it lies elsewhere since."""
    for period in session.scalars(select(UnitPeriod).where(UnitPeriod.unit_id == unit_id)):
        on, change = period.last_on + ONE_DAY, _change_of(session, period)
        before, after = (_name_and_above(session, unit_id, day)[1] for day in (period.last_on, on))
        if before == after or (change is not None and change.unit_id == unit_id):
            continue
        event = UnitEvent(None, UnitChangeKind.MOVE, on, before=before, after=after)
        if change is not None:
            event = replace(
                event, change_id=change.id, document=change.document, made_by=change.made_by, made_at=change.made_at,
                can_undo=True,
            )  # fmt: skip
        yield event


def _change_of(session: Session, period: UnitPeriod) -> UnitChange | None:
    """The change that ended the period, where this database made it."""
    changes = session.scalars(select(UnitChange).where(UnitChange.changed_on == period.last_on + ONE_DAY))
    kept = (UnitPeriod.__tablename__, period.id)
    return next(
        (change for change in changes if kept in {tuple(row[:2]) for row in change.effect.get("added", ())}), None
    )


def _names(session: Session, unit_id: int) -> Iterator[PastName]:
    query = select(UnitPeriod).where(UnitPeriod.unit_id == unit_id).order_by(UnitPeriod.last_on.desc())
    for period in session.scalars(query):
        above = load_tree(session, period.last_on).units.get(period.parent_id or 0)
        yield PastName(period.last_on, period.name, period.code, above.name if above else "")


def _with_undo(events: Iterable[UnitEvent]) -> Iterator[UnitEvent]:
    is_last = True
    for event in events:
        can_undo = event.can_undo and is_last and event.undone_at is None
        is_last = is_last and (event.undone_at is not None or event.change_id is None)
        yield replace(event, can_undo=can_undo)
