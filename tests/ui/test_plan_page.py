"""计划与课程: what a newcomer sees first, rows, versions, opening classes, the library, the task list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.exchange.imports import import_file
from partyschool.services.class_queries import get_class, list_classes
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class
from partyschool.services.courses import CourseForm, list_courses, save_course
from partyschool.services.plan_queries import get_plan, list_plan_versions
from partyschool.services.plan_rows import PlanRowForm
from partyschool.services.plans import approve_plan, save_plan_row
from partyschool.services.tasks import TaskForm, list_tasks, save_task
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.ui.context import Context
from partyschool.ui.course_dialog import CourseDialog
from partyschool.ui.list_dialog import ListDialog
from partyschool.ui.new_class_dialog import NewClassDialog
from partyschool.ui.plan_page import PlanPage
from partyschool.ui.plan_row_dialog import ApproveDialog, LinkClassDialog, PlanRowDialog
from partyschool.ui.sure_dialog import SureDialog
from partyschool.ui.tasks_tab import TaskDialog
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of

ROW = PlanRowForm("农村党员轮训班", "农村党员", (3, 9), classes=2, people_each=60, category="轮训班")


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> PlanPage:
    made = PlanPage(context)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    made.refresh()
    return made


@pytest.fixture
def approved(page: PlanPage) -> PlanPage:
    """A plan of two rows, approved."""
    save_plan_row(page.context.db, year=2025, form=ROW)
    save_plan_row(page.context.db, year=2025, form=PlanRowForm("书记班", "村党组织书记", (4,)))
    approve_plan(page.context.db, year=2025, approved_by="镇党委")
    page.refresh()
    return page


def shown(page: PlanPage) -> list[str]:
    return [line.row.title for line in page.plan.model.shown]


def test_a_year_without_a_plan_says_what_to_do_first(page: PlanPage) -> None:
    assert page.plan.form.table.viewport().isVisible()
    assert page.form.add.isHidden()
    assert page.plan.form.version.isHidden()
    assert not page.plan.form.print.isEnabled()
    page.open(tab="plan", add=True)
    dialog = dialog_of(page, PlanRowDialog)
    dialog.form.name.setText("书记班")
    dialog.form.months.setText("4月底")
    with pytest.raises(Refusal, match="培训对象"):
        dialog.accept()
    assert dialog.isVisible()
    dialog.form.audience.setCurrentText("村党组织书记")
    dialog.form.months.setText("13月")
    with pytest.raises(Refusal, match="月份是 1 到 12"):
        dialog.accept()
    dialog.form.months.setText("4月")
    dialog.accept()
    assert shown(page) == ["书记班"]
    page.refresh()
    assert page.form.add.isVisible()
    assert page.plan.form.approve.isVisible()


def test_approving_fixes_the_plan_and_a_change_begins_an_adjustment(page: PlanPage) -> None:
    save_plan_row(page.context.db, year=2025, form=ROW)
    page.refresh()
    page.plan.form.approve.click()
    dialog = dialog_of(page, ApproveDialog)
    with pytest.raises(Refusal, match="谁审定"):
        dialog.accept()
    dialog.form.approver.setText("镇党委会议")
    dialog.accept()
    assert page.plan.form.version.currentText() == "已审定（2025-06-16）"
    assert page.plan.form.approve.isHidden()
    page.plan.edit(page.plan.model.rows[0])
    row = dialog_of(page, PlanRowDialog)
    row.form.classes.setValue(3)
    row.accept()
    assert page.plan.form.version.currentText() == "调整稿（第2版）"
    assert get_plan(page.context.db, year=2025, version=1).rows[0].form.classes == 2
    page.plan.form.version.setCurrentIndex(1)
    with pytest.raises(Refusal, match="只能看"):
        page.plan.add()
    page.plan.form.table.choose_first()
    assert not page.form.add.isEnabled()
    assert not page.plan.form.open_class.isEnabled()
    page.form.tabs.choose("tasks")
    assert page.form.add.isEnabled()
    page.form.tabs.choose("plan")
    page.plan.form.compare.click()
    changes = dialog_of(page, ListDialog)
    assert changes.model.texts()[1][1:] == ["修改", "期数：2 → 3"]
    changes.reject()
    page.plan.form.version.setCurrentIndex(0)
    assert page.form.add.isEnabled()
    page.plan.form.drop.click()
    dialog_of(page, SureDialog).accept()
    assert len(list_plan_versions(page.context.db, year=2025)) == 1


def test_states_are_counted_and_a_click_shows_only_those(approved: PlanPage) -> None:
    texts = [button.accessibleName() for button in approved.plan.form.states._group.buttons()]
    assert texts == ["全部 2", "逾期 2", "进行中 0", "未排班 0", "已完成 0", "计划外的班 0"]
    approved.plan.choose_state("open")
    assert shown(approved) == []
    approved.open(tab="plan", state="late", year=2025)
    assert shown(approved) == ["农村党员轮训班", "书记班"]


def test_one_click_opens_the_guided_dialog_filled_in_and_the_class_counts_to_the_row(
    approved: PlanPage, ways: Ways
) -> None:
    line = approved.plan.model.rows[0]
    approved.plan.form.table.figure_opened.emit(line, "open")
    dialog = dialog_of(approved, NewClassDialog)
    assert dialog.form.name.text() == "农村党员轮训班（第1期）"
    assert dialog.form.audience.currentText() == "农村党员"
    assert dialog.form.category.currentText() == "轮训班"
    dialog.save(publishes=False)
    [made] = list_classes(approved.context.db, year=2025)
    assert ways.gone[-1] == ("class", {"id": made.code})
    approved.refresh()
    line = approved.plan.model.rows[0]
    assert line.progress is not None
    assert [one.code for one in line.progress.classes] == [made.code]
    approved.plan.form.table.figure_opened.emit(line, "classes")
    assert dialog_of(approved, ListDialog).model.texts()[1][1] == "农村党员轮训班（第1期）"
    with pytest.raises(Refusal, match="还没有排班"):
        approved.plan.classes.show(approved.plan.model.rows[1])


def test_an_unplanned_class_is_counted_to_a_row_and_taken_back(approved: PlanPage, ways: Ways) -> None:
    day = date(2025, 4, 7)
    code = create_class(approved.context.db, form=ClassForm("临时加的班", day, day))
    approved.refresh()
    approved.open(tab="plan", state="outside")
    approved.plan.form.outside.choose_first()
    approved.plan.form.link.click()
    dialog = dialog_of(approved, LinkClassDialog)
    dialog.form.row.setCurrentIndex(1)
    dialog.accept()
    approved.refresh()
    assert not approved.plan.outside.rows
    approved.plan.hint.take_back()
    approved.refresh()
    assert [row.code for row in approved.plan.outside.rows] == [code]


def test_a_row_taken_out_comes_back_in_its_place(page: PlanPage) -> None:
    for title in ("甲班", "乙班", "丙班"):
        save_plan_row(page.context.db, year=2025, form=PlanRowForm(title, "党员", (5,)))
    page.refresh()
    page.plan.form.table.choose(page.plan.model.rows[1].thread)
    page.plan.remove()
    assert shown(page) == ["甲班", "丙班"]
    page.plan.hint.take_back()
    assert shown(page) == ["甲班", "乙班", "丙班"]
    page.plan.form.table.choose(page.plan.model.rows[2].thread)
    page.plan.move_row(-2)
    assert shown(page) == ["丙班", "甲班", "乙班"]


def test_last_years_plan_can_be_copied(page: PlanPage) -> None:
    save_plan_row(page.context.db, year=2024, form=ROW)
    page.plan.copy_year(2024)
    assert shown(page) == ["农村党员轮训班"]
    assert get_plan(page.context.db, year=2025).rows[0].form == ROW


def test_the_plan_is_exported_imported_and_searched(
    approved: PlanPage, ways: Ways, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    target = tmp_path / "计划.xlsx"
    save_to(target)
    approved.plan.form.export.click()
    assert target.stat().st_size > 4000
    approved.plan.form.from_file.click()
    assert ways.gone == [("import", {"kind": "plan"})]
    approved._search("村党组织")
    assert shown(approved) == ["书记班"]


def test_a_course_is_entered_found_by_module_and_tag_and_brought_back_after_deleting(
    page: PlanPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    teacher = save_teacher(page.context.db, form=TeacherForm("周文斌", "leader", "书记"))
    save_course(page.context.db, form=CourseForm("党史", "general", 4, ("党史",)))
    page.refresh()
    page.open(tab="courses", add=True)
    dialog = dialog_of(page, CourseDialog)
    with pytest.raises(Refusal, match="课程题目"):
        dialog.accept()
    material = tmp_path / "讲稿.docx"
    material.write_bytes(b"words")
    save_to(material)
    dialog.form.add_file.click()
    dialog.form.name.setText("乡村振兴政策解读")
    dialog.form.module.setCurrentIndex(2)
    dialog.form.hours.setValue(3.5)
    dialog.form.teachers.tick(teacher)
    dialog.form.more_tags.setText("乡村振兴、本地")
    dialog.accept()
    page.refresh()
    [course] = [row for row in list_courses(page.context.db) if row.title == "乡村振兴政策解读"]
    form = course.form
    assert (form.module, form.half_hours, form.teacher_ids) == ("professional", 7, (teacher,))
    assert form.tags == ("乡村振兴", "本地")
    assert [one.title for one in form.materials] == ["讲稿.docx"]
    assert (page.context.folder.attachments / form.materials[0].place).read_bytes() == b"words"
    page.form.tag.set_value("本地")
    assert [row.title for row in page.courses.model.shown] == ["乡村振兴政策解读"]
    page.courses.form.table.choose_first()
    page.courses.remove()
    page.refresh()
    page.form.tag.reset()
    assert [row.title for row in page.courses.model.rows] == ["党史"]
    page.courses.hint.take_back()
    assert course.form in [row.form for row in list_courses(page.context.db)]


def test_a_course_in_a_plan_cannot_be_deleted_and_a_retired_one_is_hidden(page: PlanPage) -> None:
    course = save_course(page.context.db, form=CourseForm("党史", "general", 4))
    save_plan_row(page.context.db, year=2025, form=PlanRowForm("甲班", "党员", (5,), course_ids=(course,)))
    page.refresh()
    page.open(tab="courses")
    page.courses.form.table.choose_first()
    with pytest.raises(Refusal, match="年度计划的 1 行"):
        page.courses.remove()
    page.courses.switch()
    page.refresh()
    assert page.courses.model.shown == []
    page.form.with_closed.setChecked(True)
    assert [row.title for row in page.courses.model.shown] == ["党史"]


def test_a_task_is_entered_ticked_and_the_tick_taken_back(page: PlanPage) -> None:
    page.open(tab="tasks", add=True)
    dialog = dialog_of(page, TaskDialog)
    dialog.form.name.setText("上报计划")
    dialog.form.responsible.setCurrentText("")
    with pytest.raises(Refusal, match="责任人"):
        dialog.accept()
    dialog.form.responsible.setCurrentText("张立新")
    dialog.accept()
    save_task(page.context.db, form=TaskForm("早该办的", date(2025, 6, 2), "乙"))
    page.refresh()
    assert page.form.head.property("caption") == "1 项任务逾期"
    page.open(tab="tasks", state="late")
    assert [row.title for row in page.tasks.model.shown] == ["早该办的"]
    page.tasks.form.table.choose_first()
    page.tasks.form.done.click()
    page.refresh()
    assert [row.title for row in list_tasks(page.context.db)] == ["上报计划", "早该办的"]
    page.tasks.hint.take_back()
    page.refresh()
    assert list_tasks(page.context.db)[0].title == "早该办的"
    page.tasks.form.table.choose_first()
    page.tasks.remove()
    page.tasks.hint.take_back()
    assert len(list_tasks(page.context.db)) == 2


def test_courses_that_found_no_place_are_said_in_the_guided_dialog(page: PlanPage) -> None:
    courses = tuple(save_course(page.context.db, form=CourseForm(f"第{number}讲")) for number in range(2))
    save_plan_row(page.context.db, year=2025, form=PlanRowForm("甲班", "党员", (5,), course_ids=courses))
    approve_plan(page.context.db, year=2025, approved_by="镇党委")
    page.refresh()
    page.plan.classes.open_next(page.plan.model.rows[0])
    dialog = dialog_of(page, NewClassDialog)
    dialog.go("lessons")
    assert "《第0讲》《第1讲》没有排下" in dialog.form.lessons_notice.text()
    dialog.form.length.setValue(2)
    dialog.go("when")
    dialog.form.length.setValue(2)
    dialog.go("lessons")
    assert dialog.form.lessons_notice.isHidden()
    dialog.save(publishes=False)
    [made] = list_classes(page.context.db, year=2025)
    assert {"第0讲", "第1讲"} <= {lesson.title for lesson in get_class(page.context.db, made.code).lessons}


def test_the_lists_are_reached_by_the_keyboard(page: PlanPage, qtbot: QtBot) -> None:
    save_task(page.context.db, form=TaskForm("早该办的", date(2025, 6, 2), "乙"))
    page.refresh()
    page.open(tab="tasks")
    table = page.tasks.form.table
    table.choose_first()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert list_tasks(page.context.db)[0].is_done


def test_a_course_chosen_while_a_lesson_is_typed_brings_module_form_and_teacher(page: PlanPage) -> None:
    teacher = save_teacher(page.context.db, form=TeacherForm("周文斌", "leader", "书记"))
    save_course(
        page.context.db, form=CourseForm("走进大棚", "professional", 4, form="field", teacher_ids=(teacher,))
    )  # fmt: skip
    dialog = NewClassDialog(page.context, page)
    dialog.open()
    dialog.go("lessons")
    dialog.edit(None)
    lesson = dialog.form.lesson
    completer = lesson.form.subject.completer()
    completer.setCompletionPrefix("大棚")
    assert completer.currentCompletion() == "走进大棚"
    lesson.form.subject.setText("走进大棚")
    completer.activated.emit("走进大棚")
    made = lesson.lesson()
    assert (made.title, made.module, made.form, made.teacher_id) == ("走进大棚", "professional", "field", teacher)


def test_every_list_can_be_exported(approved: PlanPage, tmp_path: Path, save_to: Callable[[Path | None], None]) -> None:
    save_task(approved.context.db, form=TaskForm("早该办的", date(2025, 6, 2), "乙"))
    save_course(approved.context.db, form=CourseForm("党史"))
    approved.refresh()
    tables = {
        "任务": approved.tasks.form.table, "课程": approved.courses.form.table, "计划": approved.plan.form.table,
        "计划外": approved.plan.form.outside,
    }  # fmt: skip
    for name, table in tables.items():
        target = tmp_path / f"{name}.xlsx"
        save_to(target)
        table.export_wanted.emit()
        assert target.stat().st_size > 3000
    assert import_file(approved.context.db, "courses", tmp_path / "课程.xlsx").unchanged == 1
