"""年度师资库名册 on paper and as a workbook, read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from partyschool.cli.main import main
from partyschool.domain.pool import PoolAction
from partyschool.errors import Refusal
from partyschool.exchange.teacher_roll import save_teacher_roll
from partyschool.printing.preview import page_count
from partyschool.printing.teacher_roll import print_teacher_roll
from partyschool.services.roll_words import roll_words
from partyschool.services.teacher_pool import record_pool
from partyschool.services.teacher_trainings import TrainingForm, record_trainings
from partyschool.services.teachers import TeacherForm, list_teachers, save_teacher
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.pages import check_file, text_of
from tests.services.certified_class import found_school, hold_class


@pytest.fixture
def pool(db: Database, clock: Clock) -> Database:
    """Two teachers, of whom one taught, was trained and left."""
    hold_class(db, clock, {"马明艳": 6})
    [leader] = [row.id for row in list_teachers(db)]
    save_teacher(db, form=TeacherForm("曾平", "expert", "市委党校副教授", phone="0534-7212345", subjects="党史"))
    record_trainings(db, teacher_ids=[leader], form=TrainingForm("lessons", "师资班", date(2025, 2, 3), half_hours=16))
    record_pool(
        db, teacher_ids=[leader], year=2025, action=PoolAction.LEAVE, reason="工作调动", noted_on=date(2025, 9, 1)
    )
    return db


def test_the_roll_names_kind_subjects_state_and_sums(pool: Database, tmp_path: Path) -> None:
    pdf = print_teacher_roll(roll_words(pool, year=2025))
    text = "".join(text_of(pdf).split())
    assert "2025年度师资库名册" in text
    assert all(word in text for word in ("曾平", "专家教授", "市委党校副教授", "党史", "0534-7212345", "入库"))
    assert "出库（9月1日）：工作调动" in text
    assert "在库1人：领导干部0人，专家教授1人，身边榜样0人；本年入库1人，续聘0人，出库1人" in text
    assert text.index("曾平") < text.index("张立新")  # who left stands last
    check_file(pdf, tmp_path)


def test_a_roll_of_eighty_goes_on_to_more_pages_and_sums_once(db: Database) -> None:
    found_school(db)
    for place in range(80):
        save_teacher(db, form=TeacherForm(f"教师{place}", "expert", f"职务{place}"))
    pdf = print_teacher_roll(roll_words(db, year=2025))
    whole = "".join("".join(text_of(pdf, page).split()) for page in range(page_count(pdf)))
    assert page_count(pdf) > 1
    assert whole.count("合计") == 1
    assert all(f"职务{place}" in whole for place in range(80))


def test_a_year_without_a_line_has_no_roll(pool: Database) -> None:
    with pytest.raises(Refusal) as caught:
        print_teacher_roll(roll_words(pool, year=2024))
    assert caught.value.code == "pool_empty"


def test_the_workbook_has_the_roll_the_lessons_and_the_trainings(pool: Database, tmp_path: Path) -> None:
    target = tmp_path / "名册.xlsx"
    save_teacher_roll(target, roll_words(pool, year=2025))
    book = CalamineWorkbook.from_path(target)
    assert book.sheet_names == ["名册", "授课情况", "师资培训"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    roll, lessons, trainings = (rows[-1] for rows in sheets)
    assert roll[1:3] == ["张立新", "领导干部"]
    assert (roll[6], roll[7], roll[8], roll[10]) == ("出库（9月1日）：工作调动", date(2025, 9, 1), 1.0, 1.0)
    assert (lessons[0], lessons[4]) == ("张立新", "领导讲课")
    assert (trainings[0], trainings[2], trainings[6]) == ("张立新", "师资班", 8.0)


def test_the_shell_prints_the_roll_and_notes_it(pool: Database, tmp_path: Path) -> None:
    target = tmp_path / "名册.pdf"
    assert main(["print", "teachers", "2025", "-o", str(target), "--quiet", "--data", str(pool.folder.root)]) == 0
    assert "名册" in text_of(target.read_bytes())
    assert main(["print", "teachers", "1950", "-o", str(target), "--data", str(pool.folder.root)]) == 1
