"""What falls due for a member by the Party's own rules, whatever the clerk has entered so far.

Half a year lost may be suspended, two years suspended are left by themselves (党员教育管理工作条例 第二十四条); a
probation lasts a year unless extended (发展党员工作细则 第三十一、三十二条).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from partyschool.domain.dates import earliest_day
from partyschool.domain.person_history import Status
from partyschool.domain.terms import LeftReason, PersonKind

LOST_MONTHS, SUSPENDED_MONTHS, PROBATION_MONTHS = 6, 24, 12


class MatterKind(StrEnum):
    """Why somebody's standing has to be decided on."""

    PROBATION = "probation"
    LOST = "lost"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Matter:
    """`on`: the day on which it fell due; `since`: when the probation, the silence or the suspension began."""

    kind: MatterKind
    since: date
    on: date


def matter_of(status: Status, joined_on: str, today: date) -> Matter | None:
    """What has fallen due, None where nothing has. A day that is not known falls due never.

    :param joined_on: partial ISO date of admission; of month precision it counts from the first of the month.
    """
    found: Matter | None = None
    if status.left_reason == LeftReason.SUSPENDED and status.left_on is not None:
        found = Matter(MatterKind.SUSPENDED, status.left_on, later(status.left_on, SUSPENDED_MONTHS))
    elif not status.left_reason and status.is_lost and status.lost_on is not None:
        found = Matter(MatterKind.LOST, status.lost_on, later(status.lost_on, LOST_MONTHS))
    elif not status.left_reason and status.kind == PersonKind.PROBATIONARY and len(joined_on) >= 7:
        begun = earliest_day(joined_on)
        ends = later(begun, PROBATION_MONTHS)
        found = Matter(MatterKind.PROBATION, begun, max(ends, status.probation_until or ends))
    return found if found is not None and found.on <= today else None


def later(day: date, months: int) -> date:
    """The same day of a later month; the last one of a month that is too short."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    for number in range(day.day, 27, -1):
        try:
            return first.replace(day=number)
        except ValueError:
            continue
    return first.replace(day=day.day)
