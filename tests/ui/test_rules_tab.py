"""规则 and 年度结转 in 设置: a change is shown before it is saved, a year is closed after its checks."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services import people_rows
from partyschool.services.closed_years import close_year, list_years
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.quota import count_quota
from partyschool.services.requirements import list_requirements
from partyschool.services.rule_lines import RuleLine, list_rule_lines
from partyschool.services.rule_values import set_value
from partyschool.services.rules import HIGHER_COUNTS, LATE, NEEDS_REVIEW, rule_value
from partyschool.ui.context import Context
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.rule_dialog import Mode, RuleDialog
from partyschool.ui.rules_tab import RulesTab
from partyschool.ui.years_tab import CloseYearDialog, YearsTab
from tests.services.town import add_person, found_town
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of


@pytest.fixture
def people(context: Context) -> list[int]:
    town = found_town(context.db)
    return [add_person(context.db, name, town.front_branch) for name in ("王建国", "魏健")]


def line_of(context: Context, key: str) -> RuleLine:
    return next(line for line in list_rule_lines(context.db, year=2025) if line.key == key)


def dialog(qtbot: QtBot, context: Context, mode: Mode, key: str) -> RuleDialog:
    made = RuleDialog(context, mode, line_of(context, key) if key else None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_rule_is_listed_with_value_years_source_and_effect(
    qtbot: QtBot, context: Context, people: list[int]
) -> None:
    tab = RulesTab(context)
    qtbot.addWidget(tab)
    tab.refresh()
    qtbot.waitUntil(lambda: bool(tab.model.rows))
    first = tab.model.shown[0]
    assert (first.title, first.words, first.years) == ("L1 全体党员", "1 天", "2019 年起")
    assert "2 名党员中 2 人适用" in first.effect
    assert all(line.source for line in tab.model.shown)
    assert not tab.form.revise.isEnabled()
    tab.form.rules.selectRow(0)
    assert tab.form.revise.isEnabled() and tab.form.end.isEnabled()
    qtbot.mouseClick(tab.form.revise, Qt.MouseButton.LeftButton)
    assert dialog_of(tab, RuleDialog).form.title.text() == "从某年起改：L1 全体党员"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("L1", {"state": "due"}),
        ("L2", {"state": "due", "category": "cadre"}),
        ("N2", {"state": "due", "grouping": "category", "unit": "leaders"}),
    ],
)
def test_the_names_behind_a_requirement_are_opened(
    qtbot: QtBot, context: Context, people: list[int], ways: Ways, code: str, wanted: dict[str, object]
) -> None:
    tab = RulesTab(context)
    qtbot.addWidget(tab)
    tab.refresh()
    qtbot.waitUntil(lambda: bool(tab.model.rows))
    tab.form.rules.choose(("requirement", code, 2019))
    tab.form.names.click()
    assert ways.gone == [("hours", {"year": 2025, **wanted})]


def test_a_change_is_saved_only_after_its_effect_was_shown(qtbot: QtBot, context: Context, people: list[int]) -> None:
    made = dialog(qtbot, context, Mode.REVISE, "L1")
    made.form.days.setValue(1.5)
    made.form.source.setPlainText("镇党委2025年3号文")
    made.accept()
    assert made.form.headline.text() == "2025 年 2 名党员中有 2 人的结果会变："
    assert [row.after.name for row in made.changes.shown] == ["王建国", "魏健"]
    assert len(list_requirements(context.db)) == 4
    assert made.form.save.text() == "保存"
    made.accept()
    assert {row.required_quarter_days for row in count_quota(context.db, year=2025).rows} == {6}
    assert {row.required_quarter_days for row in count_quota(context.db, year=2024).rows} == {4}


def test_case_25_a_change_can_hold_from_a_day_on(qtbot: QtBot, context: Context, people: list[int]) -> None:
    made = dialog(qtbot, context, Mode.REVISE, "L1")
    made.form.days.setValue(1.5)
    made.form.is_dated.setChecked(True)
    assert not made.form.since.isHidden()
    made.form.since.setDate(QDate(2025, 7, 1))
    made.accept()
    made.accept()
    by_day = [
        count_quota(context.db, year=2025, as_of=day).rows[0].required_quarter_days
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert by_day == [4, 6]


def test_a_switch_and_a_number_are_changed_from_a_year_on(qtbot: QtBot, context: Context, people: list[int]) -> None:
    made = dialog(qtbot, context, Mode.REVISE, HIGHER_COUNTS)
    assert made.form.value.isHidden() and not made.form.switch_on.isHidden()
    made.form.switch_on.setChecked(True)
    made.accept()
    assert "没有人的结果会变" in made.form.headline.text()
    made.accept()
    assert [rule_value(context.db, HIGHER_COUNTS, year) for year in (2024, 2025)] == [False, True]
    made = dialog(qtbot, context, Mode.REVISE, LATE)
    made.form.value.setValue(20)
    made.form.from_year.setValue(2026)
    made.accept()
    made.accept()
    assert [rule_value(context.db, LATE, year) for year in (2025, 2026)] == [15, 20]


def test_what_is_refused_is_said_before_the_effect_and_nothing_is_lost(
    qtbot: QtBot, context: Context, people: list[int]
) -> None:
    made = dialog(qtbot, context, Mode.ADD, "")
    made.form.code.setText("L1")
    made.form.days.setValue(2)
    with pytest.raises(Refusal, match="重叠"):
        made.accept()
    assert made.form.stack.currentWidget() is made.form.fields_page
    assert made.form.code.text() == "L1"


def test_a_requirement_is_ended_and_taken_away(qtbot: QtBot, context: Context, people: list[int]) -> None:
    made = dialog(qtbot, context, Mode.END, "N1")
    made.form.to_year.setValue(2025)
    made.accept()
    made.accept()
    assert [row.form.to_year for row in list_requirements(context.db) if row.form.code == "N1"] == [2025]
    made = dialog(qtbot, context, Mode.DROP, "N2")
    assert made.form.stack.currentWidget() is made.form.effect_page
    made.accept()
    assert "N2" not in {row.form.code for row in list_requirements(context.db)}


def test_correcting_keeps_what_was_stored(qtbot: QtBot, context: Context, people: list[int]) -> None:
    before = list_requirements(context.db)
    made = dialog(qtbot, context, Mode.CORRECT, "L2")
    made.accept()
    made.accept()
    assert list_requirements(context.db) == before


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("many", [10_000, 1], ids=["town", "city"])  # a city's are counted and frozen beside the window
def test_a_year_is_closed_after_its_checks_and_opened_with_a_reason(
    qtbot: QtBot, context: Context, people: list[int], ways: Ways, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(people_rows, "MANY_PEOPLE", many)
    tab = YearsTab(context)
    qtbot.addWidget(tab)
    tab.refresh()
    tab.show()
    tab.ask_close()
    made = dialog_of(tab, CloseYearDialog)
    assert int(made.form.year.currentData()) == 2024
    qtbot.waitUntil(lambda: "党员 2，应训 2" in made.form.result.text())
    assert not made.form.save.isEnabled()
    made.form.sure.setChecked(True)
    made.form.note.setText("已上报")
    qtbot.mouseClick(made.form.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not [dialog for dialog in tab.findChildren(CloseYearDialog) if dialog.isVisible()])
    tab.refresh()
    [row] = tab.model.shown
    assert (row.year, row.note, row.people) == (2024, "已上报", 2)
    tab.form.years.choose_first()
    tab.form.names.click()
    assert ways.gone == [("hours", {"year": 2024, "state": "due"})]
    tab.form.reopen.click()
    reason = dialog_of(tab, ReasonDialog)
    reason.form.reason.setPlainText("漏了一张签到表")
    reason.accept()
    assert list_years(context.db)[0].reopen_reason == "漏了一张签到表"


def test_what_is_in_the_way_is_named_and_keeps_the_year_open(
    qtbot: QtBot, context: Context, people: list[int], parent: QWidget
) -> None:
    set_value(context.db, key=NEEDS_REVIEW, value=True, from_year=2024)
    record_study(context.db, person_ids=people[:1], form=StudyForm("meeting", "三会一课", date(2024, 5, 1), 4))
    made = CloseYearDialog(context, parent)
    assert not made.form.sure.isEnabled()
    assert "审核" in made.form.save.toolTip()
    assert any("王建国：三会一课" in line.found for line in made.checks.rows)
    with pytest.raises(Refusal, match="没有审核"):
        made.accept()


def test_a_year_that_is_closed_is_not_offered_again(
    qtbot: QtBot, context: Context, people: list[int], parent: QWidget
) -> None:
    close_year(context.db, year=2024)
    made = CloseYearDialog(context, parent)
    assert 2024 not in [made.form.year.itemData(place) for place in range(made.form.year.count())]
    assert list_years(context.db)[0].closed_at == datetime(2025, 6, 16, 8, 0)
