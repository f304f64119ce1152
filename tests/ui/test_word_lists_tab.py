"""预设名目 in the settings: every list with its source, changed and changed back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.rooms import RoomForm, list_rooms, save_room
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.services.word_lists import get_word_list, offered_words
from partyschool.ui.context import Context
from partyschool.ui.room_dialog import RoomDialog
from partyschool.ui.self_check_dialog import SelfCheckItemsDialog
from partyschool.ui.settings_page import SettingsPage
from partyschool.ui.teachers_page import TeachersPage
from partyschool.ui.word_lists_tab import WordDialog, WordListsTab
from tests.ui.dialogs import dialog_of


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> SettingsPage:
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.open(tab="words")
    return made


@pytest.fixture
def tab(page: SettingsPage) -> WordListsTab:
    return page._words


def titles(tab: WordListsTab) -> list[str]:
    return [row.title for row in tab.entries.shown]


def type_word(tab: WordListsTab, word: str) -> None:
    dialog = dialog_of(tab, WordDialog)
    dialog.form.word.setText(word)
    dialog.accept()


def test_every_list_is_there_with_the_document_it_comes_from(tab: WordListsTab) -> None:
    assert [row.title for row in tab.lists.shown] == [
        "课程模块", "课程标签", "教学点类别", "班次类别", "培训对象", "自选动作", "场地类别", "免训原因", "党校职务",
        "师资出库原因", "“六有”标准",
    ]  # fmt: skip
    tab.choose("point_kinds")
    assert tab.form.source.text().startswith("依据：禹城市：建设党性教育")
    assert titles(tab) == ["党性教育", "特色村", "产业基地", "实践技能", "警示教育", "待定"]


def test_adding_renaming_hiding_and_ordering_reach_the_drop_downs_and_can_be_undone(
    tab: WordListsTab, qtbot: QtBot
) -> None:
    db = tab.context.db
    save_room(db, form=RoomForm("东会议室", "研讨室"))
    tab.choose("room_kinds")
    tab.form.add.click()
    type_word(tab, "机房")
    tab.form.entries.choose("研讨室")
    tab.form.rename.click()
    type_word(tab, "讨论室")
    assert [room.form.kind for room in list_rooms(db)] == ["讨论室"]
    tab.form.entries.choose("机房")
    tab.form.up.click()
    tab.form.entries.choose("报告厅")
    tab.form.hide_word.click()
    dialog = RoomDialog(db)
    qtbot.addWidget(dialog)
    offered = [dialog.form.kind.itemText(place) for place in range(dialog.form.kind.count())]
    assert offered == ["标准化教室", "多媒体教室", "讨论室", "图书室", "机房", "阅览室"]
    tab.hint.take_back()
    assert ("报告厅", "报告厅") in offered_words(db, "room_kinds")


def test_what_is_in_use_is_refused_in_words_and_the_preset_comes_back(tab: WordListsTab) -> None:
    db = tab.context.db
    save_room(db, form=RoomForm("东会议室", "研讨室"))
    tab.choose("room_kinds")
    tab.refresh()
    tab.form.entries.choose("研讨室")
    with pytest.raises(Refusal, match="有 1 条记录在用"):
        tab.remove()
    tab.form.entries.choose("图书室")
    tab.form.remove.click()
    assert "图书室" not in titles(tab)
    tab.form.reset.click()
    assert not get_word_list(db, "room_kinds").is_changed
    assert "图书室" in titles(tab)
    tab.hint.take_back()
    tab.refresh()
    assert "图书室" not in titles(tab)


def test_the_six_haves_open_their_own_dialog_and_go_back_to_the_preset(tab: WordListsTab) -> None:
    tab.choose("self_check")
    assert tab.form.acts.isHidden()
    tab.form.add.click()
    dialog = dialog_of(tab, SelfCheckItemsDialog)
    dialog.form.items.setPlainText("有醒目标识\n有远教设施")
    dialog.accept()
    tab.refresh()
    assert titles(tab) == ["有醒目标识", "有远教设施"]
    tab.form.reset.click()
    assert len(titles(tab)) == 6
    tab.hint.take_back()
    tab.refresh()
    assert titles(tab) == ["有醒目标识", "有远教设施"]


def test_a_renamed_kind_of_teaching_point_stands_in_its_list(tab: WordListsTab, qtbot: QtBot) -> None:
    db = tab.context.db
    save_point(db, form=PointForm("禁毒教育基地", "warning", builder="公安局"))
    tab.choose("point_kinds")
    tab.form.entries.choose("warning")
    tab.form.rename.click()
    type_word(tab, "廉政教育")
    page = TeachersPage(tab.context)
    qtbot.addWidget(page)
    page.refresh()
    page.open(tab="points")
    assert page.models["points"].texts()[1][:2] == ["禁毒教育基地", "廉政教育"]
    assert page.form.print_cards.isVisibleTo(page)
