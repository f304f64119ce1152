"""Papers saved for WPS in place of a PDF: a class's or a year's, by their kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from partyschool.errors import Refusal
from partyschool.exchange import paper_tables as tables
from partyschool.exchange.notice_document import save_notice_document
from partyschool.services.binder_words import binder_words
from partyschool.services.class_queries import get_class
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.leadership_words import leadership_words
from partyschool.services.lower_schools import school_named
from partyschool.services.notice_words import notice_words
from partyschool.services.paper_log import record_paper
from partyschool.services.register_words import register_words
from partyschool.services.self_check_words import self_check_words
from partyschool.services.sheet_words import sheet_words
from partyschool.services.star_ratings import star_board
from partyschool.services.statistics import year_statistics
from partyschool.services.teacher_assessment import assess_teachers
from partyschool.storage.database import Database

DOCUMENT, WORKBOOK = ".docx", ".xlsx"
WITH_PEOPLE = frozenset({"sheet", "filled", "villages", "binder", "register"})  # their going out is noted in the log

ClassTables = Callable[[Database, str], list[tables.PaperTable]]
YearTables = Callable[[Database, int], list[tables.PaperTable]]


def _evaluation(db: Database, code: str) -> list[tables.PaperTable]:
    found = get_evaluation(db, code)
    if not found.has_votes:
        raise Refusal(f"“{found.title}”还没有录入测评结果，没有表可存。请先录入票数。", code="no_votes")
    return tables.evaluation_tables(found)


def _leadership(db: Database, year: int, school_id: int | None = None) -> list[tables.PaperTable]:
    on = min(date(year, 12, 31), db.now().date())
    return tables.leadership_tables(leadership_words(db, on=on, school_id=school_id))


def _self_check(db: Database, year: int, school_id: int | None = None) -> list[tables.PaperTable]:
    return tables.self_check_tables(self_check_words(db, year=year, school_id=school_id))


CLASS_TABLES: dict[str, ClassTables] = {
    "timetable": lambda db, code: tables.timetable_tables(get_class(db, code)),
    "sheet": lambda db, code: tables.sheet_tables(sheet_words(db, code=code)),
    "filled": lambda db, code: tables.sheet_tables(sheet_words(db, code=code, filled=True)),
    "villages": lambda db, code: tables.sheet_tables(sheet_words(db, code=code, by_village=True)),
    "evaluation": _evaluation,
    "binder": lambda db, code: tables.binder_tables(binder_words(db, code=code)),
}
SCHOOL_TABLES = {"selfcheck": _self_check, "leadership": _leadership}  # of any school that is kept here
YEAR_TABLES: dict[str, YearTables] = {
    "ledger": lambda db, year: tables.ledger_tables(year_statistics(db, year=year, with_provisional=True)),
    "register": lambda db, year: tables.register_tables(register_words(db, year=year)),
    "selfcheck": _self_check,
    "stars": lambda db, year: tables.star_tables(star_board(db, year=year)),
    "leadership": _leadership,
    "assessment": lambda db, year: tables.assessment_tables(assess_teachers(db, year=year)),
}


def class_format(kind: str) -> str:
    """The ending of a class's paper of this kind for WPS; empty where there is none."""
    return DOCUMENT if kind == "notice" else WORKBOOK if kind in CLASS_TABLES else ""


def save_class_paper(db: Database, path: Path, *, kind: str, code: str, number: int | None = None) -> None:
    """Write one of a class's papers.

    :param number: of the notice (发文字号).
    :raises Refusal: it cannot be made yet. :raises Trouble: the place cannot be written.
    """
    if kind == "notice":
        save_notice_document(path, notice_words(db, code=code, number=number))
        return
    tables.save_paper_tables(path, CLASS_TABLES[kind](db, code))
    if kind in WITH_PEOPLE:
        record_paper(db, kind=f"{kind}.xlsx", subject=code)


def save_year_paper(db: Database, path: Path, *, kind: str, year: int, school: str = "") -> None:
    """Write one of a year's papers as a workbook.

    :param school: whose leadership or self-check; the home school's where empty.
    :raises Refusal: it cannot be made yet. :raises Trouble: the place cannot be written.
    """
    school_id = school_named(db, school)
    made = YEAR_TABLES[kind](db, year) if school_id is None else SCHOOL_TABLES[kind](db, year, school_id)
    tables.save_paper_tables(path, made)
    if kind in WITH_PEOPLE:
        record_paper(db, kind=f"{kind}.xlsx", subject=f"{year}年度")
