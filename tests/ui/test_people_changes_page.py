"""人员变动: the year's changes, those away, duplicates and merges; and 换届 on its page."""

from datetime import date

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.contacts import ContactForm, record_contact
from partyschool.services.merging import list_merges, merge_people
from partyschool.services.people import find_people
from partyschool.services.person_detail import get_person
from partyschool.services.person_events import EventForm, record_event
from partyschool.services.posts import PostForm, add_post
from partyschool.ui.contact_dialog import ContactDialog
from partyschool.ui.context import Context
from partyschool.ui.election_page import ElectionPage
from partyschool.ui.merge_dialog import MergeDialog
from partyschool.ui.people_changes_page import PeopleChangesPage
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.sure_dialog import SureDialog
from tests.services.town import Town, add_person, found_town
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of

MARCH, JUNE = date(2025, 3, 1), date(2025, 6, 1)


@pytest.fixture
def town(context: Context) -> Town:
    return found_town(context.db)


@pytest.fixture
def people(context: Context, town: Town) -> dict[str, int]:
    found = {name: add_person(context.db, name, town.front_branch) for name in ("王建国", "赵敏", "钱进")}
    record_event(context.db, person_id=found["王建国"], form=EventForm("went_away", MARCH, place="苏州市"))
    record_event(context.db, person_id=found["赵敏"], form=EventForm("left", JUNE, "death"))
    record_event(context.db, person_id=found["钱进"], form=EventForm("lost", date(2024, 3, 1)))
    return found


def page(qtbot: QtBot, context: Context, tab: str = "events") -> PeopleChangesPage:
    made = PeopleChangesPage(context)
    qtbot.addWidget(made)
    made.refresh()
    made.open(tab=tab)
    made.show()
    return made


def test_the_changes_of_the_year_are_listed_and_filtered(
    qtbot: QtBot, context: Context, people: dict[str, int], ways: Ways
) -> None:
    made = page(qtbot, context)
    assert [row.words for row in made.lists["events"].shown] == ["减少：死亡", "外出流动：苏州市"]
    made.form.kind.set_value("left")
    made.form.kind.changed.emit("left")
    assert [row.name for row in made.lists["events"].shown] == ["赵敏"]
    made.form.open_person.click()
    assert ways.gone == [("person", {"id": people["赵敏"], "tab": "timeline"})]
    made.form.kind.reset()
    made.form.year.set_value(None)
    made.refresh()
    assert len(made.lists["events"].rows) == 3


def test_those_away_are_listed_and_contacts_entered_for_the_chosen(
    qtbot: QtBot, context: Context, people: dict[str, int]
) -> None:
    made = page(qtbot, context, "away")
    assert {row.person.name for row in made.lists["away"].shown} == {"王建国", "钱进"}
    made.form.away.choose(people["王建国"])
    made.form.contact.click()
    dialog = made.findChildren(ContactDialog)[0]
    assert dialog.form.picker.chosen() == [people["王建国"]]


def test_contacts_of_nobody_in_particular_begin_with_an_empty_choice(
    qtbot: QtBot, context: Context, people: dict[str, int]
) -> None:
    made = page(qtbot, context, "events")
    made.form.contact.click()
    assert made.findChildren(ContactDialog)[0].form.picker.chosen() == []


def test_a_suspected_pair_is_merged_and_the_merge_taken_back(
    qtbot: QtBot, context: Context, town: Town, people: dict[str, int]
) -> None:
    twin = add_person(context.db, "王建国", town.back_branch)
    record_contact(context.db, person_ids=[twin], form=ContactForm(MARCH, "phone", "在外"))
    made = page(qtbot, context, "duplicates")
    made.form.merge.click()
    made.findChildren(MergeDialog)[0].accept()
    made.refresh()
    assert made.lists["duplicates"].rows == ()
    made.form.tabs.choose("merges")
    made.form.undo.click()
    asked = made.findChildren(ReasonDialog)[0]
    asked.form.reason.setPlainText("是两个人")
    asked.accept()
    made.refresh()
    assert not made.form.undo.isEnabled() and len(get_person(context.db, twin).contacts) == 1


def test_an_undone_merge_cannot_be_undone_again(qtbot: QtBot, context: Context, town: Town) -> None:
    first, second = (add_person(context.db, "李明", town.front_branch) for _ in range(2))
    merge_people(context.db, kept_id=first, merged_id=second)
    made = page(qtbot, context, "merges")
    assert made.form.undo.isEnabled() and len(list_merges(context.db)) == 1


@pytest.fixture
def election(qtbot: QtBot, context: Context, town: Town, people: dict[str, int]) -> ElectionPage:
    for name, title in (("王建国", "村党支部书记"), ("钱进", "村委会委员")):
        add_post(context.db, person_id=people[name], form=PostForm(town.front_village, title, date(2021, 3, 1)))
    made = ElectionPage(context)
    qtbot.addWidget(made)
    made.refresh()
    made.form.end_on.setDate(QDate(2025, 5, 31))
    made.form.unit.setCurrentIndex(made.form.unit.findData(town.front_village))
    made.add_unit()
    return made


def test_an_election_is_previewed_and_then_held(
    context: Context, town: Town, people: dict[str, int], election: ElectionPage
) -> None:
    assert [row.person for row in election.held.rows] == ["王建国", "钱进"]
    election.form.held.choose(election.held.rows[0].id)
    election.decide("stays")
    other = add_person(context.db, "孙丽", town.front_branch)
    election.form.person.choose(find_people(context.db, "孙丽")[0])
    election.form.new_post.setText("村委会主任")
    election.add_newcomer()
    with pytest.raises(Refusal, match="先点“预览”"):
        election.apply()
    election.form.preview.click()
    assert [row.what for row in election.lines.rows] == ["stays", "leaves", "new"]
    election.form.apply.click()
    assert [(post.title, post.start_on) for post in get_person(context.db, other).posts] == [("村委会主任", JUNE)]
    assert get_person(context.db, people["钱进"]).posts[0].end_on == date(2025, 5, 31)
    assert election.chosen_units == {} and election.lines.rows == ()


def test_what_has_nothing_to_act_on_cannot_be_pressed(election: ElectionPage) -> None:
    form = election.form
    fates = (form.leaves, form.stays, form.changes, form.goes_on)
    assert not any(button.isEnabled() for button in (*fates, form.apply, form.remove_new))
    form.held.choose(election.held.rows[0].id)
    assert all(button.isEnabled() for button in fates)
    election.preview()
    assert form.apply.isEnabled()
    form.clear_units.click()
    assert not any(button.isEnabled() for button in (*fates, form.apply))


def test_an_election_in_which_nobody_begins_is_asked_about_once(
    context: Context, people: dict[str, int], election: ElectionPage
) -> None:
    election.preview()
    election.form.apply.click()
    sure = dialog_of(election, SureDialog)
    assert "只结束 2 个任期，从 2025-06-01 起这些职务没有人担任" in sure.form.lead.text()
    sure.reject()
    assert get_person(context.db, people["钱进"]).posts[0].end_on is None
    election.form.apply.click()
    dialog_of(election, SureDialog).accept()
    assert get_person(context.db, people["钱进"]).posts[0].end_on == date(2025, 5, 31)
    assert not election.form.apply.isEnabled()


def test_a_changed_choice_must_be_previewed_again(election: ElectionPage) -> None:
    election.preview()
    election.form.held.choose(election.held.rows[1].id)
    election.decide("changes", "村委会主任")
    assert not election.lines.rows
    election.preview()
    words = {row.person: row.words for row in election.lines.rows}
    assert words["钱进"] == "钱进由村委会委员改任村委会主任（从 2025-06-01）"


def test_what_is_missing_is_said_and_what_was_entered_stays(election: ElectionPage) -> None:
    with pytest.raises(Refusal, match="换届的村"):
        election.add_unit()
    with pytest.raises(Refusal, match="新任要选好人"):
        election.add_newcomer()
    election.form.held.clearSelection()
    election.form.start_on.setDate(QDate(2025, 5, 31))
    with pytest.raises(Refusal, match="任期会重叠"):
        election.preview()
    assert list(election.chosen_units.values()) == ["前庄村"]


def test_the_villages_are_chosen_anew(election: ElectionPage) -> None:
    election.form.clear_units.click()
    assert election.chosen_units == {} and election.held.rows == ()


def test_a_newcomer_is_taken_off_again(context: Context, town: Town, election: ElectionPage) -> None:
    add_person(context.db, "孙丽", town.front_branch)
    election.form.person.choose(find_people(context.db, "孙丽")[0])
    election.form.new_post.setText("村委会主任")
    election.add_newcomer()
    election.form.newcomers.choose_first()
    election.form.remove_new.click()
    assert election.newcomers.rows == ()
