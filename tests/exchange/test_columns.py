"""Finding headers in the tables that clerks make."""

from collections.abc import Sequence

import pytest

from partyschool.exchange.layout import find_table
from partyschool.exchange.roster_fields import TITLES
from partyschool.exchange.spreadsheets import Sheet
from tests.exchange.sheets import number_of

PERSON = ["1", "张伟", number_of(1), "前庄村党支部"]
HEAD = ["序号", "姓名", "身份证号", "所在党支部"]


def columns_of(*rows: Sequence[str]) -> dict[str, int]:
    header = TITLES.find_header(rows)
    assert header is not None
    return dict(header.columns)


def data_of(*rows: Sequence[str]) -> list[int]:
    width = max(map(len, rows))
    table = find_table(Sheet("s", [[*row, *[""] * (width - len(row))] for row in rows]), TITLES)
    assert table is not None
    return [index + 1 for index in table.data]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("公民身份证号码", "id_number"),
        ("证件号码", "id_number"),
        ("身份证号（18位）", "id_number"),
        ("*身份证号码", "id_number"),
        ("出 生 年 月", "birth_on"),
        ("出生年月日", "birth_on"),
        ("加入中共组织的时间", "joined_on"),
        ("入党时间(年月日)", "joined_on"),
        ("转为正式党员日期", "full_on"),
        ("组织关系所在单位", "unit"),
        ("隶属党组织", "unit"),
        ("移动电话", "phone"),
        ("座机", "landline"),
        ("文化程度", "education"),
        ("现居住地", "address"),
        ("党员类型", "kind"),
        ("是否失联", "is_lost"),
        ("是否为流动党员（是/否）", "is_floating"),
        ("职业", "occupation"),
    ],
)
def test_the_usual_titles_are_known(title: str, field: str) -> None:
    assert columns_of(["姓名", title, "x"])[field] == 1


def test_order_does_not_matter() -> None:
    assert columns_of(["党支部", "电话", "身份证", "党员姓名"]) == {"unit": 0, "phone": 1, "id_number": 2, "name": 3}


def test_of_two_columns_for_one_field_the_surer_title_wins() -> None:
    columns = columns_of(["姓名", "隶属党组织", "所在党支部", "申请入党日期", "加入党组织日期"])
    assert columns == {"name": 0, "unit": 2, "joined_on": 4}


@pytest.mark.parametrize("above", [0, 1, 2, 5, 10])
def test_the_header_may_stand_below_title_rows(above: int) -> None:
    rows = [["房寺镇党员花名册", "", "", ""]] * above + [HEAD, PERSON]
    header = TITLES.find_header(rows)
    assert header is not None
    assert (header.first, header.last) == (above + 1, above + 1)
    assert data_of(*rows) == [above + 2]


def test_a_header_of_two_rows_is_read_with_its_merged_titles() -> None:
    upper = ["序号", "姓名", "基本情况", "", "", "入党", "", "联系方式", ""]
    lower = ["", "", "性别", "民族", "出生年月", "日期", "转正日期", "手机", "座机"]
    header = TITLES.find_header([["花名册"], upper, lower, ["1", "张伟", "男", "汉", "1968.07", "1994.06", "", "", ""]])
    assert header is not None
    assert (header.first, header.last) == (2, 3)
    assert dict(header.columns) == {
        "name": 1, "sex": 2, "ethnic": 3, "birth_on": 4, "joined_on": 5, "full_on": 6, "phone": 7, "landline": 8,
    }  # fmt: skip


def test_people_below_a_flat_header_are_not_taken_for_its_second_row() -> None:
    header = TITLES.find_header([["姓名", "所在党支部", "性别"], ["张伟", "前庄村党支部", "男"]])
    assert header is not None and header.last == 1


def test_sums_notes_empty_rows_and_repeated_headers_are_no_people() -> None:
    other = ["2", "王芳", number_of(2), "后庄村"]
    rows = [
        ["房寺镇党员花名册"], HEAD, PERSON, ["前庄村小计", "1人"], [], HEAD, ["后庄村党支部"], other,
        ["小  计", "", "1"], ["合计", "2人"], ["", "", "", ""], ["注：本表一式两份"], ["填表人：李", "", "审核人：王"],
        ["备注：略"],
    ]  # fmt: skip
    assert data_of(*rows) == [3, 8]


def test_a_row_with_a_number_but_no_name_is_a_person() -> None:
    assert data_of(HEAD, ["1", "", number_of(3), "前庄村党支部"]) == [2]


def test_serial_numbers_filled_in_beforehand_are_no_people() -> None:
    assert data_of(HEAD, PERSON, ["2", "", "", ""], ["3", "", "", "前庄村党支部"]) == [2]


def test_the_row_that_counts_columns_is_no_person() -> None:
    assert data_of(HEAD, ["1", "2", "3", "4"], PERSON) == [3]


def test_a_table_without_names_or_numbers_has_no_header() -> None:
    assert TITLES.find_header([["课程", "地点", "时间"], ["党史", "教室", "8:30"]]) is None


def test_unknown_titles_are_told_and_known_unwanted_ones_are_not() -> None:
    header = TITLES.find_header([["序号", "姓名", "身份证号", "党龄", "备注2", "鞋码"]])
    assert header is not None
    assert [header.titles[column] for column in header.unknown] == ["备注2", "鞋码"]


def test_a_column_can_be_given_another_meaning() -> None:
    header = TITLES.find_header([["姓名", "身份证号", "鞋码"]])
    assert header is not None
    mapped = header.remapped(2, "phone")
    assert mapped.columns["phone"] == 2 and not mapped.unknown
    assert "phone" not in mapped.remapped(2, None).columns
