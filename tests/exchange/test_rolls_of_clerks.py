"""Rolls as other towns' clerks make them: every difference here was met in a spreadsheet that was read wrong."""

from pathlib import Path

import pytest

from partyschool.exchange.imports import import_file
from partyschool.exchange.roster_fields import TITLES
from partyschool.services.people import list_people
from partyschool.storage.database import Database
from tests.exchange.sheets import Rows, number_of, write_sheets
from tests.exchange.town import HEAD, codes, found_school, import_rows, outcomes


@pytest.fixture(autouse=True)
def school(db: Database) -> None:
    found_school(db)


def row(serial: int, unit: str = "前庄村党支部", name: str = "张伟", joined: object = "1994-06-01") -> list[object]:
    return [serial, name, number_of(serial), unit, "", "", "正式党员", joined, "13805340612"]


def units_of(db: Database) -> set[str]:
    return {person.unit for person in list_people(db)}


def test_a_line_for_signatures_is_no_person(db: Database, tmp_path: Path) -> None:
    foot = ["党委书记：", "", "审核人：李四", "", "填表人：王五 13800000000", "", "", "", ""]
    result = import_rows(db, tmp_path, [HEAD, row(1), foot])
    assert (outcomes(result), codes(result)) == ({"created": 1}, {})


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("1.性别", "sex"),
        ("何时入党", "joined_on"),
        ("成为正式党员日期", "full_on"),
        ("党员性质", "kind"),
        ("流动情况", "is_floating"),
    ],
)
def test_other_words_of_a_header_are_understood(title: str, field: str) -> None:

    found = TITLES.field_of(title)
    assert found is not None and found[0] == field


def test_an_aside_behind_a_category_is_left_out(db: Database, tmp_path: Path) -> None:
    cells = row(1)
    cells[6] = "预备党员（2025年）"
    import_rows(db, tmp_path, [HEAD, cells])
    assert [person.kind for person in list_people(db)] == ["probationary"]


def test_a_year_of_two_figures_is_of_the_century_that_spreadsheets_take(db: Database, tmp_path: Path) -> None:
    written = ["85年7月1日", "05.7.1", "85/7/1", "1985年7月份"]
    import_rows(db, tmp_path, [HEAD, *(row(serial + 1, joined=text) for serial, text in enumerate(written))])
    kept = {person.id_number: person.joined_on for person in list_people(db)}
    assert [kept[number_of(serial)] for serial in (1, 2, 3, 4)] == ["1985-07-01", "2005-07-01", "1985-07-01", "1985-07"]


def test_marks_beside_a_name_are_told_and_are_not_the_name(db: Database, tmp_path: Path) -> None:
    result = import_rows(
        db, tmp_path, [HEAD, row(1, name="张伟（女）"), row(2, name="△李强*"), row(3, name="古丽·买买提")]
    )
    assert {person.name for person in list_people(db)} == {"张伟", "李强", "古丽·买买提"}
    assert codes(result) == {"name_remark": 2}


@pytest.mark.parametrize(
    ("written", "kept"), [("手机：138.0534.0612（本人）", "13805340612"), ("13805340612（子）",) * 2]
)
def test_words_about_a_phone_are_not_the_phone(db: Database, tmp_path: Path, written: str, kept: str) -> None:
    import_rows(db, tmp_path, [HEAD, [*row(1)[:-1], written]])
    assert [person.phone for person in list_people(db)] == [kept]


def test_the_spellings_of_one_village_in_one_file_are_one_village(db: Database, tmp_path: Path) -> None:
    written = ["前庄村党支部", "前庄党支部", "河湾镇党委前庄村党支部", "河湾前庄村支部", "前庄村"]
    import_rows(db, tmp_path, [HEAD, *(row(serial + 1, unit) for serial, unit in enumerate(written))])
    assert units_of(db) == {"前庄村党支部"}


def test_a_village_known_with_its_last_word_is_found_without_it_and_the_other_way_round(
    db: Database, tmp_path: Path
) -> None:
    import_rows(db, tmp_path, [HEAD, row(1, "前庄村党支部"), row(2, "李家寨党支部")])
    import_rows(db, tmp_path, [HEAD, row(3, "前庄党支部"), row(4, "李家寨村党支部")])
    assert units_of(db) == {"前庄村党支部", "李家寨党支部"}


def test_sheets_called_after_villages_name_the_branch(db: Database, tmp_path: Path) -> None:
    head = [title for title in HEAD if title != "所在党支部"]
    sheets: dict[str, Rows] = {
        name: [head, [*row(i)[:3], *row(i)[4:]]] for i, name in enumerate(("1.前庄村", "2.李家寨", "3.小镇子"), 1)
    }
    result = import_file(db, "roster", write_sheets(tmp_path / "villages.xlsx", sheets))
    assert outcomes(result) == {"created": 3}
    assert units_of(db) == {"前庄村党支部", "李家寨党支部", "小镇子党支部"}


def test_a_sheet_called_after_its_contents_names_no_branch(db: Database, tmp_path: Path) -> None:
    head = [title for title in HEAD if title != "所在党支部"]
    sheets: dict[str, Rows] = {"正式党员": [head, [*row(1)[:3], *row(1)[4:]]]}
    result = import_file(db, "roster", write_sheets(tmp_path / "members.xlsx", sheets))
    assert codes(result) == {"unit_unknown": 1}


def test_a_village_written_once_in_a_text_file_holds_for_the_rows_below(db: Database, tmp_path: Path) -> None:
    units = ["前庄村党支部", "", "", "后庄村党支部", "", ""]
    rows = [HEAD, *(row(serial + 1, unit) for serial, unit in enumerate(units))]
    path = tmp_path / "roll.csv"
    path.write_text("\n".join(",".join(map(str, cells)) for cells in rows), encoding="gb18030")
    assert outcomes(import_file(db, "roster", path)) == {"created": 6}
    assert units_of(db) == {"前庄村党支部", "后庄村党支部"}


def test_a_single_empty_branch_among_full_ones_is_not_guessed(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [HEAD, row(1), row(2, ""), row(3)])
    assert codes(result) == {"unit_unknown": 1}


def test_a_post_that_still_lasts_has_no_end(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, row(1, "幸福社区党支部")])
    head = ("村", "姓名", "身份证号", "职务", "任职日期", "离任日期")
    post = ("幸福社区居委会", "张伟", number_of(1), "组织委员", "2021.1", "至今")
    assert outcomes(import_rows(db, tmp_path, [head, post], "cadres")) == {"created": 1}


def test_a_branch_called_after_the_villagers_committee_is_the_villages(db: Database, tmp_path: Path) -> None:
    written = ["刘家庙村委会党支部", "幸福社区居委会党支部", "前庄村“两委”", "前庄村党总支第一党支部"]
    result = import_rows(db, tmp_path, [HEAD, *(row(serial + 1, unit) for serial, unit in enumerate(written))])
    assert outcomes(result) == {"created": 4}
    assert {(person.unit, person.village) for person in list_people(db)} == {
        ("刘家庙村党支部", "刘家庙村"),
        ("幸福社区党支部", "幸福社区"),
        ("前庄村党支部", "前庄村"),
        ("前庄村党总支第一党支部", "前庄村"),
    }


def test_the_town_itself_has_its_branch(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, row(1, "河湾镇"), row(2, "河湾镇党支部")])
    assert units_of(db) == {"河湾镇党支部"}


def test_a_name_that_would_never_be_found_again_is_refused_in_its_row(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [HEAD, row(1, "村委会党委支部"), row(2)])
    assert (outcomes(result), codes(result)) == ({"created": 1, "rejected": 1}, {"unit_unknown": 1})
