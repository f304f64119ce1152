"""一期一档: every paper of a class in one file, found by its contents and bookmarks; and the 星级评定表."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from partyschool.printing.binder import print_binder, show_cover
from partyschool.printing.preview import page_count
from partyschool.printing.sheet import first_page_first
from partyschool.printing.star_ratings import print_star_ratings
from partyschool.services.binder_words import binder_words
from partyschool.services.certificates import issue
from partyschool.services.class_queries import get_class
from partyschool.services.schools import home_school
from partyschool.services.star_ratings import StarForm, rate_school, star_board
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.boxes import trouble
from tests.printing.pages import check_file, text_of
from tests.services.asked_class import answer, make_class
from tests.services.certified_class import hold_class
from tests.services.crowded_class import crowd

ORDER = [
    "封面", "目录", "办班情况登记表", "培训通知", "学员名册", "课程安排表", "“5+1+N”流程记录", "签到表",
    "考勤和学时认定表", "结业证书发放登记", "教学质量测评结果", "教学评价反馈单",
]  # fmt: skip


def flat(text: str) -> str:
    return "".join(text.split())


def bookmarks(pdf: bytes) -> list[tuple[str, int]]:
    reader = PdfReader(io.BytesIO(pdf))
    found = []
    for entry in reader.outline:
        assert not isinstance(entry, list)
        found.append((str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1))
    return found


def test_the_papers_stand_in_the_inspectors_order_with_bookmarks(db: Database, clock: Clock, tmp_path: Path) -> None:
    code = hold_class(db, clock, {"马明艳": 6, "王杰": 2}).code
    issue(db, class_code=code)
    answer(db, code)
    pdf = print_binder(binder_words(db, code=code))
    assert [title for title, _ in bookmarks(pdf)] == ORDER
    check_file(pdf, tmp_path)
    assert trouble(pdf) == []


def test_a_preview_sees_the_cover_before_the_other_papers_are_gathered(db: Database, clock: Clock) -> None:
    code = hold_class(db, clock, {"马明艳": 6}).code
    told: list[bytes] = []
    with first_page_first(told.append):
        show_cover(get_class(db, code), home_school(db), made=db.now().date())
        whole = print_binder(binder_words(db, code=code))
    assert [page_count(pdf) for pdf in told] == [1]
    assert text_of(told[0], 0) == text_of(whole, 0)


def test_the_contents_name_the_page_of_each_paper(db: Database, clock: Clock) -> None:
    code = hold_class(db, clock, {"马明艳": 6}).code
    pdf = print_binder(binder_words(db, code=code))
    contents = flat(text_of(pdf, 1))
    for title, page in bookmarks(pdf)[2:]:
        assert re.search(re.escape(flat(title)) + rf"{page}(?=\d+．|中共)", contents), title


def test_what_is_missing_stands_in_the_contents_with_the_reason(db: Database) -> None:
    contents = flat(text_of(print_binder(binder_words(db, code=make_class(db))), 1))
    assert "签到表（缺：还没有人签到）" in contents
    assert "教学质量测评结果（缺：还没有录入测评）" in contents
    assert "学员名册（缺：还没有学员）" in contents


def test_attendance_and_hours_are_told_person_by_person(db: Database, clock: Clock) -> None:
    code = hold_class(db, clock, {"马明艳": 6, "王杰": 2}).code
    words = binder_words(db, code=code)
    assert [(line.name, line.attended, line.quarter_hours) for line in words.credits] == [
        ("马明艳", 6, 96),
        ("王杰", 2, 32),
    ]
    detail = get_class(db, code)
    assert len(words.credits[0].shares) == len(detail.sessions)


def test_the_longest_data_stay_in_their_boxes(db: Database) -> None:
    code = crowd(db)
    answer(db, code)
    assert trouble(print_binder(binder_words(db, code=code))) == []


def test_the_same_class_gives_the_same_bytes(db: Database, clock: Clock) -> None:
    code = hold_class(db, clock, {"马明艳": 6}).code
    assert print_binder(binder_words(db, code=code)) == print_binder(binder_words(db, code=code))


@pytest.mark.parametrize(("stars", "words"), [(4, "已达到70%的目标"), (3, "未达到70%的目标")])
def test_the_star_sheet_says_whether_the_share_is_reached(db: Database, stars: int, words: str) -> None:
    make_class(db)
    [row] = star_board(db, year=2025).rows
    form = StarForm(stars, "92.5", "依据" * 60, "中共禹城市委组织部", date(2025, 6, 1))
    rate_school(db, school_id=row.school_id, year=2025, form=form)
    pdf = print_star_ratings(star_board(db, year=2025), school=row.name, made=date(2025, 6, 2))
    text = flat(text_of(pdf))
    assert words in text
    assert "★" * stars in text
    assert "★" * (stars + 1) not in text
    assert trouble(pdf) == []
    assert page_count(pdf) == 1
