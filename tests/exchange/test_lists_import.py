"""其他学习, 免训, 师资库, 教学点 and 党组织 from tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partyschool.domain.terms import UnitChangeKind
from partyschool.services.exemptions import list_exemptions
from partyschool.services.other_study import list_studies
from partyschool.services.teachers import list_teachers
from partyschool.services.teaching_points import list_points
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.units import list_units
from partyschool.services.word_lists import add_word
from partyschool.storage.database import Database
from tests.exchange.sheets import Rows, number_of
from tests.exchange.town import codes, found_school, import_rows, outcomes

HOURS = ("姓名", "身份证号", "学习类别", "学习内容", "日期", "结束日期", "学时", "天数", "主办单位")
EXEMPTIONS = ("姓名", "身份证号", "年度", "免训原因", "批准人", "批准日期")
TEACHERS = ("姓名", "类别", "职务", "联系电话", "擅长课程")
SITES = ("教学点名称", "类别", "所属镇街", "建设单位", "容纳人数")
UNITS = ("名称", "类别", "上级", "代码")


@pytest.fixture(autouse=True)
def _town(db: Database, tmp_path: Path) -> None:
    found_school(db)
    import_rows(db, tmp_path, [("姓名", "身份证号", "党支部"), ("甲", number_of(1), "桥头村党支部")])


def study(**cells: Any) -> list[Any]:
    values = {
        "name": "甲",
        "number": number_of(1),
        "kind": "主题党日",
        "title": "四月主题党日",
        "on": "2025-04-12",
        "to": "",
        "hours": 1.5,
        "days": "",
        "by": "",
    }
    return list({**values, **cells}.values())


@pytest.mark.both_databases
def test_other_study_is_counted_in_half_hours_and_quarter_days(db: Database, tmp_path: Path) -> None:
    training = study(kind="上级调训", title="市委党校班", on="2025-05-12", to="2025-05-16", hours=40, days=5)
    assert outcomes(import_rows(db, tmp_path, [HOURS, study(), training], "hours")) == {"created": 2}
    found = {row.form.title: row.form for row in list_studies(db)}
    assert found["四月主题党日"].half_hours == 3
    assert (found["市委党校班"].quarter_days, found["市委党校班"].ended_on) == (20, date(2025, 5, 16))
    assert outcomes(import_rows(db, tmp_path, [HOURS, study(), training], "hours")) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"number": number_of(5)}, "person_unknown"),
        ({"kind": "看电影"}, "study_kind_unknown"),
        ({"kind": ""}, "field_missing"),
        ({"hours": "两个"}, "number_unreadable"),
        ({"hours": 1.3}, "number_unreadable"),
        ({"on": "春天"}, "date_unreadable"),
        ({"to": "2025-04-01"}, "study_dates"),
        ({"on": "2025-06-20"}, "study_dates"),
        ({"days": 1}, "study_days"),
    ],
)
def test_study_in_error_is_left_out(db: Database, tmp_path: Path, cells: dict[str, Any], code: str) -> None:
    result = import_rows(db, tmp_path, [HOURS, study(**cells)], "hours")
    assert outcomes(result) == {"rejected": 1} and codes(result) == {code: 1}


def test_exemptions_are_one_a_year(db: Database, tmp_path: Path) -> None:
    line = ["甲", number_of(1), 2025, "年老体弱", "李书记", "2025-01-20"]
    rows: Rows = [EXEMPTIONS, line, line]
    assert outcomes(import_rows(db, tmp_path, rows, "exemptions")) == {"created": 1, "duplicate": 1}
    [row] = list_exemptions(db)
    assert (row.year, row.reason, row.granted_on) == (2025, "年老体弱", date(2025, 1, 20))
    line[4] = "王书记"
    assert outcomes(import_rows(db, tmp_path, [EXEMPTIONS, line], "exemptions")) == {"updated": 1}


@pytest.mark.parametrize(("place", "value", "code"), [(2, 1900, "year_unreadable"), (5, "2099-01-01", "day_to_come")])
def test_an_exemption_of_no_year_or_of_a_day_to_come_is_left_out(
    db: Database, tmp_path: Path, place: int, value: object, code: str
) -> None:
    line = ["甲", number_of(1), 2025, "年老体弱", "李书记", "2025-01-20"]
    line[place] = value
    result = import_rows(db, tmp_path, [EXEMPTIONS, line], "exemptions")
    assert outcomes(result) == {"rejected": 1} and codes(result) == {code: 1}


def test_teachers_are_known_by_name_and_namesakes_by_title(db: Database, tmp_path: Path) -> None:
    rows: list[list[str]] = [
        list(TEACHERS),
        ["张老师", "专家教授", "市委党校讲师", "13805340612", "党史"],
        ["张老师", "身边榜样", "种植大户", "", "大棚"],
    ]
    assert outcomes(import_rows(db, tmp_path, rows, "teachers")) == {"created": 2}
    assert outcomes(import_rows(db, tmp_path, rows, "teachers")) == {"unchanged": 2}
    rows[1][3] = "13905340612"
    assert outcomes(import_rows(db, tmp_path, rows, "teachers")) == {"updated": 1, "unchanged": 1}
    assert {(row.name, row.form.kind, row.form.in_pool) for row in list_teachers(db)} == {
        ("张老师", "expert", True),
        ("张老师", "role_model", True),
    }


def test_teaching_points_belong_to_a_town_or_a_builder(db: Database, tmp_path: Path) -> None:
    rows = [SITES, ["桥头蔬菜大棚", "产业基地", "河湾镇", "", 60], ["禁毒教育基地", "警示教育", "", "公安局", ""]]
    assert outcomes(import_rows(db, tmp_path, rows, "sites")) == {"created": 2}
    found = {row.form.name: row for row in list_points(db)}
    assert (found["桥头蔬菜大棚"].unit, found["桥头蔬菜大棚"].form.capacity) == ("河湾镇", 60)
    assert found["禁毒教育基地"].form.builder == "公安局"
    assert outcomes(import_rows(db, tmp_path, rows, "sites")) == {"unchanged": 2}


def test_a_point_of_an_unknown_town_or_kind_is_left_out(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [SITES, ["甲点", "特色村", "柳林镇"], ["乙点", "游乐园", ""]], "sites")
    assert codes(result) == {"unit_unknown": 1, "point_kind_unknown": 1}


def test_units_may_stand_below_units_of_the_same_file(db: Database, tmp_path: Path) -> None:
    rows = [
        UNITS,
        ["西洼村", "村", "", "371499100201"],
        ["西洼村党支部", "党支部", "西洼村", ""],
        ["桥头村", "村", "", ""],
    ]
    assert outcomes(import_rows(db, tmp_path, rows, "organizations")) == {"created": 2, "unchanged": 1}
    paths = {row.name: row.path for row in list_units(db)}
    assert paths["西洼村党支部"][-3:] == ("河湾镇", "西洼村", "西洼村党支部")
    assert outcomes(import_rows(db, tmp_path, rows, "organizations")) == {"unchanged": 3}


def test_a_unit_below_an_unknown_one_is_left_out(db: Database, tmp_path: Path) -> None:
    result = import_rows(db, tmp_path, [UNITS, ["第二党支部", "党支部", "天边村", ""]], "organizations")
    assert codes(result) == {"unit_unknown": 1}


LISTED = ["名称", "类别", "上级", "代码", "领域", "成立日期", "撤并日期"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["西洼村", "村", "西洼村", "", "", "", ""], "own_parent"),
        (["西洼村", "村", "桥头村党支部", "", "", "", ""], "parent_kind"),
        (["河湾镇", "镇街", "桥头村", "", "", "", ""], "own_parent"),
        (["桥头村", "党支部", "", "", "", "", ""], "parent_kind"),
        (["西洼村", "村", "", "", "", "2030-01-01", ""], "founded_date"),
        (["西洼村", "村", "", "", "海洋", "", ""], "value_unknown"),
        (["桥头村", "村", "河湾镇", "", "", "", "2024-05-01"], "closed_kept"),
    ],
)
def test_a_unit_that_cannot_be_so_is_told_in_words(db: Database, tmp_path: Path, row: list[str], code: str) -> None:
    result = import_rows(db, tmp_path, [LISTED, row], "organizations")
    assert set(codes(result)) == {code}


def test_a_code_is_taken_once_in_the_file_and_in_the_register(db: Database, tmp_path: Path) -> None:
    rows = [UNITS, ["西洼村", "村", "", "371499100201"], ["东洼村", "村", "", "371499100201"]]
    result = import_rows(db, tmp_path, rows, "organizations")
    assert (outcomes(result), codes(result)) == ({"created": 1, "rejected": 1}, {"code_taken": 1})
    again = import_rows(db, tmp_path, [UNITS, ["东洼村", "村", "", "371499100201"]], "organizations")
    assert codes(again) == {"code_taken": 1}


def test_branches_of_one_name_in_two_villages_are_two(db: Database, tmp_path: Path) -> None:
    rows = [
        UNITS,
        ["西洼村", "", "河湾镇", ""],
        ["第一党支部", "", "西洼村", ""],
        ["第一党支部", "", "桥头村", ""],
    ]
    assert outcomes(import_rows(db, tmp_path, rows, "organizations")) == {"created": 3}
    assert outcomes(import_rows(db, tmp_path, rows, "organizations")) == {"unchanged": 3}
    paths = [row.path[-2:] for row in list_units(db) if row.name == "第一党支部"]
    assert sorted(paths) == [("桥头村", "第一党支部"), ("西洼村", "第一党支部")]


def test_another_unit_above_is_told_and_not_changed(db: Database, tmp_path: Path) -> None:
    rows = [
        LISTED,
        ["东片联村党委", "联村党委", "", "", "", "", ""],
        ["桥头村", "村", "东片联村党委", "", "社区", "", ""],
    ]
    result = import_rows(db, tmp_path, rows, "organizations")
    assert (outcomes(result), codes(result)) == ({"created": 1, "updated": 1}, {"above_differs": 1})
    village = next(row for row in list_units(db) if row.name == "桥头村")
    assert (village.path[-2], village.domain) == ("河湾镇", "community")


def test_an_old_name_in_a_list_means_the_renamed_unit(db: Database, tmp_path: Path) -> None:
    village = next(row for row in list_units(db) if row.name == "桥头村")
    change_units(db, form=ChangeForm(UnitChangeKind.RENAME, date(2025, 3, 1), (village.id,), name="桥头社区"))
    assert outcomes(import_rows(db, tmp_path, [UNITS, ["桥头村", "村", "", ""]], "organizations")) == {"unchanged": 1}


def test_a_teaching_point_of_the_schools_own_kind_is_known_by_its_word(db: Database, tmp_path: Path) -> None:
    own = add_word(db, key="point_kinds", title="红色基地")
    rows = [SITES, ("齐禹纪念馆", "红色基地", "", "宣传部", 100), ("实训中心", "农家书屋", "", "职教中心", 50)]
    result = import_rows(db, tmp_path, rows, "sites")
    assert (outcomes(result), codes(result)) == ({"created": 1, "rejected": 1}, {"point_kind_unknown": 1})
    assert [point.form.kind for point in list_points(db)] == [own]
