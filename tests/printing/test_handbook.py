"""学员手册 as a sheet, as A5 pages and as a booklet; table signs that read from both sides."""

import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from partyschool.errors import Refusal
from partyschool.printing.handbook import print_handbook
from partyschool.printing.preview import page_count, page_sizes
from partyschool.printing.signs import print_signs
from partyschool.services.enrolment import enrol, set_group
from partyschool.services.handbook_words import handbook_words
from partyschool.services.sign_words import sign_words
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.boxes import trouble
from tests.printing.pages import check_file, letters, text_of
from tests.services.asked_class import make_class
from tests.services.certified_class import hold_class
from tests.services.crowded_class import crowd
from tests.services.town import add_person, found_town, id_number

MM = 72 / 25.4


def everything(pdf: bytes) -> str:
    return "".join("".join(text_of(pdf, page).split()) for page in range(page_count(pdf)))


def test_a_class_of_a_day_gets_one_sheet_with_days_rules_and_oath(db: Database, tmp_path: Path) -> None:
    pdf = print_handbook(handbook_words(db, code=make_class(db)))
    text = everything(pdf)
    assert page_count(pdf) == 1
    assert [round(side / MM) for side in page_sizes(pdf)[0]] == [210, 297]
    assert all(word in text for word in ("基层治理案例", "周文斌", "本人签到", "永不叛党"))
    check_file(pdf, tmp_path)


def test_a_booklet_has_whole_sheets_and_the_cover_at_the_right_of_the_first(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    code = hold_class(db, clock, {"马明艳": 6}).code
    words = handbook_words(db, code=code)
    pages = page_count(print_handbook(words, form="a5"))
    booklet = print_handbook(words, form="booklet")
    assert pages % 4 == 0
    assert page_count(booklet) == pages // 2
    cover = [letter for letter in letters(booklet) if letter.character in "手册"]
    assert all(letter.left > 148.5 for letter in cover)
    assert f"第{pages}页共{pages}页" in "".join(text_of(booklet).split())
    assert f"第{pages - 1}页" in "".join(text_of(booklet, 1).split())
    check_file(booklet, tmp_path)


def test_the_contents_name_the_pages_on_which_the_chapters_stand(db: Database, clock: Clock) -> None:
    code = hold_class(db, clock, {"马明艳": 6}).code
    pdf = print_handbook(handbook_words(db, code=code), form="a5")
    found = re.findall(r"(培训日程|学员须知|党章节选|学习笔记)(\d+)", "".join(text_of(pdf, 1).split()))
    assert [title for title, _ in found] == ["培训日程", "学员须知", "党章节选", "学习笔记"]
    for title, page in found:
        assert title in "".join(text_of(pdf, int(page) - 1).split())


def test_the_list_has_groups_and_masked_telephones_but_no_citizen_number(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "欧阳建国", town.front_branch, serial=5)
    code = make_class(db)
    enrol(db, code=code, person_ids=[person])
    set_group(db, code=code, person_ids=[person], group="第一组")
    text = everything(print_handbook(handbook_words(db, code=code), form="a5"))
    assert "第一组" in text
    assert "欧阳建国" in text
    assert id_number(5) not in text
    assert id_number(5)[:6] not in text


@pytest.mark.parametrize("form", ["sheet", "a5", "booklet"])
def test_the_longest_data_stay_in_their_boxes(db: Database, form: str) -> None:
    assert trouble(print_handbook(handbook_words(db, code=crowd(db)), form=form)) == []


def test_a_class_without_anybody_still_has_its_handbook(db: Database) -> None:
    assert "学员名册（0人）" in everything(print_handbook(handbook_words(db, code=make_class(db)), form="a5"))


def test_a_sign_shows_the_name_twice_once_upside_down(db: Database) -> None:
    words = sign_words(db, code=make_class(db), of="teachers")
    assert [row.name for row in words.people] == ["周文斌", "刘桂英"]
    pdf = print_signs(words.people, school=words.school, title=words.title, made=date(2025, 1, 1))
    assert page_count(pdf) == 2
    high = [letter.y < 105 for letter in letters(pdf) if letter.character == "周"]
    assert sorted(high) == [False, True]


def test_signs_of_the_longest_names_stay_on_the_paper(db: Database) -> None:
    words = sign_words(db, code=crowd(db))
    assert trouble(print_signs(words.people[:6], school=words.school, title="班", made=date(2025, 1, 1))) == []


def test_without_people_there_are_no_signs(db: Database) -> None:
    words = sign_words(db, code=make_class(db))
    with pytest.raises(Refusal):
        print_signs(words.people, school=words.school, title=words.title, made=date(2025, 1, 1))


def test_the_language_is_chinese_and_the_author_the_school(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "h.pdf"
    path.write_bytes(print_handbook(handbook_words(db, code=make_class(db))))
    reader = PdfReader(path)
    assert reader.metadata is not None
    assert reader.metadata.author == "中共禹城市房寺镇委员会党校"
    assert str(reader.root_object["/Lang"]) == "zh-CN"
