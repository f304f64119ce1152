"""`year list|check|close|reopen` and `rules`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from partyschool.cli.quota import year_number
from partyschool.cli.surroundings import Surroundings

if TYPE_CHECKING:
    from partyschool.services.closed_years import CheckLine, YearRow
    from partyschool.services.rule_lines import RuleLine

CHECKS = {
    "year_over": "这一年还没有过完",
    "unconfirmed": "没有认定学时的班次",
    "reviews": "没有审核的登记",
    "open_classes": "发布了没有办结的班次",
    "drafts": "草稿班次",
    "certificates": "待复核的证书",
    "without_unit": "没有所在党组织的党员",
}


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    year = commands.add_parser("year", help="年度结转：检查、结转、重新打开")
    deeds = year.add_subparsers(title="动作", metavar="动作", required=True)
    deeds.add_parser("list", parents=[common], help="已结转的年度").set_defaults(run=run_list)
    for name, run, words in (
        ("check", run_check, "结转前的检查"),
        ("close", run_close, "结转：冻结这一年的结果"),
        ("reopen", run_reopen, "重新打开，要写原因"),
    ):
        deed = deeds.add_parser(name, parents=[common], help=words)
        deed.add_argument("year", type=year_number, metavar="年度")
        deed.set_defaults(run=run)
        if name == "close":
            deed.add_argument("--note", default="", metavar="TEXT", help="备注")
        if name == "reopen":
            deed.add_argument("--reason", default="", metavar="TEXT", help="原因，会记入操作记录")
    rules = commands.add_parser("rules", parents=[common], help="计算规则：数值、有效年度、依据和影响")
    rules.add_argument("--year", type=year_number, metavar="年度", help="看哪一年的影响（默认今年）")
    rules.set_defaults(run=run_rules)


def run_list(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Every closing, also of years that were opened again."""
    from partyschool.services.closed_years import list_years

    with surroundings.database() as db:
        rows = list_years(db)
    surroundings.answer({"years": [_year_document(row) for row in rows]}, lambda: map(_year_line, rows))


def run_check(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """What is still to be settled before the year can be closed."""
    from partyschool.services.closed_years import check_year

    with surroundings.database() as db:
        lines = check_year(db, year=options.year)
    document = {
        "year": options.year,
        "ready": not any(line.blocks for line in lines),
        "checks": [{"check": str(line.check), "blocks": line.blocks, "found": list(line.found)} for line in lines],
    }
    surroundings.answer(document, lambda: _check_lines(lines))


def run_close(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Freeze the year's result."""
    from partyschool.services.closed_years import close_year

    with surroundings.database() as db:
        row = close_year(db, year=options.year, note=options.note)
    surroundings.answer(_year_document(row), lambda: _closed_lines(row))


def _closed_lines(row: YearRow) -> Iterator[str]:
    yield f"{row.year} 年度已结转，{row.people} 人的结果已冻结。"
    yield f"{row.year} 年的签到、学时、其他学习、免训和规则从现在起不能再改，统计和总结以后打印都一样。"
    yield f"要改就先重新打开：partyschool year reopen {row.year} --reason 原因"


def run_reopen(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Let the year be counted anew."""
    from partyschool.services.closed_years import reopen_year

    with surroundings.database() as db:
        reopen_year(db, year=options.year, reason=options.reason)
    surroundings.answer({"year": options.year}, lambda: iter([f"{options.year} 年度已重新打开，原因记入操作记录。"]))


def run_rules(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Every rule with its years, source and effect."""
    from partyschool.services.rule_lines import list_rule_lines

    with surroundings.database() as db:
        lines = list_rule_lines(db, year=options.year or db.now().year)
    surroundings.answer({"rules": [_rule_document(line) for line in lines]}, lambda: map(_rule_line, lines))


def _year_document(row: YearRow) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "year": row.year,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "closed_by": row.closed_by,
        "note": row.note,
        "people": row.people,
        "totals": asdict(row.totals) if row.totals else None,
        "reopened_at": row.reopened_at.isoformat() if row.reopened_at else None,
        "reopen_reason": row.reopen_reason,
    }


def _year_line(row: YearRow) -> str:
    words = f"{row.year} 年度　{row.closed_at:%Y-%m-%d} 结转，{row.people} 人"
    return words if row.reopened_at is None else f"{words}；{row.reopened_at:%Y-%m-%d} 重新打开：{row.reopen_reason}"


def _check_lines(lines: Sequence[CheckLine]) -> Iterator[str]:
    for line in lines:
        if line.found:
            must = "必须先办好" if line.blocks else "提醒"
            yield f"{CHECKS[line.check]} {len(line.found)} 项（{must}）：{'、'.join(line.found[:5])}"
    if not any(line.blocks for line in lines):
        yield "可以结转。"


def _rule_document(line: RuleLine) -> dict[str, Any]:
    value = line.value
    if line.form is not None:
        value = {"days": line.form.quarter_days / 4, "hours": line.form.half_hours / 2, "category": line.form.category}
    return {
        "key": line.key,
        "title": line.title,
        "value": value,
        "from_year": line.from_year,
        "to_year": line.to_year,
        "source": line.source,
        "is_current": line.is_current,
        "effect": line.effect,
    }


def _rule_line(line: RuleLine) -> str:
    return "\t".join(part for part in (line.title, line.words, line.years, line.effect) if part)
