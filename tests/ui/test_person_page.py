"""One person's page: the line of time, who on a day, changes entered and taken back, and each list's own deeds."""

from datetime import date

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.contacts import ContactForm, record_contact
from partyschool.services.merging import merge_people
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.people import create_person
from partyschool.services.person_detail import PersonDetail, get_person
from partyschool.services.person_events import EventForm, record_event
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.services.quota import count_quota
from partyschool.ui.contact_dialog import ContactDialog
from partyschool.ui.context import Context
from partyschool.ui.day_dialog import DayDialog
from partyschool.ui.merge_dialog import MergeDialog
from partyschool.ui.person_change_dialog import CHANGES, PersonChangeDialog
from partyschool.ui.person_page import PersonPage
from partyschool.ui.post_dialog import PostDialog
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.study_dialog import StudyDialog
from tests.services.town import Town, add_person, found_town, id_number
from tests.ui.conftest import Ways

TODAY, MARCH = date(2025, 6, 16), date(2025, 3, 1)


@pytest.fixture
def town(context: Context) -> Town:
    return found_town(context.db)


@pytest.fixture
def person(context: Context, town: Town) -> int:
    return create_person(context.db, form=PersonForm("王建国", id_number=id_number(1), unit_id=town.front_branch))


def detail(context: Context, person: int) -> PersonDetail:
    return get_person(context.db, person)


def page(qtbot: QtBot, context: Context, person: int, tab: str = "timeline") -> PersonPage:
    made = PersonPage(context)
    qtbot.addWidget(made)
    made.refresh()
    made.open(id=person, tab=tab)
    made.show()
    return made


def titles(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_page_answers_who_somebody_was_on_a_day(qtbot: QtBot, context: Context, town: Town, person: int) -> None:
    add_post(context.db, person_id=person, form=PostForm(town.front_village, "村委会委员", MARCH, date(2025, 5, 31)))
    record_event(
        context.db, person_id=person, form=EventForm("transferred", date(2025, 6, 1), unit_id=town.back_branch)
    )
    made = page(qtbot, context, person)
    assert made.form.answer.text() == "后庄村党支部，正式党员，没有职务"
    made.form.day.setDate(QDate(2025, 5, 31))
    assert made.form.answer.text() == "前庄村党支部，正式党员，村委会委员（前庄村）"
    made.form.today.click()
    assert made.form.answer.text().startswith("后庄村党支部")
    assert made.lists["timeline"].rows[0].words == "转接组织关系：前庄村党支部 → 后庄村党支部"


def test_the_menu_of_changes_fits_the_person(qtbot: QtBot, context: Context, town: Town, person: int) -> None:
    made = page(qtbot, context, person)
    assert "转为正式党员…" in titles(made.make_changes_menu()) and "延长预备期…" not in titles(made.make_changes_menu())
    record_event(context.db, person_id=person, form=EventForm("left", MARCH, "suspended"))
    made.refresh()
    assert titles(made.make_changes_menu()) == ["恢复在册…", "减少…"]
    record_event(context.db, person_id=person, form=EventForm("left", TODAY, "removed"))
    made.refresh()
    assert titles(made.make_changes_menu()) == ["恢复在册…"]


@pytest.mark.parametrize("what", sorted(set(CHANGES) - {"transfer", "exempt", "leave", "return", "home", "found"}))
def test_each_change_is_entered_by_its_dialog(qtbot: QtBot, context: Context, town: Town, what: str) -> None:
    kind = {"admit": "development", "full": "probationary", "extend": "probationary", "cancel": "probationary"}
    form = PersonForm("李明", kind=kind.get(what, "full"), unit_id=town.front_branch)
    person = create_person(context.db, form=form)
    made = PersonChangeDialog(context, detail(context, person).row, what)
    qtbot.addWidget(made)
    made.form.place.setText("江苏省苏州市")
    made.form.note.setText("支部大会")
    made.accept()
    [event] = detail(context, person).events
    assert (event.kind, event.on, event.note) == (CHANGES[what].kind, TODAY, "支部大会")
    assert ("苏州市" in event.words) == ("place" in CHANGES[what].fields)


def test_a_change_that_cannot_be_is_said_and_what_was_typed_stays(qtbot: QtBot, context: Context, person: int) -> None:
    made = PersonChangeDialog(context, detail(context, person).row, "away")
    qtbot.addWidget(made)
    made.form.note.setText("外出务工")
    with pytest.raises(Refusal, match="外出流向"):
        made.accept()
    assert made.form.note.text() == "外出务工" and detail(context, person).events == ()


def test_a_change_is_taken_back_with_a_reason(qtbot: QtBot, context: Context, person: int) -> None:
    record_event(context.db, person_id=person, form=EventForm("went_away", MARCH, place="苏州市"))
    made = page(qtbot, context, person, "events")
    made.form.end.click()
    asked = made.findChildren(ReasonDialog)[0]
    asked.form.reason.setPlainText("登错人")
    asked.accept()
    made.refresh()
    assert [row.withdrawn for row in made.lists["events"].rows] == [True]
    assert not made.form.end.isEnabled() and not detail(context, person).row.is_floating


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [("lost", date(2024, 12, 1), "已满 6 个月"), ("left", date(2023, 6, 1), "已满 2 年")],
)
def test_what_is_due_by_the_rules_of_membership_is_told(
    qtbot: QtBot, context: Context, person: int, kind: str, day: date, words: str
) -> None:
    record_event(context.db, person_id=person, form=EventForm(kind, day, "suspended" if kind == "left" else ""))
    assert words in page(qtbot, context, person).form.hint.text()


def test_a_probation_that_is_over_is_told(qtbot: QtBot, context: Context, town: Town) -> None:
    form = PersonForm("李明", kind="probationary", joined_on="2024-05-10", unit_id=town.front_branch)
    person = create_person(context.db, form=form)
    made = page(qtbot, context, person)
    assert "预备期到 2025-05-10 已满" in made.form.hint.text()
    record_event(context.db, person_id=person, form=EventForm("extended", date(2025, 5, 10), until=date(2025, 11, 10)))
    made.refresh()
    assert made.form.hint.text() == ""


def test_hours_are_told_by_year_and_source(qtbot: QtBot, context: Context, person: int) -> None:
    for day, kind in ((date(2024, 6, 1), "theme_day"), (TODAY, "theme_day"), (TODAY, "xuexi")):
        record_study(context.db, person_ids=[person], form=StudyForm(kind, "学习", day, 6))
    made = page(qtbot, context, person, "hours")
    found = [(line.year, line.kind, line.quarter_hours) for line in made.lists["hours"].rows]
    assert found == [(2025, "theme_day", 12), (2025, "xuexi", 12), (2024, "theme_day", 12)]


def test_a_post_ends_on_a_day(qtbot: QtBot, context: Context, town: Town, person: int) -> None:
    add_post(context.db, person_id=person, form=PostForm(town.front_village, "村党支部委员", date(2021, 2, 1)))
    made = page(qtbot, context, person, "posts")
    made.form.end.click()
    asked = made.findChildren(DayDialog)[0]
    asked.form.day.setDate(QDate(2025, 5, 31))
    asked.accept()
    made.refresh()
    assert detail(context, person).posts[0].end_on == date(2025, 5, 31)
    assert not made.form.end.isEnabled()


def test_study_is_taken_back_with_a_reason(qtbot: QtBot, context: Context, person: int) -> None:
    record_study(context.db, person_ids=[person], form=StudyForm("theme_day", "主题党日", TODAY, 6))
    made = page(qtbot, context, person, "studies")
    made.form.end.click()
    asked = made.findChildren(ReasonDialog)[0]
    with pytest.raises(Refusal, match="原因"):
        asked.accept()
    asked.form.reason.setPlainText("登错人")
    asked.accept()
    assert detail(context, person).studies == ()
    made.refresh()
    assert made.lists["studies"].rows == ()


def test_an_exemption_is_withdrawn_from_a_day(qtbot: QtBot, context: Context, person: int) -> None:
    granted = PersonChangeDialog(context, detail(context, person).row, "exempt")
    qtbot.addWidget(granted)
    granted.form.reason.setCurrentIndex(1)
    granted.accept()
    made = page(qtbot, context, person, "exemptions")
    made.form.end.click()
    made.findChildren(DayDialog)[0].accept()
    [row] = count_quota(context.db, year=2025).rows
    assert row.state == "due"


@pytest.mark.parametrize(
    ("tab", "words"),
    [("posts", ["登记任职…", "更正…", "卸任…"]), ("memberships", ["转到别的支部…"]), ("classes", ["打开培训班"]),
     ("studies", ["登记其他学习…", "撤回…"]), ("exemptions", ["登记免训…", "撤销免训…"]),
     ("certificates", ["打开证书"]), ("events", ["撤销这条变动…"]), ("timeline", []), ("hours", ["看依据"]),
     ("contacts", ["登记联系…", "撤回…"])],
)  # fmt: skip
def test_each_tab_offers_its_own_deeds(qtbot: QtBot, context: Context, person: int, tab: str, words: list[str]) -> None:
    made = page(qtbot, context, person, tab)
    buttons = (made.form.add, made.form.change, made.form.end, made.form.lead)
    assert [button.text().strip() for button in buttons if not button.isHidden()] == words


@pytest.mark.parametrize(
    ("tab", "dialog"),
    [("posts", PostDialog), ("memberships", PersonChangeDialog), ("studies", StudyDialog), ("contacts", ContactDialog)],
)
def test_a_tab_s_first_button_opens_its_dialog(
    qtbot: QtBot, context: Context, person: int, tab: str, dialog: type[PostDialog]
) -> None:
    made = page(qtbot, context, person, tab)
    made.form.add.click()
    assert made.findChildren(dialog)[0].isVisible()


def test_a_contact_is_entered_and_taken_back(qtbot: QtBot, context: Context, person: int) -> None:
    made = page(qtbot, context, person, "contacts")
    made.form.add.click()
    asked = made.findChildren(ContactDialog)[0]
    with pytest.raises(Refusal, match="联系的情况"):
        asked.accept()
    asked.form.material.setText("党员教育读本")
    assert asked.form.save.text() == "登记 1 人"
    asked.accept()
    made.refresh()
    assert [row.form.material for row in made.lists["contacts"].rows] == ["党员教育读本"]
    made.form.end.click()
    back = made.findChildren(ReasonDialog)[0]
    back.form.reason.setPlainText("记错了")
    back.accept()
    assert detail(context, person).contacts == ()


def test_a_contact_with_nobody_chosen_is_refused(qtbot: QtBot, context: Context, person: int) -> None:
    made = ContactDialog(context)
    qtbot.addWidget(made)
    with pytest.raises(Refusal, match="勾选"):
        made.accept()


@pytest.fixture
def twin(context: Context, town: Town) -> int:
    form = PersonForm("王建国", phone="13800001234", unit_id=town.back_branch)
    return create_person(context.db, form=form)


def merge_dialog(qtbot: QtBot, context: Context, kept: int, merged: int | None) -> MergeDialog:
    made = MergeDialog(context, kept=kept, merged=merged)
    qtbot.addWidget(made)
    return made


def test_two_records_are_shown_side_by_side_and_made_one(
    qtbot: QtBot, context: Context, town: Town, person: int, twin: int
) -> None:
    record_contact(context.db, person_ids=[twin], form=ContactForm(MARCH, "phone", "在家"))
    made = merge_dialog(qtbot, context, person, twin)
    shown = {pair.field: (pair.kept, pair.merged) for pair in made.fields.rows}
    assert shown["phone"] == ("", "138****1234") and shown["unit"] == ("前庄村党支部", "后庄村党支部")
    assert made.taken() == {"phone"} and "1 条联系记录" in made.form.moved.text()
    made.form.fields.checked.emit(next(pair for pair in made.fields.rows if pair.field == "unit"))
    assert made.taken() == {"phone", "unit"}
    made.accept()
    after = detail(context, person)
    assert (after.form.phone, after.row.unit, len(after.contacts)) == ("13800001234", "后庄村党支部", 1)


def test_namesakes_are_offered_to_be_merged(qtbot: QtBot, context: Context, person: int, twin: int) -> None:
    made = merge_dialog(qtbot, context, person, None)
    assert made.form.merged.count() == 1 and not made.form.save.isEnabled()
    with pytest.raises(Refusal, match="选好两条"):
        made.accept()
    made.form.merged.setCurrentIndex(0)
    assert made.form.save.isEnabled()
    made.form.swap.click()
    assert (made.form.kept.value(), made.form.merged.value()) == (twin, person)


def test_somebody_to_merge_is_found_by_typing(qtbot: QtBot, context: Context, town: Town, person: int) -> None:
    other = add_person(context.db, "赵敏", town.front_branch, 4)
    made = merge_dialog(qtbot, context, person, None)
    line = made.form.merged.lineEdit()
    assert line is not None
    line.setText("zm")
    line.textEdited.emit("zm")
    made.form.merged.setCurrentIndex(0)
    assert made.form.merged.value() == other


def test_a_merge_is_taken_back_from_the_page(qtbot: QtBot, context: Context, person: int, twin: int) -> None:
    merge_people(context.db, kept_id=person, merged_id=twin)
    made = page(qtbot, context, person)
    made.deeds.undo_merge(made.shown().merges[0])
    asked = made.findChildren(ReasonDialog)[0]
    asked.form.reason.setPlainText("不是同一个人")
    asked.accept()
    assert detail(context, twin).form.phone == "13800001234"
    made.refresh()
    assert not [title for title in titles(made.make_menu()) if "撤销" in title]


def test_the_page_of_a_record_that_was_merged_shows_the_one_that_lives_on(
    qtbot: QtBot, context: Context, person: int, twin: int
) -> None:
    made = page(qtbot, context, twin)
    merge_people(context.db, kept_id=person, merged_id=twin)
    made.refresh()
    assert made.person_id == person and made.shown().form.phone == "13800001234"


def test_the_way_back_leads_to_the_list(qtbot: QtBot, context: Context, person: int, ways: Ways) -> None:
    made = page(qtbot, context, person)
    made.form.head.back.emit()
    assert ways.gone == [("people", {"person": person})]
