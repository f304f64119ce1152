"""Rows of the annual statistics (年度统计): the sums of a year, and its lines by unit, class, month, kind and teacher.

Days are quarter days, session 学时 half hours, shares halves, rates per cent or None where the denominator is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partyschool.domain.terms import Structure
from partyschool.services.quota_rows import QuotaRow, Totals


def per_cent(part: int, whole: int) -> float | None:
    """None prints as “—”."""
    return 100 * part / whole if whole else None


@dataclass(frozen=True, slots=True)
class YearRules:
    """What the requirements of the year ask, for titles such as “≥2天” and “32学时达标”, and the rotation period.

    :ivar weak_coverage: 覆盖率 in per cent below which a village is weak: counted in the summary, red in the chart.
    """

    member_quarter_days: int
    committees_quarter_days: int
    member_half_hours: int
    leadership_half_hours: int
    rotation_first: int
    rotation_last: int
    weak_coverage: float


@dataclass(frozen=True, slots=True)
class Headcount:
    """Totals of the yearly requirement and of 人次 and 人数, over one unit or over all.

    `attendances` is 人次 and `people` 人数, both with non-members; `member_hours_met` counts everybody due who
    reached the hours asked of every member, leadership included. `met_ordinary` leaves out the two committees.
    """

    totals: Totals
    attendances: int
    people: int
    member_people: int
    member_hours_met: int
    floating_due: int
    floating_met: int

    @property
    def cadres_rate(self) -> float | None:
        """达标率 of 村“两委” members."""
        return per_cent(self.totals.cadres_met, self.totals.cadres_due)

    @property
    def rotated_rate(self) -> float | None:
        """五年轮训: rotated members of all members."""
        return per_cent(self.totals.rotated, self.totals.members)

    @property
    def ordinary_due(self) -> int:
        """应训 who are not in the two committees."""
        return self.totals.due - self.totals.cadres_due

    @property
    def ordinary_met(self) -> int:
        """达标 of those who are not in the two committees."""
        return self.totals.met - self.totals.cadres_met

    @property
    def other_people(self) -> int:
        """人数 who are no members: 发展对象, 积极分子, 群众, and people who left."""
        return self.people - self.member_people


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The line of a village or department, or of a town; `unit_id` None gathers people without a unit."""

    unit_id: int | None
    name: str
    town_id: int | None
    town: str
    count: Headcount


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The line of a class. `is_held`: counts in 期数. `people`: its 人次. `shares` of `possible` halves give 到课率.

    `is_counted` is False for a class that is not 认定 in a report without provisional credit: its people and shares
    are then left out, not zero. `half_hours` and `held_sessions` are of held sessions only; `missing` holds step keys.
    """

    code: str
    title: str
    school: str
    category: str
    audience: str
    starts_on: date
    ends_on: date
    place: str
    state: str
    is_confirmed: bool
    is_held: bool
    is_counted: bool
    sessions: int
    held_sessions: int
    half_hours: int
    enrolled: int
    people: int
    member_people: int
    shares: int
    possible: int
    points: tuple[str, ...]
    teachers: tuple[str, ...]
    courses: tuple[str, ...]
    missing: tuple[str, ...]
    satisfied_votes: int = 0
    votes: int = 0
    photos: int = 0

    @property
    def satisfaction(self) -> float | None:
        """满意率 of the questionnaire; None where nobody has answered one."""
        return per_cent(self.satisfied_votes, self.votes)

    @property
    def attendance_rate(self) -> float | None:
        """到课率."""
        return per_cent(self.shares, self.possible)

    @property
    def quarter_days(self) -> int:
        """Length of the held sessions."""
        return 2 * self.held_sessions


@dataclass(frozen=True, slots=True)
class FlowException:
    """A class that did not go by 5+1+N: `kind` is publish, close (both forced), suspended or cancelled."""

    code: str
    title: str
    kind: str
    missing: tuple[str, ...]
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """Held classes of one 班次类别."""

    category: str
    classes: int
    attendances: int
    people: int
    half_hours: int


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month by the day on which classes start; 人次 of the same month of the last year beside it."""

    month: int
    classes: int
    attendances: int
    last_attendances: int


@dataclass(frozen=True, slots=True)
class PointFigures:
    """A teaching point that was used, with the school's word for its kind."""

    name: str
    kind: str
    classes: int
    lessons: int
    half_hours: int


@dataclass(frozen=True, slots=True)
class TeacherFigures:
    """A teacher with the lessons really held; `in_pool` False is 库外."""

    teacher_id: int
    name: str
    kind: str
    title: str
    in_pool: bool
    classes: int
    lessons: int
    half_hours: int


@dataclass(frozen=True, slots=True)
class TeacherKindFigures:
    """A kind of teacher: how many are in the pool, how many taught, their lessons and 学时."""

    kind: str
    pool: int
    taught: int
    lessons: int
    half_hours: int


@dataclass(frozen=True, slots=True)
class YearSums:
    """The figures of a year as a whole; `classes` is 期数, `sessions` and `half_hours` are of held sessions."""

    year: int
    as_of: date
    classes: int
    sessions: int
    half_hours: int
    shares: int
    possible: int
    count: Headcount

    @property
    def attendance_rate(self) -> float | None:
        """到课率 over all counted classes."""
        return per_cent(self.shares, self.possible)

    @property
    def is_empty(self) -> bool:
        """Nothing was held: a year before the program came, not to be compared with."""
        return self.classes == 0 and self.count.attendances == 0


@dataclass(frozen=True, slots=True)
class Check:
    """A sum over parts beside the same figure counted as a whole."""

    key: str
    whole: int
    parts: int

    @property
    def agrees(self) -> bool:
        """False is a bug or damaged data; every report prints it."""
        return self.whole == self.parts


@dataclass(frozen=True, slots=True)
class YearStatistics:
    """A year as of a day, complete: everything that the 年度统计表 and the 年度总结 print."""

    year: int
    as_of: date
    made_at: datetime
    with_provisional: bool
    structure: Structure
    school: str
    issuer: str
    town: str
    rules: YearRules
    sums: YearSums
    last: YearSums
    units: tuple[UnitFigures, ...]
    towns: tuple[UnitFigures, ...]
    classes: tuple[ClassFigures, ...]
    categories: tuple[CategoryFigures, ...]
    months: tuple[MonthFigures, ...]
    points: tuple[PointFigures, ...]
    active_points: int
    teachers: tuple[TeacherFigures, ...]
    teacher_kinds: tuple[TeacherKindFigures, ...]
    exceptions: tuple[FlowException, ...]
    missing: tuple[QuotaRow, ...]
    checks: tuple[Check, ...]

    @property
    def adds_up(self) -> bool:
        """Every part equals its whole."""
        return all(check.agrees for check in self.checks)

    @property
    def has_several_towns(self) -> bool:
        """A city's statistics, which have lines for the towns too."""
        return sum(row.unit_id is not None for row in self.towns) > 1

    @property
    def satisfaction(self) -> float | None:
        """满意率 over the questionnaires of all classes."""
        return per_cent(sum(row.satisfied_votes for row in self.classes), sum(row.votes for row in self.classes))

    @property
    def held_classes(self) -> tuple[ClassFigures, ...]:
        """The classes of 期数."""
        return tuple(row for row in self.classes if row.is_held)

    @property
    def class_numbers(self) -> dict[str, int]:
        """期次 by the code of the class: the held ones in their order, as 期数 counts them."""
        return {row.code: number for number, row in enumerate(self.held_classes, 1)}

    @property
    def not_counted(self) -> tuple[ClassFigures, ...]:
        """Held classes whose credit this report leaves out because it is not yet 认定."""
        return tuple(row for row in self.held_classes if not row.is_counted)
