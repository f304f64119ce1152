"""More kinds of `print KIND`: handbook, signs, questionnaire, feedback slips, register and proofs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partyschool.storage.database import Database

KINDS = {
    "handbook": ("学员手册", "编号"),
    "signs": ("桌签", "编号"),
    "evaluation": ("教学质量测评表、计票表，录入后带结果", "编号"),
    "feedback": ("教学评价反馈单", "编号"),
    "photos": ("培训照片，一页四张", "编号"),
    "binder": ("一期一档：全部材料装订成册", "编号"),
    "register": ("证书登记簿", "年度"),
    "stars": ("镇街党校星级评定表", "年度"),
    "assessment": ("年度师资评估表", "年度"),
    "completion": ("结业证明", "证书编号"),
}


def add_options(kind: str, action: argparse.ArgumentParser) -> None:
    """What only this kind takes."""
    if kind == "handbook":
        forms = ["auto", "sheet", "a5", "booklet"]
        words = "sheet 一张 A4，a5 逐页，booklet 拼成 A4 双面对折；默认一天的班一张、多天的班拼册"
        action.add_argument("--form", choices=forms, default="auto", help=words)
        phones = "这台电脑的网络地址，手册里加印手机测评的码（默认不印）"
        action.add_argument("--host", default="", metavar="地址", help=phones)
    if kind == "signs":
        action.add_argument("--of", choices=["trainees", "teachers"], default="trainees", help="学员（默认）或授课人")
    if kind == "feedback":
        action.add_argument("--teacher", metavar="姓名", help="只印这一位老师的")


def _handbook(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.handbook import print_handbook
    from partyschool.services.handbook_words import handbook_words

    words = handbook_words(db, code=options.subject, host=options.host)
    return print_handbook(words, form=options.form), []


def _signs(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.signs import print_signs
    from partyschool.services.sign_words import sign_words

    words = sign_words(db, code=options.subject, of=options.of)
    return print_signs(words.people, school=words.school, title=words.title, made=db.now().date()), []


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


def _register(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.register import print_register
    from partyschool.services.paper_log import record_paper
    from partyschool.services.register_words import register_words

    words = register_words(db, year=options.subject)
    record_paper(db, kind="register", subject=f"{options.subject}年度证书登记簿")
    return print_register(words), [line.number for line in words.lines]


def _assessment(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.teacher_assessment import print_teacher_assessment
    from partyschool.services.teacher_assessment import assess_teachers

    return print_teacher_assessment(assess_teachers(db, year=options.subject)), []


def _stars(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.star_ratings import print_star_ratings
    from partyschool.services.schools import home_school
    from partyschool.services.star_ratings import star_board

    board = star_board(db, year=options.subject)
    return print_star_ratings(board, school=home_school(db).name, made=db.now().date()), []


def _binder(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.binder import print_binder
    from partyschool.services.binder_words import binder_words
    from partyschool.services.paper_log import record_paper

    words = binder_words(db, code=options.subject)
    record_paper(db, kind="binder", subject=options.subject)
    return print_binder(words), []


def _photos(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.class_photos import print_class_photos
    from partyschool.services.class_photo_words import class_photo_words

    return print_class_photos(class_photo_words(db, code=options.subject)), []


def _completion(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.completion_proof import print_completion_proof
    from partyschool.services.proofs import completion_proof

    words = completion_proof(db, number=options.subject)
    return print_completion_proof(words), [words.number]


MAKERS: dict[str, Callable[[Database, argparse.Namespace], tuple[bytes, list[str]]]] = {
    "handbook": _handbook,
    "signs": _signs,
    "evaluation": _evaluation,
    "feedback": _feedback,
    "photos": _photos,
    "binder": _binder,
    "register": _register,
    "stars": _stars,
    "assessment": _assessment,
    "completion": _completion,
}
