"""This year at a glance (首页): figures beside the same period of last year, months, categories, ranks, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Grouping, Tier
from partyschool.services.coming import OPEN_STATES, days_to_come
from partyschool.services.home_todos import Todo, list_todos
from partyschool.services.plan_progress import progress_in
from partyschool.services.schools import home
from partyschool.services.statistics import CountedYear, count_year, last_year, month_figures
from partyschool.services.statistics_rows import Headcount, UnitFigures, YearSums
from partyschool.services.year_credits import classes_of_year, year_credits
from partyschool.storage.database import Database
from partyschool.storage.models import Enrolment, TrainingClass

GROUPINGS = {Tier.CITY: Grouping.TOWN, Tier.TOWN: Grouping.UNIT, Tier.VILLAGE: Grouping.BRANCH}


@dataclass(frozen=True, slots=True)
class HomeMonth:
    """`done`: 人次 of classes that started in the month; `planned`: people enrolled in classes still to come."""

    month: int
    done: int
    planned: int


@dataclass(frozen=True, slots=True)
class SamePeriod:
    """期数 and 人次 of last year up to the same day: all that the page compares; persons are not counted again."""

    classes: int
    attendances: int


@dataclass(frozen=True, slots=True)
class CategoryRing:
    """达标 of one category: `key` is ordinary, two_committees or floating; days asked in quarter days (0: mixed)."""

    key: str
    met: int
    due: int
    quarter_days: int


@dataclass(frozen=True, slots=True)
class PlanCount:
    """Classes of the approved yearly plan, and those of them that were held."""

    planned: int
    done: int


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """`last` is the same period of last year. `planned_classes` are those still to come of `sums.classes` and these.

    `ranks`: what lies below the school (towns of a city, villages of a town, branches of a village) with somebody due,
    the best 达标率 first. `plan`: what the approved plan of the year asks for.
    """

    year: int
    as_of: date
    sums: YearSums
    last: SamePeriod
    planned_classes: int
    months: tuple[HomeMonth, ...]
    rings: tuple[CategoryRing, ...]
    ranked_by: Grouping
    ranks: tuple[UnitFigures, ...]
    todos: tuple[Todo, ...]
    plan: PlanCount | None

    @property
    def count(self) -> Headcount:
        """People of this year."""
        return self.sums.count


def home_figures(db: Database, *, year: int, as_of: date) -> HomeFigures:
    """The year up to and including the day, with provisional credit.

    :raises Refusal: there is no home school yet.
    """
    day = min(as_of, date(year, 12, 31))
    now = db.now()
    with db.read() as session:
        this = count_year(session, year, day, True)
        coming = _coming(session, year, day)
        grouping = GROUPINGS[Tier(home(session).tier)]
        months = zip(month_figures(this.credits, ()), _planned(session, coming), strict=True)
        return HomeFigures(
            year,
            day,
            this.sums,
            _same_period(session, last_year(day)),
            len(coming),
            tuple(HomeMonth(row.month, row.attendances, planned) for row, planned in months),
            _rings(this),
            grouping,
            ranked(this.lines(session, grouping)),
            list_todos(session, this.board, now, days_to_come(session, year, now)),
            _plan_count(session, year, now),
        )


def _plan_count(session: Session, year: int, now: datetime) -> PlanCount | None:
    found = progress_in(session, year, now)
    return PlanCount(found.planned, found.done) if found.is_approved else None


def _same_period(session: Session, day: date) -> SamePeriod:
    rows = year_credits(session, day.year, day if day < date(day.year, 12, 31) else None, with_provisional=True)
    return SamePeriod(sum(row.is_held for row in rows), sum(len(row.people) for row in rows))


def _coming(session: Session, year: int, day: date) -> list[TrainingClass]:
    return [row for row in classes_of_year(session, year) if row.state in OPEN_STATES and row.starts_on > day]


def _planned(session: Session, coming: Sequence[TrainingClass]) -> list[int]:
    query = (
        select(Enrolment.class_id, func.count())
        .where(Enrolment.class_id.in_([row.id for row in coming]), Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.class_id)
    )
    people = {row[0]: row[1] for row in session.execute(query)}
    return [sum(people.get(row.id, 0) for row in coming if row.starts_on.month == month) for month in range(1, 13)]


def _rings(counted: CountedYear) -> tuple[CategoryRing, ...]:
    count, rules = counted.sums.count, counted.rules
    totals = count.totals
    return (
        CategoryRing("ordinary", count.ordinary_met, count.ordinary_due, rules.member_quarter_days),
        CategoryRing("two_committees", totals.cadres_met, totals.cadres_due, rules.committees_quarter_days),
        CategoryRing("floating", count.floating_met, count.floating_due, 0),
    )


def ranked(units: Sequence[UnitFigures]) -> tuple[UnitFigures, ...]:
    """The best 达标率 first; of equal ones the bigger unit."""
    rows = [row for row in units if row.count.totals.due]
    return tuple(sorted(rows, key=lambda row: (-(row.count.totals.met_rate or 0), -row.count.totals.due)))
