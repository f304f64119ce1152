"""From a roll to the register: the six outcomes, the codes, and that nothing is written twice."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from partyschool.errors import Refusal
from partyschool.exchange.imports import import_file
from partyschool.services.people import list_people
from partyschool.services.person_detail import get_person
from partyschool.services.units import list_units
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine, Membership, Person
from tests.conftest import Clock
from tests.exchange.sheets import number_of, write_rows, write_sheets
from tests.exchange.town import HEAD, codes, found_school, import_rows, outcomes

ROLL = Path(__file__).parent.parent / "data" / "roll.xls"


@pytest.fixture(autouse=True)
def _school(db: Database) -> None:
    found_school(db)


def person(serial: int = 1, **cells: Any) -> list[Any]:
    """A faultless line; `cells` by the header's titles in pinyin-free English."""
    line = {
        "serial": serial,
        "name": "贾长河",
        "number": number_of(serial * 2 + 1),
        "unit": "桥头村党支部",
        "sex": "男",
        "born": "1968-07-15",
        "kind": "正式党员",
        "joined": "1994-06-01",
        "phone": "13805340612",
    }
    return list({**line, **cells}.values())


def stored(db: Database, name: str) -> Person:
    with db.read() as session:
        return session.scalars(select(Person).where(Person.name == name)).one()


@pytest.mark.both_databases
def test_a_roll_founds_people_branches_and_villages(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [HEAD, person(1), person(2, name="赵敏", unit="前庄村党支部")])
    assert outcomes(result) == {"created": 2}
    found = [(issue.row, issue.value) for issue in result.issues if issue.code == "unit_new"]
    assert found == [(2, "桥头村"), (2, "桥头村党支部"), (3, "前庄村"), (3, "前庄村党支部")]
    parents = {unit.name: unit.path for unit in list_units(db)}
    assert parents["桥头村党支部"][-3:] == ("河湾镇", "桥头村", "桥头村党支部")
    assert {(row.name, row.unit, row.village) for row in list_people(db)} == {
        ("贾长河", "桥头村党支部", "桥头村"),
        ("赵敏", "前庄村党支部", "前庄村"),
    }


@pytest.mark.both_databases
def test_the_same_file_twice_changes_nothing(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1), person(2, name="赵敏"), person(3, number="", name="无号人")]
    import_rows(db, tmp_path, rows)
    with db.read() as session:
        before = session.scalars(select(AuditLine.id)).all()
    assert outcomes(import_rows(db, tmp_path, rows)) == {"unchanged": 2, "pending": 1}
    with db.read() as session:
        assert session.scalars(select(AuditLine.id)).all() == before


def test_a_dry_run_says_the_same_and_writes_nothing(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1), person(2, number="123"), person(1)]
    dry = import_rows(db, tmp_path, rows, dry_run=True)
    assert list_people(db) == []
    wet = import_rows(db, tmp_path, rows)
    assert dry == wet
    assert outcomes(wet) == {"created": 1, "rejected": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("cells", "code", "title"),
    [
        ({"name": ""}, "name_missing", "姓名"),
        ({"name": "长" * 51}, "name_invalid", "姓名"),
        ({"number": "3714821968071500"}, "id_length", "身份证号"),
        ({"number": 371482196807150050}, "id_truncated", "身份证号"),
        ({"number": 3.7148219680715e17}, "id_truncated", "身份证号"),
        ({"number": "3.71482E+17"}, "id_truncated", "身份证号"),
        ({"number": "371482196807150051"}, "id_checksum", "身份证号"),
        ({"number": "371482196813150055"}, "id_birth_date", "身份证号"),
        ({"born": "六八年夏"}, "date_unreadable", "出生日期"),
        ({"joined": "1994.13"}, "date_unreadable", "入党日期"),
        ({"kind": "老党员"}, "kind_unknown", "人员类别"),
        ({"unit": ""}, "unit_unknown", "所在党支部"),
    ],
)
def test_a_row_in_error_is_left_out_and_its_cell_named(
    db: Database, tmp_path: Path, cells: dict[str, Any], code: str, title: str
) -> None:
    result = import_rows(db, tmp_path, [HEAD, person(1), person(2, **cells)])
    assert outcomes(result) == {"created": 1, "rejected": 1}
    [issue] = [issue for issue in result.issues if issue.code != "unit_new"]
    assert (issue.row, issue.column, issue.level, issue.code) == (3, title, "error", code)
    assert "第 3 行" in issue.message and title in issue.message and issue.value in issue.message


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"sex": "女"}, "sex_differs_from_id"),
        ({"born": "1968.08"}, "birth_differs_from_id"),
        ({"number": "371482680715123"}, "id_upgraded_15"),
        ({"number": 371482680715123}, "id_upgraded_15"),
        ({"phone": "1380534061"}, "phone_invalid"),
        ({"sex": "?"}, "value_unknown"),
    ],
)
def test_a_doubtful_row_is_written_with_a_warning(
    db: Database, tmp_path: Path, cells: dict[str, Any], code: str
) -> None:
    result = import_rows(db, tmp_path, [HEAD, person(1, **cells)])
    assert outcomes(result) == {"created": 1}
    assert codes(result) == {code: 1}


def test_what_differs_from_the_number_is_kept_as_given(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1, sex="女", born="1968.08")])
    kept = stored(db, "贾长河")
    assert (kept.sex, kept.birth_on) == ("female", "1968-08")


def test_sex_and_birth_follow_from_the_number_where_nothing_is_given(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1, sex="", born="")])
    kept = stored(db, "贾长河")
    assert (kept.sex, kept.birth_on, kept.initials) == ("male", "1968-07-15", "jch")


def test_case_33_an_old_number_and_its_new_form_are_one_person(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1, number="371482680715123")])
    assert stored(db, "贾长河").id_to_check
    new = stored(db, "贾长河").id_number
    again = import_rows(db, tmp_path, [HEAD, person(1, number=new), person(2, number="371482680715123")])
    assert outcomes(again) == {"updated": 1, "duplicate": 1}
    assert not stored(db, "贾长河").id_to_check


@pytest.mark.parametrize(
    "written",
    ["桥头村党支部", "河湾镇桥头村党支部", "桥头村支部", "中共河湾镇桥头村支部委员会", "桥头村", " 桥头村 党支部 "],
)
def test_spellings_of_one_branch_are_one_branch(db: Database, tmp_path: Path, written: str) -> None:
    import_rows(db, tmp_path, [HEAD, person(1)])
    result = import_rows(db, tmp_path, [HEAD, person(1, unit=written)])
    assert outcomes(result) == {"unchanged": 1}


def test_a_number_with_blanks_width_and_small_x_is_the_same_number(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1, number="37148219680715005X")])
    spellings = [
        "37148219680715005x",
        "３７１４８２１９６８０７１５００５ｘ",
        " 371482 19680715 005X\u3000",
        "'37148219680715005X",
    ]
    rows = [HEAD, *(person(1, number=number) for number in spellings)]
    assert outcomes(import_rows(db, tmp_path, rows)) == {"unchanged": 1, "duplicate": 3}


def test_dates_and_phones_come_in_every_style(db: Database, tmp_path: Path) -> None:
    rows = [
        HEAD,
        person(1, name="甲", born="1968.07", joined=datetime(1994, 6, 1), phone=13805340612.0),
        person(2, name="乙", born=19680715, joined="1994年6月1日", phone="138 0534 0612"),
        person(3, name="丙", born="１９６８．７．１５", joined=34486, phone="+86-13805340612"),
        person(4, name="丁", born="196807", joined="1994/6/1", phone="０５３４—７３２１２３４"),
    ]
    assert outcomes(import_rows(db, tmp_path, rows)) == {"created": 4}
    kept = [stored(db, name) for name in "甲乙丙丁"]
    assert [row.birth_on for row in kept] == ["1968-07", "1968-07-15", "1968-07-15", "1968-07"]
    assert {row.joined_on for row in kept} == {"1994-06-01"}
    assert [row.phone for row in kept] == ["13805340612"] * 3 + ["0534-7321234"]


def test_october_typed_as_a_figure_is_known_by_its_neighbours(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1, name="甲", joined=1990.1), person(2, name="乙", joined=1990.05)]
    assert codes(import_rows(db, tmp_path, rows)) == {}
    assert [stored(db, name).joined_on for name in "甲乙"] == ["1990-10", "1990-05"]


def test_a_figure_that_may_be_january_or_october_is_told(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1, name="甲", joined=1990.1), person(2, name="乙", joined=1990.5)]
    assert codes(import_rows(db, tmp_path, rows)) == {"date_ambiguous": 1}


def test_names_keep_rare_characters_and_lose_blanks(db: Database, tmp_path: Path) -> None:
    names = ["张　伟", "李𠮷", "王䶮", "买买提•艾力", "古丽 ・ 阿依"]
    import_rows(db, tmp_path, [HEAD, *(person(serial, name=name) for serial, name in enumerate(names, 1))])
    assert {row.name for row in list_people(db)} == {"张伟", "李𠮷", "王䶮", "买买提·艾力", "古丽·阿依"}


def test_a_changed_cell_updates_and_an_empty_one_says_nothing(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1)])
    result = import_rows(db, tmp_path, [HEAD, person(1, phone="15853401190", joined="", kind="")])
    assert outcomes(result) == {"updated": 1}
    kept = stored(db, "贾长河")
    assert (kept.phone, kept.joined_on, kept.kind) == ("15853401190", "1994-06-01", "full")


def test_a_month_does_not_overwrite_the_day_that_is_known(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1, joined="1994.06")])
    assert outcomes(import_rows(db, tmp_path, [HEAD, person(1)])) == {"updated": 1}
    assert outcomes(import_rows(db, tmp_path, [HEAD, person(1, joined="1994年6月")])) == {"unchanged": 1}
    assert stored(db, "贾长河").joined_on == "1994-06-01"


def test_another_branch_is_a_transfer_as_of_today(db: Database, tmp_path: Path, clock: Clock) -> None:
    import_rows(db, tmp_path, [HEAD, person(1)])
    clock.advance(days=10)
    assert outcomes(import_rows(db, tmp_path, [HEAD, person(1, unit="前庄村党支部")])) == {"updated": 1}
    detail = get_person(db, stored(db, "贾长河").id)
    assert [(row.unit, row.start_on, row.end_on) for row in detail.memberships] == [
        ("前庄村党支部", date(2025, 6, 26), None),
        ("桥头村党支部", None, date(2025, 6, 25)),
    ] or [(row.unit, row.start_on, row.end_on) for row in detail.memberships] == [
        ("桥头村党支部", None, date(2025, 6, 25)),
        ("前庄村党支部", date(2025, 6, 26), None),
    ]


def test_a_second_transfer_on_the_same_day_corrects_the_first(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1)])
    for unit in ("前庄村党支部", "后庄村党支部"):
        import_rows(db, tmp_path, [HEAD, person(1, unit=unit)])
    with db.read() as session:
        assert len(session.scalars(select(Membership)).all()) == 2


def test_another_name_under_the_same_number_is_written_with_a_warning(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1)])
    result = import_rows(db, tmp_path, [HEAD, person(1, name="贾长和")])
    assert outcomes(result) == {"updated": 1} and codes(result) == {"name_changed": 1}
    assert stored(db, "贾长和").initials == "jch"


def test_nobody_without_a_number_is_written_by_himself(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [HEAD, person(1, number="")])
    assert outcomes(result) == {"pending": 1} and codes(result) == {"id_missing": 1}
    assert list_people(db) == []


def test_case_1_two_of_one_name_in_one_branch_wait_for_a_decision(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, person(1), person(2)])
    result = import_rows(db, tmp_path, [HEAD, person(3, number="")])
    assert outcomes(result) == {"pending": 1} and codes(result) == {"same_name_same_branch": 1}


def test_a_namesake_without_a_number_earlier_in_the_file_waits_too(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [HEAD, person(1), person(2, number="")])
    assert outcomes(result) == {"created": 1, "pending": 1} and codes(result) == {"same_name_same_branch": 1}


def test_namesakes_with_numbers_are_simply_two_people(db: Database, tmp_path: Path) -> None:
    assert outcomes(import_rows(db, tmp_path, [HEAD, person(1), person(2)])) == {"created": 2}


def test_the_second_of_two_rows_counts_when_the_first_is_in_error(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, person(1, joined="某年"), person(1), person(1)]
    assert outcomes(import_rows(db, tmp_path, rows)) == {"created": 1, "rejected": 1, "duplicate": 1}


def test_suspended_members_leave_the_register_and_come_back(db: Database, tmp_path: Path) -> None:
    head = (*HEAD, "党籍状态")
    import_rows(db, tmp_path, [head, [*person(1), "停止党籍"]])
    assert stored(db, "贾长河").left_reason == "suspended"
    assert outcomes(import_rows(db, tmp_path, [head, [*person(1), "正常"]])) == {"updated": 1}
    assert stored(db, "贾长河").left_reason == ""


@pytest.mark.parametrize("tick", ["是", "√", "Y", "1", 1, "外出务工"])
def test_ticks_are_read_and_empty_cells_beside_them_mean_no(db: Database, tmp_path: Path, tick: object) -> None:
    head = (*HEAD, "是否流动")
    import_rows(db, tmp_path, [head, [*person(1, name="甲"), tick], [*person(2, name="乙"), None]])
    assert (stored(db, "甲").is_floating, stored(db, "乙").is_floating) == (True, False)


def test_sheets_of_villages_are_read_together(db: Database, tmp_path: Path) -> None:
    sheets = {
        "说明": [["本表由各村填写"]],
        "桥头村": [["河湾镇桥头村党支部党员花名册"], ["姓名", "身份证号"], ["贾长河", number_of(1)]],
        "前庄村": [["前庄村党员花名册"], ["姓名", "身份证号"], ["赵敏", number_of(2)], ["钱进", "1"]],
    }
    path = write_sheets(tmp_path / "roster.xlsx", sheets)
    result = import_file(db, "roster", path)
    assert outcomes(result) == {"created": 2, "rejected": 1}
    assert {row.name: row.village for row in list_people(db)} == {"贾长河": "桥头村", "赵敏": "前庄村"}
    [fault] = [issue for issue in result.issues if issue.level == "error"]
    assert (fault.sheet, fault.row) == ("前庄村", 4)


def test_headings_among_the_rows_name_the_branch_of_those_below(db: Database, tmp_path: Path) -> None:
    rows = [
        ["花名册"], ["姓名", "身份证号", "电话"], ["桥头村党支部"], ["甲", number_of(1)], ["乙", number_of(2)],
        ["小计", "2人"], ["前庄村党支部"], ["丙", number_of(3)],
    ]  # fmt: skip
    import_rows(db, tmp_path, rows)
    assert {row.name: row.unit for row in list_people(db)} == {
        "甲": "桥头村党支部", "乙": "桥头村党支部", "丙": "前庄村党支部",
    }  # fmt: skip


def test_a_village_column_places_a_numbered_branch(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [["姓名", "身份证号", "村", "支部"], ["甲", number_of(1), "桥头村", "第一党支部"]])
    [row] = list_people(db)
    assert (row.unit, row.village) == ("桥头村第一党支部", "桥头村")


def test_a_list_of_activists_without_a_category_is_not_counted_as_members(db: Database, tmp_path: Path) -> None:
    import_rows(
        db, tmp_path, [["入党积极分子名单"], ["姓名", "身份证号", "支部"], ["甲", number_of(1), "桥头村党支部"]]
    )
    assert stored(db, "甲").kind == "activist"


def test_an_old_xls_is_imported(db: Database) -> None:
    result = import_file(db, "roster", ROLL)
    assert outcomes(result) == {"created": 2, "rejected": 1}
    assert codes(result) == {"id_upgraded_15": 1, "id_truncated": 1}
    assert [issue.row for issue in result.issues if issue.code == "id_truncated"] == [5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("mark", [",", "，", "\t"])
def test_text_files_are_imported(db: Database, tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [["花名册"], list(HEAD), [str(cell) for cell in person(1)], ["合计", "1人"]]
    path = tmp_path / "roster.csv"
    path.write_bytes("\r\n".join(mark.join(line) for line in lines).encode(encoding))
    assert outcomes(import_file(db, "roster", path)) == {"created": 1}


def test_unknown_columns_are_told_once(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [(*HEAD, "鞋码"), [*person(1), 42]])
    assert [(issue.row, issue.value) for issue in result.issues if issue.code == "column_unknown"] == [(1, "鞋码")]


def test_a_table_of_something_else_is_refused_in_words(db: Database, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "账.xlsx", [["日期", "金额"], ["2025-01-01", 3]])
    with pytest.raises(Refusal, match="没有找到表头") as caught:
        import_file(db, "roster", path)
    assert caught.value.code == "no_header"


def test_the_report_can_be_corrected_and_imported_again(db: Database, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    report = tmp_path / "问题.xlsx"
    rows = [["花名册"], HEAD, person(1), person(2, name="赵敏", number="371482196807150051"), person(3, number="")]
    import_rows(db, tmp_path, rows, report=report)
    book = load_workbook(report)
    page = book.active
    assert [cell.value for cell in page[1]] == ["问题", *HEAD]
    assert "原第 4 行" in page["A2"].value and "校验" in page["A2"].value
    assert "原第 5 行" in page["A3"].value
    page["D2"] = number_of(77)
    page["D3"] = number_of(79)
    book.save(report)
    assert outcomes(import_file(db, "roster", report)) == {"created": 2}


def test_cancelling_leaves_everything_as_it_was(db: Database, tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        import_rows(db, tmp_path, [HEAD, person(1)], progress=stop)
    assert list_people(db) == []


def test_every_code_has_words_and_advice(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [(*HEAD, "鞋码"), [*person(1, number="1", phone="1"), 42], [*person(2), 42]])
    assert {issue.code for issue in result.issues} >= {"id_length", "phone_invalid", "unit_new", "column_unknown"}
    assert all(issue.words in issue.message and issue.advice in issue.message for issue in result.issues)
    assert all(issue.words != issue.code and issue.advice for issue in result.issues)


def test_exactly_the_promised_keys_are_answered(db: Database, tmp_path: Path) -> None:
    answer = import_rows(db, tmp_path, [HEAD, person(1, number="1")]).as_json()
    assert set(answer) == {"rows", "created", "updated", "unchanged", "duplicate", "pending", "rejected", "issues"}
    assert set(answer["issues"][0]) == {"row", "column", "value", "level", "code", "message"}
