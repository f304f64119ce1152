"""`print KIND …` and `summary YEAR`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli import certificate_papers, class_papers, office_papers
from partyschool.cli.plans import add_plan_options, is_workbook, make_plan, make_point_card, write_workbook
from partyschool.cli.quota import iso_date, year_number
from partyschool.cli.surroundings import Surroundings
from partyschool.domain.terms import Structure
from partyschool.errors import Trouble, reason_of

if TYPE_CHECKING:
    from partyschool.services.certificate_rows import Entitlement
    from partyschool.services.record_words import RecordWords
    from partyschool.services.statistics_rows import YearStatistics
    from partyschool.storage.database import Database

# kind → (words, what it is printed for)
KINDS = {
    **certificate_papers.KINDS,
    "cards": ("学员证", "编号"),
    "sheet": ("签到表", "编号"),
    "timetable": ("课程安排表", "编号"),
    "notice": ("培训通知和附件", "编号"),
    "ledger": ("培训台账", "年度"),
    "statistics": ("年度统计表", "年度"),
    "teachers": ("年度师资库名册", "年度"),
    "leadership": ("党校领导班子名单", "年度"),
    "selfcheck": ("“六有”标准自查表", "年度"),
    "plan": ("年度培训计划表", "年度"),
    "callup": ("补训叫训名单（每村一页）", "年度"),
    "point": ("教学点登记卡", "教学点"),
    "record": ("个人学时登记表", "人员"),
    "credit": ("学时证明", "人员"),
    **class_papers.KINDS,
}


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("print", help="打印成 PDF：" + "、".join(words for words, _ in KINDS.values()))
    kinds = group.add_subparsers(title="种类", metavar="种类", required=True)
    for kind, (words, subject) in KINDS.items():
        action = kinds.add_parser(kind, parents=[common], help=words)
        _add_subject(action, subject)
        action.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf")
        action.set_defaults(run=run_print, kind=kind)
        if kind == "callup":
            action.add_argument("--as-of", type=iso_date, metavar="日期", help="截至哪一天（默认 12 月 31 日）")
            action.add_argument("--unit", default="", metavar="单位", help="只印这个单位和它下面的")
        if kind in ("leadership", "selfcheck"):
            action.add_argument("--school", default="", metavar="党校", help="下级党校的名称（默认本校）")
        if kind == "notice":
            action.add_argument("--number", type=int, metavar="号", help="发文字号里的号，默认留空")
        certificate_papers.add_options(kind, action)
        class_papers.add_options(kind, action)
        if kind == "plan":
            add_plan_options(action)
        if kind == "statistics":
            _add_structure(action)
        if kind == "sheet":
            action.add_argument("--filled", action="store_true", help="填上签到时间和方式")
            action.add_argument("--by-village", action="store_true", help="每村一张")
    summary = commands.add_parser("summary", parents=[common], help="年度总结和它的统计表")
    summary.add_argument("year", type=year_number, metavar="年度")
    summary.add_argument("--format", choices=["pdf", "docx", "xlsx", "json"], default="pdf")
    summary.add_argument("-o", "--output", type=Path, metavar="FILE", help="json 可以不写，直接输出")
    summary.add_argument("--as-of", type=iso_date, metavar="日期", help="截至哪一天（默认 12 月 31 日）")
    summary.add_argument("--with-provisional", action="store_true", help="也计入还没有认定的学时")
    _add_structure(summary)
    summary.set_defaults(run=run_summary)


def _add_subject(action: argparse.ArgumentParser, subject: str) -> None:
    """What the paper is about: a year, a person, a teaching point or a class."""
    if subject == "年度":
        action.add_argument("subject", type=year_number, metavar="年度")
    elif subject == "人员":
        action.add_argument("subject", metavar="人员", help="姓名，有重名时写完整的身份证号")
        action.add_argument("--year", type=year_number, metavar="年度", help="默认今年；学时证明默认最近有学时的一年")
    elif subject == "教学点":
        action.add_argument("subject", metavar="教学点", help="名称，或写 all 印全部")
    else:
        action.add_argument("subject", metavar="编号", help="班次编号" if subject == "编号" else subject)


def _add_structure(action: argparse.ArgumentParser) -> None:
    """By which units the lines are told; every total is the same either way."""
    words = "year-end：按年末建制（默认）；then：按当时建制，当年撤并、分设、更名的单位按变更以前列出"
    action.add_argument("--structure", type=Structure, choices=list(Structure), default=Structure.YEAR_END, help=words)


def run_print(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """One paper as a PDF file."""
    from partyschool.printing.preview import page_count

    if is_workbook(options):
        write_workbook(surroundings, options)
        return
    if office_papers.is_office_paper(options):
        office_papers.write_office_paper(surroundings, options)
        return
    refused: list[Entitlement] = []
    with surroundings.database() as db:
        choose_fonts(db)
        pdf, numbers = MAKERS[options.kind](db, options)
        if options.kind == "certificates":
            refused = _without_certificate(db, options.subject)
    write_file(options.output, pdf)
    document: dict[str, Any] = {"file": str(options.output), "pages": page_count(pdf), "numbers": numbers}
    if refused:
        document["refused"] = [{"name": row.name, "unit": row.unit, "reason": row.reason} for row in refused]
        named = "；".join(f"{row.name}（{row.unit}）{row.reason}" for row in refused)
        print(f"有 {len(refused)} 人没有发证：{named}。", file=sys.stderr)
    surroundings.answer(document, lambda: iter([f"已写出 {options.output}，共 {document['pages']} 页"]))


def choose_fonts(db: Database) -> None:
    """With the fonts of this computer where the school's settings say so (`print.computer_fonts`)."""
    from partyschool.services import settings

    if settings.get_all(db)["print.computer_fonts"]:
        from partyschool.printing.fonts import use_computer_fonts

        use_computer_fonts()


def _without_certificate(db: Database, code: str) -> list[Entitlement]:
    """Who of the class gets none, each with the reason."""
    from partyschool.services.certificate_queries import list_entitlements

    return [row for row in list_entitlements(db, class_code=code) if not row.number]


def write_file(path: Path, content: bytes) -> None:
    """Write under another name first, so that a full disk leaves no half file.

    :raises Trouble: the place cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the place itself may be what is wrong
            part.unlink(missing_ok=True)
        message = f"写不了 {path}：{reason_of(error)}。请换一个位置，或关掉正打开它的程序。"
        raise Trouble(message, code="write") from error


def _cards(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.cards import print_cards
    from partyschool.services.cards import give_cards

    return print_cards(give_cards(db, class_code=options.subject), made=db.now().date()), []


def _sheet(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.signin_sheet import print_sheets
    from partyschool.services.schools import home_school
    from partyschool.services.sheet_words import sheet_words

    words = sheet_words(db, code=options.subject, filled=options.filled, by_village=options.by_village)
    return print_sheets(words, school=home_school(db).name, made=db.now().date()), []


def _timetable(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.timetable import print_timetable
    from partyschool.services.class_queries import get_class
    from partyschool.services.schools import home_school

    school = home_school(db)
    detail = get_class(db, options.subject)
    issuer = school.issuer or school.name
    return print_timetable(detail, school=school.name, issuer=issuer, made=db.now().date()), []


def _statistics(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.statistics import print_statistics
    from partyschool.services.paper_log import record_paper
    from partyschool.services.statistics import year_statistics

    edition = record_paper(db, kind="statistics", subject=f"{options.subject}年度统计表")
    found = year_statistics(db, year=options.subject, structure=options.structure)
    return print_statistics(found, made=db.now().date(), edition=edition), []


def _teachers(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.teacher_roll import print_teacher_roll
    from partyschool.services.paper_log import record_paper
    from partyschool.services.roll_words import roll_words

    pdf = print_teacher_roll(roll_words(db, year=options.subject))
    record_paper(db, kind="teachers", subject=f"{options.subject}年度师资库名册")
    return pdf, []


def _leadership(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    """As of today, or of the last day of a year that is over."""
    from partyschool.printing.leadership import print_leadership
    from partyschool.services.leadership_words import leadership_words
    from partyschool.services.lower_schools import school_named

    on = min(date(options.subject, 12, 31), db.now().date())
    return print_leadership(leadership_words(db, on=on, school_id=school_named(db, options.school))), []


def _selfcheck(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.self_check import print_self_check
    from partyschool.services.lower_schools import school_named
    from partyschool.services.self_check_words import self_check_words

    school_id = school_named(db, options.school)
    return print_self_check(self_check_words(db, year=options.subject, school_id=school_id)), []


def _callup(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.call_up import print_call_up
    from partyschool.services.call_up import call_up
    from partyschool.services.paper_log import record_paper

    words = call_up(db, year=options.subject, as_of=options.as_of, unit=options.unit)
    record_paper(db, kind="callup", subject=f"{options.subject}年度补训叫训名单")
    return print_call_up(words), []


def _notice(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.notice import print_notice
    from partyschool.services.notice_words import notice_words

    return print_notice(notice_words(db, code=options.subject, number=options.number)), []


def _ledger(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.ledger import print_ledger
    from partyschool.services.statistics import year_statistics

    found = year_statistics(db, year=options.subject, with_provisional=True)
    return print_ledger(found, made=db.now().date()), []


def _record(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.record import print_record

    return print_record([_person_words(db, options)]), []


def _credit(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    from partyschool.printing.credit_proof import print_credit_proofs
    from partyschool.services.proofs import credit_proof, latest_year
    from partyschool.services.record_words import person_named

    person_id = person_named(db, options.subject)
    year = options.year or latest_year(db, person_id=person_id)
    words, number = credit_proof(db, person_id=person_id, year=year)
    return print_credit_proofs([words], [number]), [number]


def _person_words(db: Database, options: argparse.Namespace) -> RecordWords:
    from partyschool.services.paper_log import record_paper
    from partyschool.services.record_words import person_named, record_words

    year = options.year or db.now().year
    words = record_words(db, person_id=person_named(db, options.subject), year=year)
    record_paper(db, kind=options.kind, subject=f"{words.name} {year}年度")
    return words


MAKERS: dict[str, Callable[[Any, argparse.Namespace], tuple[bytes, list[str]]]] = {
    **certificate_papers.MAKERS,
    "cards": _cards,
    "sheet": _sheet,
    "timetable": _timetable,
    "notice": _notice,
    "ledger": _ledger,
    "statistics": _statistics,
    "teachers": _teachers,
    "leadership": _leadership,
    "selfcheck": _selfcheck,
    "callup": _callup,
    "plan": make_plan,
    "point": make_point_card,
    "record": _record,
    "credit": _credit,
    **class_papers.MAKERS,
}


def run_summary(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """The year's summary; JSON is the totals of the counting rules."""
    from partyschool.exchange.summary_totals import summary_totals
    from partyschool.services.paper_log import record_paper
    from partyschool.services.statistics import year_statistics

    provisional = options.with_provisional
    with surroundings.database() as db:
        choose_fonts(db)
        found = year_statistics(
            db, year=options.year, as_of=options.as_of, with_provisional=provisional, structure=options.structure
        )  # fmt: skip
        edition = record_paper(db, kind=f"summary.{options.format}", subject=f"{options.year}年度总结")
        made = db.now().date()
    document = summary_totals(found)
    if options.format == "json":
        _write_json(surroundings, options, document)
        return
    if options.output is None:
        raise Trouble("请用 -o 写明保存到哪个文件。", code="output_missing")
    save_summary(options.output, options.format, found, made, edition)
    surroundings.answer(document | {"file": str(options.output)}, lambda: iter([f"已写出 {options.output}"]))


def save_summary(path: Path, kind: str, found: YearStatistics, made: date, edition: int) -> None:
    """The summary in one of its three forms."""
    from partyschool.exchange.summary_document import summary_document as document_bytes
    from partyschool.exchange.summary_workbook import save_summary as save_workbook
    from partyschool.printing.summary import print_summary

    if kind == "xlsx":
        save_workbook(path, found)
    else:
        write_file(
            path, print_summary(found, made=made, edition=edition) if kind == "pdf" else document_bytes(found, made)
        )


def _write_json(surroundings: Surroundings, options: argparse.Namespace, document: dict[str, Any]) -> None:
    import json

    if options.output is not None:
        write_file(options.output, json.dumps(document, ensure_ascii=False, indent=1).encode())
    if surroundings.as_json or options.output is None:
        print(json.dumps(document, ensure_ascii=False))
