"""The kinds of `print KIND CODE` about a class as a whole: questionnaire, feedback slips."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partyschool.storage.database import Database

KINDS = {
    "evaluation": ("教学质量测评表、计票表，录入后带结果", "编号"),
    "feedback": ("教学评价反馈单", "编号"),
}


def add_options(kind: str, action: argparse.ArgumentParser) -> None:
    """What only this kind takes."""
    if kind == "feedback":
        action.add_argument("--teacher", metavar="姓名", help="只印这一位老师的")


def _evaluation(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.evaluation import print_evaluation
    from partyschool.services.evaluation_queries import get_evaluation

    return print_evaluation(get_evaluation(db, options.subject), made=db.now().date()), []


def _feedback(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.evaluation_feedback import print_feedback
    from partyschool.services.evaluation_queries import get_evaluation

    found = get_evaluation(db, options.subject)
    chosen = None
    if options.teacher is not None:
        chosen = [row.teacher_id for row in found.feedbacks if row.teacher == options.teacher.strip()]
    return print_feedback(found, made=db.now().date(), teacher_ids=chosen), []


MAKERS: dict[str, Callable[[Database, argparse.Namespace], tuple[bytes, list[str]]]] = {
    "evaluation": _evaluation,
    "feedback": _feedback,
}
