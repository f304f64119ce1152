"""Changing a rule: what it would do is shown first; then it is checked, written and noted in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.rulebook import RuleBook, Span, SpanFault, SpanProblem, problem_of
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.rules import load_book
from partyschool.storage.database import Database
from partyschool.storage.models import ClosedYear


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change writes into the log: the action, what it was done to, and facts that JSON can hold."""

    action: str
    subject: str
    detail: dict[str, Any] = field(default_factory=dict)


Change = Callable[[Session], Changed]


def apply(db: Database, change: Change) -> None:
    """Write a change.

    :raises Refusal: what the change itself refuses, a gap or an overlap in a rule's years, or a closed year that
        would be counted otherwise.
    """
    with db.write() as session:
        before = load_book(session)
        changed = change(session)
        session.flush()
        check_books(session, before, load_book(session))
        audit.record(session, db, changed.action, changed.subject, **changed.detail)


def books_of(db: Database, change: Change) -> tuple[RuleBook, RuleBook]:
    """The rules before and after a change that is not made.

    :raises Refusal: as `apply` would.
    """
    with db.read() as session:
        before = load_book(session)
        change(session)
        session.flush()
        after = load_book(session)
        session.rollback()
        check_books(session, before, after)
        return before, after


def check_books(session: Session, before: RuleBook, after: RuleBook) -> None:
    """Refuse years without a rule or with two, and what would change a closed year."""
    for code in {rule.code for rule in after.requirements}:
        _check_spans(code, [Span(rule.from_year, rule.to_year) for rule in after.requirements if rule.code == code])
    for key in {row.key for row in after.versions}:
        _check_spans("这条规则", [Span(row.from_year, row.to_year) for row in after.versions if row.key == key])
    closed = select(ClosedYear.year).where(ClosedYear.reopened_at.is_(None)).order_by(ClosedYear.year)
    for year in session.scalars(closed):
        if not before.same_in(after, year):
            raise Refusal(
                f"{year} 年度已经结转，这样改会改变 {year} 年的结果。请把新规则的起始年度放到 {year} 年以后；"
                f"确实有错要先重新打开 {year} 年度。",
                code="year_closed",
            )


def _check_spans(what: str, spans: list[Span]) -> None:
    problem = problem_of(spans)
    if problem is not None:
        raise Refusal(_words(what, problem), code=f"years_{problem.fault}")


def _words(what: str, problem: SpanProblem) -> str:
    match problem.fault:
        case SpanFault.BACKWARDS:
            return f"“{what}”的结束年度 {problem.last} 早于起始年度 {problem.first}，请改正。"
        case SpanFault.OVERLAP:
            return (
                f"“{what}”的年度重叠：从 {problem.first} 年起有两条同时有效。"
                f"请先把前一条结束在 {problem.first - 1} 年，或者用“从某年起改”。"
            )
        case _:
            years = f"{problem.first}" if problem.first == problem.last else f"{problem.first}–{problem.last}"
            return f"“{what}”的年度有空缺：{years} 年没有一条有效。请把前后两条的年度接上。"
