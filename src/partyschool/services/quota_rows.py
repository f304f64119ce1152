"""Rows of the yearly requirement: one a person, one an entry that it came from, one a unit's line of totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partyschool.domain.quota import Rule
from partyschool.domain.terms import QuotaState

MEMBER_STATES = frozenset({QuotaState.DUE, QuotaState.EXEMPT, QuotaState.NOT_REQUIRED})


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A person's year as of a day.

    Days in quarter days, hours owed in half hours, hours earned in quarter hours. `met` and `hours_met` are None
    for somebody who owes nothing. `provisional_*` is the part of what is earned that is not yet 认定.
    `exempt_reason` is given for 免训. `kind` is GUEST for somebody of another register who only signs in here.
    """

    person_id: int
    name: str
    initials: str
    sort_key: str
    id_number: str
    sex: str
    birth_on: str
    kind: str
    is_floating: bool
    unit_id: int | None
    unit: str
    village_id: int | None
    village: str
    posts: tuple[str, ...]
    in_two_committees: bool
    in_leadership: bool
    state: QuotaState
    left_reason: str
    left_on: date | None
    required_quarter_days: int
    required_half_hours: int
    day_rule: Rule | None
    hour_rule: Rule | None
    earned_quarter_days: int
    earned_quarter_hours: int
    provisional_quarter_days: int
    provisional_quarter_hours: int
    rotated: bool
    exempt_reason: str = ""

    @property
    def is_due(self) -> bool:
        """应训."""
        return self.state == QuotaState.DUE

    @property
    def is_member(self) -> bool:
        """On the register as a member: 应训, 免训 or 当年不作要求."""
        return self.state in MEMBER_STATES

    @property
    def trained(self) -> bool:
        """已训: due and at least something earned in days."""
        return self.is_due and self.earned_quarter_days > 0

    @property
    def met(self) -> bool | None:
        """达标."""
        return self.earned_quarter_days >= self.required_quarter_days if self.is_due else None

    @property
    def hours_met(self) -> bool | None:
        """学时达标."""
        return self.earned_quarter_hours >= 2 * self.required_half_hours if self.is_due else None

    @property
    def short_quarter_days(self) -> int:
        """What is still missing in quarter days."""
        return max(0, self.required_quarter_days - self.earned_quarter_days) if self.is_due else 0

    @property
    def short_quarter_hours(self) -> int:
        """What is still missing in quarter hours."""
        return max(0, 2 * self.required_half_hours - self.earned_quarter_hours) if self.is_due else 0


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One entry that a person's year came from. An entry that does not count stays, with 0 and why.

    `kind` is "session" or a kind of other study; `why` is full, half, none, manual, already, repeated, before, rest
    or hours_only. For before and rest `note` is the year that credited the same content.
    """

    person_id: int
    on: date
    kind: str
    title: str
    class_code: str
    session: int
    sign_in_at: datetime | None
    late_minutes: int
    early_minutes: int
    share: int
    quarter_days: int
    quarter_hours: int
    why: str
    note: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The words of the counting rules, one definition each; persons unless the name says otherwise."""

    members: int = 0
    due: int = 0
    exempt: int = 0
    not_required: int = 0
    left: int = 0
    not_members: int = 0
    trained: int = 0
    met: int = 0
    hours_met: int = 0
    behind: int = 0
    floating: int = 0
    floating_trained: int = 0
    cadres_due: int = 0
    cadres_met: int = 0
    leaders_due: int = 0
    leaders_hours_met: int = 0
    rotated: int = 0
    guests: int = 0

    @property
    def coverage(self) -> float | None:
        """覆盖率 in per cent; None where nobody is due."""
        return 100 * self.trained / self.due if self.due else None

    @property
    def met_rate(self) -> float | None:
        """达标率 in per cent; None where nobody is due."""
        return 100 * self.met / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """The line of a village or department (or, with `unit_id` None, of people without a unit)."""

    unit_id: int | None
    name: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class QuotaBoard:
    """A year as of a day: everybody, the lines of the units, and their sum.

    :ivar closed_at: when the year was closed (年度结转) and its result frozen; None while it is counted anew.
    """

    year: int
    as_of: date
    rows: tuple[QuotaRow, ...]
    units: tuple[UnitTotals, ...]
    totals: Totals
    with_provisional: bool
    closed_at: datetime | None = None
