"""课程库 and 年度计划 from tables and back."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partyschool.exchange.imports import import_file
from partyschool.exchange.plan_lists import save_plan
from partyschool.exchange.preview import open_preview
from partyschool.services.courses import list_courses
from partyschool.services.plan_queries import get_plan, list_plan_versions
from partyschool.services.plan_rows import PlanRowForm
from partyschool.services.plan_words import plan_words
from partyschool.services.plans import approve_plan, save_plan_row
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.services.word_lists import add_word
from partyschool.storage.database import Database
from tests.exchange.town import codes, found_school, import_rows, outcomes

COURSES = ("序号", "课程题目", "模块", "标签", "学时", "教学形式", "可授课教师", "教学材料")
PLAN = (
    "序号",
    "班次名称",
    "培训对象",
    "课程",
    "期数",
    "每期人数",
    "天数",
    "学时",
    "时间安排",
    "地点",
    "教学点",
    "责任人",
)
FRESH_YEARS = count(2030)
TITLE = ("房寺镇党校2025年度培训（教学）计划表",)


@pytest.fixture(autouse=True)
def _town(db: Database) -> None:
    found_school(db)


def course(title: str = "乡村振兴政策解读", **cells: Any) -> list[Any]:
    values = {
        "number": 1, "title": title, "module": "专业教育", "tags": "乡村振兴、基层治理", "hours": 3.5,
        "form": "专题讲座", "teachers": "周文斌", "materials": "讲稿、https://example.org/a",
    }  # fmt: skip
    return list({**values, **cells}.values())


def row(title: str = "农村党员轮训班", **cells: Any) -> list[Any]:
    values = {
        "number": 1, "title": title, "audience": "农村党员", "courses": "", "classes": 3, "people": 60, "days": 1,
        "hours": 8, "months": "3月、5-6月", "place": "报告厅", "point": "", "responsible": "张立新",
    }  # fmt: skip
    return list({**values, **cells}.values())


@pytest.mark.both_databases
def test_courses_come_with_their_module_tags_teachers_and_materials(db: Database, tmp_path: Path) -> None:
    teacher = save_teacher(db, form=TeacherForm("周文斌", "leader", "书记"))
    assert outcomes(import_rows(db, tmp_path, [COURSES, course()], "courses")) == {"created": 1}
    [found] = list_courses(db)
    form = found.form
    assert (form.module, form.half_hours, form.tags) == ("professional", 7, ("乡村振兴", "基层治理"))
    assert (form.teacher_ids, found.teachers) == ((teacher,), ("周文斌",))
    assert [one.place for one in form.materials] == ["讲稿", "https://example.org/a"]
    assert outcomes(import_rows(db, tmp_path, [COURSES, course()], "courses")) == {"unchanged": 1}
    changed = import_rows(db, tmp_path, [COURSES, course(hours=4), course("党史"), course("党史")], "courses")
    assert outcomes(changed) == {"updated": 1, "created": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("cells", "code", "outcome"),
    [
        ({"title": ""}, "course_title_missing", "rejected"),
        ({"module": "兴趣教育"}, "module_unknown", "rejected"),
        ({"hours": "很多"}, "number_unreadable", "rejected"),
        ({"form": "上网"}, "form_unknown", "rejected"),
        ({"teachers": "无此人"}, "course_teacher_unknown", "created"),
    ],
)
def test_a_course_row_that_is_wrong_is_left_out_and_said(
    db: Database, tmp_path: Path, cells: dict[str, Any], code: str, outcome: str
) -> None:
    save_teacher(db, form=TeacherForm("周文斌", "leader", "书记"))
    result = import_rows(db, tmp_path, [COURSES, course(**cells)], "courses")
    assert (codes(result), outcomes(result)) == ({code: 1}, {outcome: 1})


def test_a_module_of_the_schools_own_is_known_by_its_word(db: Database, tmp_path: Path) -> None:
    own = add_word(db, key="course_modules", title="特色教育")
    import_rows(db, tmp_path, [COURSES, course(module="特色教育", teachers="")], "courses")
    assert list_courses(db)[0].form.module == own


@pytest.mark.both_databases
def test_a_plan_becomes_a_draft_of_the_year_in_its_title(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [COURSES, course(teachers="")], "courses")
    point = save_point(db, form=PointForm("贾集大棚", "model_village", builder="农业农村局"))
    sheet = [
        TITLE, PLAN, row(courses="《乡村振兴政策解读》、没有的课", point="贾集大棚"),
        row("书记培训班", audience="村党组织书记", classes="", months="4月底", point="没有的点", place=""),
        ("合计", "", "", "", 4, "", "", "", "", "", "", ""),
    ]  # fmt: skip
    result = import_rows(db, tmp_path, sheet, "plan")
    assert (outcomes(result), codes(result)) == ({"created": 2}, {"course_unknown": 1, "point_unknown": 1})
    first, second = get_plan(db, year=2025).rows
    assert (first.form.months, first.form.classes, first.form.teaching_point_id) == ((3, 5, 6), 3, point)
    assert first.courses == ("乡村振兴政策解读",)
    assert (second.form.months, second.form.classes, second.form.place) == ((4,), 1, "没有的点")
    again = import_rows(db, tmp_path, [TITLE, PLAN, row()], "plan")
    assert outcomes(again) == {"unchanged": 1}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"audience": ""}, "audience_missing"),
        ({"title": ""}, "class_title_missing"),
        ({"months": "13月"}, "months_unreadable"),
        ({"months": "适时"}, "months_unreadable"),
        ({"months": ""}, "months_missing"),
        ({"classes": 0}, "number_unreadable"),
        ({"days": -1}, "number_unreadable"),
    ],
)
def test_a_plan_row_that_is_wrong_is_left_out_and_said(
    db: Database, tmp_path: Path, cells: dict[str, Any], code: str
) -> None:
    result = import_rows(db, tmp_path, [TITLE, PLAN, row(**cells), row("另一个班")], "plan")
    assert codes(result) == {code: 1}
    assert outcomes(result) == {"created": 1, "rejected": 1}


@pytest.mark.both_databases
def test_rows_for_an_approved_plan_begin_an_adjustment_and_the_same_again_changes_nothing(
    db: Database, tmp_path: Path
) -> None:
    import_rows(db, tmp_path, [TITLE, PLAN, row()], "plan")
    approve_plan(db, year=2025, approved_by="镇党委")
    assert outcomes(import_rows(db, tmp_path, [TITLE, PLAN, row()], "plan")) == {"unchanged": 1}
    assert len(list_plan_versions(db, year=2025)) == 1
    result = import_rows(db, tmp_path, [TITLE, PLAN, row(classes=4)], "plan")
    assert outcomes(result) == {"updated": 1}
    assert [head.is_approved for head in list_plan_versions(db, year=2025)] == [False, True]
    assert get_plan(db, year=2025, version=1).rows[0].form.classes == 3


def test_the_preview_shows_what_a_row_says_now_and_writes_nothing(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [TITLE, PLAN, row()], "plan")
    path = tmp_path / "again.csv"
    path.write_text("班次名称,培训对象,时间安排,期数\n农村党员轮训班,农村党员,4月,3\n", encoding="utf-8")
    preview = open_preview(db, "plan", path)
    [shown] = preview.rows
    assert shown.outcome == "updated"
    assert [(cell.text, cell.note) for cell in shown.cells if cell.state == "changed"] == [("4月", "3月、5—6月")]
    assert get_plan(db, year=2025).rows[0].form.months == (3, 5, 6)


def test_the_exported_plan_can_be_imported_again_without_a_change(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [COURSES, course(teachers="")], "courses")
    import_rows(db, tmp_path, [TITLE, PLAN, row(courses="乡村振兴政策解读"), row("另一个班", days=0.5)], "plan")
    path = tmp_path / "计划.xlsx"
    save_plan(path, plan_words(db, year=2025))
    result = import_file(db, "plan", path)
    assert outcomes(result) == {"unchanged": 2}
    assert result.issues == ()


def test_the_official_table_with_its_own_titles_sums_and_foot_is_read(db: Database, tmp_path: Path) -> None:
    head = (
        "序号", "班次名称", "培训对象", "培训内容（模块）", "期数", "每期人数", "计划人次", "天数", "学时",
        "时间安排（月）", "地点/教学点", "拟聘师资", "责任人", "备注",
    )  # fmt: skip
    rows = [
        ("××镇党校2026年度培训（教学）计划表",),
        head,
        (1, "书记班", "村党组织书记", "基层治理", 1, 45, 45, 2, 16, 4, "报告厅", "张立新", "赵明华", ""),
        (2, "轮训班", "农村党员", "党章", 3, 60, 180, 0.5, 4, datetime(2026, 3, 5), "各村", "", "赵明华", "分片"),
        ("合计", "", "", "", 4, "", 225, "", "", "", "", "", "", ""),
        ("编制人：赵明华", "", "", "", "", "审核：", "", "", "", "", "日期：", "", "", ""),
    ]
    result = import_rows(db, tmp_path, rows, "plan")
    assert (outcomes(result), codes(result)) == ({"created": 2}, {"months_date": 1})
    first, second = get_plan(db, year=2026).rows
    assert (first.form.months, first.form.quarter_days, first.form.content) == ((4,), 8, "基层治理")
    assert (second.form.months, second.form.quarter_days, second.form.half_hours) == ((3,), 2, 8)


ROW_FORMS = st.builds(
    PlanRowForm,
    title=st.sampled_from(["轮训班", "书记班", "“两委”班", "发展对象班（3天）", "返乡班 二"]),
    audience=st.sampled_from(["农村党员", "书记", "入党积极分子、发展对象"]),
    months=st.sets(st.integers(1, 12), min_size=1).map(lambda months: tuple(sorted(months))),
    classes=st.integers(1, 200),
    people_each=st.integers(0, 5000),
    quarter_days=st.integers(1, 200),
    half_hours=st.integers(0, 400),
    content=st.sampled_from(["", "学党章；守纪律", "100 年", "2025年的事"]),
    place=st.sampled_from(["", "报告厅", "3 号楼"]),
    note=st.sampled_from(["", "3 天", "=1+1"]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW_FORMS, min_size=1, max_size=6, unique_by=lambda form: (form.title, form.audience)))
def test_whatever_a_plan_says_its_table_reads_back_unchanged(
    db: Database, tmp_path: Path, forms: list[PlanRowForm]
) -> None:
    year = next(FRESH_YEARS)
    for form in forms:
        save_plan_row(db, year=year, form=form)
    path = tmp_path / f"{year}.xlsx"
    save_plan(path, plan_words(db, year=year))
    result = import_file(db, "plan", path)
    assert (outcomes(result), result.issues) == ({"unchanged": len(forms)}, ())
