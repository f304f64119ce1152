"""A class workbook is checked before it is written, and leads to the class's page."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from partyschool.services.class_queries import get_class, list_classes
from partyschool.ui.class_import_dialog import ClassImportDialog
from partyschool.ui.context import Context
from partyschool.ui.tasks import Task
from tests.ui.dialogs import in_reverse, wait_for_work

FACTS = [
    ["班次编号", "2025-06"], ["班次名称", "房寺镇2025年农村党员轮训班（第6期）"], ["主办单位", "房寺镇党校"],
    ["培训对象", "农村党员"], ["开始日期", "2025-06-20"], ["结束日期", "2025-06-20"],
]  # fmt: skip
TITLES = [
    "场次",
    "日期",
    "时段",
    "开始",
    "结束",
    "教学内容",
    "教学形式",
    "模块",
    "授课人",
    "授课人类别",
    "地点",
    "学时",
    "签到场次",
]
LESSONS = [
    [1, "2025-06-20", "上午", "08:10", "08:30", "签到", "规定动作", "通识教育", "", "", "报告厅", 0, "08:30-11:30"],
    [1, "2025-06-20", "上午", "08:30", "11:30", "领导讲课", "专题讲座", "专题教育", "周文斌", "领导干部", "报告厅", 4,
     "08:30-11:30"],
]  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    facts = book.active
    assert facts is not None
    facts.title = "班次"
    for row in FACTS:
        facts.append(row)
    lessons = book.create_sheet("课程表")
    lessons.append(TITLES)
    for lesson in LESSONS:
        lessons.append(lesson)
    people = book.create_sheet("学员")
    people.append(["序号", "姓名", "身份证号", "单位"])
    people.append([1, "没有登记的人", "371482196803150028", "前庄村党支部"])
    book.save(tmp_path / "第6期.xlsx")
    return tmp_path / "第6期.xlsx"


def test_a_workbook_is_checked_shown_and_written(qtbot: QtBot, context: Context, workbook: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ClassImportDialog(context, parent)
    dialog.open()
    dialog.check(workbook)
    qtbot.waitUntil(dialog.form.save.isEnabled)
    assert list_classes(context.db) == []
    assert "person_unknown" in [issue.code for issue in dialog.model.rows]
    assert "1 人写不进去" in dialog.form.problem_notice.text()

    with qtbot.waitSignal(dialog.written) as written:
        dialog.accept()
    assert written.args == ["2025-06"]
    assert get_class(context.db, "2025-06").row.phase == "draft"


def test_of_two_workbooks_chosen_one_after_the_other_the_latter_is_shown(
    qtbot: QtBot, context: Context, workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "没有课程表.xlsx"
    book = load_workbook(workbook)
    book["班次"]["B1"] = "2025-07"
    book.save(broken)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ClassImportDialog(context, parent)
    dialog.open()
    monkeypatch.setattr(Task, "start", in_reverse([]))
    dialog.check(workbook)
    dialog.check(broken)
    wait_for_work(qtbot)
    assert dialog.form.problem_notice.text().startswith("班次 2025-07")
