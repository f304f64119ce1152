"""Papers for WPS: the notice as a document, tables as workbooks, the same words as on paper."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from partyschool.errors import Refusal, Trouble
from partyschool.exchange.notice_document import notice_document, save_notice_document
from partyschool.exchange.office_papers import (
    CLASS_TABLES,
    YEAR_TABLES,
    class_format,
    save_class_paper,
    save_year_paper,
)
from partyschool.services.audit_view import list_audit
from partyschool.services.certificates import issue
from partyschool.services.enrolment import enrol
from partyschool.services.notice_text import notice_text
from partyschool.services.notice_words import notice_words
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.asked_class import answer, make_class
from tests.services.certified_class import hold_class
from tests.services.crowded_class import crowd
from tests.services.town import add_person, found_town


@pytest.fixture
def code(db: Database, clock: Clock) -> str:
    held = hold_class(db, clock, {"马明艳": 6, "王杰": 2})
    issue(db, class_code=held.code)
    answer(db, held.code)
    return held.code


def test_the_notice_says_on_paper_and_in_wps_the_same(db: Database, code: str) -> None:
    words = notice_words(db, code=code, number=3)
    document = Document(io.BytesIO(notice_document(words)))
    lines = [paragraph.text for paragraph in document.paragraphs]
    text = notice_text(words)
    assert text.title in lines
    assert "禹房党校发〔2025〕3号" in lines
    assert all(f"{row.lead}{row.text}" in lines for row in text.paragraphs)
    assert [line for line in lines if line.startswith("附件") and line[2:].isdecimal()] == ["附件1", "附件2", "附件3"]
    assert len(document.tables) == 3


def test_the_document_has_official_margins_and_faces(db: Database, code: str) -> None:
    document = Document(io.BytesIO(notice_document(notice_words(db, code=code))))
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [37, 28, 26]
    faces = {run.font.name for paragraph in document.paragraphs for run in paragraph.runs}
    assert {"方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"} <= faces


def test_the_same_notice_gives_the_same_bytes_without_macros(db: Database, code: str) -> None:
    words = notice_words(db, code=code)
    content = notice_document(words)
    assert content == notice_document(words)
    assert not [name for name in ZipFile(io.BytesIO(content)).namelist() if "vba" in name.lower()]


def test_a_place_that_cannot_be_written_is_said_in_words(db: Database, code: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="换个位置"):
        save_notice_document(tmp_path / "missing" / "通知.docx", notice_words(db, code=code))


@pytest.mark.parametrize("kind", sorted(CLASS_TABLES))
def test_each_table_of_a_class_opens_with_its_rows(db: Database, code: str, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "表.xlsx"
    save_class_paper(db, path, kind=kind, code=code)
    book = load_workbook(path)
    assert all(page.max_row > 2 for page in book.worksheets)
    assert all(page.cell(1, 1).value for page in book.worksheets)


@pytest.mark.parametrize("kind", sorted(YEAR_TABLES))
def test_each_table_of_a_year_opens_also_without_rows(db: Database, tmp_path: Path, kind: str) -> None:
    found_town(db)
    path = tmp_path / "表.xlsx"
    save_year_paper(db, path, kind=kind, year=2025)
    assert load_workbook(path).worksheets[0].cell(2, 1).value


def test_attendance_and_hours_are_figures_and_names_are_texts(db: Database, code: str, tmp_path: Path) -> None:
    path = tmp_path / "档案.xlsx"
    save_class_paper(db, path, kind="binder", code=code)
    page = load_workbook(path)["考勤和学时"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert rows[0][1] == "马明艳"
    assert rows[0][-2:] == [6, 24]
    assert rows[1][-2:] == [2, 8]


def test_a_name_that_looks_like_a_formula_stays_a_name(db: Database, tmp_path: Path) -> None:
    town = found_town(db)
    code = make_class(db, title="=1+1")
    enrol(db, code=code, person_ids=[add_person(db, "=SUM(A1)", town.front_branch)])
    path = tmp_path / "表.xlsx"
    save_class_paper(db, path, kind="sheet", code=code)
    page = load_workbook(path).worksheets[0]
    cell = page.cell(3, 2)
    assert (cell.value, cell.data_type) == ("=SUM(A1)", "s")


def test_the_longest_names_fit_into_documents_and_workbooks(db: Database, tmp_path: Path) -> None:
    code = crowd(db)
    assert notice_document(notice_words(db, code=code))
    for kind in ("villages", "binder"):
        save_class_paper(db, tmp_path / f"{kind}.xlsx", kind=kind, code=code)
        assert load_workbook(tmp_path / f"{kind}.xlsx").worksheets


def test_the_register_tells_state_and_copies(db: Database, code: str, tmp_path: Path) -> None:
    path = tmp_path / "登记簿.xlsx"
    save_year_paper(db, path, kind="register", year=2025)
    rows = [[cell.value for cell in row] for row in load_workbook(path)["结业证书"].iter_rows(min_row=3)]
    assert [(row[2], row[6], row[7]) for row in rows] == [("马明艳", "有效", 1)]
    assert rows[0][4].date() == date(2025, 3, 14)


def test_results_are_not_saved_before_there_are_any(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        save_class_paper(db, tmp_path / "x.xlsx", kind="evaluation", code=make_class(db))
    assert class_format("notice") == ".docx"
    assert class_format("cards") == ""


def test_tables_with_people_leave_a_line_in_the_log(db: Database, code: str, tmp_path: Path) -> None:
    for kind in ("timetable", "binder"):
        save_class_paper(db, tmp_path / "x.xlsx", kind=kind, code=code)
    actions = [row.action for row in list_audit(db)]
    assert actions.count("print.binder.xlsx") == 1
    assert "print.timetable.xlsx" not in actions
