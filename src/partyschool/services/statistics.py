"""The annual statistics (年度统计): one definition of each word, the parts checked against the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.quota import LEADERSHIP, MEMBER, TWO_COMMITTEES
from partyschool.domain.terms import Grouping, QuotaState, Structure
from partyschool.services.class_figures import (
    CountedClass,
    class_figures,
    flow_exceptions,
    load_classes,
    point_figures,
    teacher_figures,
    teacher_kind_figures,
)
from partyschool.services.class_photo_counts import photo_counts
from partyschool.services.evaluation_queries import satisfied_votes
from partyschool.services.headcounts import Key, checks_of, headcount, key_by, lines_by
from partyschool.services.places import tree_of
from partyschool.services.quota import board_of
from partyschool.services.quota_rows import QuotaBoard, QuotaRow
from partyschool.services.rotated import period_of
from partyschool.services.rules import WEAK_COVERAGE, load_book
from partyschool.services.schools import home
from partyschool.services.statistics_rows import (
    CategoryFigures,
    Check,
    Headcount,
    MonthFigures,
    UnitFigures,
    YearRules,
    YearStatistics,
    YearSums,
)
from partyschool.services.unit_tree import UnitTree
from partyschool.services.word_lists import words_of
from partyschool.services.year_credits import ClassCredits, year_credits
from partyschool.storage.database import Database
from partyschool.storage.models import TeachingPoint


def year_statistics(
    db: Database,
    *,
    year: int,
    as_of: date | None = None,
    with_provisional: bool = False,
    structure: Structure = Structure.YEAR_END,
) -> YearStatistics:
    """Everything that a year's tables and summary print, counted in one transaction.

    :param as_of: persons are counted on this day, 31 December without one; before the year's end also classes and
        their sessions only up to it. A class that spans New Year belongs whole to the year in which it starts.
    :param with_provisional: whether credit that is not yet 认定 counts.
    :param structure: by which units the lines are told; every sum is the same either way.
    :raises Refusal: there is no home school yet.
    """
    day = as_of or date(year, 12, 31)
    with db.read() as session:
        before, credits_before = _sums_before(session, year, day, with_provisional)
        now = count_year(session, year, day, with_provisional, structure)
        classes = load_classes(session, now.credits, db.now())
        points = {row.id: row for row in session.scalars(select(TeachingPoint))}
        teachers = teacher_figures(session, classes)
        class_ids = [row.credits.class_id for row in classes]
        votes, photos = satisfied_votes(session, class_ids), photo_counts(session, class_ids)
        school = home(session)
        units, towns, members = now.lines(session), now.lines(session, Grouping.TOWN), now.members
        return YearStatistics(
            year,
            day,
            db.now(),
            with_provisional,
            structure,
            school.name,
            school.issuer or school.name,
            school.town or school.city,
            now.rules,
            now.sums,
            before,
            units,
            towns,
            tuple(
                class_figures(row, members, points, votes.get(key, (0, 0)), photos.get(key, 0))
                for row, key in zip(classes, class_ids, strict=True)
            ),
            category_figures(now.credits),
            month_figures(now.credits, credits_before),
            point_figures(classes, points, words_of(session, "point_kinds")),
            _active_points(session),
            teachers,
            teacher_kind_figures(session, classes, teachers),
            flow_exceptions(classes),
            missing_people(now.board, units),
            _checks(now, units, towns, classes),
        )


def year_lines(
    db: Database, *, year: int, grouping: Grouping, with_provisional: bool, structure: Structure
) -> tuple[UnitFigures, ...]:
    """The year's lines by 联村党委, 党支部 or 领域, which the printed tables do not have; their sums are the year's."""
    with db.read() as session:
        return count_year(session, year, date(year, 12, 31), with_provisional, structure).lines(session, grouping)


@dataclass(frozen=True, slots=True)
class CountedYear:
    """A year's persons and classes before they are laid out in lines."""

    board: QuotaBoard
    credits: list[ClassCredits]
    attendances: Counter[int]
    rules: YearRules
    sums: YearSums
    structure: Structure = Structure.YEAR_END

    @property
    def members(self) -> frozenset[int]:
        """Ids of those who are members on the day."""
        return frozenset(row.person_id for row in self.board.rows if row.is_member)

    def lines(self, session: Session, grouping: Grouping = Grouping.UNIT) -> tuple[UnitFigures, ...]:
        """The lines of the villages and departments, or of other groups."""
        return lines_by(self.board.rows, self._tree(session), self._count, grouping)

    def key_by(self, session: Session, grouping: Grouping) -> Callable[[QuotaRow], Key]:
        """In which of these lines a person stands."""
        return key_by(self._tree(session), grouping)

    def _tree(self, session: Session) -> UnitTree:
        return tree_of(session, self.board.as_of, self.structure)

    def _count(self, rows: Sequence[QuotaRow]) -> Headcount:
        return headcount(rows, self.attendances, self.rules.member_half_hours)


def count_year(
    session: Session,
    year: int,
    day: date,
    with_provisional: bool,
    structure: Structure = Structure.YEAR_END,
) -> CountedYear:
    """Persons as of the day, classes that start in the year; before its end only sessions up to the day."""
    until = day if day < date(year, 12, 31) else None
    board = board_of(session, year=year, day=day, with_provisional=with_provisional, structure=structure)
    credits = year_credits(session, year, until, with_provisional=with_provisional)
    attendances = Counter(person for row in credits for person in row.people)
    if board.totals.guests:
        board = _without_guests(board, attendances)
    rules = year_rules(session, year)
    held = [row for row in credits if row.is_held]
    sums = YearSums(
        year,
        day,
        len(held),
        sum(len(row.held) for row in held),
        sum(row.half_hours for row in held),
        sum(row.shares for row in credits),
        sum(row.possible for row in credits),
        headcount(board.rows, attendances, rules.member_half_hours),
    )
    return CountedYear(board, credits, attendances, rules, sums, structure)


def _without_guests(board: QuotaBoard, attendances: Counter[int]) -> QuotaBoard:
    """Who only signs in here for another school (签到名单) is nobody's line, unless a class of this school had them."""
    rows = [row for row in board.rows if row.state != QuotaState.GUEST or attendances[row.person_id]]
    return replace(board, rows=tuple(rows))


def _sums_before(session: Session, year: int, day: date, with_provisional: bool) -> tuple[YearSums, list[ClassCredits]]:
    """Of the year before; its board, a row for everybody, is let go before this year's is made."""
    counted = count_year(session, year - 1, last_year(day), with_provisional)
    return counted.sums, counted.credits


def last_year(day: date) -> date:
    """The same day a year before; 28 February for 29 February."""
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def year_rules(session: Session, year: int) -> YearRules:
    """The highest of each category's requirements that hold at the end of the year."""
    book = load_book(session)
    owed = book.owed(year, date(year, 12, 31))

    def highest(category: str, field: str) -> int:
        return max((getattr(rule, field) for rule in owed if rule.category == category), default=0)

    first, last = period_of(book, year)
    return YearRules(
        highest(MEMBER, "quarter_days"),
        highest(TWO_COMMITTEES, "quarter_days"),
        highest(MEMBER, "half_hours"),
        highest(LEADERSHIP, "half_hours"),
        first,
        last,
        float(book.value(WEAK_COVERAGE, year)),
    )


def category_figures(credits: Sequence[ClassCredits]) -> tuple[CategoryFigures, ...]:
    """Held classes by 班次类别, the most frequent first."""
    found = []
    for category in dict.fromkeys(row.category for row in credits if row.is_held):
        rows = [row for row in credits if row.is_held and row.category == category]
        people = frozenset().union(*(row.people for row in rows))
        found.append(
            CategoryFigures(
                category,
                len(rows),
                sum(len(row.people) for row in rows),
                len(people),
                sum(row.half_hours for row in rows),
            )
        )
    return tuple(sorted(found, key=lambda row: (-row.classes, -row.attendances, row.category)))


def month_figures(credits: Sequence[ClassCredits], before: Sequence[ClassCredits]) -> tuple[MonthFigures, ...]:
    """The twelve months by the day on which classes start."""
    return tuple(
        MonthFigures(
            month,
            sum(row.is_held and row.month == month for row in credits),
            _attendances(credits, month),
            _attendances(before, month),
        )
        for month in range(1, 13)
    )


def _attendances(credits: Sequence[ClassCredits], month: int) -> int:
    return sum(len(row.people) for row in credits if row.month == month)


def _active_points(session: Session) -> int:
    return session.scalars(select(func.count()).where(TeachingPoint.is_active)).one()


def missing_people(board: QuotaBoard, units: Sequence[UnitFigures]) -> tuple[QuotaRow, ...]:
    """Who is due and has not met the days, in the order of the units, the two committees first, then by name."""
    place = {row.unit_id: index for index, row in enumerate(units)}
    behind = [row for row in board.rows if row.met is False]
    return tuple(
        sorted(
            behind,
            key=lambda row: (
                place.get(row.village_id, len(place)), not row.in_two_committees, row.sort_key, row.person_id,
            ),
        )
    )  # fmt: skip


def _checks(
    counted: CountedYear, units: Sequence[UnitFigures], towns: Sequence[UnitFigures], classes: Sequence[CountedClass]
) -> tuple[Check, ...]:
    whole = counted.sums.count
    everybody = frozenset().union(*(row.people for row in counted.credits))
    return (
        *checks_of(whole, units),
        *checks_of(whole, towns),
        Check("attendances_by_class", whole.attendances, sum(len(row.credits.people) for row in classes)),
        Check("people_at_all", whole.people, len(everybody)),
        Check("members_by_state", whole.totals.members, _by_state(whole.totals.due, counted)),
    )


def _by_state(due: int, counted: CountedYear) -> int:
    return due + counted.sums.count.totals.exempt + counted.sums.count.totals.not_required
