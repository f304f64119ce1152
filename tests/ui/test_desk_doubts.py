"""What the desk lists for the clerk, signing out, a clock of another day, and what a right click offers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from partyschool.domain.terms import Way
from partyschool.services.attendance import AttendanceRow, list_attendance, list_log
from partyschool.services.classes import update_class
from partyschool.services.sign_in import Result, SignIn, record_sign_in
from partyschool.ui.context import Context
from partyschool.ui.desk_page import DeskPage
from partyschool.ui.desk_people_dialog import DeskPeopleDialog
from partyschool.ui.doubt_list import DoubtCard
from partyschool.ui.end_dialog import EndDialog
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.widgets.result_card import Sign
from tests.conftest import Clock
from tests.ui.dialogs import dialog_of
from tests.ui.school_day import SchoolDay, hold


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


def desk(qtbot: QtBot, context: Context, day: SchoolDay) -> DeskPage:
    made = DeskPage(context)
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show()
    made.open(code=day.code)
    return made


@pytest.fixture
def page(qtbot: QtBot, context: Context, day: SchoolDay, clock: Clock) -> Iterator[DeskPage]:
    clock.time = datetime(2025, 6, 16, 8, 29)
    made = desk(qtbot, context, day)
    yield made
    made.hide()


def phone(page: DeskPage, name: str, day: SchoolDay, minute: int, device: str = "d1", place: str = "") -> Result:
    assert page.session is not None
    at = datetime(2025, 6, 16, 8, minute)
    person = day.outsider if name == "李洋" else day.people[name]
    wish = SignIn(Way.PHONE, at, person_id=person, device=device, place=place)
    answer = record_sign_in(page.context.db, page.session.id, wish)
    page.refresh()
    return answer.result


def row_of(page: DeskPage, name: str) -> AttendanceRow:
    assert page.session is not None
    return next(row for row in list_attendance(page.context.db, page.session.id) if row.name == name)


def the_card(page: DeskPage) -> DoubtCard:
    [card] = page.form.doubts.cards
    return card


def answer(page: DeskPage, what: str) -> None:
    page.form.doubts.answered.emit(the_card(page), what)


def test_a_second_person_on_one_phone_is_listed_until_the_clerk_answers_also_after_a_restart(
    qtbot: QtBot, context: Context, page: DeskPage, day: SchoolDay
) -> None:
    phone(page, "许玉芳", day, 29)
    assert phone(page, "王洁", day, 30) == Result.PHONE_USED
    card = the_card(page)
    assert (card.kind, card.names) == ("同一部手机", "许玉芳、王洁")
    assert card.facts == "8:30 王洁用许玉芳的手机替自己签，没有收"
    assert [text for _, text in card.answers] == ["人在，签到", "不收"]

    page.setMinimumSize(800, 600)
    page.resize(1024, 700)  # under the result card, where the list would be too narrow
    assert page.form.doubt_card.parentWidget() is page.form.left_side
    assert (page.form.doubt_card.isHidden(), page.form.recent_card.isHidden()) == (False, True)
    assert page.form.roll_card.width() > 500
    page.resize(1366, 700)
    assert page.form.columns.indexOf(page.form.doubt_card) == 2
    assert not page.form.recent_card.isHidden()

    answer(page, "keep")
    assert page.form.doubts.cards == []

    again = desk(qtbot, context, day)  # another start of the program
    assert again.form.doubts.cards == []
    assert again.form.checked.text() == "已核对的 1 条"
    again.form.checked.click()
    assert the_card(again).names == "许玉芳、王洁"
    again.hide()


def test_the_second_person_of_a_phone_who_stands_at_the_desk_is_signed_in_and_stays_listed(
    page: DeskPage, day: SchoolDay
) -> None:
    phone(page, "许玉芳", day, 29)
    phone(page, "王洁", day, 30)
    answer(page, "sign_in")
    assert row_of(page, "王洁").way == Way.TAP
    assert the_card(page).facts.endswith("8:29 点名已签")


def test_somebody_whom_no_list_holds_is_taken_in_from_the_list_of_doubts(page: DeskPage, day: SchoolDay) -> None:
    assert phone(page, "李洋", day, 33) == Result.NOT_ENROLLED
    card = the_card(page)
    assert (card.kind, card.names, card.facts) == ("不在名单", "李洋　东街村", "8:33 手机想签到，本班名单里没有")
    answer(page, "take_in")
    assert row_of(page, "李洋").state == "present"
    assert the_card(page).kind == "临时参训"


def test_somebody_at_a_second_place_is_moved_there(page: DeskPage, day: SchoolDay) -> None:
    phone(page, "王杰", day, 26)
    assert phone(page, "王杰", day, 31, device="d1", place="贾集村分课堂") == Result.ELSEWHERE
    assert the_card(page).facts == "本课堂 8:26，贾集村分课堂 8:31 又想签"
    answer(page, "move")
    assert (row_of(page, "王杰").place, page.form.doubts.cards) == ("贾集村分课堂", [])


def test_a_paper_sheet_with_another_time_than_the_phone_is_listed_and_either_holds(
    page: DeskPage, day: SchoolDay
) -> None:
    phone(page, "吴静", day, 34)
    for _ in range(2):  # entering the sheet twice makes no second card
        page.acts.paper_times()
        dialog = dialog_of(page, DeskPeopleDialog)
        dialog.choose([day.people["吴静"]])
        dialog.form.at.setTime(QTime(8, 25))
        dialog.accept()
    assert "1 人时间不一致" in page.form.hint.text()
    card = the_card(page)
    assert (card.kind, card.facts) == ("纸质与扫码不一致", "纸质 8:25，手机 8:34")

    answer(page, "paper_time")
    page.refresh()

    row = row_of(page, "吴静")
    assert (row.sign_in_at, row.way, row.late) == (datetime(2025, 6, 16, 8, 25), "paper", 0)
    assert page.form.doubts.cards == []
    assert page.session is not None
    assert [line.void_reason for line in list_log(page.context.db, page.session.id)] == ["", "以纸质签到表为准"]


def test_undo_takes_back_the_whole_paper_sheet(page: DeskPage, day: SchoolDay) -> None:
    phone(page, "许玉芳", day, 29)
    page.acts.paper_all()
    dialog_of(page, DeskPeopleDialog).accept()
    assert sum(row.state == "present" for row in page.rows) == 6
    QTest.keyClick(page.form.query, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in page.rows if row.state == "present"] == ["许玉芳"]
    assert page.form.result.row.name == "5 人"


def test_the_end_shows_each_doubt_before_the_missing(page: DeskPage, day: SchoolDay) -> None:
    phone(page, "许玉芳", day, 29)
    phone(page, "王洁", day, 30)
    page.acts.end()
    dialog = dialog_of(page, EndDialog)
    shown = [label.text() for label in dialog.form.doubts_inner.findChildren(QLabel)]
    assert shown == ["同一部手机", "许玉芳、王洁", "8:30 王洁用许玉芳的手机替自己签，没有收"]
    assert dialog.form.save.text() == "仍然结束"


@pytest.fixture
def leaving(page: DeskPage, day: SchoolDay, clock: Clock) -> DeskPage:
    """The class asks people to sign out; two are here, and it is 11:31."""
    update_class(page.context.db, code=day.code, form=replace(day.form, signs_out=True))
    page.open(code=day.code)
    for name in ("王洁", "吴静"):
        page.signing.tap(row_of(page, name))
    clock.time = datetime(2025, 6, 16, 11, 31)
    page.form.leaving.click()
    return page


def test_a_class_that_does_not_ask_for_it_has_no_button_to_sign_out(page: DeskPage) -> None:
    assert page.form.leaving.isHidden()


def test_taps_and_cards_sign_out_while_people_leave(qtbot: QtBot, leaving: DeskPage, day: SchoolDay) -> None:
    leaving.form.query.setText("wj")
    assert leaving.form.found.text() == "找到 3 人，其中未签退 2 人"
    QTest.keyClicks(leaving.form.query, "1")
    qtbot.waitUntil(lambda: leaving.form.result.row.title == "签退成功")
    assert row_of(leaving, "王洁").sign_out_at == datetime(2025, 6, 16, 11, 31)
    leaving.signing.tap(row_of(leaving, "许玉芳"))
    assert (leaving.form.result.row.sign, leaving.form.result.row.title) == (Sign.REFUSED, "还没有签到")
    assert row_of(leaving, "许玉芳").state == "missing"


def test_a_sign_out_by_mistake_is_undone_and_the_person_is_still_there(leaving: DeskPage) -> None:
    leaving.signing.tap(row_of(leaving, "王洁"))
    leaving.signing.undo()
    assert (row_of(leaving, "王洁").sign_out_at, row_of(leaving, "王洁").state) == (None, "present")
    assert leaving.form.result.row.title == "已撤销签退"
    dict(leaving.acts.actions_of(row_of(leaving, "吴静")))["吴静现在签退"]()
    assert row_of(leaving, "吴静").sign_out_at == datetime(2025, 6, 16, 11, 31)
    dict(leaving.acts.actions_of(row_of(leaving, "吴静")))["撤销吴静的签退"]()
    assert row_of(leaving, "吴静").sign_out_at is None


def test_many_are_signed_out_at_one_time(leaving: DeskPage, day: SchoolDay) -> None:
    leaving.acts.paper_times()
    dialog = dialog_of(leaving, DeskPeopleDialog)
    dialog.choose([day.people["王洁"], day.people["吴静"]])
    dialog.accept()
    assert [row_of(leaving, name).sign_out_at for name in ("王洁", "吴静")] == [datetime(2025, 6, 16, 11, 30)] * 2
    assert leaving.form.doubts.cards == []


def test_case_31_a_clock_of_another_day_asks_once_and_keeps_the_sessions_day(
    qtbot: QtBot, page: DeskPage, clock: Clock
) -> None:
    clock.time = datetime(2025, 6, 15, 8, 25)
    page.signing.tap(row_of(page, "王洁"))
    assert (page.form.result.row.title, page.form.result.row.unit) == (
        "日期对不上",
        "电脑是 6月15日，这一场是 6月16日",
    )
    assert row_of(page, "王洁").state == "missing"

    QTest.keyClicks(page.form.query, "y")
    qtbot.waitUntil(lambda: row_of(page, "王洁").state == "present")
    page.signing.tap(row_of(page, "吴静"))

    assert row_of(page, "吴静").sign_in_at == datetime(2025, 6, 16, 8, 25)
    assert page.session is not None
    assert {line.recorded_at for line in list_log(page.context.db, page.session.id)} == {clock.time}


def test_a_right_click_voids_with_a_reason_and_notes_leave(page: DeskPage, day: SchoolDay) -> None:
    page.signing.tap(row_of(page, "王洁"))
    [(text, act)] = page.acts.actions_of(row_of(page, "王洁"))
    assert text == "作废王洁的签到…"
    act()
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("替别人签的")
    dialog.accept()
    assert row_of(page, "王洁").state == "missing"

    actions = dict(page.acts.actions_of(row_of(page, "王洁")))
    actions["登记请假…"]()
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("住院")
    dialog.accept()
    assert (row_of(page, "王洁").state, row_of(page, "王洁").reason) == ("leave", "住院")
    dict(page.acts.actions_of(row_of(page, "王洁")))["撤销请假或缺勤"]()
    assert row_of(page, "王洁").state == "missing"
