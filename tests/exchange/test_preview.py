"""The page that checks a file before it is written."""

from pathlib import Path
from typing import Any

import pytest

from partyschool.exchange.preview import NEW, Preview, open_preview
from partyschool.services.people import list_people
from partyschool.storage.database import Database
from tests.exchange.sheets import Rows, number_of, write_rows, write_sheets
from tests.exchange.town import HEAD, found_school, import_rows, outcomes


@pytest.fixture(autouse=True)
def _school(db: Database) -> None:
    found_school(db)


def line(
    serial: int, name: str, number: Any = None, unit: str = "桥头村党支部", phone: str = "13805340612"
) -> list[Any]:
    wanted = number_of(serial) if number is None else number
    return [serial, name, wanted, unit, "女" if serial % 2 == 0 else "男", "1968.07", "正式党员", "1994.06", phone]


def preview_of(db: Database, folder: Path, *rows: list[Any], head: Any = HEAD) -> Preview:
    return open_preview(db, "roster", write_rows(folder / "花名册.xlsx", [["党员花名册"], head, *rows]))


def test_nothing_is_written_by_looking(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲"))
    assert preview.counts["created"] == preview.writable == 1
    assert list_people(db) == []


def test_cells_show_what_was_read_and_are_framed_by_what_was_found(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, line(1, "甲")])
    preview = preview_of(
        db, tmp_path, line(1, "甲", phone="15853401190"), line(2, "乙", "12"), line(3, "丙", phone="138")
    )
    places = {column.field: place for place, column in enumerate(preview.columns)}
    changed, wrong, doubtful = preview.rows
    phone, number = places["phone"], places["id_number"]
    assert (changed.outcome, changed.cells[phone].text) == ("updated", "15853401190")
    assert (changed.cells[phone].state, changed.cells[phone].note) == ("changed", "13805340612")
    assert (wrong.outcome, wrong.cells[number].state) == ("rejected", "error")
    assert set(wrong.codes) == {"id_length"}
    assert (doubtful.outcome, doubtful.cells[phone].state) == ("created", "warning")
    assert [cell.state for cell in wrong.cells if cell.state] == ["error"]


def test_counts_and_causes_add_up(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲"), line(2, "乙", "12"), line(1, "甲"), line(5, "丁", ""))
    counts = preview.counts
    assert counts.pop("all") == sum(counts.values()) == 4
    assert (counts["created"], counts["rejected"], counts["duplicate"], counts["pending"]) == (1, 1, 1, 1)
    assert [(cause.code, cause.level, cause.count) for cause in preview.causes] == [
        ("id_length", "error", 1),
        ("id_missing", "warning", 1),
        ("unit_new", "warning", 1),
    ]


def test_the_header_is_told_in_words(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, [*line(1, "甲"), 42], head=[*HEAD, "鞋码"])
    assert preview.header_words == "表头在第 2 行，认出 8 列"
    assert preview.unknown == ("鞋码",)
    assert [(column.field, column.title) for column in preview.all_columns][-1] == ("", "鞋码")


def test_a_mended_cell_is_judged_anew_and_written(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲", "12"))
    row = preview.mend(0, "id_number", number_of(1))
    assert row.outcome == "created"
    assert row.cells[1].text == number_of(1)
    assert outcomes(preview.write()) == {"created": 1}
    assert [person.id_number for person in list_people(db)] == [number_of(1)]


def test_mending_one_row_may_make_another_a_duplicate(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲", "12"), line(1, "甲"))
    preview.mend(0, "id_number", number_of(1))
    assert [row.outcome for row in preview.rows] == ["created", "duplicate"]


def test_a_skipped_row_is_left_out_and_comes_back(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲"), line(2, "乙"))
    assert preview.skip(0).is_skipped and preview.writable == 1
    assert "row_skipped" in preview.rows[0].codes
    assert preview.skip(0, False).outcome == "created"
    preview.skip(1)
    assert outcomes(preview.write()) == {"created": 1, "rejected": 1}
    assert [person.name for person in list_people(db)] == ["甲"]


def test_an_undecided_row_is_the_same_person_or_a_new_one(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, line(1, "甲")])
    preview = preview_of(db, tmp_path, line(1, "甲", "", phone="15853401190"))
    [row] = preview.rows
    assert row.outcome == "pending"
    [match] = row.matches
    assert "甲" in match.words and "桥头村党支部" in match.words and number_of(1)[-4:] in match.words
    assert preview.decide(0, match.person_id).outcome == "updated"
    assert preview.decide(0, NEW).outcome == "created"
    assert preview.decide(0, None).outcome == "pending"
    preview.decide(0, match.person_id)
    assert outcomes(preview.write()) == {"updated": 1}
    assert [(person.phone, person.id_number) for person in list_people(db)] == [("15853401190", number_of(1))]


def test_a_decision_for_a_new_person_writes_one(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲", ""))
    preview.decide(0, NEW)
    assert outcomes(preview.write()) == {"created": 1}
    again = preview_of(db, tmp_path, line(1, "甲", ""))
    assert again.rows[0].outcome == "unchanged"


def test_a_column_can_be_given_another_meaning(db: Database, tmp_path: Path) -> None:
    head = [*HEAD[:-1], "鞋码"]
    preview = preview_of(db, tmp_path, line(1, "甲"), head=head)
    column = next(column.index for column in preview.all_columns if column.title == "鞋码")
    assert ("phone", "手机号") in preview.choices
    preview.remap(column, "phone")
    assert preview.unknown == ()
    preview.write()
    assert [person.phone for person in list_people(db)] == ["13805340612"]


def test_a_column_can_be_left_out(db: Database, tmp_path: Path) -> None:
    preview = preview_of(db, tmp_path, line(1, "甲", phone="138"))
    column = next(column.index for column in preview.columns if column.field == "phone")
    preview.remap(column, None)
    assert "phone_invalid" not in {cause.code for cause in preview.causes}


def test_several_sheets_are_one_preview(db: Database, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"桥头村": [HEAD, line(1, "甲")], "前庄村": [HEAD, line(2, "乙", "12")]}
    preview = open_preview(db, "roster", write_sheets(tmp_path / "a.xlsx", sheets))
    assert [(row.index, row.sheet, row.row) for row in preview.rows] == [(0, "桥头村", 2), (1, "前庄村", 2)]
    assert preview.mend(1, "id_number", number_of(2)).outcome == "created"
    assert outcomes(preview.write()) == {"created": 2}


def test_the_report_holds_what_was_left_and_what_was_mended(db: Database, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    preview = preview_of(db, tmp_path, line(1, "甲"), line(2, "乙", "12"))
    preview.mend(1, "phone", "15853401190")
    assert preview.save_report(tmp_path / "问题.xlsx") == 1
    page = load_workbook(tmp_path / "问题.xlsx").active
    assert [cell.value for cell in page[2]][-1] == "15853401190"


def test_old_values_are_shown_in_the_clerks_words(db: Database, tmp_path: Path) -> None:
    head = [*HEAD, "是否流动"]
    import_rows(db, tmp_path, [head, [*line(1, "甲"), "是"]])
    changed = line(1, "甲")
    changed[4], changed[6] = "女", "预备党员"
    [row] = preview_of(db, tmp_path, [*changed, "否"], head=head).rows
    assert {cell.note for cell in row.cells if cell.note} == {"男", "正式党员", "是"}
