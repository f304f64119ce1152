"""学时: three columns that agree with the service, filters, entries with their reasons, and what can still be done."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.audit_view import list_audit
from partyschool.services.coming import Prospect, year_outlook
from partyschool.services.enrolment import list_enrolments
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaBoard
from partyschool.services.quota_totals import totals_of, words_of
from partyschool.storage.models import School, TrainingClass
from partyschool.ui.context import Context
from partyschool.ui.hours_columns import weak_word
from partyschool.ui.hours_count import GROUPINGS, STATES
from partyschool.ui.hours_page import HoursPage
from partyschool.ui.study_dialog import StudyDialog
from partyschool.ui.tokens import Tone
from tests.services.random_year import YEAR, fill_year
from tests.ui.conftest import Ways
from tests.ui.dialogs import wait_for_work
from tests.ui.school_day import SchoolDay, hold


def shown(qtbot: QtBot, context: Context) -> HoursPage:
    page = HoursPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.refresh()
    page.show()
    return page


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> HoursPage:
    fill_year(context.db, Random(4), people=60, classes=9)
    return shown(qtbot, context)


@pytest.fixture
def board(page: HoursPage) -> QuotaBoard:
    return count_quota(page.context.db, year=YEAR)


def segment(page: HoursPage, key: str) -> QPushButton:
    place = [name for name, _ in STATES].index(key)
    return page.form.states.findChildren(QPushButton)[place - len(STATES)]


@pytest.mark.parametrize("state", [key for key, _ in STATES])
def test_each_state_shows_as_many_people_as_its_figure(
    page: HoursPage, qtbot: QtBot, board: QuotaBoard, state: str
) -> None:
    qtbot.mouseClick(segment(page, state), Qt.MouseButton.LeftButton)
    assert page.form.states.current() == state
    outlook = year_outlook(page.context.db, year=YEAR)
    if state == "unreachable":
        expected = {row.person_id for row in board.rows if outlook.prospect_of(row) == Prospect.UNREACHABLE}
        assert 0 < len(expected) < board.totals.behind
    else:
        expected = {row.person_id for row in board.rows if state in words_of(row)}
        assert len(expected) == getattr(board.totals, state)
    assert {row.person_id for row in page.people.shown} == expected
    assert page.form.people_count.text() == f"全部 {len(expected)} 人"


@pytest.mark.parametrize(
    ("grouping", "title"),
    [("town", "镇街"), ("unit", "单位"), ("joint", "联村党委"), ("branch", "党支部"), ("category", "类别")],
)
def test_the_first_column_says_what_its_lines_are(page: HoursPage, grouping: str, title: str) -> None:
    page.lines.regroup(grouping)
    assert page.lines.units.headerData(0, Qt.Orientation.Horizontal) == title


def test_the_names_of_the_categories_are_not_cut(page: HoursPage) -> None:
    page.lines.regroup("category")
    names = [line.name for line in page.lines.units.shown]
    assert len(names) == 3
    wanted = max(page.form.units.fontMetrics().horizontalAdvance(name) for name in names)
    assert page.form.units.columnWidth(0) >= wanted + 2 * 12  # what the delegate leaves at the sides


def test_a_village_narrows_the_people_and_the_totals_widen_them_again(
    page: HoursPage, qtbot: QtBot, board: QuotaBoard
) -> None:
    line = page.lines.units.shown[1]
    page.form.units.choose(line.key)
    assert len(page.people.shown) == line.totals.behind
    assert {row.village_id for row in page.people.shown} <= {line.key}
    assert not page.form.all_people.isHidden()
    page.form.all_people.click()
    assert len(page.people.shown) == board.totals.behind
    page.form.units.choose(line.key)
    page.form.totals.clicked.emit(page.form.totals.model().index(0, 0))
    assert len(page.people.shown) == board.totals.behind
    assert page.form.all_people.isHidden()


def test_category_and_floating_filter_every_column(page: HoursPage, board: QuotaBoard) -> None:
    page.form.category.set_value("cadre")
    kept = [row for row in board.rows if row.in_two_committees]
    assert sum(line.totals.due for line in page.lines.units.shown) == totals_of(kept).due
    page.form.floating.set_value(True)
    both = [row for row in kept if row.is_floating]
    assert {row.person_id for row in page.people.shown} == {row.person_id for row in both if row.met is False}
    assert page.form.check.text() == "各单位之和与合计相符"


def test_filters_that_leave_nobody_can_be_cleared(page: HoursPage, board: QuotaBoard) -> None:
    page.form.states.choose("exempt")
    page.form.category.set_value("cadre")
    page.form.floating.set_value(True)
    page.form.people.clear_wanted.emit()
    assert page.form.category.value() is None and page.form.floating.value() is None
    assert len(page.people.shown) == board.totals.exempt


def test_day_year_and_switch_count_anew(page: HoursPage) -> None:
    db = page.context.db
    page.form.as_of.setDate(QDate(YEAR, 5, 31))
    assert page.board == count_quota(db, year=YEAR, as_of=date(YEAR, 5, 31))
    page.form.with_provisional.setChecked(False)
    assert page.board == count_quota(db, year=YEAR, as_of=date(YEAR, 5, 31), with_provisional=False)
    page.form.year.setCurrentIndex(page.form.year.findData(YEAR - 1))
    assert page.board == count_quota(db, year=YEAR - 1, with_provisional=False)
    assert page.form.as_of.date() == QDate(YEAR - 1, 12, 31)


def test_somebody_is_explained_from_the_start_and_the_choice_stays(page: HoursPage, qtbot: QtBot) -> None:
    assert page.form.panel.person_id == page.people.shown[0].person_id
    wanted = page.people.shown[4]
    page.form.people.choose(wanted.person_id)
    page.refresh()
    assert page.form.panel.person_id == wanted.person_id
    assert page.form.people.chosen_row().person_id == wanted.person_id


def test_the_entries_add_up_to_the_person(page: HoursPage, board: QuotaBoard) -> None:
    page.form.states.choose("due")
    page._show_people()
    best = max(page.people.shown, key=lambda row: row.earned_quarter_hours)
    page.form.people.choose(best.person_id)
    said = [label.text() for label in page.form.panel.findChildren(QLabel) if not label.isHidden()]
    assert "合计" in said
    assert f"{best.earned_quarter_hours / 4:g}" in said[said.index("合计") :]


@pytest.mark.parametrize("grouping", [key for key, _ in GROUPINGS])
def test_every_grouping_adds_up_and_its_lines_open_their_people(
    page: HoursPage, board: QuotaBoard, grouping: str
) -> None:
    page.lines.regroup(grouping)
    assert page.form.check.text().endswith("相符")
    states = {"month": ["trained", "met"], "rotation": ["rotated", "not_rotated"]}.get(grouping, ["due", "behind"])
    for state in states:
        page.form.states.choose(state)
        page._show_people()
        everybody = {row.person_id for row in page.people.shown}
        found: list[int] = []
        for line in range(page.lines.model.rowCount()):
            page.lines.table.selectRow(line)
            found += [row.person_id for row in page.people.shown]
        assert sorted(found) == sorted(everybody)  # nobody twice, nobody lost
        page.lines.clear()


@pytest.mark.parametrize(("tier", "grouping"), [("city", "town"), ("town", "unit"), ("village", "branch")])
def test_each_tier_begins_with_the_units_right_below_it(
    qtbot: QtBot, context: Context, tier: str, grouping: str
) -> None:
    fill_year(context.db, Random(4))
    with context.db.write() as session:
        session.query(School).filter_by(is_home=True).one().tier = tier
    page = shown(qtbot, context)
    assert page.lines.grouping == grouping
    assert sum(line.totals.due for line in page.lines.units.shown) == count_quota(context.db, year=YEAR).totals.due


def test_who_cannot_make_it_and_who_may_be_exempt_are_marked_in_words_and_colour(page: HoursPage) -> None:
    page.form.states.choose("unreachable")
    page._show_people()
    cells = [page.people.cell(row, 0) for row in page.people.shown]
    assert {(cell.tag, cell.tag_tone) for cell in cells} <= {("赶不上", Tone.ERROR), ("可免训", Tone.BETWEEN)}
    assert ("赶不上", Tone.ERROR) in {(cell.tag, cell.tag_tone) for cell in cells}


def test_a_line_of_any_unit_is_opened_in_the_way_of_telling_that_has_it(page: HoursPage, board: QuotaBoard) -> None:
    row = next(row for row in board.rows if row.is_due and row.unit_id != row.village_id)
    page.open(unit=row.unit_id, state="due")
    assert page.lines.grouping == "branch"
    assert row.person_id in {found.person_id for found in page.people.shown}
    page.open(unit=row.village_id, state="due")
    assert page.lines.grouping == "unit"


def test_a_figure_of_a_line_opens_its_names(page: HoursPage) -> None:
    line = page.lines.units.shown[0]
    page.form.units.choose(line.key)
    page.form.units.figure_opened.emit(line, "due")
    assert page.form.states.current() == "due"
    assert len(page.people.shown) == line.totals.due
    page.lines.regroup("month")
    best = max(page.lines.months.shown, key=lambda month: month.came)
    page.form.months.choose(best.month)
    page.form.months.figure_opened.emit(best, "due")
    assert len(page.people.shown) == best.came


def test_the_rotation_names_who_was_never_there_and_the_years_left(page: HoursPage, board: QuotaBoard) -> None:
    page.open(grouping="rotation", state="not_rotated")
    assert len(page.people.shown) == board.totals.members - board.totals.rotated
    assert page.counted is not None
    assert page._caption(page.counted).startswith("2021–2025 年轮训 · 今年是最后一年")
    page.open(state="behind")
    assert page.lines.grouping == "unit"


def test_the_text_to_paste_is_copied_for_whoever_is_shown_and_noted(page: HoursPage, board: QuotaBoard) -> None:
    page.acts.copy_text.trigger()
    text = QGuiApplication.clipboard().text()
    assert sum("差 " in line for line in text.splitlines()) == board.totals.behind
    assert "年度要求还差的党员" in text
    assert len(list_audit(page.context.db, action="list.export")) == 1
    page.form.states.choose("met")
    page._show_people()
    with pytest.raises(Refusal, match="没有还要叫训的人"):
        page.acts.print_call_up()


@pytest.mark.parametrize("with_day", [True, False])
def test_other_pages_open_exactly_what_their_figure_counts(page: HoursPage, with_day: bool) -> None:
    day = date(YEAR, 6, 16)
    asked: dict[str, object] = {"state": "behind", "category": "cadre"}
    page.form.floating.set_value(True)
    page.open(**asked, **({"year": YEAR, "as_of": day} if with_day else {}))
    expected = count_quota(page.context.db, year=YEAR, as_of=day if with_day else None)
    behind = {row.person_id for row in expected.rows if row.met is False and row.in_two_committees}
    assert {row.person_id for row in page.people.shown} == behind


def test_a_person_is_found_in_whatever_state(page: HoursPage, board: QuotaBoard) -> None:
    for state in ("met", "exempt", "not_required"):
        row = next((row for row in board.rows if state in words_of(row)), None)
        if row is not None:
            page.open(person=row.person_id)
            assert page.form.people.chosen_row().person_id == row.person_id
    page.open(person=-1)


def test_enter_goes_to_the_people_of_a_unit_and_on_to_the_person(page: HoursPage, qtbot: QtBot, ways: Ways) -> None:
    page.form.units.choose_first()
    page.form.units.setFocus()
    qtbot.keyClick(page.form.units, Qt.Key.Key_Return)
    assert page.form.people.hasFocus()
    qtbot.keyClick(page.form.people, Qt.Key.Key_Return)
    assert ways.gone == [("people", {"person": page.form.people.chosen_row().person_id})]


def test_names_are_copied(page: HoursPage) -> None:
    page.acts.copy_names.trigger()
    assert QGuiApplication.clipboard().text() == "、".join(row.name for row in page.people.shown)


def test_the_board_and_the_list_of_names_are_exported_and_noted(
    page: HoursPage, qtbot: QtBot, tmp_path: Path, save_to: Callable[[Path | None], None], board: QuotaBoard
) -> None:
    save_to(tmp_path / "名单.xlsx")
    page.form.save_list.click()
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx").active
    assert sheet.max_row == 2 + board.totals.behind
    save_to(tmp_path / "单位.xlsx")
    page.form.units.export_wanted.emit()
    sheet = openpyxl.load_workbook(tmp_path / "单位.xlsx").active
    assert sheet.cell(3, 2).value == page.lines.units.shown[0].totals.due
    save_to(tmp_path / "学时表.xlsx")
    page.form.export_button.click()
    wait_for_work(qtbot)
    assert (tmp_path / "学时表.xlsx").exists()
    assert len(list_audit(page.context.db, action="list.export")) == 2


def test_other_study_is_recorded_for_those_marked_by_hand_only(page: HoursPage) -> None:
    page.form.record.click()
    page.form.people.selectAll()
    page.form.record.click()
    empty, full = page.findChildren(StudyDialog)
    on_register = {row.person_id for row in page.people.shown if not row.left_reason}
    assert (empty.people(), set(full.people())) == ([], on_register)
    page.form.panel.study_wanted.emit(page.people.shown[0].person_id)
    assert page.findChildren(StudyDialog)[-1].people() == [page.people.shown[0].person_id]


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


def test_who_is_short_can_join_the_next_class(qtbot: QtBot, context: Context, day: SchoolDay) -> None:
    context.db._clock.advance(days=-1)  # type: ignore[attr-defined]
    page = shown(qtbot, context)
    page.form.people.choose(day.outsider)
    assert page.form.panel._enrol.text() == "加入 6 月班"
    page.form.panel._enrol.click()
    assert day.outsider in {row.person_id for row in list_enrolments(context.db, code=day.code)}
    page.refresh()
    assert page.form.panel._enrol.isHidden()
    row = page.form.people.chosen_row()
    assert page.people.cell(row, 0).tag == "已排班"


def test_several_join_by_the_menu(qtbot: QtBot, context: Context, day: SchoolDay) -> None:
    context.db._clock.advance(days=-1)  # type: ignore[attr-defined]
    page = shown(qtbot, context)
    page.form.people.selectAll()
    menu = page.form.people.make_menu()
    next(action for action in menu.actions() if action.text() == "加入 6 月班").trigger()
    enrolled = {row.person_id for row in list_enrolments(context.db, code=day.code)}
    assert enrolled == {*day.people.values(), day.outsider}


def test_several_are_offered_only_a_class_that_is_for_each_of_them(
    qtbot: QtBot, context: Context, day: SchoolDay
) -> None:
    context.db._clock.advance(days=-1)  # type: ignore[attr-defined]
    with context.db.write() as session:
        session.query(TrainingClass).filter_by(code=day.code).one().audience = "村“两委”成员"
    page = shown(qtbot, context)
    page.form.people.selectAll()
    action = next(action for action in page.form.people.make_menu().actions() if "都能参加的班" in action.text())
    assert not action.isEnabled()
    assert action.text() == f"后面没有所选 {len(page.people.shown)} 人都能参加的班"


def test_a_weak_village_is_called_so_and_not_only_coloured(page: HoursPage, board: QuotaBoard) -> None:
    """No state by colour alone."""
    named = page.lines.units.columns[0]
    assert page.counted is not None
    weak = {line.key for line in page.lines.units.rows if (line.totals.met_rate or 0) < page.counted.weak_met}
    assert weak
    tagged = {line.key for line in page.lines.units.rows if named.tag and named.tag(line) == "薄弱"}
    assert tagged == {key for key in weak if key is not None}
    assert weak_word("十里望回族镇前庄村") == ""


def test_without_a_coming_class_the_panel_says_so(qtbot: QtBot, context: Context, day: SchoolDay) -> None:
    page = shown(qtbot, context)
    page.form.people.choose(day.outsider)
    said = " ".join(label.text() for label in page.form.panel.findChildren(QLabel))
    assert "今年没有排着的班了" in said
    assert "加入" not in [action.text()[:2] for action in page.form.people.make_menu().actions() if action.isVisible()]


def test_a_sign_in_elsewhere_is_followed_without_losing_the_place(
    page: HoursPage, qtbot: QtBot, context: Context
) -> None:
    page.form.units.choose(page.lines.units.shown[0].key)
    page.form.people.choose(page.people.shown[1].person_id)
    wanted = page.form.panel.person_id
    page.follow()
    qtbot.waitUntil(lambda: page._task is None)
    assert page.form.panel.person_id == wanted


def test_an_empty_school_is_told_what_to_do_first(qtbot: QtBot, context: Context, ways: Ways) -> None:
    page = shown(qtbot, context)
    assert page.form.stack.currentWidget() is page.form.empty
    page.form.empty.findChildren(QPushButton)[0].click()
    assert ways.gone == [("import", {})]
