"""领导班子 in 设置."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.school_posts import PostForm, list_school_posts, save_school_post
from partyschool.ui.context import Context
from partyschool.ui.school_posts_tab import SchoolPostDialog
from partyschool.ui.settings_page import SettingsPage
from tests.ui.dialogs import dialog_of


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> SettingsPage:
    save_school_post(context.db, form=PostForm("校长", "老书记", start_on=date(2020, 1, 1), end_on=date(2024, 5, 31)))
    save_school_post(context.db, form=PostForm("校长", "周文斌", "镇党委书记", start_on=date(2024, 6, 1)))
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.open(tab="posts")
    return made


def names(page: SettingsPage) -> list[str]:
    return [row.form.name for row in page._posts.model.shown]


def test_former_leaders_are_shown_only_on_demand(page: SettingsPage) -> None:
    assert names(page) == ["周文斌"]
    page._posts.form.with_former.setChecked(True)
    assert names(page) == ["周文斌", "老书记"]


def test_a_new_post_is_entered_with_a_title_of_its_own(page: SettingsPage) -> None:
    page._posts.form.add.click()
    dialog = dialog_of(page, SchoolPostDialog)
    dialog.form.post.setCurrentText("校外顾问")
    dialog.form.name.setText("曾平")
    dialog.accept()
    assert [(row.form.title, row.form.start_on, row.form.end_on) for row in list_school_posts(page.context.db)][1] == (
        "校外顾问", date(2025, 6, 16), None,
    )  # fmt: skip


def test_a_second_principal_keeps_the_dialog_open(page: SettingsPage) -> None:
    page._posts.ask()
    dialog = dialog_of(page, SchoolPostDialog)
    dialog.form.name.setText("韩立新")
    with pytest.raises(Refusal):
        dialog.accept()
    assert dialog.isVisible()
    assert dialog.form.name.text() == "韩立新"


def test_a_term_ends_with_the_day_typed(page: SettingsPage) -> None:
    row = page._posts.model.shown[0]
    with pytest.raises(Refusal):
        page._posts.end(row, "昨天")
    page._posts.end(row, "2025-06-01")
    page.refresh()
    assert names(page) == []
