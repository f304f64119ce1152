"""`evaluation open CODE`: the questionnaire on phones; `evaluation report CODE`: its scores."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from partyschool.cli.serving import add_service_options, serve_side_doors
from partyschool.cli.surroundings import Surroundings

if TYPE_CHECKING:
    from partyschool.services.evaluation_rows import EvaluationReport, Part


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("evaluation", help="教学质量测评：得分、满意率、回收率、反馈情况")
    actions = group.add_subparsers(title="操作", metavar="操作", required=True)
    report = actions.add_parser("report", parents=[common], help="一个班的测评结果")
    report.add_argument("code", metavar="编号", help="班次编号")
    report.set_defaults(run=run_report)
    opened = actions.add_parser("open", parents=[common], help="开放手机测评，到 Ctrl-C 或标准输入结束为止")
    opened.add_argument("code", metavar="编号", help="班次编号")
    opened.add_argument("--minutes", type=int, metavar="N", help="最多开放多少分钟（默认 180）")
    opened.add_argument("--issued", type=int, metavar="N", help="发放数，最多收这么多张（默认到课人数）")
    add_service_options(opened)
    opened.set_defaults(run=run_open)


def run_open(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Take ballots from phones until Ctrl-C or the end of standard input; one JSON line an event."""
    from partyschool.services.phone_ballots import PRESET_MINUTES, open_questionnaire

    minutes = PRESET_MINUTES if options.minutes is None else options.minutes
    begin = partial(open_questionnaire, code=options.code, minutes=minutes, issued=options.issued)
    serve_side_doors(surroundings, options, code=options.code, begin=begin)


def run_report(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Scores by lesson, of the class as a whole, and who was told."""
    from partyschool.services.evaluation_queries import get_evaluation

    with surroundings.database() as db:
        found = get_evaluation(db, options.code)
    surroundings.answer(report_document(found), lambda: report_lines(found))


def report_document(found: EvaluationReport) -> dict[str, Any]:
    """As JSON; rates in per cent, None where nothing is known; teachers' own figures only from so many ballots up."""
    return {
        "code": found.code,
        "title": found.title,
        "issued": found.issued,
        "returned": found.returned,
        "valid": found.valid,
        "recovery": _one(found.recovery),
        "score": _one(found.score),
        "satisfaction": _one(found.satisfaction),
        "least_ballots": found.least,
        "lessons": [_part(part, found) for part in found.lessons] if found.shows_parts else [],
        "class": _part(found.whole, found) if found.whole else None,
        "remarks": list(found.remarks),
        "feedback": [
            {"teacher": row.teacher, "given": row.given_on and row.given_on.isoformat(), "by": row.given_by}
            for row in found.feedbacks
        ],
    }


def _part(part: Part, found: EvaluationReport) -> dict[str, Any]:
    items = [
        {
            "item": row.item,
            "points": row.votes.weight,
            "score": _one(row.score(found.scale)),
            "votes": dict(zip(found.scale.levels, row.votes.counts, strict=True)),
        }
        for row in part.items
    ]
    facts = {"score": _one(part.score(found.scale)), "satisfaction": _one(part.satisfaction), "items": items}
    return {"lesson": part.lesson, "teacher": part.teacher, **facts} if part.number else facts


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def report_lines(found: EvaluationReport) -> Iterator[str]:
    """For people."""
    from partyschool.services.words import rate

    yield (
        f"{found.title}　发放 {found.issued}　回收 {found.returned}　有效 {found.valid}　"
        f"综合得分 {rate(found.score)}　满意率 {rate(found.satisfaction)}%"
    )
    if not found.has_votes:
        yield "还没有录入测评结果。"
    elif not found.shows_parts:
        yield f"有效票不足 {found.least} 张，不单列教师得分。"
    else:
        for part in found.lessons:
            yield f"{part.lesson}\t{part.teacher}\t{rate(part.score(found.scale))}\t{rate(part.satisfaction)}%"
    waiting = [row.teacher for row in found.feedbacks if row.given_on is None]
    if waiting:
        yield f"还没有反馈给：{'、'.join(waiting)}"
