"""首页: the same figures as the services count, each opening the names behind it, and what to do next."""

from datetime import date
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from partyschool.services.exemptions import grant_exemption
from partyschool.services.home_figures import HomeFigures, home_figures
from partyschool.ui.context import Context
from partyschool.ui.home_page import TODOS_SHOWN, HomePage
from partyschool.ui.list_dialog import ListDialog
from partyschool.ui.study_dialog import StudyDialog
from partyschool.ui.todo_row import TodoRow
from partyschool.ui.widgets.elided_label import ElidedLabel
from partyschool.ui.widgets.painted import Painted
from tests.conftest import Clock
from tests.services.random_year import YEAR, fill_year
from tests.services.town import add_person, found_town
from tests.ui.conftest import Ways
from tests.ui.school_day import hold, prepare

TODAY = date(2025, 6, 16)


@pytest.fixture
def figures(context: Context) -> HomeFigures:
    fill_year(context.db, Random(2), people=60, classes=9)
    return home_figures(context.db, year=YEAR, as_of=TODAY)


def shown(qtbot: QtBot, context: Context) -> HomePage:
    page = HomePage(context)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.refresh()
    page.show()
    return page


@pytest.fixture
def page(qtbot: QtBot, context: Context, figures: HomeFigures) -> HomePage:
    return shown(qtbot, context)


def hit(qtbot: QtBot, widget: Painted, key: object) -> None:
    """Click on what a painted widget shows of that key."""
    widget.grab()
    area = next(hit.area for hit in widget.hits if hit.key == key)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=area.center().toPoint())


def test_the_cards_say_what_the_service_counts(page: HomePage, figures: HomeFigures) -> None:
    count, totals = figures.count, figures.count.totals
    expected = {
        "classes": f"期数 {figures.sums.classes} 期",
        "attendances": f"人次 {count.attendances} 人次",
        "people": f"人数 {count.people} 人",
        "coverage": f"覆盖率 {totals.coverage:.1f} %",
        "met_rate": f"达标率 {totals.met_rate:.1f} %",
    }
    for name, words in expected.items():
        assert getattr(page.form, name).accessibleName().startswith(words)


def test_without_a_yearly_plan_classes_are_laid_out_and_not_planned(page: HomePage, figures: HomeFigures) -> None:
    laid_out = figures.sums.classes + figures.planned_classes
    told = page.form.classes.toolTip() + page.form.classes.accessibleName()
    assert f"已排 {laid_out} 期" in told
    assert "已完成" not in told


@pytest.mark.parametrize("key", ["attendances", "people"])
def test_visits_and_people_open_their_names(page: HomePage, qtbot: QtBot, figures: HomeFigures, key: str) -> None:
    qtbot.mouseClick(getattr(page.form, key), Qt.MouseButton.LeftButton)
    assert len(page.findChildren(ListDialog)[0].model.rows) == getattr(figures.count, key) > 0


@pytest.mark.parametrize(("card", "state"), [("coverage", "trained"), ("met_rate", "met")])
def test_a_rate_leads_to_the_people_of_the_same_day(
    page: HomePage, qtbot: QtBot, ways: Ways, card: str, state: str
) -> None:
    qtbot.keyClick(getattr(page.form, card), Qt.Key.Key_Return)
    assert ways.gone == [("hours", {"year": YEAR, "as_of": TODAY, "state": state})]


def test_a_month_opens_its_visits_and_a_month_to_come_its_classes(
    page: HomePage, qtbot: QtBot, ways: Ways, figures: HomeFigures
) -> None:
    done = next(month for month in figures.months if month.done)
    hit(qtbot, page.form.months, done.month)
    assert len(page.findChildren(ListDialog)[0].model.rows) == done.done
    planned = next((month for month in figures.months if month.planned and not month.done), None)
    assert planned is not None
    hit(qtbot, page.form.months, planned.month)
    assert ways.gone == [("classes", {"year": YEAR})]


@pytest.mark.parametrize(
    ("ring", "narrowed"),
    [("ordinary", {"category": "plain"}), ("two_committees", {"category": "cadre"}), ("floating", {"floating": True})],
)
def test_a_ring_leads_to_those_who_are_behind(
    page: HomePage, qtbot: QtBot, ways: Ways, ring: str, narrowed: dict[str, object]
) -> None:
    hit(qtbot, page.form.rings, ring)
    assert ways.gone == [("hours", {"year": YEAR, "as_of": TODAY, "state": "behind", **narrowed})]


def test_a_village_leads_to_its_people(page: HomePage, qtbot: QtBot, ways: Ways, figures: HomeFigures) -> None:
    village = figures.ranks[0].unit_id
    hit(qtbot, page.form.ranks, village)
    page.form.all_units.click()
    assert [context.get("unit") for _, context in ways.gone] == [village, None]
    assert ways.gone[1][1]["state"] == "due"


def test_the_head_leads_on(page: HomePage, ways: Ways) -> None:
    page.form.import_button.click()
    page.form.new_class.click()
    page.form.classes.clicked.emit("classes")
    assert ways.gone == [("import", {}), ("classes", {"add": True}), ("classes", {"year": YEAR})]


def test_other_study_is_recorded_from_here(page: HomePage) -> None:
    page.form.study.click()
    assert page.findChildren(StudyDialog)[0].isVisible()


def test_an_empty_school_is_told_what_to_do_first(qtbot: QtBot, context: Context, ways: Ways) -> None:
    page = shown(qtbot, context)
    assert page.form.stack.currentWidget() is page.form.empty
    first, second = page.form.empty.findChildren(QPushButton)
    first.click()
    second.click()
    assert ways.gone == [("import", {}), ("classes", {"add": True})]


def todo_buttons(page: HomePage) -> list[QPushButton]:
    return [button for row in page.findChildren(TodoRow) for button in row.findChildren(QPushButton)]


def test_on_the_day_of_a_class_the_first_thing_to_do_is_signing_in(qtbot: QtBot, context: Context, ways: Ways) -> None:
    day = hold(context.db)
    page = shown(qtbot, context)
    first = todo_buttons(page)[0]
    assert (first.text(), first.property("kind")) == ("开始签到", "primary")
    first.click()
    assert ways.gone == [("class", {"id": day.code, "do": "sign_in"})]


def test_a_class_that_is_over_waits_for_its_closing(qtbot: QtBot, context: Context, ways: Ways, clock: Clock) -> None:
    day = hold(context.db)
    clock.advance(days=2)
    page = shown(qtbot, context)
    buttons = {button.text(): button for button in todo_buttons(page)}
    buttons["去办结"].click()
    buttons["看名单"].click()
    assert ways.gone[0] == ("class", {"id": day.code, "do": "close"})
    assert ways.gone[1][0] == "hours"


def test_a_draft_that_begins_soon_is_to_be_published(qtbot: QtBot, context: Context, ways: Ways) -> None:
    day = prepare(context.db)
    page = shown(qtbot, context)
    buttons = {button.text(): button for button in todo_buttons(page)}
    buttons["去发布"].click()
    assert ways.gone == [("class", {"id": day.code})]


def test_nothing_to_do_is_said(qtbot: QtBot, context: Context) -> None:
    person = add_person(context.db, "王军", found_town(context.db).front_branch)
    grant_exemption(
        context.db, person_ids=[person], year=YEAR, reason="年老体弱", approver="李会敏", granted_on=date(YEAR, 1, 5)
    )
    (row,) = shown(qtbot, context).findChildren(TodoRow)
    assert row.findChildren(ElidedLabel)[0].text() == "没有等着办的事"


def test_more_than_fits_is_folded(page: HomePage, qtbot: QtBot, figures: HomeFigures) -> None:
    assert len(figures.todos) > TODOS_SHOWN
    assert len(page.findChildren(TodoRow)) == TODOS_SHOWN
    page.form.all_todos.click()
    qtbot.waitUntil(lambda: len(page.findChildren(TodoRow)) == len(figures.todos))
    assert page.form.all_todos.text() == "收起 ›"
    page.form.all_todos.click()
    qtbot.waitUntil(lambda: len(page.findChildren(TodoRow)) == TODOS_SHOWN)


def test_a_change_elsewhere_is_counted_beside_the_window(page: HomePage, qtbot: QtBot, context: Context) -> None:
    before = page.form.head.property("caption")
    for number in range(3):
        add_person(context.db, f"新党员{number}", found_town(context.db).front_branch)
        page.follow()
    qtbot.waitUntil(lambda: page.form.head.property("caption") != before)
    members = home_figures(context.db, year=YEAR, as_of=TODAY).count.totals.members
    qtbot.waitUntil(lambda: f"在册党员 {members} 人" in str(page.form.head.property("caption")))


def test_what_was_asked_for_meanwhile_is_not_overwritten(page: HomePage, qtbot: QtBot, context: Context) -> None:
    page.follow()
    add_person(context.db, "新党员", found_town(context.db).front_branch)
    page.refresh()
    wanted = page.form.head.property("caption")
    qtbot.waitUntil(lambda: page._task is None)
    assert page.form.head.property("caption") == wanted
