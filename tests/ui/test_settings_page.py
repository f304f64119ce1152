"""Settings: shown as stored, kept when saved, not taken away while being typed."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from partyschool.services import settings
from partyschool.services.schools import home_school
from partyschool.ui.audit_words import action_words
from partyschool.ui.context import Context
from partyschool.ui.settings_page import TABS, SettingsPage


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> SettingsPage:
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.refresh()
    made.show()
    return made


def test_what_is_stored_is_shown_and_nothing_is_to_be_saved(page: SettingsPage) -> None:
    assert page.form.name.text() == "中共禹城市房寺镇委员会党校"
    assert page.form.rotate.value() == 30
    assert page.form.share.currentData() == 3
    assert not page.form.save.isEnabled()


def test_saving_writes_only_what_was_changed(qtbot: QtBot, page: SettingsPage, context: Context) -> None:
    page.form.issuer.setText("中共房寺镇委员会党校")
    page.form.rotate.setValue(45)
    page.form.ballot_port.setValue(8799)
    page.form.names.setCurrentIndex(1)
    qtbot.mouseClick(page.form.save, Qt.MouseButton.LeftButton)
    assert home_school(context.db).issuer == "中共房寺镇委员会党校"
    stored = settings.get_all(context.db)
    assert (stored["sign_in.rotate_seconds"], stored["sign_in.names"]) == (45, "full")
    assert (stored["evaluation.port"], stored["certificate.share_quarters"]) == (8799, 3)
    assert not page.form.save.isEnabled()


def test_a_reload_takes_nothing_away_that_is_being_typed(page: SettingsPage, context: Context) -> None:
    page.form.issuer.setText("打了一半")
    settings.change(context.db, sign_in__rotate_seconds=20)
    page.refresh()
    assert page.form.issuer.text() == "打了一半"
    page.show_stored()
    assert page.form.issuer.text() == ""
    assert page.form.rotate.value() == 20


def test_the_certificates_number_is_shown_as_it_will_be(page: SettingsPage) -> None:
    page.form.short.setText("房")
    page.form.certificate_kind.setText("培")
    assert "房党校培字〔2025〕第0001号" in page.form.number_notice.text()


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("class.publish", "培训班 · 发布"),
        ("person.leave", "人员 · 减少"),
        ("year.close", "年度 · 结转"),
        ("study.approve", "其他学习 · 审核通过"),
        ("post.election", "职务 · 换届"),
        ("new.thing", "new · thing"),
    ],
)
def test_the_log_is_read_in_chinese(action: str, words: str) -> None:
    assert action_words(action) == words


def test_every_tab_can_be_opened_by_name(page: SettingsPage) -> None:
    for place, (tab, _) in enumerate(TABS):
        page.open(tab=tab)
        assert page.form.stack.currentIndex() == place


def test_the_log_shows_what_was_done(page: SettingsPage) -> None:
    page.open(tab="audit")
    assert page.form.audit.model().rowCount() == 1
