"""A class workbook as a draft with its timetable, sessions, flow, teachers and trainees."""

from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import select

from partyschool.errors import Refusal
from partyschool.exchange.imports import import_file
from partyschool.exchange.results import ImportResult
from partyschool.services.class_queries import get_class
from partyschool.services.classes import publish_class
from partyschool.services.enrolment import list_enrolments
from partyschool.services.teachers import list_teachers
from partyschool.services.teaching_points import list_points
from partyschool.services.word_lists import add_word, rename_word
from partyschool.storage.database import Database
from partyschool.storage.models import TrainingClass
from tests.exchange.class_files import class_file, facts, lessons, trainee
from tests.exchange.sheets import Rows, number_of, write_rows, write_sheets
from tests.exchange.town import codes, found_school, import_rows, outcomes

PEOPLE = [trainee(1, "甲"), trainee(2, "乙")]


@pytest.fixture(autouse=True)
def _town(db: Database, tmp_path: Path) -> None:
    found_school(db)
    head = ("姓名", "身份证号", "所在党支部")
    people = [(name, number_of(serial), "桥头村党支部") for serial, name in enumerate("甲乙丙", 1)]
    import_rows(db, tmp_path, [head, *people])


def imported(db: Database, path: Path, *, dry_run: bool = False) -> ImportResult:
    return import_file(db, "class", path, dry_run=dry_run)


@pytest.mark.both_databases
def test_a_workbook_becomes_a_draft_with_everything(db: Database, tmp_path: Path) -> None:
    result = imported(db, class_file(tmp_path / "c.xlsx", trainees=PEOPLE))
    assert result.class_code == "2025-01" and result.as_json()["class"] == "2025-01"
    assert outcomes(result) == {"created": 3}
    assert codes(result) == {"teacher_new": 2, "teaching_point_new": 1}
    detail = get_class(db, "2025-01")
    assert detail.row.state == "draft"
    assert [(row.number, row.held_on, row.starts, row.ends, row.half_hours) for row in detail.sessions] == [
        (1, date(2025, 6, 16), time(8, 30), time(11, 30), 8),
        (2, date(2025, 6, 16), time(14), time(17), 8),
    ]
    assert [row.step_key for row in detail.lessons] == [
        "sign_in", "anthem", "oath", "charter", "leader_talk", "field", "free1",
    ]  # fmt: skip
    assert [row.name for row in list_enrolments(db, code="2025-01")] == ["甲", "乙"]


def test_new_teachers_are_from_outside_the_pool_and_new_points_undecided(db: Database, tmp_path: Path) -> None:
    imported(db, class_file(tmp_path / "c.xlsx"))
    teachers = {row.name: (row.form.kind, row.form.title, row.form.in_pool) for row in list_teachers(db)}
    assert teachers == {"李书记": ("leader", "党委书记", False), "王大棚": ("role_model", "", False)}
    assert [(row.form.name, row.form.kind) for row in list_points(db)] == [("桥头村蔬菜大棚", "pending")]


def test_modules_are_known_in_the_schools_own_words_shipped_and_short(db: Database, tmp_path: Path) -> None:
    own = add_word(db, key="course_modules", title="特色教育")
    rename_word(db, key="course_modules", value="special", title="专题研修")
    rows = lessons()
    for row, word in zip(rows, ("特色教育", "专题研修", "专题教育", "通识", "兴趣教育"), strict=False):
        row[7] = word
    result = imported(db, class_file(tmp_path / "c.xlsx", timetable=rows))
    assert [(issue.code, issue.value, issue.level) for issue in result.issues if issue.column == "模块"] == [
        ("value_unknown", "兴趣教育", "warning")
    ]
    found = [lesson.module for lesson in get_class(db, "2025-01").lessons]
    assert found[:5] == [own, "special", "special", "general", ""]


def test_an_imported_class_can_be_published_at_once(db: Database, tmp_path: Path) -> None:
    imported(db, class_file(tmp_path / "c.xlsx", trainees=PEOPLE))
    publish_class(db, code="2025-01")
    assert get_class(db, "2025-01").row.state == "published"


def test_the_same_workbook_twice_changes_nothing(db: Database, tmp_path: Path) -> None:
    path = class_file(tmp_path / "c.xlsx", trainees=PEOPLE)
    imported(db, path)
    again = imported(db, path)
    assert outcomes(again) == {"unchanged": 3} and codes(again) == {}


def test_a_workbook_without_a_number_is_found_again_by_title_and_day(db: Database, tmp_path: Path) -> None:
    path = class_file(tmp_path / "c.xlsx", first_sheet=facts(班次编号=None))
    assert imported(db, path).class_code == "2025-01"
    assert outcomes(imported(db, path)) == {"unchanged": 1}


def test_a_changed_workbook_updates_a_draft(db: Database, tmp_path: Path) -> None:
    imported(db, class_file(tmp_path / "c.xlsx", trainees=PEOPLE[:1]))
    timetable = lessons()
    timetable[4][5], timetable[4][11] = "书记讲党课", 3
    result = imported(db, class_file(tmp_path / "c.xlsx", trainees=PEOPLE, timetable=timetable))
    assert outcomes(result) == {"created": 1, "updated": 1, "unchanged": 1}
    detail = get_class(db, "2025-01")
    assert detail.sessions[0].half_hours == 6
    assert "书记讲党课" in [row.title for row in detail.lessons]


def test_a_published_class_is_not_changed_by_a_file(db: Database, tmp_path: Path) -> None:
    path = class_file(tmp_path / "c.xlsx", trainees=PEOPLE)
    imported(db, path)
    publish_class(db, code="2025-01")
    assert outcomes(imported(db, path)) == {"unchanged": 3}
    timetable = lessons()[:6]
    timetable[4][8] = "生面孔"
    with pytest.raises(Refusal) as caught:
        imported(db, class_file(tmp_path / "d.xlsx", trainees=PEOPLE, timetable=timetable))
    assert caught.value.code == "class_published"
    assert "生面孔" not in {row.name for row in list_teachers(db)}
    more = imported(db, class_file(tmp_path / "e.xlsx", trainees=[*PEOPLE, trainee(3, "丙")]))
    assert outcomes(more) == {"unchanged": 3, "rejected": 1} and codes(more) == {"class_published": 1}
    assert len(get_class(db, "2025-01").lessons) == 7


def test_a_dry_run_writes_nothing(db: Database, tmp_path: Path) -> None:
    path = class_file(tmp_path / "c.xlsx", trainees=PEOPLE)
    dry = imported(db, path, dry_run=True)
    assert (outcomes(dry), list_teachers(db), list_points(db)) == ({"created": 3}, [], [])
    with db.read() as session:
        assert session.scalars(select(TrainingClass)).all() == []
    assert dry == imported(db, path)


def test_strangers_are_left_out(db: Database, tmp_path: Path) -> None:
    people = [*PEOPLE, (3, "生人", number_of(77), ""), PEOPLE[0]]
    result = imported(db, class_file(tmp_path / "c.xlsx", trainees=people))
    assert outcomes(result) == {"created": 3, "rejected": 1, "duplicate": 1}
    [stranger] = [issue for issue in result.issues if issue.code == "person_unknown"]
    assert (stranger.sheet, stranger.row) == ("学员", 4)


def test_a_row_of_the_timetable_in_error_is_left_out_and_told(db: Database, tmp_path: Path) -> None:
    timetable = lessons()
    timetable[6][3] = "下午四点半"
    result = imported(db, class_file(tmp_path / "c.xlsx", timetable=timetable))
    [issue] = [issue for issue in result.issues if issue.level == "error"]
    assert (issue.sheet, issue.row, issue.code) == ("课程表", 8, "time_unreadable")
    assert len(get_class(db, "2025-01").lessons) == 6


def test_merged_dates_and_times_in_one_cell_are_read(db: Database, tmp_path: Path) -> None:
    head = ("日期", "场次", "时间", "课程", "形式", "主讲人", "地点", "学时")
    rows = [
        head,
        ("2025年6月16日", 1, "8:30-10:00", "党史", "讲座", "李书记", "教室", 2),
        ("", "", "10:00—11:30", "研讨", "分组讨论", "", "", 2),
    ]
    path = write_sheets(tmp_path / "c.xlsx", {"班次": facts(), "课程表": rows})
    imported(db, path)
    [only] = get_class(db, "2025-01").sessions
    assert (only.starts, only.ends, only.half_hours) == (time(8, 30), time(11, 30), 8)


def test_half_days_without_numbers_are_counted_in_their_order(db: Database, tmp_path: Path) -> None:
    head = ("日期", "时段", "开始", "结束", "教学内容")
    rows = [
        head,
        ("2025-06-16", "上午", "8:30", "10:00", "甲课"),
        ("", "", "10:00", "11:30", "乙课"),
        ("", "下午", "14:00", "17:00", "丙课"),
        ("2025-06-17", "上午", "8:30", "11:30", "丁课"),
    ]
    path = write_sheets(tmp_path / "c.xlsx", {"班次": facts(结束日期="2025-06-17"), "课程表": rows})
    imported(db, path)
    found = [(row.number, row.held_on.day, row.starts.hour) for row in get_class(db, "2025-01").sessions]
    assert found == [(1, 16, 8), (2, 16, 14), (3, 17, 8)]


def test_a_session_on_two_days_is_told(db: Database, tmp_path: Path) -> None:
    timetable = lessons()
    timetable[6][1] = "2025-06-17"
    result = imported(
        db, class_file(tmp_path / "c.xlsx", timetable=timetable, first_sheet=facts(结束日期="2025-06-17"))
    )
    assert [issue.row for issue in result.issues if issue.code == "session_days"] == [8]


def test_without_any_date_nothing_can_be_laid_out(db: Database, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "班次": facts(开始日期=None, 结束日期=None),
        "课程表": [("场次", "教学内容"), (1, "党史")],
    }
    with pytest.raises(Refusal, match="开始日期"):
        imported(db, write_sheets(tmp_path / "c.xlsx", sheets))


def test_switches_are_read(db: Database, tmp_path: Path) -> None:
    imported(db, class_file(tmp_path / "c.xlsx", first_sheet=facts(允许临时参训="是", 发结业证书="√", 需要签退="否")))
    detail = get_class(db, "2025-01")
    assert (detail.takes_walk_ins, detail.gives_certificates, detail.signs_out) == (True, True, False)


@pytest.mark.parametrize("organiser", ["", "中共清河市河湾镇委员会党校", "河湾镇党委", "中共河湾镇委员会", "清河"])
def test_the_home_school_is_known_under_its_names(db: Database, tmp_path: Path, organiser: str) -> None:
    result = imported(db, class_file(tmp_path / "c.xlsx", first_sheet=facts(主办单位=organiser)))
    assert outcomes(result) == {"created": 1}


def test_another_towns_school_is_taken_for_ours_with_a_warning(db: Database, tmp_path: Path) -> None:
    result = imported(db, class_file(tmp_path / "c.xlsx", first_sheet=facts(主办单位="柳林镇党校")))
    assert [issue.code for issue in result.issues if issue.column == "主办单位"] == ["organiser_other"]
    assert outcomes(result) == {"created": 1}


def test_a_class_of_an_unknown_higher_school_is_not_guessed_to_be_ours(db: Database, tmp_path: Path) -> None:
    path = class_file(tmp_path / "c.xlsx", trainees=PEOPLE, first_sheet=facts(主办单位="德州市委党校"))
    with pytest.raises(Refusal, match="德州市委党校") as caught:
        imported(db, path)
    assert caught.value.code == "organiser_unknown"


def test_a_class_without_a_name_is_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="班次名称"):
        imported(db, class_file(tmp_path / "c.xlsx", first_sheet=facts(班次名称=None)))


def test_contradicting_dates_are_refused_as_a_whole(db: Database, tmp_path: Path) -> None:
    path = class_file(tmp_path / "c.xlsx", trainees=PEOPLE, first_sheet=facts(结束日期="2025-06-15"))
    with pytest.raises(Refusal) as caught:
        imported(db, path)
    assert caught.value.code == "class_dates"
    assert list_teachers(db) == []


def test_a_single_table_is_no_class_workbook(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="班次"):
        imported(db, write_rows(tmp_path / "x.xlsx", [("姓名", "身份证号"), ("甲", number_of(1))]))
