"""Closing a year (年度结转): checks first, then everybody's result is frozen; opening again needs a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import CertificateState, ClassState, Review, SessionState
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.credit_entries import credits_of
from partyschool.services.frozen_years import freeze, standing_closure
from partyschool.services.listed import kept_here
from partyschool.services.quota import board_of
from partyschool.services.quota_rows import Totals
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    Certificate,
    ClassSession,
    ClosedYear,
    Exemption,
    OtherStudy,
    Person,
    TrainingClass,
)

WITHOUT_CREDIT = (ClassState.CANCELLED,)


class CloseCheck(StrEnum):
    """What is looked at before a year is closed."""

    YEAR_OVER = "year_over"
    UNCONFIRMED = "unconfirmed"
    REVIEWS = "reviews"
    DRAFTS = "drafts"
    OPEN_CLASSES = "open_classes"
    CERTIFICATES = "certificates"
    WITHOUT_UNIT = "without_unit"


BLOCKING = frozenset({CloseCheck.YEAR_OVER, CloseCheck.UNCONFIRMED, CloseCheck.REVIEWS})


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: `found` names what is in the way (classes, people); a blocking one must be empty."""

    check: CloseCheck
    found: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """The year cannot be closed like this."""
        return bool(self.found) and self.check in BLOCKING


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year as the list of years shows it; `totals` are the frozen ones of a closed year."""

    year: int
    closed_at: datetime | None
    closed_by: str
    note: str
    people: int
    totals: Totals | None
    reopened_at: datetime | None
    reopened_by: str
    reopen_reason: str


def check_year(db: Database, *, year: int) -> list[CheckLine]:
    """Everything that should be settled before the year is closed."""
    with db.read() as session:
        return _checks(session, year, db.now().date())


def _checks(session: Session, year: int, today: date) -> list[CheckLine]:
    over = () if today > date(year, 12, 31) else (f"{year}-12-31",)
    return [
        CheckLine(CloseCheck.YEAR_OVER, over),
        CheckLine(CloseCheck.UNCONFIRMED, tuple(_unconfirmed(session, year))),
        CheckLine(CloseCheck.REVIEWS, tuple(_pending(session, year))),
        CheckLine(CloseCheck.OPEN_CLASSES, tuple(_titles(session, year, ClassState.PUBLISHED))),
        CheckLine(CloseCheck.DRAFTS, tuple(_titles(session, year, ClassState.DRAFT))),
        CheckLine(CloseCheck.CERTIFICATES, tuple(_certificates(session, year))),
        CheckLine(CloseCheck.WITHOUT_UNIT, tuple(_without_unit(session, year))),
    ]


def _unconfirmed(session: Session, year: int) -> Iterator[str]:
    """Classes with attendances in the year whose credit is only provisional."""
    query = (
        select(TrainingClass.title)
        .join(ClassSession, ClassSession.class_id == TrainingClass.id)
        .join(Attendance, Attendance.session_id == ClassSession.id)
        .where(
            TrainingClass.confirmed_at.is_(None),
            TrainingClass.state.not_in(WITHOUT_CREDIT),
            kept_here(),
            ClassSession.state != SessionState.CANCELLED,
            ClassSession.held_on.between(date(year, 1, 1), date(year, 12, 31)),
            Attendance.voided_at.is_(None),
        )
        .distinct()
        .order_by(TrainingClass.title)
    )
    yield from session.scalars(query)


def _pending(session: Session, year: int) -> Iterator[str]:
    studies = select(Person.name, OtherStudy.title).join(OtherStudy, OtherStudy.person_id == Person.id)
    waiting = studies.where(
        OtherStudy.review == Review.PENDING,
        OtherStudy.voided_at.is_(None),
        OtherStudy.studied_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    for name, title in session.execute(waiting.order_by(Person.sort_key)):
        yield f"{name}：{title}"
    exempt = select(Person.name).join(Exemption, Exemption.person_id == Person.id)
    asked = exempt.where(Exemption.review == Review.PENDING, Exemption.withdrawn_on.is_(None), Exemption.year == year)
    for name in session.scalars(asked.order_by(Person.sort_key)):
        yield f"{name}：免训"


def _titles(session: Session, year: int, state: ClassState) -> Iterator[str]:
    query = select(TrainingClass.title).where(
        TrainingClass.state == state,
        TrainingClass.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
        kept_here(),
    )
    yield from session.scalars(query.order_by(TrainingClass.starts_on, TrainingClass.code))


def _certificates(session: Session, year: int) -> Iterator[str]:
    query = select(Certificate.number).where(Certificate.state == CertificateState.REVIEW, Certificate.year == year)
    yield from session.scalars(query.order_by(Certificate.serial))


def _without_unit(session: Session, year: int) -> Iterator[str]:
    board = board_of(session, year=year, day=date(year, 12, 31))
    yield from (row.name for row in board.rows if row.is_member and row.unit_id is None)


def close_year(db: Database, *, year: int, note: str = "") -> YearRow:
    """Freeze the year's result with the names of today; afterwards nothing that counts in it can be changed.

    :raises Refusal: closed already, not over yet, or something must be settled first.
    """
    with db.write() as session:
        if standing_closure(session, year) is not None:
            raise Refusal(f"{year} 年度已经结转过了。", code="year_closed")
        for line in _checks(session, year, db.now().date()):
            if line.blocks:
                raise _in_the_way(year, line)
        board = board_of(session, year=year, day=date(year, 12, 31), with_provisional=False)
        entries = credits_of(session, year, date(year, 12, 31), None, with_provisional=False)
        closed = ClosedYear(
            year=year,
            closed_at=db.now(),
            closed_by=db.actor,
            note=note.strip(),
            people=len(board.rows),
            totals=asdict(board.totals),
            units=[[line.unit_id, line.name] for line in board.units],
        )
        session.add(closed)
        session.flush()
        freeze(session, closed, board, entries)
        audit.record(session, db, "year.close", f"{year}年度", people=len(board.rows), **asdict(board.totals))
        return _row(closed)


def _in_the_way(year: int, line: CheckLine) -> Refusal:
    some = "、".join(f"“{name}”" for name in line.found[:3]) + (f"等 {len(line.found)} 项" if line.found[3:] else "")
    match line.check:
        case CloseCheck.YEAR_OVER:
            words = f"{year} 年还没有过完，不能结转。请在 {year + 1} 年 1 月 1 日以后再办。"
        case CloseCheck.UNCONFIRMED:
            words = f"{year} 年还有班次没有认定学时：{some}。请先认定，再结转。"
        case _:
            words = f"{year} 年还有登记没有审核：{some}。请先通过或退回，再结转。"
    return Refusal(words, code=str(line.check))


def reopen_year(db: Database, *, year: int, reason: str) -> None:
    """Let the year be counted and changed again; the frozen result and the reason stay stored.

    :raises Refusal: no reason, the year is not closed, or a later year is.
    """
    if not reason.strip():
        raise Refusal(f"重新打开 {year} 年度要写明原因。", code="reason_missing")
    with db.write() as session:
        closed = standing_closure(session, year)
        if closed is None:
            raise Refusal(f"{year} 年度没有结转，不用重新打开。", code="year_open")
        closed.reopened_at, closed.reopened_by, closed.reopen_reason = db.now(), db.actor, reason.strip()
        audit.record(session, db, "year.reopen", f"{year}年度", reason=reason.strip())


def list_years(db: Database) -> list[YearRow]:
    """Every closing, also those that were opened again, the latest year first."""
    query = select(ClosedYear).order_by(ClosedYear.year.desc(), ClosedYear.id.desc())
    with db.read() as session:
        return [_row(row) for row in session.scalars(query)]


def closed_years(db: Database) -> frozenset[int]:
    """Years that are closed now."""
    query = select(ClosedYear.year).where(ClosedYear.reopened_at.is_(None))
    with db.read() as session:
        return frozenset(session.scalars(query))


def _row(row: ClosedYear) -> YearRow:
    return YearRow(
        row.year, row.closed_at, row.closed_by, row.note, row.people, Totals(**row.totals), row.reopened_at,
        row.reopened_by, row.reopen_reason,
    )  # fmt: skip
