"""学员手册 as a sheet, as A5 pages and as a booklet; table signs that read from both sides."""

import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from partyschool.errors import Refusal
from partyschool.printing.ballot_poster import print_ballot_poster
from partyschool.printing.handbook import print_handbook
from partyschool.printing.preview import page_count, page_sizes
from partyschool.printing.signs import print_signs
from partyschool.services.enrolment import enrol, set_group
from partyschool.services.handbook_texts import list_texts, save_texts
from partyschool.services.handbook_words import handbook_words
from partyschool.services.phone_ballots import get_questionnaire
from partyschool.services.settings import get_all
from partyschool.services.sign_words import sign_words
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.boxes import trouble
from tests.printing.pages import check_file, codes_on, letters, text_of
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


def test_a_school_words_the_texts_in_its_own_way_and_goes_back_to_the_presets(db: Database) -> None:
    code = make_class(db)
    presets = {key: "\n".join(lines) for key, lines in list_texts(db).items()}
    save_texts(db, {**presets, "rules": "自带水杯。\n\n 不在教室吸烟。 ", "about": "欢迎各位学员。"})
    text = everything(print_handbook(handbook_words(db, code=code), form="a5"))
    assert all(words in text for words in ("欢迎各位学员。", "1．自带水杯。", "2．不在教室吸烟。", "永不叛党"))
    assert "本人签到" not in text
    assert get_all(db)["handbook.texts"] == {"rules": ["自带水杯。", "不在教室吸烟。"], "about": ["欢迎各位学员。"]}
    with pytest.raises(Refusal, match="学员须知不能空着"):
        save_texts(db, {**presets, "rules": " \n"})
    save_texts(db, presets)
    assert get_all(db)["handbook.texts"] == {}


def test_the_questionnaires_code_stands_on_a_page_of_its_own(db: Database) -> None:
    code = make_class(db)
    pdf = print_handbook(handbook_words(db, code=code, host="192.168.1.8"), form="a5")
    page = next(page for page in range(2, page_count(pdf)) if "微信打不开" in text_of(pdf, page))
    assert codes_on(pdf, page) == [f"HTTP://192.168.1.8:8766/E/{get_questionnaire(db, code).door}"]
    assert f"教学质量测评{page + 1}" in "".join(text_of(pdf, 1).split())
    assert "测评码" not in everything(print_handbook(handbook_words(db, code=code), form="a5"))
    poster = print_ballot_poster(
        "HTTP://192.168.1.8:8766/E/0A1B2C3D", title="长" * 200, school="校", made=date(2025, 1, 1)
    )
    assert codes_on(poster, 0) == ["HTTP://192.168.1.8:8766/E/0A1B2C3D"]
    assert trouble(poster) == []


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
