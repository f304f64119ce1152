"""What `print plan` and `print point` make: 年度培训计划表 as PDF or workbook, and the card of a teaching point."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings

if TYPE_CHECKING:
    from partyschool.storage.database import Database

WORKBOOK = ".xlsx"


def add_plan_options(action: argparse.ArgumentParser) -> None:
    """`--edition N` for an earlier version."""
    action.add_argument("--edition", type=int, metavar="版", help="第几版，默认最新的一版；-o 写成 .xlsx 就写表格")


def make_plan(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    """The plan of a year as PDF."""
    from partyschool.printing.plan import print_plan
    from partyschool.services.plan_words import plan_words

    return print_plan(plan_words(db, year=options.subject, version=options.edition)), []


def is_workbook(options: argparse.Namespace) -> bool:
    """Whether the plan is wanted as a spreadsheet: the name of the file says so."""
    return options.kind == "plan" and Path(options.output).suffix.lower() == WORKBOOK


def write_workbook(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """The plan of a year as a spreadsheet that `import plan` reads again."""
    from partyschool.exchange.plan_lists import save_plan
    from partyschool.services.plan_words import plan_words

    with surroundings.database() as db:
        words = plan_words(db, year=options.subject, version=options.edition)
    save_plan(options.output, words)
    document: dict[str, Any] = {"file": str(options.output), "rows": len(words.plan.rows), "state": words.state}
    surroundings.answer(document, lambda: iter([f"已写出 {options.output}，共 {document['rows']} 行，{words.state}"]))


def make_point_card(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    """The card of one teaching point, or of all that are in use."""
    from partyschool.printing.point_card import print_point_cards
    from partyschool.services.point_words import point_words

    return print_point_cards(point_words(db, name=options.subject)), []
