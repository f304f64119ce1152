"""`class list|show|publish|close|confirm|cancel`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail, ClassRow


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("class", help="培训班：列出、查看、发布、办结、认定、取消")
    actions = group.add_subparsers(title="操作", metavar="操作", required=True)
    listing = actions.add_parser("list", parents=[common], help="列出培训班")
    listing.add_argument("--year", type=int, help="只列这一年开始的班")
    listing.set_defaults(run=run_list)
    for name, words, with_reason in (
        ("show", "查看一个班的 5+1+N 状态", None),
        ("publish", "发布", False),
        ("close", "办结", False),
        ("confirm", "学时认定", None),
        ("cancel", "取消或中止", True),
    ):
        action = actions.add_parser(name, parents=[common], help=words)
        action.add_argument("code", metavar="编号", help="班次编号")
        if with_reason is not None:
            action.add_argument("--reason", default="", required=with_reason, help="原因")
        action.set_defaults(run=run_action, action=name)


def run_list(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """All classes, the newest first."""
    from partyschool.services.class_queries import list_classes

    with surroundings.database() as db:
        rows = list_classes(db, year=options.year)
    surroundings.answer(
        {"classes": [class_document(row) for row in rows]},
        lambda: (
            f"{row.code}\t{row.starts_on}\t{STATES[row.state]}\t{row.title}\t{row.present}/{row.enrolled}"
            for row in rows
        ),
    )


STATES = {
    "draft": "草稿",
    "published": "已发布",
    "closed": "已办结",
    "confirmed": "已认定",
    "suspended": "已中止",
    "cancelled": "已取消",
}


def class_document(row: ClassRow) -> dict[str, Any]:
    """A class as JSON."""
    return {
        "code": row.code,
        "title": row.title,
        "state": row.state,
        "confirmed": row.is_confirmed,
        "starts": row.starts_on.isoformat(),
        "ends": row.ends_on.isoformat(),
        "enrolled": row.enrolled,
        "present": row.present,
        "sessions": row.sessions,
        "hours": row.half_hours / 2,
    }


def run_action(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """One step of a class's life, answered with its state afterwards."""
    from partyschool.services import classes
    from partyschool.services.class_queries import get_class

    with surroundings.database() as db:
        match options.action:
            case "publish":
                classes.publish_class(db, code=options.code, reason=options.reason)
            case "close":
                classes.close_class(db, code=options.code, reason=options.reason)
            case "confirm":
                classes.confirm_class(db, code=options.code)
            case "cancel":
                classes.cancel_class(db, code=options.code, reason=options.reason)
        detail = get_class(db, options.code)
    surroundings.answer(detail_document(detail), lambda: _lines(detail))


def detail_document(detail: ClassDetail) -> dict[str, Any]:
    """A class with its flow and sessions as JSON."""
    from partyschool.services.classes import STEP_TITLES

    flow = [
        {
            "step": step.title,
            "key": step.state.key,
            "kind": step.state.kind,
            "done": step.state.done,
            "at": step.state.at.isoformat(sep=" ") if step.state.at else None,
            "by": step.state.by,
        }
        for step in detail.steps
    ]
    sessions = [
        {
            "number": row.number,
            "date": row.held_on.isoformat(),
            "start": f"{row.starts:%H:%M}",
            "end": f"{row.ends:%H:%M}",
            "hours": row.half_hours / 2,
            "present": row.present,
            "state": row.state,
        }
        for row in detail.sessions
    ]
    return class_document(detail.row) | {
        "flow": flow,
        "missing": [STEP_TITLES[key] for key in detail.missing],
        "missing_to_publish": [STEP_TITLES[key] for key in detail.missing_to_publish],
        "reasons": {"publish": detail.publish_reason, "close": detail.close_reason, "stop": detail.stop_reason},
        "sessions": sessions,
    }


def _lines(detail: ClassDetail) -> Iterator[str]:
    row = detail.row
    confirmed = "，学时已认定" if row.is_confirmed else ""
    yield f"{row.code} {row.title}：{STATES[row.state]}{confirmed}，学员 {row.enrolled} 人"
    for step in detail.steps:
        mark, when = ("✓", f" {step.state.at:%m-%d %H:%M}" if step.state.at else "") if step.state.done else ("○", "")
        yield f"  {mark} {step.title}{when} {step.state.by}".rstrip()
    for session in detail.sessions:
        yield (
            f"  第{session.number}场 {session.held_on} {session.starts:%H:%M}—{session.ends:%H:%M}"
            f" {session.half_hours / 2:g}学时 到课 {session.present} 人"
        )
