"""Are closed years still what was frozen, and has every rule one version for each year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Structure
from partyschool.errors import Refusal
from partyschool.services.frozen_years import frozen_board
from partyschool.services.rule_changes import check_books
from partyschool.services.rules import load_book
from partyschool.storage.models import ClosedYear


def year_faults(session: Session) -> Iterator[tuple[str, str]]:
    """Code and sentence of what does not hold."""
    query = select(ClosedYear).where(ClosedYear.reopened_at.is_(None)).order_by(ClosedYear.year)
    for closed in session.scalars(query):
        board = frozen_board(session, closed.year, date(closed.year, 12, 31), "", Structure.YEAR_END)
        if board is None or len(board.rows) != closed.people or asdict(board.totals) != closed.totals:
            yield (
                "frozen_year",
                f"{closed.year} 年度结转时冻结的结果和当时的合计不一致，可能被改动过。请从备份恢复，"
                "或重新打开这个年度、写明原因后再结转。",
            )
    book = load_book(session)
    try:
        check_books(session, book, book)
    except Refusal as refusal:
        yield "rule_years", f"规则的有效年度有问题：{refusal.message}"
