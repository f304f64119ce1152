"""“六有”与星级 in 设置."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.branches import BranchIndex
from partyschool.services.self_checks import list_self_checks
from partyschool.ui.context import Context
from partyschool.ui.lower_schools_tab import LowerSchoolDialog
from partyschool.ui.school_year_tab import SchoolYearTab
from partyschool.ui.self_check_dialog import SelfCheckDialog, SelfCheckItemsDialog
from partyschool.ui.settings_page import SettingsPage
from partyschool.ui.star_rating_dialog import StarRatingDialog
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> SettingsPage:
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.open(tab="year")
    return made


@pytest.fixture
def tab(page: SettingsPage) -> SchoolYearTab:
    return page._year


def test_a_result_with_its_proof_is_entered_and_shown(
    tab: SchoolYearTab, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    photo = tmp_path / "制度.txt"
    photo.write_text("制度汇编", encoding="utf-8")
    tab.form.checks.choose("有管理制度")
    tab.form.check.click()
    dialog = dialog_of(tab, SelfCheckDialog)
    save_to(photo)
    dialog.form.choose_proof.click()
    assert dialog.form.proof.text() == "保存后存入：制度.txt"
    with pytest.raises(Refusal):
        dialog.accept()  # nobody is named as checker
    dialog.form.checker.setText("李会敏")
    dialog.accept()
    tab.refresh()
    assert tab.checks.texts()[5][1:5] == ["有管理制度", "达标", "—", "有"]
    assert tab.form.words.text() == "共 6 项：达标 1 项，未达标 0 项，未查 5 项"


def test_the_items_are_edited_in_the_window(tab: SchoolYearTab) -> None:
    tab.form.items.click()
    dialog = dialog_of(tab, SelfCheckItemsDialog)
    assert "有经费保障" in dialog.form.items.toPlainText()
    dialog.form.items.setPlainText("有醒目标识\n\n有远教设施\n")
    dialog.accept()
    assert [row.item for row in list_self_checks(tab.context.db, year=2025)] == ["有醒目标识", "有远教设施"]


def test_another_target_is_kept(tab: SchoolYearTab) -> None:
    tab.form.target.setValue(80)
    tab.form.target.editingFinished.emit()
    tab.refresh()
    assert tab.form.share.text().endswith("未达到 80% 的目标")


def test_a_school_is_rated_and_the_share_follows(tab: SchoolYearTab) -> None:
    assert tab.form.share.text() == "4 星级及以上 0 所，占 1 所的 0.0%，未达到 70% 的目标"
    tab.form.stars.choose_first()
    tab.form.rate.click()
    dialog = dialog_of(tab, StarRatingDialog)
    dialog.form.stars.setCurrentIndex(0)
    dialog.accept()
    tab.refresh()
    assert tab.stars.texts()[1][1] == "★★★★★"
    assert "100.0%，已达到 70% 的目标" in tab.form.share.text()
    tab.form.stars.choose_first()
    tab.form.clear.click()
    tab.refresh()
    assert tab.stars.texts()[1][1] == "—"


def test_a_town_keeps_its_villages_schools_and_each_has_its_own_list(
    page: SettingsPage, context: Context, ways: Ways
) -> None:
    with context.db.write() as session:
        index = BranchIndex(session)
        for village in ("前庄村", "后庄村"):
            index.ensure(f"{village}党支部")
    tab = page._lower
    assert tab is not None
    page.open(tab="schools")
    tab.found()
    page.refresh()
    assert [row.school.name for row in tab.model.rows] == ["前庄村党校", "后庄村党校"]
    tab.form.table.choose_first()
    tab.ask(tab.form.table.chosen_row())
    known = dialog_of(tab, LowerSchoolDialog)
    known.form.unit.setCurrentText("没有的村")
    with pytest.raises(Refusal, match="请从下拉里选所在村"):
        known.accept()
    known.form.unit.setCurrentText("前庄村")
    known.form.staff.setValue(2)
    known.form.save.click()
    page.refresh()
    assert [row.school.staff for row in tab.model.rows] == [2, None]
    tab.form.year.click()
    assert ways.gone == [("settings", {"tab": "year", "school": tab.model.rows[0].school.id})]
    page.open(tab="year", school=tab.model.rows[1].school.id)
    page._year.ask_check(page._year.checks.rows[0])
    dialog = dialog_of(page._year, SelfCheckDialog)
    dialog.form.checker.setText("李会敏")
    dialog.form.save.click()
    page.refresh()
    assert [row.met for row in tab.model.rows] == [0, 1]
    assert list_self_checks(context.db, year=2025)[0].form.is_met is None
