"""年度统计表 and 年度总结 on paper, in WPS and for scripts: the same figures everywhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from partyschool.exchange.paper_tables import ledger_tables
from partyschool.exchange.summary_document import save_summary_document, summary_document
from partyschool.exchange.summary_totals import summary_totals
from partyschool.exchange.summary_workbook import save_summary
from partyschool.printing.ledger import print_ledger
from partyschool.printing.preview import page_count
from partyschool.printing.statistics import print_statistics
from partyschool.printing.summary import print_summary
from partyschool.services.report_tables import report_tables
from partyschool.services.statistics import year_statistics
from partyschool.services.statistics_rows import Check, FlowException, YearStatistics
from partyschool.services.words import rate
from partyschool.storage.database import Database
from tests.printing.pages import check_file, letters, text_of
from tests.services.random_town import YEAR, build_random_town

MADE = date(2026, 1, 6)


@pytest.fixture
def statistics(db: Database) -> YearStatistics:
    """A year with people behind, an exception, and every kind of class."""
    build_random_town(db, 2, people=60, classes=12)
    found = year_statistics(db, year=YEAR, with_provisional=True)
    reason = FlowException(found.classes[2].code, "第3期", "close", ("field",), "下雨，改看视频", datetime(YEAR, 5, 18))
    return replace(found, exceptions=(reason,))


def everything(pdf: bytes) -> str:
    return "".join("".join(text_of(pdf, page).split()) for page in range(page_count(pdf)))


def test_the_table_prints_the_figures_that_were_counted(statistics: YearStatistics, tmp_path: Path) -> None:
    pdf = print_statistics(statistics, made=MADE, edition=2)
    first = "".join(text_of(pdf).split())
    count = statistics.sums.count
    totals = count.totals
    assert f"合计{totals.members}{totals.due}{totals.exempt}{totals.trained}{rate(totals.coverage)}" in first
    assert "核对：各村合计与全镇逐列相等" in first
    assert f"党员总数{totals.members}＝应训{totals.due}＋免训{totals.exempt}" in first
    assert "第2版" in first
    assert "“32学时达标”是应训党员中满32学时的人数，“56学时达标”只数书记和班子成员中满56学时的" in first
    for row in statistics.units:
        assert f"{row.name}{row.count.totals.members}{row.count.totals.due}" in first
    check_file(pdf, tmp_path)


def test_parts_that_do_not_add_up_are_said_on_the_paper(statistics: YearStatistics) -> None:
    wrong = replace(statistics, checks=(Check("due", 3, 2),))
    assert "不相等（due2≠3）" in everything(print_statistics(wrong, made=MADE))


def test_every_name_that_is_missing_and_every_reason_stands_in_the_tables(statistics: YearStatistics) -> None:
    text = everything(print_statistics(statistics, made=MADE))
    assert statistics.missing
    assert all(row.name in text for row in statistics.missing)
    assert "强制办结现场教学下雨，改看视频5月18日" in text
    assert all(row.code in text for row in statistics.classes)


def test_nothing_leaves_the_page_with_sixty_villages_of_long_names(statistics: YearStatistics) -> None:
    many = tuple(
        replace(statistics.units[0], unit_id=1000 + place, name=f"第{place}个名字特别长的行政村社区")
        for place in range(60)
    )
    pdf = print_statistics(replace(statistics, units=many), made=MADE)
    assert everything(pdf).count("村（社区）党员总数") >= 3  # the head on each page
    for page in range(page_count(pdf)):
        seen = [letter for letter in letters(pdf, page) if letter.character.strip()]
        assert min(letter.left for letter in seen) >= 10
        assert max(letter.right for letter in seen) <= 297 - 10
        assert max(letter.y for letter in seen) <= 210 - 4


def test_an_empty_year_prints_without_a_figure_to_divide_by(db: Database) -> None:
    build_random_town(db, 1, people=0, classes=0)
    empty = year_statistics(db, year=YEAR)
    text = everything(print_summary(empty, made=MADE))
    assert "—" in text
    assert "应训党员全部达标" in text
    assert "没有培训记录" in text


def test_the_summary_has_its_outline_then_the_tables_on_the_long_side(
    statistics: YearStatistics, tmp_path: Path
) -> None:
    pdf = print_summary(statistics, made=MADE)
    pages = PdfReader(io.BytesIO(pdf)).pages
    widths = [round(float(page.mediabox.width)) for page in pages]
    assert widths[0] == 595
    assert widths[-1] == 842
    assert widths == sorted(widths)
    text = everything(pdf)
    places = [
        text.index(word) for word in ("一、基本情况", "二、主要做法", "三、取得成效", "四、存在问题", "五、下一步打算")
    ]
    assert places == sorted(places)
    assert f"培训{statistics.sums.count.attendances}人次、{statistics.sums.count.people}人" in text
    assert f"还有{len(statistics.missing)}名应训党员没有达到年度要求" in text
    prose = "".join("".join(text_of(pdf, page).split()) for page in range(widths.count(595)))
    assert not any(row.name in prose for row in statistics.missing)  # names stand in the tables only
    marks = [entry.title for entry in PdfReader(io.BytesIO(pdf)).outline if not isinstance(entry, list)]
    assert marks == ["房寺镇党校2025年度工作总结", "房寺镇党校2025年度培训统计表"]
    check_file(pdf, tmp_path)


def test_the_same_year_gives_the_same_bytes(statistics: YearStatistics) -> None:
    assert print_summary(statistics, made=MADE) == print_summary(statistics, made=MADE)
    assert summary_document(statistics, MADE) == summary_document(statistics, MADE)


def test_the_workbook_holds_the_same_figures_as_numbers(statistics: YearStatistics, tmp_path: Path) -> None:
    path = tmp_path / "总结.xlsx"
    save_summary(path, statistics)
    book = openpyxl.load_workbook(path)
    tables = report_tables(statistics)
    assert len(book.worksheets) == len(tables)
    for sheet, table in zip(book.worksheets, tables, strict=True):
        rows = [row[: len(table.columns)] for row in sheet.iter_rows(min_row=3, values_only=True)]
        assert len(rows) == max(len(table.rows), 0) or not table.rows, table.key
        for shown, counted in zip(rows, table.rows, strict=False):
            for cell, value, column in zip(shown, counted, table.columns, strict=True):
                if isinstance(value, (int, float)):
                    assert cell == pytest.approx(value / 100 if column.kind == "percent" else value), table.key
    missing = book["未达标党员名单"]
    assert isinstance(missing.cell(3, 10).value, (str, type(None)))  # the masked citizen number is text


def test_the_document_for_wps_has_the_text_and_every_table(statistics: YearStatistics, tmp_path: Path) -> None:
    path = tmp_path / "总结.docx"
    save_summary_document(path, statistics, MADE)
    document = Document(str(path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "房寺镇党校2025年度工作总结" in text
    assert f"培训{statistics.sums.count.attendances}人次" in text
    filled = [table for table in report_tables(statistics) if table.rows]
    assert [len(table.rows) for table in document.tables] == [len(table.rows) + 1 for table in filled]


def test_scripts_are_told_the_totals_by_the_words_of_the_rules(statistics: YearStatistics) -> None:
    totals = json.loads(json.dumps(summary_totals(statistics)))
    assert totals["classes"] == statistics.sums.classes
    assert totals["attendances"] == sum(row["attendances"] or 0 for row in totals["per_class"])
    assert totals["due"] == sum(row["due"] for row in totals["per_unit"])
    assert len(totals["still_missing"]) == totals["behind"]
    assert totals["adds_up"] is True
    assert "id_number" not in json.dumps(totals)


def test_the_ledger_numbers_the_classes_held_and_says_which_are_not(statistics: YearStatistics) -> None:
    first, second, third, *_ = statistics.classes
    waiting = replace(second, title="还没有办的班", is_held=False, half_hours=0)
    classes = (replace(first, is_held=True), waiting, replace(third, is_held=True))
    found = replace(statistics, classes=classes)
    assert found.class_numbers == {first.code: 1, third.code: 2}
    [table] = ledger_tables(found)
    places = {column.title: place for place, column in enumerate(table.columns)}
    told = [[row[places[title]] for title in ("期次", "天数", "学时", "5+1+N")] for row in table.rows]
    assert [row[0] for row in told] == [1, None, 2]
    assert told[1] == [None, None, None, "未开班"]
    assert everything(print_ledger(found, made=MADE)).count("未开班") == 1
    assert everything(print_ledger(replace(found, classes=classes[:1]), made=MADE)).count("未开班") == 0


def test_the_ledger_lists_every_class_with_the_reason_of_its_exception(
    statistics: YearStatistics, tmp_path: Path
) -> None:
    pdf = print_ledger(statistics, made=MADE)
    text = everything(pdf)
    assert all(row.title in text for row in statistics.classes)
    assert "强制办结：下雨，改看视频" in text
    assert f"共{statistics.sums.classes}期" in text
    check_file(pdf, tmp_path)
