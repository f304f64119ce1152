"""课程安排表, 培训通知, 学时登记表 and 学时证明 of a class that was really held."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from partyschool.domain.terms import LessonForm, StudyKind
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.errors import Refusal
from partyschool.printing.credit_proof import print_credit_proofs
from partyschool.printing.notice import print_notice
from partyschool.printing.preview import page_count
from partyschool.printing.record import print_record
from partyschool.printing.timetable import print_timetable
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class
from partyschool.services.notice_words import notice_words
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.record_words import person_named, record_words
from partyschool.services.word_lists import add_word
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.pages import check_file, letters, text_of
from tests.services.certified_class import found_school, hold_class
from tests.services.town import add_person, found_town, id_number


def everything(pdf: bytes) -> str:
    return "".join("".join(text_of(pdf, page).split()) for page in range(page_count(pdf)))


def timetable_of(db: Database, code: str) -> bytes:
    return print_timetable(get_class(db, code), school="党校", issuer="房寺镇党校", made=date(2025, 3, 1))


def test_the_timetable_merges_dates_and_half_days_and_misses_no_lesson(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    pdf = timetable_of(db, held.code)
    text = everything(pdf)
    detail = get_class(db, held.code)
    assert all(lesson.title in text for lesson in detail.lessons)
    assert text.count("3月12日星期三") == 1
    assert "张立新" in text
    assert "2025年3月12日" in text  # signed with the day of publishing
    check_file(pdf, tmp_path)


def test_a_timetable_of_forty_lessons_goes_on_with_its_date_on_the_next_page(db: Database) -> None:
    found_school(db)
    day = date(2025, 5, 6)
    lessons = tuple(
        LessonPlan(1, time(8, place), time(8, place + 1), f"第{place}课：{'题' * 20}", LessonForm.LECTURE, place="教室")
        for place in range(40)
    )
    form = ClassForm("长课表", day, day, sessions=(SessionPlan(1, day, time(8), time(12), 8),), lessons=lessons)
    pdf = timetable_of(db, create_class(db, form=form))
    assert page_count(pdf) >= 2
    assert all("5月6日" in text_of(pdf, page) for page in range(page_count(pdf)))
    assert everything(pdf).count("说明：") == 1
    assert max(letter.y for page in range(page_count(pdf)) for letter in letters(pdf, page)) < 206


def test_a_lesson_of_the_schools_own_module_is_printed_with_the_modules_name(db: Database) -> None:
    found_school(db)
    module = add_word(db, key="course_modules", title="乡土课堂")
    day = date(2025, 5, 6)
    lesson = LessonPlan(1, time(8), time(9), "黄河故道", LessonForm.LECTURE, place="教室", module=module)
    form = ClassForm("一课", day, day, sessions=(SessionPlan(1, day, time(8), time(12), 8),), lessons=(lesson,))

    text = everything(timetable_of(db, create_class(db, form=form)))

    assert "乡土课堂" in text
    assert module not in text


def test_a_class_without_lessons_has_no_timetable(db: Database) -> None:
    found_school(db)
    day = date(2025, 5, 6)
    code = create_class(db, form=ClassForm("空", day, day, sessions=(SessionPlan(1, day, time(8), time(12), 8),)))
    with pytest.raises(Refusal) as refused:
        timetable_of(db, code)
    assert refused.value.code == "no_lessons"


def test_the_notice_tells_time_place_and_people_and_brings_its_annexes(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 3})
    pdf = print_notice(notice_words(db, code=held.code, number=7))
    text = everything(pdf)
    assert "禹房党校发〔2025〕7号" in text
    assert "3月12日（星期三）8:30开班，3月14日17:00结束，共3天、24学时。" in text
    assert "共2人，名额分配见附件1" in text
    assert all(word in text for word in ("附件1名额分配表", "附件2报名回执", "课程安排表"))
    assert "签到、奏唱国歌" in text
    annexes = [page for page in range(page_count(pdf)) if "附件" in text_of(pdf, page) and page > 1]
    assert all(f"— {page + 1} —" in text_of(pdf, page) for page in annexes)
    check_file(pdf, tmp_path)


def test_a_notice_without_a_number_leaves_its_place_free(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    assert "禹房党校发〔2025〕\u3000号" in text_of(print_notice(notice_words(db, code=held.code)))


def test_a_record_sums_what_was_confirmed_and_other_study(db: Database, clock: Clock, tmp_path: Path) -> None:
    held = hold_class(db, clock, {"马明艳": 5})
    person_id = held.people["马明艳"]
    form = StudyForm(StudyKind.MEETING, "学习党章", date(2025, 3, 5), 4)
    record_study(db, person_ids=[person_id], form=form)
    words = record_words(db, person_id=person_id, year=2025)
    assert [line.quarter_hours for line in words.lines] == [8, 80]
    assert words.quarter_days == 10
    pdf = print_record([words])
    text = everything(pdf)
    assert page_count(pdf) == 1
    assert all(
        word in text for word in ("马明艳", "三会一课：学习党章", "3月12日至3月14日", "天数达标，学时未达标", "2.522")
    )
    check_file(pdf, tmp_path)


def test_what_is_not_confirmed_is_left_out_of_the_record_and_said(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 5}, finish=False)
    words = record_words(db, person_id=held.people["马明艳"], year=2025)
    assert words.lines == ()
    assert "另有20学时尚未认定，未计入" in everything(print_record([words]))
    with pytest.raises(Refusal) as refused:
        print_credit_proofs([words])
    assert refused.value.code == "no_credit"


def test_a_record_of_sixty_entries_goes_on_to_more_pages_and_sums_once(db: Database) -> None:
    person_id = add_person(db, "马明艳", found_town(db).front_branch)
    for place in range(60):
        form = StudyForm(StudyKind.THEME_DAY, f"主题党日{place}", date(2025, 1 + place % 5, 1 + place // 5), 2)
        record_study(db, person_ids=[person_id], form=form)
    pdf = print_record([record_words(db, person_id=person_id, year=2025)])
    text = everything(pdf)
    assert page_count(pdf) > 1
    assert text.count("合计") == 1
    assert all(f"主题党日{place}" in text for place in range(60))
    assert text.count("党支部意见") == 1


def test_the_proof_names_the_person_with_a_masked_number(db: Database, clock: Clock, tmp_path: Path) -> None:
    town = found_town(db)
    person_id = add_person(db, "欧阳建国", town.front_branch, serial=5)
    record_study(db, person_ids=[person_id], form=StudyForm(StudyKind.ONLINE, "网上党课", date(2025, 2, 3), 9))
    pdf = print_credit_proofs([record_words(db, person_id=person_id, year=2025)])
    text = everything(pdf)
    assert "兹证明欧阳建国同志（身份证号：371482********" in text
    assert id_number(5) not in text
    assert "共计4.5学时" in text
    check_file(pdf, tmp_path)


def test_a_person_is_found_by_name_or_number_and_namesakes_are_refused(db: Database) -> None:
    town = found_town(db)
    first = add_person(db, "王杰", town.front_branch, serial=1)
    assert person_named(db, "王杰") == first
    add_person(db, "王杰", town.back_branch, serial=3)
    assert person_named(db, id_number(1)) == first
    for text, code in (("王杰", "person_ambiguous"), ("无此人", "person_unknown")):
        with pytest.raises(Refusal) as refused:
            person_named(db, text)
        assert refused.value.code == code
