"""`quota YEAR`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Refusal

if TYPE_CHECKING:
    from partyschool.services.quota_rows import CreditRow, QuotaBoard, QuotaRow
    from partyschool.storage.database import Database


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    quota = commands.add_parser("quota", parents=[common], help="年度要求：谁达标，谁还差多少，为什么")
    quota.add_argument("year", type=year_number, metavar="年度")
    quota.add_argument("--as-of", type=iso_date, metavar="日期", help="截至哪一天（默认 12 月 31 日）")
    quota.add_argument("--unit", default="", metavar="单位", help="只看这个单位和它下面的")
    quota.add_argument("--behind", action="store_true", help="只列没有达标的人")
    quota.add_argument("--full-ids", action="store_true", help="显示完整身份证号（会记入操作记录）")
    quota.set_defaults(run=run_quota)


def year_number(text: str) -> int:
    """A calendar year; anything else is wrong usage."""
    if not (text.isascii() and text.isdigit() and 1949 <= int(text) <= 2999):
        raise argparse.ArgumentTypeError(f"年度应是四位年份，读到“{text}”。")
    return int(text)


def iso_date(text: str) -> date:
    """A day as 2025-12-31; anything else is wrong usage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应写成 2025-12-31 的样子，读到“{text}”。") from None


def run_quota(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Section 3 of the counting rules, person by person."""
    from partyschool.services.credit_entries import list_credits
    from partyschool.services.quota import count_quota

    if options.as_of is not None and options.as_of.year != options.year:
        message = f"截至日期 {options.as_of} 不在 {options.year} 年里。请写这一年的一天，或换一个年度。"
        raise Refusal(message, code="as_of")
    with surroundings.database() as db:
        if options.unit:
            _refuse_unknown_unit(db, options.unit, options.as_of or date(options.year, 12, 31))
        board = count_quota(db, year=options.year, as_of=options.as_of, unit=options.unit)
        credits = list_credits(db, year=options.year, as_of=options.as_of)
        if options.full_ids:
            _log_full_ids(db, board)
    rows = [row for row in board.rows if row.met is False] if options.behind else board.rows
    document = {
        "year": board.year,
        "as_of": board.as_of.isoformat(),
        "includes_provisional": board.with_provisional,
        "closed_at": board.closed_at.isoformat() if board.closed_at else None,
        "totals": totals_document(board),
        "people": [person_document(row, credits.get(row.person_id, []), full_id=options.full_ids) for row in rows],
    }
    surroundings.answer(document, lambda: _lines(board, rows))


def _refuse_unknown_unit(db: Database, name: str, day: date) -> None:
    """Units are called by their names of the day, or of today."""
    from partyschool.services.quota import has_unit

    if not has_unit(db, name=name, day=day):
        raise Refusal(f"没有名为“{name}”的单位。请核对名称，要和人员页“党组织”里的写法一致。", code="unit_unknown")


def _log_full_ids(db: Database, board: QuotaBoard) -> None:
    from partyschool.services import audit

    audit.note(db, "quota.full_ids", f"{board.year}年度要求，完整身份证号", people=len(board.rows))


def totals_document(board: QuotaBoard) -> dict[str, Any]:
    """The totals by the words of the counting rules; rates in per cent with one decimal, null where nobody is due."""
    totals = board.totals
    rates = {"coverage": totals.coverage, "met_rate": totals.met_rate}
    return asdict(totals) | {key: None if rate is None else round(rate, 1) for key, rate in rates.items()}


def person_document(row: QuotaRow, entries: list[CreditRow], *, full_id: bool) -> dict[str, Any]:
    """A person's year as JSON: days and hours as numbers, `met` null where nothing is owed."""
    from partyschool.domain.identity import mask_id
    from partyschool.services.quota_words import STATES, reasons

    return {
        "name": row.name,
        "id_number": row.id_number if full_id else mask_id(row.id_number),
        "unit": row.unit,
        "state": STATES[row.state],
        "required_days": row.required_quarter_days / 4,
        "earned_days": row.earned_quarter_days / 4,
        "met": row.met,
        "required_hours": row.required_half_hours / 2,
        "earned_hours": row.earned_quarter_hours / 4,
        "hours_met": row.hours_met,
        "rotated": row.rotated,
        "reasons": reasons(row, entries),
    }


def _lines(board: QuotaBoard, rows: Any) -> Iterator[str]:
    from partyschool.services.quota_words import STATES, days, hours

    totals = board.totals
    rate = "—" if totals.coverage is None else f"{totals.coverage:.1f}%"
    met_rate = "—" if totals.met_rate is None else f"{totals.met_rate:.1f}%"
    yield (
        f"{board.year}年度，截至 {board.as_of}：党员 {totals.members}，应训 {totals.due}，已训 {totals.trained}"
        f"（覆盖率 {rate}），达标 {totals.met}（达标率 {met_rate}）"
    )
    for row in sorted(rows, key=lambda row: (-row.short_quarter_days, -row.short_quarter_hours)):
        owed = f"{days(row.earned_quarter_days)}/{days(row.required_quarter_days)}天"
        studied = f"{hours(row.earned_quarter_hours)}/{hours(2 * row.required_half_hours)}学时"
        yield f"{row.unit}\t{row.name}\t{STATES[row.state]}\t{owed}\t{studied}"
