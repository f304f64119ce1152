"""The list of a year's classes, and the page of what can be signed in."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from partyschool.services.class_queries import get_class
from partyschool.services.classes import create_class, publish_class
from partyschool.ui.classes_page import ClassesPage
from partyschool.ui.context import Context
from partyschool.ui.sign_in_page import LATE, NEXT, NOW, TODAY, SignInPage, session_lines
from partyschool.ui.start_dialog import StartDialog
from tests.conftest import Clock
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of
from tests.ui.school_day import SchoolDay, hold


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> ClassesPage:
    made = ClassesPage(context)
    qtbot.addWidget(made)
    return made


def shown(page: ClassesPage) -> list[str]:
    return [row.title for row in page.model.shown]


def test_an_empty_year_says_what_to_do_first(page: ClassesPage) -> None:
    page.refresh()
    assert page.form.stack.currentWidget() is page.form.empty
    assert page.form.add.isHidden()


def test_filters_and_search_narrow_the_list_and_are_cleared(qtbot: QtBot, context: Context, page: ClassesPage) -> None:
    day = hold(context.db)
    create_class(context.db, form=replace(day.form, title="发展对象培训班", category="发展对象班"))
    page.refresh()
    assert len(shown(page)) == 2
    page.form.category.set_value("发展对象班")
    assert shown(page) == ["发展对象培训班"]
    page.form.search.setText("轮训")
    qtbot.waitUntil(lambda: shown(page) == [])
    page.form.clear.click()
    qtbot.waitUntil(lambda: len(shown(page)) == 2)
    assert page.form.head.property("caption") == "2025 年 · 2 期 · 已办 0 期 · 培训 0 人次"


def test_another_year_is_chosen_and_a_class_is_opened(context: Context, page: ClassesPage, ways: Ways) -> None:
    day = hold(context.db)
    page.open(year=2024)
    assert shown(page) == []
    page.open(year=2025)
    page.form.table.opened.emit(page.model.shown[0])
    assert ways.gone == [("class", {"id": day.code})]


@pytest.fixture
def sign_in_page(qtbot: QtBot, context: Context) -> SignInPage:
    made = SignInPage(context)
    qtbot.addWidget(made)
    made.show()
    return made


def test_sessions_stand_under_when_they_can_be_signed_in(context: Context, clock: Clock) -> None:
    day = hold(context.db)
    detail, before = get_class(context.db, day.code), timedelta(minutes=60)

    def groups(hour: int, day_of_june: int = 16) -> list[tuple[int, str]]:
        lines = session_lines([detail], datetime(2025, 6, day_of_june, hour), before, frozenset())
        return [(line.session.number, line.group) for line in lines]

    assert groups(7) == [(1, TODAY), (2, TODAY)]
    assert groups(8) == [(1, NOW), (2, TODAY)]
    assert groups(13) == [(2, NOW), (1, LATE)]
    assert groups(20, 13) == [(1, NEXT), (2, NEXT)]
    assert groups(8, 1) == []
    assert groups(20, 25) == []


def test_the_start_button_asks_which_network(
    qtbot: QtBot, context: Context, sign_in_page: SignInPage, clock: Clock
) -> None:
    hold(context.db)
    sign_in_page.refresh()
    sign_in_page.start(sign_in_page.lines[0])
    dialog = dialog_of(sign_in_page, StartDialog)
    assert dialog.number == 1
    assert dialog.form.session.currentText().startswith("第 1 场　今天上午 08:30–11:30")


def test_a_session_that_was_forgotten_leads_to_the_desk_for_paper(
    context: Context, sign_in_page: SignInPage, clock: Clock, ways: Ways
) -> None:
    day: SchoolDay = hold(context.db)
    clock.time = datetime(2025, 6, 17, 9)
    sign_in_page.refresh()
    assert [line.group for line in sign_in_page.lines] == [LATE, LATE]
    sign_in_page.start(sign_in_page.lines[0])
    assert ways.gone == [("desk", {"code": day.code, "number": 1, "room": ""})]


def test_without_any_published_class_the_page_says_why_it_is_empty(
    context: Context, sign_in_page: SignInPage, clock: Clock
) -> None:
    day = hold(context.db)
    other = replace(
        day.form, title="草稿", starts_on=date(2025, 8, 1), ends_on=date(2025, 8, 1), sessions=(), lessons=()
    )
    create_class(context.db, form=other)
    clock.time = datetime(2025, 8, 1, 9)
    sign_in_page.refresh()
    assert sign_in_page.form.stack.currentIndex() == 1


def test_a_published_class_of_tomorrow_is_listed(context: Context, sign_in_page: SignInPage, clock: Clock) -> None:
    day = hold(context.db)
    later = tuple(replace(session, held_on=date(2025, 6, 17)) for session in day.form.sessions)
    form = replace(day.form, title="明天的班", starts_on=date(2025, 6, 17), ends_on=date(2025, 6, 17), sessions=later)
    publish_class(context.db, code=create_class(context.db, form=form))
    sign_in_page.refresh()
    assert [line.detail.row.title for line in sign_in_page.lines if line.group == NEXT] == ["明天的班", "明天的班"]
