"""The clerk's desk: cards, names, undo, walk-ins, paper, doubts and the end of a session."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services.attendance import list_attendance, list_log
from partyschool.services.cards import give_cards
from partyschool.services.class_queries import get_class
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.ui.context import Context
from partyschool.ui.desk_page import DeskPage
from partyschool.ui.desk_people_dialog import DeskPeopleDialog
from partyschool.ui.end_dialog import EndDialog
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.widgets.result_card import Sign
from tests.conftest import Clock
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of
from tests.ui.gun import shoot
from tests.ui.school_day import SchoolDay, hold


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def page(qtbot: QtBot, context: Context, day: SchoolDay, clock: Clock) -> Iterator[DeskPage]:
    clock.time = datetime(2025, 6, 16, 8, 20)
    made = DeskPage(context)
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show()
    made.open(code=day.code)
    yield made
    made.hide()


def states(page: DeskPage) -> dict[str, str]:
    assert page.session is not None
    return {row.name: str(row.state) for row in list_attendance(page.context.db, page.session.id)}


def card_of(page: DeskPage, day: SchoolDay, name: str) -> str:
    [card] = give_cards(page.context.db, class_code=day.code, person_ids=[day.people[name]])
    return card.code


def test_a_card_is_signed_in_wherever_the_focus_is(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    code = card_of(page, day, "许玉芳")
    page.form.query.setFocus()
    shoot(page.form.query, code)

    assert page.form.scanned.text() == code
    row = page.form.result.row
    assert (row.sign, row.title, row.name) == (Sign.DONE, "签到成功", "许玉芳")
    assert row.third.endswith("学员证　今天第 1 位")
    assert states(page)["许玉芳"] == "present"
    assert page.form.query.text() == ""


def test_the_card_says_each_outcome_and_what_to_press(page: DeskPage, day: SchoolDay, clock: Clock) -> None:
    code = card_of(page, day, "唐静静")
    page.signing.scan(code)
    clock.time = datetime(2025, 6, 16, 8, 36)
    page.signing.scan(code)
    assert (page.form.result.row.title, page.form.result.row.third) == ("已经签到", "8:20 学员证首签　不重复计")

    page.signing.scan(card_of(page, day, "欧阳建国"))
    assert page.form.result.row.title == "签到成功（迟到 6 分）"
    assert page.form.result.row.third.endswith("全额计学时")

    page.signing.scan("PS1:22222222-2")
    assert (page.form.result.row.title, page.form.result.row.name) == ("不认识这个码", "PS1:22222222-2")

    titles = [row.words for row in page.form.recent.rows]
    assert titles == ["不认识这个码", "签到成功（迟到 6 分）", "已签到，8:20 首签", "签到成功"]


def test_letters_and_a_figure_sign_in_and_the_field_empties_itself(
    qtbot: QtBot, page: DeskPage, day: SchoolDay
) -> None:
    page.form.query.setText("wj")
    shown = [(row.name, row.birth_year) for row in page.form.roll.roll.rows]
    assert shown == [("王杰", "1959"), ("王洁", "1990"), ("吴静", "1954")]
    QTest.keyClicks(page.form.query, "2")
    qtbot.waitUntil(lambda: states(page)["王洁"] == "present")
    assert page.form.query.text() == ""

    page.form.query.setText("wj")
    assert [row.name for row in page.form.roll.roll.rows] == ["王杰", "吴静", "王洁"]
    assert [page.form.roll.roll.key(place) for place in range(3)] == ["1", "2", ""]


def test_arrows_and_enter_sign_in_the_chosen_one(qtbot: QtBot, page: DeskPage) -> None:
    page.form.query.setText("前庄")
    QTest.keyClick(page.form.query, Qt.Key.Key_Down)
    QTest.keyClick(page.form.query, Qt.Key.Key_Return)
    assert [name for name, state in states(page).items() if state == "present"] == ["王洁"]


def test_figures_count_only_once_letters_stand_in_the_field(qtbot: QtBot, page: DeskPage) -> None:
    QTest.keyClicks(page.form.query, "1")
    qtbot.waitUntil(lambda: page.form.query.text() == "1")
    assert "present" not in states(page).values()


def test_the_last_sign_in_is_undone_and_stays_in_the_log(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    page.signing.scan(card_of(page, day, "许玉芳"))
    QTest.keyClick(page.form.query, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert states(page)["许玉芳"] == "missing"
    assert page.session is not None
    [line] = list_log(page.context.db, page.session.id)
    assert line.void_reason == "撤销"
    with pytest.raises(Refusal, match="没有可以撤销"):
        page.signing.undo()


def test_somebody_not_on_the_list_is_taken_in_by_one_key(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    [card] = give_outsider_card(page, day)
    page.signing.scan(card)
    assert (page.form.result.row.title, page.form.result.row.third) == (
        "不在本班名单",
        "按 L 作临时参训，按 Esc 不收",
    )
    QTest.keyClicks(page.form.query, "l")
    qtbot.waitUntil(lambda: states(page).get("李洋") == "present")
    assert [card.kind for card in page.form.doubts.cards] == ["临时参训"]

    page.form.doubts.answered.emit(page.form.doubts.cards[0], "keep")
    assert page.form.doubts.cards == []
    assert page.form.checked.text() == "已核对的 1 条"


def give_outsider_card(page: DeskPage, day: SchoolDay) -> list[str]:
    """A card from a class that the outsider is on the list of."""
    from dataclasses import replace

    from partyschool.services.classes import create_class
    from partyschool.services.enrolment import enrol

    other = create_class(page.context.db, form=replace(day.form, title="第 4 期", sessions=(), lessons=()))
    enrol(page.context.db, code=other, person_ids=[day.outsider])
    return [card.code for card in give_cards(page.context.db, class_code=other)]


def test_escape_leaves_somebody_not_on_the_list_out(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    page.signing.scan(give_outsider_card(page, day)[0])
    QTest.keyClick(page.form.query, Qt.Key.Key_Escape)
    assert page.form.result.row.title == "李洋没有签到"
    assert "李洋" not in states(page)


def test_somebody_signed_in_elsewhere_is_moved_here(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    from dataclasses import replace

    from partyschool.services.classes import create_class, publish_class
    from partyschool.services.enrolment import enrol

    db = page.context.db
    other = create_class(db, form=replace(day.form, title="第 4 期"))
    enrol(db, code=other, person_ids=[day.people["王杰"]])
    publish_class(db, code=other)
    there = get_class(db, other).sessions[0]
    record_sign_in(db, there.id, SignIn(Way.PHONE, datetime(2025, 6, 16, 8, 11), person_id=day.people["王杰"]))

    page.signing.scan(card_of(page, day, "王杰"))
    assert page.form.result.row.title == "在别处签到"
    QTest.keyClicks(page.form.query, "m")
    qtbot.waitUntil(lambda: states(page)["王杰"] == "present")
    assert page.form.result.row.title == "已改到这里"


def test_a_sign_in_by_phone_shows_without_a_key(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    assert page.session is not None
    at = datetime(2025, 6, 16, 8, 21)
    record_sign_in(page.context.db, page.session.id, SignIn(Way.PHONE, at, person_id=day.people["吴静"], device="d1"))
    page.context.changes.changed.connect(lambda tables: page.refresh())
    qtbot.waitUntil(lambda: page.form.present.accessibleName() == "实到 1")
    assert page.form.missing.accessibleName() == "未到 5"


def test_the_chosen_one_is_the_first_missing_or_whom_the_clerk_picked(page: DeskPage, day: SchoolDay) -> None:
    """Others sign in by phone meanwhile: Enter means the next who is missing, but never another than was picked."""

    def chosen() -> str:
        row = page.form.roll.chosen()
        return row.name if row is not None else ""

    def phone(name: str) -> None:
        assert page.session is not None
        record_sign_in(
            page.context.db, page.session.id, SignIn(Way.PHONE, page.context.db.now(), person_id=day.people[name])
        )
        page.refresh()

    first = chosen()
    phone(first)
    second = chosen()
    assert second != first
    QTest.keyClick(page.form.query, Qt.Key.Key_Down)
    picked = chosen()
    assert picked not in (first, second)
    phone(picked)
    assert chosen() == picked


def test_the_paper_sheet_is_entered_as_all_but(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    page.signing.scan(card_of(page, day, "许玉芳"))
    page.acts.paper_all()
    dialog = dialog_of(page, DeskPeopleDialog)
    dialog.choose([day.people["吴静"]])
    dialog.form.reason.setText("住院")
    dialog.accept()
    found = states(page)
    assert found.pop("吴静") == "leave"
    assert set(found.values()) == {"present"}


def test_people_of_the_paper_sheet_are_entered_with_one_time(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    from PySide6.QtCore import QTime

    page.acts.paper_times()
    dialog = dialog_of(page, DeskPeopleDialog)
    dialog.choose([day.people["王杰"], day.people["王洁"]])
    dialog.form.at.setTime(QTime(8, 50))
    dialog.accept()
    page.refresh()
    late = {row.name: (row.late, row.way) for row in page.rows if row.state == "present"}
    assert late == {"王杰": (20, "paper"), "王洁": (20, "paper")}
    assert [card.kind for card in page.form.doubts.cards] == ["迟到早退", "迟到早退"]


def test_a_dialog_without_anybody_chosen_says_so(qtbot: QtBot, page: DeskPage) -> None:
    page.acts.note_leave()
    with pytest.raises(Refusal, match="勾选"):
        dialog_of(page, DeskPeopleDialog).accept()


def test_a_doubtful_line_is_voided_with_its_reason(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    assert page.session is not None
    for name, minute in (("王杰", 11), ("王洁", 12)):
        at = datetime(2025, 6, 16, 8, minute)
        wish = SignIn(Way.PAPER, at, person_id=day.people[name])
        record_sign_in(page.context.db, page.session.id, wish)
    clocked = datetime(2025, 6, 16, 9, 40)
    record_sign_in(page.context.db, page.session.id, SignIn(Way.TAP, clocked, person_id=day.people["吴静"]))
    page.refresh()
    [card] = page.form.doubts.cards
    assert (card.kind, card.facts) == ("迟到早退", "9:40 签到，迟到 70 分，计半额")
    page.form.doubts.answered.emit(card, "share")
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("送病人，镇里同意")
    dialog.accept()
    assert next(row.share for row in list_attendance(page.context.db, page.session.id) if row.name == "吴静") == 2


def test_the_end_makes_the_missing_absent_or_on_leave(qtbot: QtBot, page: DeskPage, day: SchoolDay, ways: Ways) -> None:
    page.signing.scan(card_of(page, day, "许玉芳"))
    page.acts.end()
    dialog = dialog_of(page, EndDialog)
    assert dialog.form.missing_title.text() == "未到的 5 人"
    dialog.set_leave(day.people["唐静静"], "外出务工")
    dialog.form.print_sheet.setChecked(False)
    dialog.accept()
    found = states(page)
    assert (found.pop("许玉芳"), found.pop("唐静静"), set(found.values())) == ("present", "leave", {"absent"})
    assert ways.gone[-1][0] == "class"


def test_the_end_warns_while_doubts_are_left(qtbot: QtBot, page: DeskPage, day: SchoolDay) -> None:
    page.signing.sign_walk_in(day.outsider)
    page.acts.end()
    assert "1 条待核对" in dialog_of(page, EndDialog).form.doubts.text()


def test_without_phones_the_hall_buttons_rest(page: DeskPage) -> None:
    assert page.form.service.text() == "● 只在签到台签到"
    assert not page.form.projector.isEnabled()
    with pytest.raises(Refusal, match="没有开手机签到"):
        page.show_projector()
