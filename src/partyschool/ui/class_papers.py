"""The papers of a class: which can be printed now, and how each is laid out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.class_tables import PaperLine
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.storage.database import Database

TITLES = {"timetable": "课程安排表", "sheet": "签到表（空白）", "filled": "签到表（已填）", "cards": "学员证"}


def paper_lines(detail: ClassDetail) -> list[PaperLine]:
    """What there is to print, in the order in which it is needed."""
    lessons, people = bool(detail.lessons), detail.row.enrolled
    seen = any(row.present for row in detail.sessions)
    facts = {
        "timetable": ("开班前发给学员、张贴", lessons, f"{len(detail.lessons)} 节", "还没有排课程表"),
        "sheet": ("停电、停网时手签，每半天一列", bool(people and detail.sessions), f"{people} 人", "还没有学员或场次"),
        "filled": ("签到结束后存档，时间和方式取自签到记录", seen, "按签到记录", "还没有人签到"),
        "cards": ("十张一页，裁开后用扫码枪签到", people > 0, f"{people} 张", "还没有学员"),
    }
    return [
        PaperLine(key, TITLES[key], use, ready, state if ready else missing)
        for key, (use, ready, state, missing) in facts.items()
    ]


def show_paper(parent: QWidget, db: Database, detail: ClassDetail, key: str) -> None:
    """Lay out and preview one of the papers."""
    code = detail.row.code
    makers: dict[str, Callable[[Report], bytes]] = {
        "timetable": lambda report: _timetable(db, code),
        "sheet": lambda report: _sheets(db, code, filled=False),
        "filled": lambda report: _sheets(db, code, filled=True),
        "cards": lambda report: _cards(db, code, report),
    }
    show_preview(parent, f"{TITLES[key]} {detail.row.title}", makers[key], f"{detail.row.title} {TITLES[key]}.pdf")


def _timetable(db: Database, code: str) -> bytes:
    from partyschool.printing.timetable import print_timetable
    from partyschool.services.class_queries import get_class
    from partyschool.services.schools import home_school

    school = home_school(db)
    issuer = school.issuer or school.name
    return print_timetable(get_class(db, code), school=school.name, issuer=issuer, made=db.now().date())


def _sheets(db: Database, code: str, *, filled: bool) -> bytes:
    from partyschool.printing.signin_sheet import print_sheets
    from partyschool.services.schools import home_school
    from partyschool.services.sheet_words import sheet_words

    words = sheet_words(db, code=code, filled=filled)
    return print_sheets(words, school=home_school(db).name, made=db.now().date())


def _cards(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.cards import print_cards
    from partyschool.services.cards import give_cards

    return print_cards(give_cards(db, class_code=code), made=db.now().date(), progress=report)
