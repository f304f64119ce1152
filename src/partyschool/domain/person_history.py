"""Who somebody was on a day: standing derived from dated events (人员变动), and which events cannot stand together.

Each event touches one aspect: being on the register, the kind of member, floating, lost, or the unit. Before the first
event of an aspect that event itself tells what was (before 转正 he was on probation), so the order in which a clerk
enters the events never matters; an aspect without events is as the record says, on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from partyschool.domain.dates import earliest_day
from partyschool.domain.terms import LeftReason, PersonKind


class EventKind(StrEnum):
    """What changed on the day."""

    ARRIVED = "arrived"
    LEFT = "left"
    RETURNED = "returned"
    ADMITTED = "admitted"
    EXTENDED = "extended"
    FULL = "full"
    CANCELLED = "cancelled"
    WENT_AWAY = "went_away"
    CAME_HOME = "came_home"
    LOST = "lost"
    FOUND = "found"
    TRANSFERRED = "transferred"


REGISTER = frozenset({EventKind.ARRIVED, EventKind.LEFT, EventKind.RETURNED})
KIND = frozenset({EventKind.ADMITTED, EventKind.FULL, EventKind.CANCELLED})
PROBATION = KIND | {EventKind.EXTENDED}
FLOATING = frozenset({EventKind.WENT_AWAY, EventKind.CAME_HOME})
CONTACT = frozenset({EventKind.LOST, EventKind.FOUND})
UNIT = frozenset({EventKind.TRANSFERRED})
ASPECTS = (REGISTER, PROBATION, FLOATING, CONTACT, UNIT)

_RANK: dict[str, int] = {EventKind.ARRIVED: 0, EventKind.RETURNED: 0, EventKind.LEFT: 2}
NOT_YET = "not_yet"  # the reason for not being on the register before a dated arrival from outside (尚未转入)
KIND_AFTER = {
    EventKind.ADMITTED: PersonKind.PROBATIONARY,
    EventKind.FULL: PersonKind.FULL,
    EventKind.CANCELLED: PersonKind.MASSES,
}
KIND_BEFORE = {
    EventKind.ADMITTED: PersonKind.DEVELOPMENT,
    EventKind.FULL: PersonKind.PROBATIONARY,
    EventKind.CANCELLED: PersonKind.PROBATIONARY,
}
NOT_MEMBERS = frozenset(PersonKind) - {PersonKind.FULL, PersonKind.PROBATIONARY}
# What the record may say today for an event to be the first of its aspect.
KIND_NOW = {
    EventKind.ADMITTED: NOT_MEMBERS | {PersonKind.PROBATIONARY},
    EventKind.FULL: frozenset({PersonKind.PROBATIONARY, PersonKind.FULL}),
    EventKind.CANCELLED: frozenset({PersonKind.PROBATIONARY, PersonKind.MASSES}),
}


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """An event as the rules read it. `reason`: why somebody left, or what a return ends; `place`: where to or from."""

    kind: str
    on: date
    reason: str = ""
    place: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What dated events decide about a person. `left_on` None with a reason: since longer than is known."""

    kind: str = PersonKind.FULL
    left_reason: str = ""
    left_on: date | None = None
    is_floating: bool = False
    floating_to: str = ""
    is_lost: bool = False
    lost_on: date | None = None
    probation_until: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a history cannot be: a stable word, the event that does not fit, and the one it clashes with."""

    code: str
    event: HistoryEvent
    other: HistoryEvent | None = None


def in_order(events: Iterable[HistoryEvent]) -> list[HistoryEvent]:
    """By day, coming before everything else of a day and leaving after it; two of one aspect never share a day."""
    return sorted(events, key=lambda event: (event.on, _RANK.get(event.kind, 1), event.kind))


def status_on(record: Status, events: Sequence[HistoryEvent], day: date) -> Status:
    """The standing on a day.

    :param record: what the record says today; holds for the aspects without an event.
    """
    ordered = in_order(events)
    standing = record
    for aspect, turn in ((REGISTER, _register), (KIND, _kind), (FLOATING, _floating), (CONTACT, _contact)):
        of_aspect = [event for event in ordered if event.kind in aspect]
        if of_aspect:
            before = [event for event in of_aspect if event.on <= day]
            standing = turn(standing, before[-1] if before else None, of_aspect[0])
    extended = [event for event in ordered if event.kind == EventKind.EXTENDED and event.on <= day]
    if extended and standing.kind == PersonKind.PROBATIONARY:
        standing = replace(standing, probation_until=extended[-1].until)
    return standing


def _register(standing: Status, last: HistoryEvent | None, first: HistoryEvent) -> Status:
    if last is not None:
        is_out = last.kind == EventKind.LEFT
        return replace(standing, left_reason=last.reason if is_out else "", left_on=last.on if is_out else None)
    before = {EventKind.LEFT: "", EventKind.ARRIVED: NOT_YET}
    return replace(standing, left_reason=before.get(EventKind(first.kind), first.reason), left_on=None)


def _kind(standing: Status, last: HistoryEvent | None, first: HistoryEvent) -> Status:
    if last is not None:
        return replace(standing, kind=KIND_AFTER[EventKind(last.kind)])
    return replace(standing, kind=KIND_BEFORE[EventKind(first.kind)])


def _floating(standing: Status, last: HistoryEvent | None, first: HistoryEvent) -> Status:
    if last is not None:
        is_away = last.kind == EventKind.WENT_AWAY
        return replace(standing, is_floating=is_away, floating_to=last.place if is_away else "")
    was_away = first.kind == EventKind.CAME_HOME
    return replace(standing, is_floating=was_away, floating_to=first.place if was_away else "")


def _contact(standing: Status, last: HistoryEvent | None, first: HistoryEvent) -> Status:
    if last is not None:
        is_lost = last.kind == EventKind.LOST
        return replace(standing, is_lost=is_lost, lost_on=last.on if is_lost else None)
    return replace(standing, is_lost=first.kind == EventKind.FOUND, lost_on=None)


def find_fault(
    record: Status, events: Sequence[HistoryEvent], *, birth_on: str = "", joined_on: str = ""
) -> Fault | None:
    """The first reason why these events cannot all be true, None where they can.

    :param birth_on: partial ISO date; nothing happens to anybody before.
    :param joined_on: partial ISO date of admission (入党); no 转正, and no leaving of the register, before.
    """
    ordered = in_order(events)
    for event in ordered:
        fault = _early(event, birth_on, joined_on)
        if fault is not None:
            return fault
    for aspect in ASPECTS:
        of_aspect = [event for event in ordered if event.kind in aspect]
        for one, other in pairwise(of_aspect):
            if one.on == other.on:
                return Fault("same_day", other, one)
    return _register_fault(ordered) or _kind_fault(record, ordered) or _pair_fault(ordered)


def _early(event: HistoryEvent, birth_on: str, joined_on: str) -> Fault | None:
    if birth_on and event.on < _first_day(birth_on):
        return Fault("before_birth", event)
    of_members = {EventKind.LEFT, EventKind.EXTENDED, EventKind.FULL, EventKind.CANCELLED}
    if joined_on and event.kind in of_members and event.on < _first_day(joined_on):
        return Fault("before_joining", event)
    if event.kind == EventKind.EXTENDED and (event.until is None or event.until <= event.on):
        return Fault("until_early", event)
    return None


def _first_day(partial: str) -> date:
    return date(int(partial), 1, 1) if len(partial) == 4 else earliest_day(partial)


def _register_fault(ordered: Sequence[HistoryEvent]) -> Fault | None:
    """Out and in by turns; a suspension may become a removal; nobody comes back from death, nothing happens outside."""
    registered = [event for event in ordered if event.kind in REGISTER]
    if not registered:
        return None
    first, out = registered[0], None
    if first.kind == EventKind.RETURNED and not first.reason:
        return Fault("not_left", first)
    for event in ordered:
        fault = _turn_fault(event, first, out)
        if fault is not None:
            return fault
        if event.kind in REGISTER:
            out = event if event.kind == EventKind.LEFT else None
    return None


def _turn_fault(event: HistoryEvent, first: HistoryEvent, out: HistoryEvent | None) -> Fault | None:
    """Whether the event fits one who left with `out`, or is on the register where that is None."""
    match event.kind:
        case EventKind.LEFT if out is not None and out.reason != LeftReason.SUSPENDED:
            return Fault("left_already", event, out)
        case EventKind.ARRIVED if event is not first:
            return Fault("arrived_late", event, first)
        case EventKind.RETURNED if out is None and event is not first:
            return Fault("not_left", event)
        case EventKind.RETURNED if out is not None and out.reason == LeftReason.DEATH:
            return Fault("after_death", event, out)
        case kind if kind not in REGISTER and out is not None:
            return Fault("after_leaving", event, out)
    return None


def _kind_fault(record: Status, ordered: Sequence[HistoryEvent]) -> Fault | None:
    """接收 → (延长 once) → 转正 or 取消; a member who was cancelled may be admitted anew."""
    setting = [event for event in ordered if event.kind in KIND]
    if setting and record.kind not in KIND_NOW[EventKind(setting[0].kind)] and len(setting) == 1:
        return Fault("kind_now", setting[0])
    kind = str(KIND_BEFORE[EventKind(setting[0].kind)]) if setting else record.kind
    extended: HistoryEvent | None = None
    for event in ordered:
        if event.kind == EventKind.ADMITTED:
            if kind not in NOT_MEMBERS:
                return Fault("admitted_already", event)
            kind, extended = PersonKind.PROBATIONARY, None
        elif event.kind in PROBATION:
            if kind != PersonKind.PROBATIONARY:
                return Fault("no_probation", event)
            if event.kind == EventKind.EXTENDED and extended is not None:
                return Fault("extended_twice", event, extended)
            extended = event if event.kind == EventKind.EXTENDED else extended
            kind = KIND_AFTER.get(EventKind(event.kind), PersonKind.PROBATIONARY)
    return None


def _pair_fault(ordered: Sequence[HistoryEvent]) -> Fault | None:
    """Nobody comes home twice, is lost twice or found twice; going on to another place is a second going away."""
    for aspect, code in ((FLOATING, "home_already"), (CONTACT, "contact_already")):
        of_aspect = [event for event in ordered if event.kind in aspect]
        for one, other in pairwise(of_aspect):
            if one.kind == other.kind != EventKind.WENT_AWAY:
                return Fault(code, other, one)
    return None
