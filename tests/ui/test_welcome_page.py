"""First start: what is typed, suggested and refused."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.schools import home_school
from partyschool.storage.database import Database
from partyschool.ui.welcome_page import WelcomePage


@pytest.fixture
def page(qtbot: QtBot, db: Database) -> WelcomePage:
    made = WelcomePage(db)
    qtbot.addWidget(made)
    made.show()
    return made


def type_name(page: WelcomePage, name: str) -> None:
    page.form.name.setText(name)
    page.form.name.textEdited.emit(name)


def test_the_full_name_tells_city_town_and_short_name(page: WelcomePage) -> None:
    type_name(page, "中共禹城市房寺镇委员会党校")
    form = page.form
    assert (form.city.text(), form.town.text(), form.short.text()) == ("禹城市", "房寺镇", "禹房")
    assert "禹房党校结字〔2025〕第0001号" in form.sample.text()


def test_what_was_typed_by_hand_is_not_overwritten(qtbot: QtBot, page: WelcomePage) -> None:
    qtbot.keyClicks(page.form.short, "FS")
    type_name(page, "中共禹城市房寺镇委员会党校")
    assert page.form.short.text() == "FS"


def test_missing_fields_are_marked_and_nothing_is_founded(page: WelcomePage, db: Database) -> None:
    with pytest.raises(Refusal, match="党校全称"):
        page._begin()
    assert page.form.name.property("tone") == "error"
    with pytest.raises(Refusal):
        home_school(db)


def test_the_chosen_tier_is_the_schools(qtbot: QtBot, page: WelcomePage, db: Database) -> None:
    type_name(page, "中共禹城市委党校")
    page.form.short.setText("禹")
    qtbot.mouseClick(page.form.city_tier, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.founded):
        qtbot.keyClick(page.form.short, Qt.Key.Key_Return)
    assert home_school(db).tier == "city"
