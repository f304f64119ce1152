"""`sign-ins list|open|export|merge`: a class to another computer by a small file, and its sign-ins back by another."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings

if TYPE_CHECKING:
    from partyschool.services.sign_in_join import JoinOutcome


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("sign-ins", help="两台电脑分开签到：导出签到记录，并入签到记录")
    actions = group.add_subparsers(title="操作", metavar="操作", required=True)
    export = actions.add_parser("export", parents=[common], help="导出一期的签到记录")
    export.add_argument("code", metavar="编号", help="班次编号")
    export.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.qiandao", help="存到哪里")
    export.add_argument("--room", metavar="分课堂", help="只导出这个分课堂的")
    export.set_defaults(run=run_export)
    merge = actions.add_parser("merge", parents=[common], help="并入另一台电脑的签到记录，并几次都不会重复")
    merge.add_argument("file", type=Path, metavar="FILE.qiandao", help="另一台电脑导出的文件")
    merge.add_argument("--class", dest="code", default="", metavar="编号", help="应当是哪一期；不符就不并入")
    merge.set_defaults(run=run_merge)
    listing = actions.add_parser("list", parents=[common], help="做签到名单：另一台电脑照它签到，不用全镇的数据")
    listing.add_argument("code", metavar="编号", help="班次编号")
    listing.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.mingdan", help="存到哪里")
    listing.add_argument("--room", default="", metavar="分课堂", help="只要这个分课堂的人")
    listing.set_defaults(run=run_list)
    opening = actions.add_parser("open", parents=[common], help="打开签到名单；新电脑不用先登记党校")
    opening.add_argument("file", type=Path, metavar="FILE.mingdan", help="镇党校做的名单")
    opening.set_defaults(run=run_open)


def run_export(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """One file with every sign-in of the class."""
    from partyschool.exchange.sealed_file import named_file
    from partyschool.exchange.sign_in_file import KIND, write_sign_ins
    from partyschool.services.sign_in_records import collect_records

    output = named_file(options.output, KIND)
    with surroundings.database() as db:
        records = collect_records(db, code=options.code, room=options.room)
    write_sign_ins(output, records)
    count = len(records.records)
    surroundings.answer(
        {"file": str(output), "class": records.code, "records": count},
        lambda: iter([f"已导出 {records.code} {records.title} 的 {count} 条签到到 {output}。"]),
    )


def run_list(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """One file with the class and the people of a classroom."""
    from partyschool.exchange.sealed_file import named_file
    from partyschool.exchange.sign_in_list_file import KIND, write_list
    from partyschool.services.sign_in_list import collect_list

    output = named_file(options.output, KIND)
    with surroundings.database() as db:
        listed = collect_list(db, code=options.code, room=options.room)
    write_list(output, listed)
    count = len(listed.people)
    surroundings.answer(
        {"file": str(output), "class": listed.code, "room": listed.room, "people": count},
        lambda: iter([f"已做好 {listed.code} {listed.title} 的签到名单，{count} 人，存到 {output}。"]),
    )


def run_open(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """A computer that has no data yet begins with the list's school."""
    from dataclasses import asdict

    from partyschool.exchange.sign_in_list_file import opened_words, read_list
    from partyschool.services.sign_in_list_opening import open_list

    listed = read_list(options.file)
    with surroundings.database(must_exist=False) as db:
        outcome = open_list(db, listed)
    facts = asdict(outcome)
    surroundings.answer({"class": facts.pop("code"), **facts}, lambda: iter([opened_words(outcome)]))


def run_merge(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """What stands against what is here is listed and not written; that is no failure."""
    from partyschool.exchange.sign_in_file import outcome_lines, read_sign_ins
    from partyschool.services.sign_in_join import join_records

    records = read_sign_ins(options.file)
    with surroundings.database() as db:
        outcome = join_records(db, records, code=options.code)
    surroundings.answer(outcome_document(outcome), lambda: outcome_lines(outcome))


def outcome_document(outcome: JoinOutcome) -> dict[str, Any]:
    """What joining came to as JSON."""
    from partyschool.exchange.sign_in_file import conflict_words

    conflicts = [
        {
            "kind": conflict.kind.value,
            "name": conflict.record.name,
            "session": conflict.record.number,
            "at": conflict.record.sign_in_at.isoformat(),
            "place": conflict.record.place,
            "message": conflict_words(conflict),
        }
        for conflict in outcome.conflicts
    ]
    counts = {"added": outcome.added, "known": outcome.known, "changed": outcome.changed}
    return {"class": outcome.code, **counts, "conflicts": conflicts}
