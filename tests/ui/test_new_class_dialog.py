"""The guided dialog: laid out by itself, moved by hand, clashes said, saved as a draft or published."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from partyschool.domain.timetable_moves import in_order
from partyschool.errors import Refusal
from partyschool.services.class_queries import get_class, list_classes
from partyschool.services.enrolment import list_enrolments
from partyschool.ui.class_draft import following_days
from partyschool.ui.context import Context
from partyschool.ui.new_class_dialog import LESSONS, PEOPLE, REVIEW, WHEN, NewClassDialog
from tests.ui.school_day import SchoolDay, hold


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def dialog(context: Context, day: SchoolDay, parent: QWidget) -> NewClassDialog:
    made = NewClassDialog(context, parent)
    made.open()
    return made


def choose_days(dialog: NewClassDialog, first: date, count: int) -> None:
    dialog.go(WHEN)
    form = dialog.form
    form.first_day.setDate(QDate(first.year, first.month, first.day))
    form.length.setValue(count)
    form.leader.setCurrentIndex(1)
    form.point.setCurrentIndex(1)


def blocks(dialog: NewClassDialog) -> list[tuple[int, str, str, str]]:
    """Session, time, title and clash of every block on the board."""
    return [
        (slot.number, block._block.time, block._block.title, block._block.clash)
        for slot in dialog.form.board.slots()
        for block in slot.blocks
    ]


def test_a_class_is_laid_out_and_published_in_five_steps(
    qtbot: QtBot, context: Context, day: SchoolDay, dialog: NewClassDialog
) -> None:
    form = dialog.form
    assert form.name.text() == "房寺镇2025年农村党员培训班"
    form.forward.click()
    assert dialog.step == WHEN
    choose_days(dialog, date(2025, 10, 23), 2)
    form.forward.click()
    assert [entry[:3] for entry in blocks(dialog)][:5] == [
        (1, "08:00", "签到"),
        (1, "08:30", "奏唱国歌"),
        (1, "08:35", "重温入党誓词"),
        (1, "08:45", "集体学习党章"),
        (1, "09:15", "领导讲课"),
    ]
    assert form.ready.text() == "5 项规定动作齐全 1 处教学点 1 项自选动作 4 场 16 学时"
    form.forward.click()
    form.picker._items[day.branches["前庄村"]].setCheckState(0, Qt.CheckState.Checked)
    form.forward.click()
    assert (dialog.step, form.forward.text()) == (REVIEW, "发布")
    with qtbot.waitSignal(dialog.saved) as saved:
        form.forward.click()
    assert saved.args is not None
    detail = get_class(context.db, saved.args[0])
    assert (detail.row.state, detail.row.starts_on, detail.row.ends_on) == (
        "published", date(2025, 10, 23), date(2025, 10, 24),
    )  # fmt: skip
    assert {row.name for row in list_enrolments(context.db, code=detail.row.code)} == {"欧阳建国", "王洁"}


def test_a_draft_is_left_at_the_first_step(context: Context, dialog: NewClassDialog) -> None:
    dialog.form.name.setText("村级后备干部培训班")
    dialog.form.save_draft.click()
    row = next(row for row in list_classes(context.db) if row.title == "村级后备干部培训班")
    assert (row.phase, row.sessions) == ("draft", 2)


def test_a_name_typed_by_hand_is_not_changed_by_the_audience(dialog: NewClassDialog) -> None:
    dialog.form.audience.setEditText("发展对象")
    assert dialog.form.name.text() == "房寺镇2025年发展对象培训班"
    dialog.form.name.setText("发展对象班")
    dialog.form.audience.setEditText("入党积极分子")
    assert dialog.form.name.text() == "发展对象班"


def test_a_class_without_a_name_does_not_go_on(dialog: NewClassDialog) -> None:
    dialog.form.name.clear()
    with pytest.raises(Refusal, match="班次名称"):
        dialog._forward()


def test_a_clash_turns_its_block_amber_and_says_with_whom(dialog: NewClassDialog) -> None:
    choose_days(dialog, date(2025, 6, 16), 1)
    dialog.go(LESSONS)
    clashes = {title: clash for _, _, title, clash in blocks(dialog) if clash}
    assert clashes["领导讲课"] == "周文斌在“房寺镇农村党员轮训班（第3期）”有课"
    assert clashes["现场教学"] == "贾集村温室蔬菜大棚被“房寺镇农村党员轮训班（第3期）”占用"
    assert dialog.form.ready.text().endswith("2 处时间冲突")


def test_lessons_are_moved_by_the_keyboard_and_keep_the_focus(qtbot: QtBot, dialog: NewClassDialog) -> None:
    choose_days(dialog, date(2025, 10, 23), 1)
    dialog.go(LESSONS)
    block = next(block for block in dialog.form.board.blocks() if block._block.title == "集体学习党章")
    QTest.keyClick(block, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    titles = [title for session, _, title, _ in blocks(dialog) if session == 1]
    assert titles == ["签到", "奏唱国歌", "集体学习党章", "重温入党誓词", "领导讲课"]

    block = next(block for block in dialog.form.board.blocks() if block._block.title == "集体学习党章")
    QTest.keyClick(block, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert (2, "14:00", "集体学习党章", "") in blocks(dialog)
    assert "动手改过" in dialog.form.lessons_notice.text()


def test_a_dropped_lesson_stands_where_it_was_let_go(dialog: NewClassDialog) -> None:
    choose_days(dialog, date(2025, 10, 23), 1)
    dialog.go(LESSONS)
    afternoon = dialog.form.board.slots()[1]
    talk = next(block for block in dialog.form.board.blocks() if block._block.title == "领导讲课")
    afternoon.dropped.emit(talk.key, afternoon.number, afternoon.place_at(0))
    assert next(title for session, _, title, _ in blocks(dialog) if session == 2) == "领导讲课"
    assert "比下课时间 17:00 晚" in [clash for *_, clash in blocks(dialog)][-1]


def test_moved_lessons_stay_when_the_days_change(dialog: NewClassDialog) -> None:
    choose_days(dialog, date(2025, 10, 23), 1)
    dialog.go(LESSONS)
    dialog._move(4, 2, 0)
    dialog.go(WHEN)
    dialog.form.length.setValue(2)
    dialog.go(LESSONS)
    assert next(entry[:2] for entry in blocks(dialog) if entry[2] == "领导讲课") == (2, "14:00")
    assert len(dialog.draft.sessions) == 4

    dialog.form.lessons_notice.clicked.emit()
    assert next(entry[:2] for entry in blocks(dialog) if entry[2] == "领导讲课") == (1, "09:15")


def test_a_lesson_is_edited_added_and_removed_in_the_dialog_itself(dialog: NewClassDialog) -> None:
    choose_days(dialog, date(2025, 10, 23), 1)
    dialog.go(LESSONS)
    dialog.form.board.opened.emit(4)
    assert dialog.form.lesson.form.subject.text() == "领导讲课"
    assert dialog.form.forward.isHidden()
    dialog.form.lesson.form.subject.setText("领导讲课：抓党建促乡村振兴")
    dialog.form.done_lesson.click()
    assert "领导讲课：抓党建促乡村振兴" in [title for _, _, title, _ in blocks(dialog)]

    dialog.form.add_lesson.click()
    with pytest.raises(Refusal, match="内容"):
        dialog._keep_lesson()
    dialog.form.lesson.form.subject.setText("知识测试")
    dialog._keep_lesson()
    assert "知识测试" in [title for _, _, title, _ in blocks(dialog)]

    before = len(blocks(dialog))
    QTest.keyClick(dialog.form.board.blocks()[0], Qt.Key.Key_Delete)
    assert len(blocks(dialog)) == before - 1
    assert dialog.form.ready.text().startswith("缺签到")


def test_publishing_with_something_missing_asks_for_the_reason_on_the_page(
    qtbot: QtBot, context: Context, dialog: NewClassDialog
) -> None:
    dialog.go(WHEN)
    dialog.form.point.setCurrentIndex(0)
    dialog.go(REVIEW)
    assert "教学点" in dialog.form.review_notice.text()
    with pytest.raises(Refusal, match="现场教学"):
        dialog.save(publishes=True)
    assert dialog.isVisible()
    assert len(list_classes(context.db)) == 1

    dialog.form.reason.setText("教学点整修")
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save(publishes=True)
    assert saved.args is not None
    assert get_class(context.db, saved.args[0]).publish_reason == "教学点整修"


def test_a_published_class_is_changed_in_the_same_dialog(
    qtbot: QtBot, context: Context, day: SchoolDay, parent: QWidget
) -> None:
    dialog = NewClassDialog(context, parent, detail=get_class(context.db, day.code), step=LESSONS)
    dialog.open()
    assert dialog.form.save_draft.isHidden()
    dialog.edit(in_order(dialog.draft.lessons)[-1])
    dialog.form.lesson.form.subject.setText("分组研讨")
    dialog._keep_lesson()
    dialog.go(PEOPLE)
    dialog.form.picker.choose([*dialog.draft.person_ids, day.outsider])
    dialog.go(REVIEW)
    assert dialog.form.forward.text() == "保存修改"
    dialog.form.forward.click()
    detail = get_class(context.db, day.code)
    assert (detail.row.state, detail.row.enrolled, detail.lessons[-1].title) == ("published", 7, "分组研讨")


@pytest.mark.parametrize(
    ("first", "skip", "days"),
    [
        (date(2025, 6, 20), True, [20, 23, 24]),
        (date(2025, 6, 20), False, [20, 21, 22]),
        (date(2025, 6, 21), True, [21, 23, 24]),
    ],
)
def test_weekends_are_left_out_where_wished(first: date, skip: bool, days: list[int]) -> None:
    assert [day.day for day in following_days(first, 3, skip_weekend=skip)] == days
