"""`init`, `check`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Refusal


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    init = commands.add_parser("init", parents=[common], help="登记党校，建立数据文件夹")
    init.add_argument("--name", required=True, help="党校全称，如 中共禹城市房寺镇委员会党校")
    init.add_argument("--short", required=True, help="简称，用在编号里，如 禹房")
    init.add_argument("--tier", required=True, choices=["city", "town", "village"], help="层级")
    init.add_argument("--code", default="", help="行政区划代码")
    init.add_argument("--city", default="", help="所在县（市、区）")
    init.add_argument("--town", default="", help="所在镇街")
    init.set_defaults(run=run_init)
    check = commands.add_parser("check", parents=[common], help="检查数据库、学时台账、操作记录和文件")
    check.set_defaults(run=run_check)


def run_init(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """A new data folder; one with a school in it is refused (an empty database may be left of a refused try)."""
    from partyschool.services.schools import find_home_school, init_school

    folder = surroundings.folder
    taken = f"{folder.root} 里已经有党校数据，没有改动。请换一个数据文件夹，或直接打开它。"
    with surroundings.database(must_exist=False) as db:
        if find_home_school(db) is not None:
            raise Refusal(taken, code="exists")
        school = init_school(
            db,
            name=options.name,
            short=options.short,
            tier=options.tier,
            code=options.code,
            city=options.city,
            town=options.town,
        )
    document = {
        "school": {
            "uid": school.uid,
            "name": school.name,
            "short": school.short,
            "tier": school.tier,
            "code": school.code,
            "city": school.city,
            "town": school.town,
        },
        "data": str(folder.root),
    }
    surroundings.answer(document, lambda: iter([f"已登记 {school.name}，数据在 {folder.root}"]))


def run_check(surroundings: Surroundings, _options: argparse.Namespace) -> int:
    """Integrity of everything kept; exit code 3 where something is damaged."""
    from partyschool.services.check import check

    with surroundings.database(needs_school=False) as db:
        findings = check(db)
    document = {
        "ok": not findings,
        "findings": [{"area": row.area, "code": row.code, "message": row.message} for row in findings],
    }

    def lines() -> Iterator[str]:
        yield "数据完好。" if not findings else f"发现 {len(findings)} 个问题："
        yield from (row.message for row in findings)

    surroundings.answer(document, lines)
    return 3 if findings else 0
