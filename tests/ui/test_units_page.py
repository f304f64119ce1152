"""党组织: the tree with search and filters, a unit's history, and the guided dialog of a change."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from partyschool.domain.terms import UnitChangeKind
from partyschool.errors import Refusal
from partyschool.services.home_figures import home_figures
from partyschool.services.people import create_person, list_people
from partyschool.services.person_form import PersonForm
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.unit_rules import UnitForm
from partyschool.services.unit_story import unit_story
from partyschool.services.units import create_unit, get_unit, list_units
from partyschool.ui.context import Context
from partyschool.ui.table_model import CELL
from partyschool.ui.unit_change_dialog import UnitChangeDialog
from partyschool.ui.unit_dialog import UnitDialog
from partyschool.ui.unit_words import event_words
from partyschool.ui.units_page import UnitsPage
from tests.services.town import Town, add_person, found_town
from tests.ui.conftest import Ways

MAY = date(2025, 5, 1)
MERGE, SPLIT, RENAME = UnitChangeKind.MERGE, UnitChangeKind.SPLIT, UnitChangeKind.RENAME


@pytest.fixture
def town(context: Context) -> Town:
    found = found_town(context.db)
    add_person(context.db, "王建国", found.front_branch)
    add_person(context.db, "李红", found.back_branch)
    return found


@pytest.fixture
def page(qtbot: QtBot, context: Context, town: Town) -> UnitsPage:
    made = UnitsPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.refresh()
    made.show()
    return made


def shown(page: UnitsPage) -> list[str]:
    """Names in the order of the tree, open or not."""
    model = page.form.tree.units

    def below(index: QModelIndex) -> list[str]:
        children = [model.index(place, 0, index) for place in range(model.rowCount(index))]
        names = []
        for child in children:
            row = model.row_at(child)
            names += [row.name if row else "", *below(child)]
        return names

    return below(QModelIndex())


def words_on(widget: Any) -> str:
    QApplication.processEvents()  # new labels are shown, those of the unit before are gone
    return " ".join(part.text() for part in widget.findChildren(QLabel) if part.isVisibleTo(widget))


def button_on(panel: Any, words: str) -> QPushButton:
    QApplication.processEvents()
    buttons: list[QPushButton] = panel.findChildren(QPushButton)
    return next(button for button in buttons if words in button.text() and button.isVisibleTo(panel))


def test_the_tree_shows_every_unit_with_all_its_people(page: UnitsPage, town: Town) -> None:
    assert shown(page)[:4] == ["禹城市", "房寺镇", "前庄村", "前庄村党支部"]
    assert page.form.tree.chosen_row() is not None
    assert page.form.tree.chosen_row().id == town.town  # type: ignore[union-attr]
    assert "在册党员 2 人" in page.form.head._caption.text()


def test_the_caption_tells_members_from_those_who_are_none_yet(page: UnitsPage, town: Town) -> None:
    db = page.context.db
    create_person(db, form=PersonForm("赵小明", kind="activist", unit_id=town.front_branch), confirmed=True)
    page.refresh()
    assert page.form.head._caption.text().endswith("在册党员 2 人，积极分子、发展对象等 1 人")
    members = home_figures(db, year=page.context.today.year, as_of=page.context.today).count.totals.members
    assert members == 2
    page.form.year.set_value(2024)
    assert page.form.head._caption.text().endswith("在册 3 人")


def test_a_search_by_initials_shows_the_hits_under_what_they_lie_in(page: UnitsPage) -> None:
    page.form.search.setText("hz")
    page._show()
    assert shown(page) == ["禹城市", "房寺镇", "后庄村", "后庄村党支部"]
    assert page.form.count.text() == "共 2 个单位符合“hz”"
    page._clear()
    assert len(shown(page)) == 8


def test_a_search_marks_the_first_hit_and_not_what_it_lies_in(qtbot: QtBot, page: UnitsPage, town: Town) -> None:
    page.open(unit=town.town)
    page.form.search.setText("后庄村党")
    page._show()
    assert page.form.tree.chosen_row().id == town.back_branch  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "后庄村党支部" in words_on(page.form.panel))  # what was typed is shown once more by itself
    page.form.search.clear()
    page.form.kind.set_value("department")
    assert page.form.tree.chosen_row().id == town.office  # type: ignore[union-attr]


def test_after_a_merger_in_a_search_the_unit_that_lives_on_is_shown(qtbot: QtBot, page: UnitsPage, town: Town) -> None:
    with qtbot.waitSignal(page.form.search.searched):
        page.form.search.setText("后庄村党")
    page.change(MERGE)
    dialog = page.findChild(UnitChangeDialog)
    assert dialog is not None
    dialog.form.into.setCurrentIndex(dialog.form.into.findData(town.front_branch))
    dialog._next()
    dialog._next()
    assert page.form.tree.chosen_row().id == town.front_branch  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "“后庄村党支部”并入，1 人" in words_on(page.form.panel))
    assert not page.form.with_closed.isChecked()


def test_a_filter_by_kind_keeps_the_way_to_the_hits(page: UnitsPage) -> None:
    page.form.kind.set_value("department")
    assert shown(page) == ["禹城市", "房寺镇", "房寺镇机关"]


def test_the_panel_tells_what_became_of_a_unit_and_takes_it_back(
    qtbot: QtBot, page: UnitsPage, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = page.context.db
    change_units(db, form=ChangeForm(MERGE, MAY, (town.back_branch,), town.front_branch, document="房发〔2025〕3号"))
    page.form.with_closed.setChecked(True)
    page.open(unit=town.back_branch)
    words = words_on(page.form.panel)
    assert "并入“前庄村党支部”，1 人" in words
    assert "房发〔2025〕3号 · 测试员 2025-06-16 登记" in words
    assert not page.form.panel.change.isEnabled()
    page.open(unit=town.front_branch)
    assert "“后庄村党支部”并入，1 人" in words_on(page.form.panel)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    button_on(page.form.panel, "撤回").click()
    assert {row.name: row.unit for row in list_people(db)} == {"王建国": "前庄村党支部", "李红": "后庄村党支部"}
    page.open(unit=town.back_branch)
    assert "并入“前庄村党支部”，1 人（已撤回）" in words_on(page.form.panel)


def test_a_past_year_shows_the_units_of_that_year(page: UnitsPage, town: Town) -> None:
    change_units(page.context.db, form=ChangeForm(RENAME, MAY, (town.front_village,), name="前庄社区"))
    page.refresh()
    assert "前庄社区" in shown(page)
    page.form.year.set_value(2024)
    assert "前庄村" in shown(page)
    assert "前庄社区" not in shown(page)
    with pytest.raises(Refusal, match="以前年份"):
        page.change(RENAME)


def test_a_merger_is_led_through_and_told_before_it_is_written(qtbot: QtBot, context: Context, town: Town) -> None:
    db = context.db
    dialog = UnitChangeDialog(context, get_unit(db, town.back_branch), MERGE)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.into.setCurrentIndex(dialog.form.into.findData(town.front_branch))
    dialog.form.next.click()
    words = words_on(dialog.form.check_inner)
    assert "“后庄村党支部”存续到 2025 年 6 月 15 日，从 2025 年 6 月 16 日起并入“前庄村党支部”。" in words
    assert "在册 1 人转到“前庄村党支部”，“前庄村党支部”由 1 人变为 2 人。" in words
    assert {row.unit for row in list_people(db)} == {"前庄村党支部", "后庄村党支部"}
    with qtbot.waitSignal(dialog.done_change) as shown_next:
        dialog.form.next.click()
    assert shown_next.args == [town.front_branch]
    assert {row.unit for row in list_people(db)} == {"前庄村党支部"}


def test_a_split_asks_who_goes(qtbot: QtBot, context: Context, town: Town) -> None:
    db = context.db
    add_person(db, "张强", town.front_branch)
    dialog = UnitChangeDialog(context, get_unit(db, town.front_branch), SPLIT)
    qtbot.addWidget(dialog)
    dialog.show()
    with pytest.raises(Refusal, match="填写新单位的名称"):
        dialog._next()
    dialog.form.name.setText("前庄村第二党支部")
    dialog.form.next.click()
    people = [dialog.form.people.item(place) for place in range(dialog.form.people.count())]
    assert [item.text() for item in people] == ["王建国", "张强"]
    people[1].setCheckState(Qt.CheckState.Checked)
    assert dialog.form.chosen_count.text() == "已选 1 人"
    dialog.form.next.click()
    assert "在册 1 人转到“前庄村第二党支部”，留下 1 人" in words_on(dialog.form.check_inner)
    dialog.form.next.click()
    assert {row.name: row.unit for row in list_people(db)}["张强"] == "前庄村第二党支部"


def test_a_split_of_a_village_counts_the_people_of_its_branches(qtbot: QtBot, context: Context, town: Town) -> None:
    db = context.db
    add_person(db, "张强", town.front_branch)
    dialog = UnitChangeDialog(context, get_unit(db, town.front_village), SPLIT)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.name.setText("前庄新村")
    dialog._next()
    note = dialog.form.people_note.text()
    assert "前庄村这一天在册 2 人，其中下级单位 2 人。" in note
    assert "要分出一部分人，请从党支部办理分设" in note
    dialog.form.people.item(0).setCheckState(Qt.CheckState.Checked)
    assert dialog.form.chosen_count.text() == "已选 2 人（含 1 个下级单位）"
    dialog._next()
    words = words_on(dialog.form.check_inner)
    assert "“前庄村党支部”改在“前庄新村”下面，名称不变，里面 2 人随单位划转。" in words


def test_two_villages_are_merged_into_a_new_one(qtbot: QtBot, context: Context, town: Town) -> None:
    db = context.db
    dialog = UnitChangeDialog(context, get_unit(db, town.front_village), MERGE)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.to_new.setChecked(True)
    dialog.form.name.setText("庄里新村")
    dialog.form.others.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.form.next.click()
    assert "同时成立“庄里新村党支部”" in words_on(dialog.form.check_inner)
    with qtbot.waitSignal(dialog.done_change) as shown_next:
        dialog.form.next.click()
    assert {row.village for row in list_people(db)} == {"庄里新村"}
    assert get_unit(db, shown_next.args[0]).name == "庄里新村"


def test_a_unit_typed_wrongly_is_corrected_for_all_years(qtbot: QtBot, context: Context, town: Town) -> None:
    db = context.db
    dialog = UnitDialog(context, get_unit(db, town.front_village))
    qtbot.addWidget(dialog)
    dialog.form.name.setText("前装村")
    dialog.form.code.setText("371482101201")
    dialog.accept()
    assert "前装村" in [row.name for row in list_units(db, on=date(2020, 1, 1))]


def test_a_new_unit_comes_under_the_marked_one(qtbot: QtBot, context: Context, town: Town) -> None:
    db = context.db
    dialog = UnitDialog(context, None, get_unit(db, town.front_village))
    qtbot.addWidget(dialog)
    assert (dialog.form.above.value(), dialog.form.kind.currentData()) == (town.front_village, "branch")
    dialog.form.name.setText("前庄村第二党支部")
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.accept()
    assert get_unit(db, saved.args[0]).path[-2:] == ("前庄村", "前庄村第二党支部")


def test_a_unit_in_use_is_not_removed(qtbot: QtBot, context: Context, town: Town) -> None:
    dialog = UnitDialog(context, get_unit(context.db, town.front_branch))
    qtbot.addWidget(dialog)
    with pytest.raises(Refusal, match="在用"):
        dialog.remove()


def test_the_number_of_people_leads_to_their_list(page: UnitsPage, town: Town, ways: Ways) -> None:
    page.open(unit=town.front_village)
    button_on(page.form.panel, "在册").click()
    assert ways.gone == [("people", {"unit": town.front_village})]


def test_the_list_is_exported_so_that_it_can_be_imported_again(page: UnitsPage, save_to: Any, tmp_path: Any) -> None:
    from partyschool.exchange.imports import import_file

    file = tmp_path / "党组织.xlsx"
    save_to(file)
    page.form.export_button.click()
    result = import_file(page.context.db, "organizations", file)
    assert (result.rows, result.unchanged, result.rejected) == (8, 8, 0)


def test_each_change_is_told_from_both_sides(context: Context, town: Town) -> None:
    db = context.db
    change_units(db, form=ChangeForm(RENAME, MAY, (town.front_branch,), name="前庄支部"))
    change_units(db, form=ChangeForm(UnitChangeKind.CLOSE, date(2025, 6, 1), (town.back_branch,), town.front_branch))
    told = {
        unit: [event_words(event) for event in unit_story(db, unit).events]
        for unit in (town.front_branch, town.back_branch)
    }
    assert told == {
        town.front_branch: ["“后庄村党支部”撤销，1 人转来", "由“前庄村党支部”更名为“前庄支部”"],
        town.back_branch: ["撤销，1 人转到“前庄支部”"],
    }


def test_the_trees_model_keeps_qts_rules(page: UnitsPage, town: Town, qtmodeltester: Any) -> None:
    qtmodeltester.check(page.form.tree.units, force_py=True)
    page.form.search.setText("hz")
    page._show()


def test_what_was_opened_stays_open_when_the_list_is_read_anew(page: UnitsPage, town: Town) -> None:
    tree = page.form.tree
    tree.expand(tree.units.index_of(town.front_village))
    page.form.search.setText("hz")
    page._show()
    page._clear()
    page.refresh()
    opened = [row for row in (town.town, town.front_village, town.office) if tree.isExpanded(tree.units.index_of(row))]
    assert opened == [town.town, town.front_village]


def test_a_village_taken_along_by_another_ones_change_tells_it_too(context: Context, town: Town) -> None:
    db = context.db
    joint = create_unit(db, form=UnitForm("东片联村党委", "joint", town.town))
    back_village = get_unit(db, town.back_branch).parent_id or 0
    both = (town.front_village, back_village)
    change_units(db, form=ChangeForm(UnitChangeKind.MOVE, MAY, both, joint, document="房发〔2025〕6号"))
    for village in both:
        (event,) = unit_story(db, village).events
        assert event_words(event) == "由“房寺镇”调整到“东片联村党委”下面"
        assert (event.document, event.can_undo) == ("房发〔2025〕6号", True)


def test_a_renamed_unit_is_found_by_its_old_name(page: UnitsPage, town: Town) -> None:
    rename = ChangeForm(RENAME, MAY, (town.front_village,), name="庄前社区")
    change_units(page.context.db, form=rename)
    page.refresh()
    page.form.search.setText("前庄村")
    page._show()
    assert shown(page) == ["禹城市", "房寺镇", "庄前社区", "前庄村党支部"]
    cell = page.form.tree.units.data(page.form.tree.units.index_of(town.front_village), CELL)
    assert (cell.text, cell.tag) == ("庄前社区", "原 前庄村")
