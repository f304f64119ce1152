"""Every kind of paper with the longest, rarest and emptiest data: print stays in its boxes, or is refused in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from partyschool.domain.terms import PointKind, StudyKind, TeacherKind
from partyschool.errors import Refusal
from partyschool.printing.binder import print_binder
from partyschool.printing.call_up import print_call_up
from partyschool.printing.cards import print_cards
from partyschool.printing.certificate_batch import print_register_lines
from partyschool.printing.completion_proof import print_completion_proof
from partyschool.printing.credit_proof import print_credit_proofs
from partyschool.printing.evaluation import print_evaluation
from partyschool.printing.evaluation_feedback import print_feedback
from partyschool.printing.handbook import print_handbook
from partyschool.printing.leadership import print_leadership
from partyschool.printing.ledger import print_ledger
from partyschool.printing.notice import print_notice
from partyschool.printing.plan import print_plan
from partyschool.printing.point_card import print_point_cards
from partyschool.printing.preview import page_count
from partyschool.printing.record import print_record
from partyschool.printing.register import print_register
from partyschool.printing.self_check import print_self_check
from partyschool.printing.signin_sheet import print_sheets
from partyschool.printing.signs import print_signs
from partyschool.printing.star_ratings import print_star_ratings
from partyschool.printing.statistics import print_statistics
from partyschool.printing.summary import print_summary
from partyschool.printing.table import Column, Row, Table
from partyschool.printing.teacher_roll import print_teacher_roll
from partyschool.printing.timetable import print_timetable
from partyschool.services.binder_words import binder_words
from partyschool.services.call_up import call_up
from partyschool.services.cards import give_cards
from partyschool.services.certificates import issue
from partyschool.services.class_queries import get_class
from partyschool.services.enrolment import enrol
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.handbook_words import handbook_words
from partyschool.services.leadership_words import leadership_words
from partyschool.services.notice_words import notice_words
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.plan_rows import PlanRowForm
from partyschool.services.plan_words import plan_words
from partyschool.services.plans import save_plan_row, start_plan
from partyschool.services.point_words import point_words
from partyschool.services.proofs import completion_proof, credit_proof
from partyschool.services.record_words import record_words
from partyschool.services.register_words import register_words
from partyschool.services.roll_words import roll_words
from partyschool.services.school_posts import PostForm, save_school_post
from partyschool.services.self_check_words import self_check_words
from partyschool.services.self_checks import CheckForm, list_self_checks, save_self_check
from partyschool.services.sheet_words import sheet_words
from partyschool.services.sign_words import sign_words
from partyschool.services.star_ratings import star_board
from partyschool.services.statistics import year_statistics
from partyschool.services.teacher_pool import renew_all
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.boxes import trouble
from tests.printing.pages import check_file
from tests.services.asked_class import answer
from tests.services.certified_class import SCHOOL, found_school, hold_class
from tests.services.crowded_class import FIRST, NAMES, crowd
from tests.services.town import add_person, found_town

MADE = date(2026, 1, 2)
YEAR = FIRST.year


def of_class(db: Database, code: str) -> dict[str, Callable[[], bytes]]:
    """Every kind of paper about a class."""
    return {
        "notice": lambda: print_notice(notice_words(db, code=code, number=123)),
        "timetable": lambda: print_timetable(get_class(db, code), school=SCHOOL, issuer="校" * 60, made=MADE),
        "sheet": lambda: print_sheets(sheet_words(db, code=code), school=SCHOOL, made=MADE),
        "villages": lambda: print_sheets(sheet_words(db, code=code, by_village=True), school=SCHOOL, made=MADE),
        "filled": lambda: print_sheets(sheet_words(db, code=code, filled=True), school=SCHOOL, made=MADE),
        "cards": lambda: print_cards(give_cards(db, class_code=code), made=MADE),
        "handbook": lambda: print_handbook(handbook_words(db, code=code), form="booklet"),
        "signs": lambda: print_signs(sign_words(db, code=code).people, school=SCHOOL, title="班", made=MADE),
        "evaluation": lambda: print_evaluation(get_evaluation(db, code), made=MADE),
        "feedback": lambda: print_feedback(get_evaluation(db, code), made=MADE),
        "binder": lambda: print_binder(binder_words(db, code=code)),
    }


def of_year(db: Database, year: int = YEAR) -> dict[str, Callable[[], bytes]]:
    """Every kind of paper about a year."""
    return {
        "ledger": lambda: print_ledger(year_statistics(db, year=year, with_provisional=True), made=MADE),
        "statistics": lambda: print_statistics(year_statistics(db, year=year), made=MADE),
        "summary": lambda: print_summary(year_statistics(db, year=year), made=MADE),
        "register": lambda: print_register(register_words(db, year=year)),
        "teachers": lambda: print_teacher_roll(roll_words(db, year=year)),
        "leadership": lambda: print_leadership(leadership_words(db, on=MADE)),
        "selfcheck": lambda: print_self_check(self_check_words(db, year=year)),
        "stars": lambda: print_star_ratings(star_board(db, year=year), school=SCHOOL, made=MADE),
    }


CLASS_KINDS = [
    "notice", "timetable", "sheet", "villages", "filled", "cards", "handbook", "signs", "evaluation", "feedback",
    "binder",
]  # fmt: skip
YEAR_KINDS = ["ledger", "statistics", "summary", "register", "teachers", "leadership", "selfcheck", "stars"]


def fine_or_refused(make: Callable[[], bytes]) -> bool:
    """Whether nothing leaves its box, or a Chinese sentence says why there is no paper."""
    try:
        pdf = make()
    except Refusal as refusal:
        return refusal.message.endswith("。")
    return trouble(pdf) == []


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_a_class_of_the_longest_data_stays_in_its_boxes(db: Database, kind: str) -> None:
    code = crowd(db)
    answer(db, code)
    assert trouble(of_class(db, code)[kind]()) == []


def test_every_kind_gives_the_same_bytes_again_and_a_clean_file(db: Database, clock: Clock, tmp_path: Path) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "王杰": 2})
    issue(db, class_code=held.code)
    answer(db, held.code)
    save_school_post(db, form=PostForm("校长", "周文斌"))
    renew_all(db, year=2025)
    for kind, make in {**of_class(db, held.code), **of_year(db, 2025)}.items():
        pdf = make()
        assert pdf == make(), kind
        check_file(pdf, tmp_path)
        assert PdfReader(io.BytesIO(pdf)).outline, kind


@pytest.mark.parametrize("kind", YEAR_KINDS)
def test_a_year_of_the_longest_data_stays_in_its_boxes(db: Database, clock: Clock, kind: str) -> None:
    found_school(db)
    save_teacher(db, form=TeacherForm("买" * 50, TeacherKind.LEADER, "职" * 100, True, "", "讲" * 200))
    save_school_post(db, form=PostForm("校务委员" * 10, "欧阳" * 20, "镇党委" * 30, "13800001234", date(2021, 3, 1)))
    clock.advance(days=250)
    answer(db, crowd(db))
    item = list_self_checks(db, year=YEAR)[0].item
    save_self_check(db, year=YEAR, item=item, form=CheckForm(False, "缺" * 600, "", "检" * 50, date(2025, 6, 1)))
    assert trouble(of_year(db)[kind]()) == []


@pytest.mark.parametrize("kind", YEAR_KINDS)
def test_a_year_without_anything_is_printed_or_refused_in_words(db: Database, kind: str) -> None:
    found_school(db)
    assert fine_or_refused(of_year(db, 2024)[kind])


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_a_class_without_anybody_is_printed_or_refused_in_words(db: Database, kind: str) -> None:
    code = crowd(db, people=0, lessons=0)
    assert fine_or_refused(of_class(db, code)[kind])


def test_case_35_certificates_of_rare_and_long_names_stay_in_their_boxes_or_are_refused(
    db: Database, clock: Clock
) -> None:
    held = hold_class(db, clock, {name: 6 for name in NAMES if len(name) < 50})
    issued = issue(db, class_code=held.code).issued
    pdf, _ = print_register_lines(issued, school=SCHOOL)
    assert page_count(pdf) == len(issued)
    assert trouble(pdf) == []
    assert trouble(print_completion_proof(completion_proof(db, number=issued[0].number))) == []


def test_a_certificate_that_cannot_hold_its_class_is_refused_by_name(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6}, title="长" * 200)
    issued = issue(db, class_code=held.code).issued
    with pytest.raises(Refusal) as refused:
        print_register_lines(issued, school=SCHOOL)
    assert "马明艳" in refused.value.message


@pytest.mark.parametrize("entries", [1, 60])
def test_records_and_proofs_of_the_longest_data_stay_in_their_boxes(db: Database, entries: int) -> None:
    person_id = add_person(db, NAMES[2], found_town(db).front_branch)
    for place in range(entries):
        form = StudyForm(
            StudyKind.HIGHER, "题" * 200, date(2025, 1 + place % 5, 1 + place // 5), 9, organiser="办" * 100
        )
        record_study(db, person_ids=[person_id], form=form)
    assert trouble(print_record([record_words(db, person_id=person_id, year=2025)])) == []
    words, number = credit_proof(db, person_id=person_id, year=2025)
    assert trouble(print_credit_proofs([words], [number])) == []


def test_call_ups_points_and_plans_of_the_longest_data_stay_in_their_boxes(db: Database) -> None:
    found_school(db)
    point = PointForm("点" * 100, PointKind.PRACTICE, builder="建" * 100, address="址" * 200, contact="联" * 50)
    save_point(db, form=point)
    crowd(db)
    months = tuple(range(1, 13))
    row = PlanRowForm(
        "班" * 100, "众" * 100, months, 9, 9999, content="容" * 500, place="处" * 100, teachers="师" * 100,
        responsible="责" * 50, note="注" * 200,
    )  # fmt: skip
    start_plan(db, year=YEAR)
    save_plan_row(db, year=YEAR, form=row)
    assert trouble(print_call_up(call_up(db, year=YEAR))) == []
    assert trouble(print_point_cards(point_words(db))) == []
    assert trouble(print_plan(plan_words(db, year=YEAR))) == []


def test_ten_thousand_rows_are_cut_into_pages_without_losing_one() -> None:
    rows = [Row([str(place), f"学员{place}"]) for place in range(10_000)]
    parts = Table([Column(20), Column(60)], [Row(["序号", "姓名"])], rows).split(240)
    assert sum(len(part.rows) for part in parts) == 10_000
    assert all(part.height <= 240 for part in parts)


def test_a_character_that_no_font_has_stops_the_paper_and_is_named(db: Database) -> None:
    code = crowd(db, people=1)
    person = add_person(db, "于\U000323af\U000fffff", found_town(db).front_branch)
    enrol(db, code=code, person_ids=[person])
    with pytest.raises(Refusal) as refused:
        print_sheets(sheet_words(db, code=code), school=SCHOOL, made=MADE)
    assert "U+FFFFF" in refused.value.message or "\U000fffff" in refused.value.message
