"""What a rule does now, and whose state a change of it would change: names, from what to what, and counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.ages import full_years
from partyschool.domain.quota import LEADERSHIP, MEMBER, TWO_COMMITTEES
from partyschool.domain.rulebook import RuleBook
from partyschool.domain.terms import SessionState, StudyKind, Tier
from partyschool.services import rules
from partyschool.services.counted_sessions import counted_sessions
from partyschool.services.quota import board_of
from partyschool.services.quota_rows import QuotaBoard, QuotaRow, Totals
from partyschool.services.reviews import count_waiting
from partyschool.services.rotated import period_of
from partyschool.services.rule_changes import Change, books_of
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    OtherStudy,
    School,
    TrainingClass,
)

YEARS_LOOKED_AT = 6


@dataclass(frozen=True, slots=True)
class StateChange:
    """A person whose year comes out otherwise."""

    before: QuotaRow
    after: QuotaRow


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do in a year: everybody it touches, and the totals before and after."""

    year: int
    people: int
    changes: tuple[StateChange, ...]
    before: Totals
    after: Totals


def preview_change(db: Database, change: Change, *, today: date) -> Effect:
    """Whose state the change would change, in this year or the nearest one that it touches. Nothing is written.

    :raises Refusal: the change would be refused when it is saved.
    """
    before, after = books_of(db, change)
    year = _year_touched(before, after, today.year)
    day = date(year, 12, 31)
    with db.read() as session:
        old = board_of(session, year=year, day=day, book=before)
        new = board_of(session, year=year, day=day, book=after)
    changed = [
        StateChange(was, will)
        for was, will in zip(old.rows, new.rows, strict=True)
        if _standing(was) != _standing(will)
    ]
    changed.sort(key=lambda row: (row.after.village, row.after.sort_key, row.after.person_id))
    return Effect(year, old.totals.members, tuple(changed), old.totals, new.totals)


def _year_touched(before: RuleBook, after: RuleBook, this_year: int) -> int:
    distances = sorted(range(-YEARS_LOOKED_AT, YEARS_LOOKED_AT + 1), key=lambda step: (abs(step), step))
    touched = (this_year + step for step in distances if not before.same_in(after, this_year + step))
    return next(touched, this_year)


def _standing(row: QuotaRow) -> tuple[object, ...]:
    """Hours beyond what is owed are no state."""
    return (
        row.state, row.required_quarter_days, row.required_half_hours, row.short_quarter_days,
        row.short_quarter_hours, row.rotated,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of how many a rule is about; `more` is a second figure that the words of the rule explain."""

    part: int
    whole: int
    more: int = 0


def reach_of_requirement(board: QuotaBoard, code: str, category: str) -> Reach:
    """Members whom a requirement fits, of all; `more`: those for whom it is the one that decides."""
    fits: dict[str, Callable[[QuotaRow], bool]] = {
        MEMBER: lambda row: row.is_due,
        TWO_COMMITTEES: lambda row: row.is_due and row.in_two_committees,
        LEADERSHIP: lambda row: row.is_due and row.in_leadership,
    }
    deciding = [row for row in board.rows if code in (_code(row.day_rule), _code(row.hour_rule))]
    return Reach(sum(map(fits[category], board.rows)), board.totals.members, len(deciding))


def _code(rule: object) -> str:
    return getattr(rule, "code", "")


def reach_of_values(session: Session, board: QuotaBoard) -> dict[str, Reach]:
    """What each dated value does in the board's year."""
    book, year, day = rules.load_book(session), board.year, board.as_of
    met_rates = [line.totals.met_rate for line in board.units if line.totals.due]
    covered = [line.totals.coverage for line in board.units if line.totals.due]
    rotation = Reach(board.totals.rotated, board.totals.members, period_of(book, year)[1])
    return {
        rules.LATE: _late(session, year, day),
        rules.HOURS_A_HALF_DAY: _half_days(session, year, book.value(rules.HOURS_A_HALF_DAY, year)),
        rules.HIGHER_COUNTS: Reach(len(_higher(session, year)), board.totals.members),
        rules.ROTATION_START: rotation,
        rules.ROTATION_YEARS: rotation,
        rules.SUGGEST_AGE: Reach(len(suggested(board, book.value(rules.SUGGEST_AGE, year))), board.totals.due),
        rules.NEEDS_REVIEW: Reach(count_waiting(session), 0),
        rules.WEAK_COVERAGE: _weak(covered, book.value(rules.WEAK_COVERAGE, year)),
        rules.WEAK_MET: _weak(met_rates, book.value(rules.WEAK_MET, year)),
    }


def suggested(board: QuotaBoard, age: int) -> list[QuotaRow]:
    """Who is due and so old that an exemption may be thought about; the rule itself knows no age."""
    return [row for row in board.rows if row.is_due and (full_years(row.birth_on, board.as_of) or 0) >= age]


def _weak(rates: Sequence[float | None], limit: float) -> Reach:
    return Reach(sum(rate is not None and rate < limit for rate in rates), len(rates))


def _late(session: Session, year: int, day: date) -> Reach:
    """Attendances after the start of the session but within the limit, and (`more`) those beyond it."""
    sessions = counted_sessions(session, date(year, 1, 1), day)
    query = select(Attendance.session_id, Attendance.sign_in_at).where(
        Attendance.session_id.in_(sessions), Attendance.voided_at.is_(None)
    )
    late = [signed - sessions[key].times.starts for key, signed in session.execute(query)]
    limit = next((row.limit for row in sessions.values()), timedelta())
    within = sum(timedelta() < span <= limit for span in late)
    return Reach(within, len(late), sum(span > limit for span in late))


def _half_days(session: Session, year: int, hours: float) -> Reach:
    query = select(ClassSession.half_hours).where(
        ClassSession.held_on.between(date(year, 1, 1), date(year, 12, 31)), ClassSession.state != SessionState.CANCELLED
    )
    found = session.scalars(query).all()
    return Reach(sum(half_hours == round(hours * 2) for half_hours in found), len(found))


def _higher(session: Session, year: int) -> set[int]:
    """People with higher training in the year: an entry, or an attendance in a class of the city's school."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    entries = select(OtherStudy.person_id).where(
        OtherStudy.kind == StudyKind.HIGHER, OtherStudy.studied_on.between(first, last), OtherStudy.voided_at.is_(None)
    )
    classes = (
        select(Attendance.person_id)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .join(School, School.id == TrainingClass.school_id)
        .where(School.tier == Tier.CITY, ClassSession.held_on.between(first, last), Attendance.voided_at.is_(None))
    )
    return set(session.scalars(entries)) | set(session.scalars(classes))
