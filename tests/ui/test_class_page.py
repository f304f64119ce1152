"""One class on its page: actions with their reasons, the flow, the lists, forcing, withdrawing, cancelling."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services.attendance import list_attendance
from partyschool.services.class_queries import get_class
from partyschool.services.enrolment import list_enrolments
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.ui.class_page import ClassPage
from partyschool.ui.context import Context
from partyschool.ui.enrol_dialog import EnrolDialog
from partyschool.ui.lesson_record_dialog import LessonRecordDialog
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.step_dialog import NewStepDialog, StepDialog
from tests.conftest import Clock
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of
from tests.ui.school_day import DAY, SchoolDay, a_form, hold, prepare


def open_page(qtbot: QtBot, context: Context, code: str) -> ClassPage:
    page = ClassPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.show()
    page.open(id=code)
    return page


def notes(page: ClassPage) -> list[str]:
    form = page.form
    return [action.note() for action in (form.publish, form.sign_in, form.close_class, form.confirm)]


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def page(qtbot: QtBot, context: Context, day: SchoolDay) -> ClassPage:
    return open_page(qtbot, context, day.code)


def test_every_action_stands_with_when_or_why_not(page: ClassPage) -> None:
    assert notes(page) == ["6 月 16 日已发布", "第 1 场可以签到", "还差 6 项", "办结后可用"]
    enabled = [action.button.isEnabled() for action in (page.form.publish, page.form.sign_in, page.form.close_class)]
    assert enabled == [False, True, False]
    assert page.form.flow_chip.text().startswith("办结还差：签到、")


def test_signing_in_from_elsewhere_moves_the_flow_and_the_cards(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage, clock: Clock
) -> None:
    session = get_class(context.db, day.code).sessions[0]
    record_sign_in(context.db, session.id, SignIn(Way.TAP, context.db.now(), person_id=day.people["许玉芳"]))
    page.refresh()
    assert "签到、" not in page.form.flow_chip.text()

    clock.time = datetime(2025, 6, 16, 18, 0)
    page.refresh()
    assert notes(page)[1:3] == ["各场已结束", "还差 1 项"]
    page.tabs.open("attendance", 1, "missing")
    assert "许玉芳" not in [row.name for row in page.tabs.attendance.shown]
    assert len(page.tabs.attendance.shown) == 5


def test_publishing_with_something_missing_asks_for_a_reason_once(qtbot: QtBot, context: Context) -> None:
    day = prepare(context.db)
    from partyschool.services.classes import create_class

    code = create_class(context.db, form=a_form(day.leader, None, "缺教学点的班"))
    page = open_page(qtbot, context, code)
    assert notes(page)[0] == "还缺 1 项"

    page.publish()
    dialog = dialog_of(page, ReasonDialog)
    assert "现场教学" in dialog.form.lead.text()
    with pytest.raises(Refusal, match="原因"):
        dialog.accept()
    assert get_class(context.db, code).row.state == "draft"

    dialog.form.reason.setPlainText("教学点整修")
    dialog.accept()
    detail = get_class(context.db, code)
    assert (detail.row.state, detail.publish_reason) == ("published", "教学点整修")


def test_a_complete_draft_is_published_without_a_question(qtbot: QtBot, context: Context) -> None:
    day = prepare(context.db)
    page = open_page(qtbot, context, day.code)
    page.form.publish.button.click()
    assert get_class(context.db, day.code).row.state == "published"
    assert not page.findChildren(ReasonDialog)


def test_a_tick_on_the_timeline_is_written_and_taken_back(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage
) -> None:
    page._open_step(2)
    dialog = dialog_of(page, StepDialog)
    dialog.form.done_by.setText("李会敏")
    dialog.form.proof.setText("照片 3 张，档案盒 9")
    dialog.accept()
    step = get_class(context.db, day.code).steps[1]
    assert (step.state.done, step.state.by, step.proof) == (True, "李会敏", "照片 3 张，档案盒 9")

    page.refresh()
    page._open_step(2)
    again = dialog_of(page, StepDialog)
    again.form.undo.click()
    assert not get_class(context.db, day.code).steps[1].state.done


def test_a_step_that_only_the_log_can_prove_says_so_and_offers_no_tick(qtbot: QtBot, page: ClassPage) -> None:
    page._open_step(1)
    dialog = dialog_of(page, StepDialog)
    assert dialog.form.save.isHidden()
    assert "自动完成" in dialog.form.lead.text()


def test_a_free_step_is_added_from_the_timeline(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage
) -> None:
    page._open_step("add")
    dialog = dialog_of(page, NewStepDialog)
    dialog.form.step_title.setText("观看警示教育片")
    dialog.accept()
    assert get_class(context.db, day.code).steps[-1].title == "观看警示教育片"


def test_who_really_taught_is_recorded_from_the_timetable(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage
) -> None:
    line = next(line for line in page.tabs.lessons.shown if line.row.step_key == "leader_talk")
    page.form.lessons.opened.emit(line)
    dialog = dialog_of(page, LessonRecordDialog)
    dialog.form.not_held.setChecked(True)
    dialog.accept()
    lesson = next(row for row in get_class(context.db, day.code).lessons if row.step_key == "leader_talk")
    assert lesson.said_held is False


def test_people_are_added_by_unit_and_by_name(qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage) -> None:
    page.tabs.enrol()
    dialog = dialog_of(page, EnrolDialog)
    picker = dialog.form.picker
    picker._items[day.branches["东街村"]].setCheckState(0, Qt.CheckState.Checked)
    assert picker.chosen() == [day.outsider]
    assert dialog.form.save.text() == "加入名单（1 人）"
    dialog.accept()
    assert len(list_enrolments(context.db, code=day.code)) == 7


def test_who_is_taken_off_the_list_comes_back_with_one_click(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage
) -> None:
    page.tabs.open("trainees")
    page.form.trainees.choose(day.people["王杰"])
    page.tabs.withdraw()
    assert {row.name for row in list_enrolments(context.db, code=day.code)} == set(day.people) - {"王杰"}
    assert "王杰" in page.form.hint.text()

    page.form.hint.clicked.emit()
    assert len(list_enrolments(context.db, code=day.code)) == 6


def test_cancelling_asks_once_and_says_what_follows(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage
) -> None:
    page.cancel()
    dialog = dialog_of(page, ReasonDialog)
    assert "6 人" in dialog.form.lead.text()
    dialog.form.reason.setPlainText("防汛")
    dialog.accept()
    page.refresh()
    assert get_class(context.db, day.code).row.phase == "cancelled"
    assert page.form.flow_chip.text() == "已取消：防汛"


def test_a_clash_with_another_class_stands_on_the_page(qtbot: QtBot, context: Context) -> None:
    day = hold(context.db)
    from partyschool.services.classes import create_class

    code = create_class(context.db, form=a_form(day.leader, day.point, "第 4 期"))
    page = open_page(qtbot, context, code)
    assert "房寺镇农村党员轮训班（第3期）" in page.form.hint.text()


def test_hours_are_confirmed_after_the_doubtful_ones_were_shown(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage, clock: Clock
) -> None:
    from partyschool.services.classes import close_class
    from partyschool.ui.confirm_dialog import ConfirmDialog

    session = get_class(context.db, day.code).sessions[0]
    for name, minute in (("许玉芳", 25), ("王杰", 59)):
        at = datetime(DAY.year, DAY.month, DAY.day, 8, minute)
        record_sign_in(context.db, session.id, SignIn(Way.TAP, at, person_id=day.people[name]))
    clock.time = datetime(2025, 6, 16, 18, 0)
    close_class(context.db, code=day.code, reason="测试")
    page.refresh()
    page.confirm()
    dialog = dialog_of(page, ConfirmDialog)
    assert (dialog.lines[0].name, dialog.lines[0].doubts) == ("王杰", ("第 1 场迟到早退",))
    assert dialog.form.save.text() == "认定 2 人的学时"
    dialog.accept()
    assert get_class(context.db, day.code).row.phase == "confirmed"


def test_the_desk_is_reached_from_the_class(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage, clock: Clock, ways: Ways
) -> None:
    clock.time = datetime(2025, 6, 16, 18, 0)
    page.refresh()
    page.form.sign_in.button.click()
    assert ways.gone == [("desk", {"code": day.code, "room": ""})]


def test_the_log_is_mended_from_the_list_of_a_session(
    qtbot: QtBot, context: Context, day: SchoolDay, page: ClassPage
) -> None:
    session = get_class(context.db, day.code).sessions[0]
    at = datetime(2025, 6, 16, 9, 50)
    record_sign_in(context.db, session.id, SignIn(Way.TAP, at, person_id=day.people["王杰"]))
    page.refresh()
    page.tabs.open("attendance", 1)
    acts = {action.text(): action for action in page.tabs.acts.actions()}

    with pytest.raises(Refusal, match="已签到"):
        page.tabs.acts.void()
    page.form.attendance.choose(day.people["王杰"])
    acts["学时改为全额…"].trigger()
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("送病人")
    dialog.accept()
    [row] = [row for row in list_attendance(context.db, session.id) if row.name == "王杰"]
    assert (row.share, row.reason) == (2, "送病人")

    acts["学时按规则算"].trigger()
    acts["补签退（到下课）"].trigger()
    [row] = [row for row in list_attendance(context.db, session.id) if row.name == "王杰"]
    assert (row.share, row.sign_out_at) == (1, datetime(2025, 6, 16, 11, 30))

    acts["作废签到…"].trigger()
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("代签")
    dialog.accept()
    page.refresh()
    page.form.attendance.choose(day.people["王杰"])
    acts["登记请假…"].trigger()
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("住院")
    dialog.accept()
    [row] = [row for row in list_attendance(context.db, session.id) if row.name == "王杰"]
    assert (str(row.state), row.reason) == ("leave", "住院")

    page.refresh()
    page.form.attendance.choose(day.people["王杰"])
    acts["撤销请假、缺勤"].trigger()
    assert {str(row.state) for row in list_attendance(context.db, session.id)} == {"missing"}
