"""The course library: what it keeps and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from partyschool.errors import Refusal
from partyschool.services.attachments import keep_file
from partyschool.services.check import check
from partyschool.services.courses import (
    CourseForm,
    Material,
    get_course,
    list_courses,
    remove_course,
    save_course,
    set_course_active,
)
from partyschool.services.teachers import TeacherForm, remove_teacher, save_teacher
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import hold_class
from tests.services.town import found_town


@pytest.mark.both_databases
def test_a_course_keeps_module_tags_teachers_and_materials_and_is_found_by_pinyin(db: Database) -> None:
    found_town(db)
    teachers = [save_teacher(db, form=TeacherForm(name, "expert", "讲师")) for name in ("曾平", "李会敏")]
    form = CourseForm(
        "乡村振兴政策解读", "professional", 7, ("乡村振兴", "基层治理"), "lecture", "农村党员", tuple(teachers), "三讲",
        (Material("讲稿", "文件柜"), Material("", "https://example.org/a")),
    )  # fmt: skip
    course = save_course(db, form=form)
    found = get_course(db, course)
    kept = replace(
        form, materials=(Material("讲稿", "文件柜"), Material("https://example.org/a", "https://example.org/a"))
    )
    assert found.form == kept
    assert (found.initials, found.module_title, found.teachers) == ("xczxzcjd", "专业教育", ("曾平", "李会敏"))
    save_course(db, form=replace(form, teacher_ids=(teachers[1],), materials=()), course_id=course)
    assert get_course(db, course).teachers == ("李会敏",)
    with pytest.raises(Refusal) as caught:
        remove_teacher(db, teacher_id=teachers[1])
    assert caught.value.code == "in_use"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (CourseForm("  "), "title_missing"),
        (CourseForm("《党 史》"), "title_taken"),
        (CourseForm("新课", "nonsense"), "module_unknown"),
        (CourseForm("新课", half_hours=-1), "hours"),
        (CourseForm("新课", tags=("长" * 201,)), "tags_long"),
    ],
)
def test_what_is_no_course_is_refused(db: Database, form: CourseForm, code: str) -> None:
    found_town(db)
    save_course(db, form=CourseForm("党史"))
    with pytest.raises(Refusal) as caught:
        save_course(db, form=form)
    assert caught.value.code == code
    assert [row.title for row in list_courses(db)] == ["党史"]


def test_a_course_that_was_taught_can_be_retired_but_not_deleted(db: Database, clock: Clock) -> None:
    hold_class(db, clock, {"马明艳": 6})
    course = save_course(db, form=CourseForm("领导讲课"))
    taught = get_course(db, course).lessons
    unused = save_course(db, form=CourseForm("没有讲过的课"))
    remove_course(db, course_id=unused)
    assert [row.title for row in list_courses(db)] == ["领导讲课"]
    assert taught == 1
    with pytest.raises(Refusal) as caught:
        remove_course(db, course_id=course)
    assert caught.value.code == "in_use"
    set_course_active(db, course_id=course, is_active=False)
    assert list_courses(db, active_only=True) == []


def test_a_material_that_is_no_longer_there_is_told_by_the_check(db: Database, tmp_path: Path) -> None:
    found_town(db)
    script = tmp_path / "讲稿.docx"
    script.write_bytes(b"words")
    name = keep_file(db.folder, script)
    save_course(db, form=CourseForm("党史", materials=(Material("讲稿.docx", name), Material("纸稿", "文件柜"))))
    assert check(db) == []
    (db.folder.attachments / name).unlink()
    assert [finding.code for finding in check(db)] == ["proof_missing"]
