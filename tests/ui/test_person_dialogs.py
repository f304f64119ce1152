"""The dialogs of one person: entered, changed, moved, exempted, given posts and study, and everything taken back."""

from datetime import date

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.people import create_person
from partyschool.services.person_detail import PersonDetail, get_person
from partyschool.services.person_events import EventForm, record_event
from partyschool.services.person_form import PersonForm
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaRow
from partyschool.ui.context import Context
from partyschool.ui.person_change_dialog import PersonChangeDialog
from partyschool.ui.person_dialog import PersonDialog
from partyschool.ui.post_dialog import PostDialog
from partyschool.ui.study_dialog import StudyDialog
from partyschool.ui.widgets.unit_combo import UnitCombo
from tests.services.town import Town, found_town, id_number

TODAY = date(2025, 6, 16)


@pytest.fixture
def town(context: Context) -> Town:
    return found_town(context.db)


@pytest.fixture
def person(context: Context, town: Town) -> int:
    form = PersonForm("王建国", id_number=id_number(1), unit_id=town.front_branch, party_post="书记", note="老党员")
    return create_person(context.db, form=form)


def detail(context: Context, person: int) -> PersonDetail:
    return get_person(context.db, person)


def row_of(context: Context, person: int) -> QuotaRow:
    return next(row for row in count_quota(context.db, year=2025).rows if row.person_id == person)


def dialog(qtbot: QtBot, context: Context, person: int | None = None) -> PersonDialog:
    made = PersonDialog(context, person)
    qtbot.addWidget(made)
    return made


def test_the_number_fills_in_birth_and_sex(qtbot: QtBot, context: Context, town: Town) -> None:
    made = dialog(qtbot, context)
    made.form.name.setText("贾长河")
    made.form.id_number.setText(id_number(1, "19680715"))
    made.form.id_number.editingFinished.emit()
    assert (made.form.birth_on.text(), made.form.sex.currentText()) == ("1968-07-15", "男")
    made.form.unit.setCurrentIndex(made.form.unit.findData(town.front_branch))
    made.accept()
    assert made.person_id is not None
    assert detail(context, made.person_id).form.birth_on == "1968-07-15"


def test_what_was_typed_by_hand_stays(qtbot: QtBot, context: Context, town: Town) -> None:
    made = dialog(qtbot, context)
    made.form.birth_on.setText("1968-07-01")
    made.form.id_number.setText(id_number(1, "19680715"))
    made.form.id_number.editingFinished.emit()
    assert made.form.birth_on.text() == "1968-07-01"


def test_a_wrong_number_is_framed_and_said_while_typing(qtbot: QtBot, context: Context, town: Town) -> None:
    made = dialog(qtbot, context)
    made.form.id_number.setText("123")
    made.form.id_number.editingFinished.emit()
    assert made.form.id_number.property("tone") == "error"
    assert not made.form.hint.isHidden() and made.form.hint.text()


def test_a_namesake_must_be_confirmed_and_only_for_that_name(
    qtbot: QtBot, context: Context, town: Town, person: int
) -> None:
    made = dialog(qtbot, context)
    made.form.name.setText("王建国")
    made.form.unit.setCurrentIndex(made.form.unit.findData(town.front_branch))
    with pytest.raises(Refusal):
        made.accept()
    assert made.form.save.text() == "确认是另一个人，保存"
    made.form.name.setText("王建军")
    assert made.form.save.text() == "保存"
    made.form.name.setText("王建国")
    with pytest.raises(Refusal):
        made.accept()
    made.accept()
    assert made.person_id not in (None, person)


def test_editing_keeps_what_the_dialog_does_not_show(qtbot: QtBot, context: Context, person: int) -> None:
    made = dialog(qtbot, context, person)
    made.form.phone.setText("13800001234")
    made.accept()
    form = detail(context, person).form
    assert (form.phone, form.party_post, form.note) == ("13800001234", "书记", "老党员")


def test_what_dated_changes_decide_cannot_be_written_over(qtbot: QtBot, context: Context, person: int) -> None:
    record_event(context.db, person_id=person, form=EventForm("went_away", date(2025, 3, 1), place="苏州市"))
    made = dialog(qtbot, context, person)
    assert not made.form.is_floating.isEnabled() and not made.form.floating_to.isEnabled()
    assert made.form.kind.isEnabled() and "变动登记" in made.form.is_floating.toolTip()
    made.form.phone.setText("13800001234")
    made.accept()
    assert detail(context, person).form.floating_to == "苏州市"


def test_a_person_without_unit_is_refused_and_the_text_stays(qtbot: QtBot, context: Context, town: Town) -> None:
    made = dialog(qtbot, context)
    made.form.name.setText("贾长河")
    made.form.unit.setCurrentText("没有的村")
    with pytest.raises(Refusal, match="支部"):
        made.accept()
    assert made.form.name.text() == "贾长河"


@pytest.mark.parametrize("typed", ["后庄", "hzc"], ids=["name", "initials"])
def test_a_unit_is_found_by_typing(qtbot: QtBot, context: Context, town: Town, typed: str) -> None:
    from partyschool.services.units import list_units

    combo = UnitCombo()
    qtbot.addWidget(combo)
    combo.load(list_units(context.db))
    assert combo.value() is None
    completer = combo.completer()
    assert completer is not None
    completer.setCompletionPrefix(typed)
    found = {
        completer.pathFromIndex(completer.completionModel().index(place, 0))
        for place in range(completer.completionCount())
    }
    assert found == {"后庄村", "后庄村党支部"}
    combo.setCurrentText("后庄村党支部")
    assert combo.value() == town.back_branch


def change(qtbot: QtBot, context: Context, person: int, what: str) -> PersonChangeDialog:
    made = PersonChangeDialog(context, row_of(context, person), what)
    qtbot.addWidget(made)
    return made


def test_a_transfer_asks_where_to(qtbot: QtBot, context: Context, town: Town, person: int) -> None:
    made = change(qtbot, context, person, "transfer")
    assert made.form.unit.findData(town.front_branch) == -1
    with pytest.raises(Refusal, match="哪个支部"):
        made.accept()
    made.form.unit.setCurrentIndex(made.form.unit.findData(town.back_branch))
    made.accept()
    assert detail(context, person).row.unit_id == town.back_branch


def test_leaving_has_no_reason_by_itself_and_can_be_undone(qtbot: QtBot, context: Context, person: int) -> None:
    made = change(qtbot, context, person, "leave")
    with pytest.raises(Refusal, match="原因"):
        made.accept()
    assert detail(context, person).row.left_reason == ""
    made.form.reason.setCurrentIndex(made.form.reason.findText("转出"))
    made.accept()
    assert detail(context, person).row.left_reason == "transferred"
    change(qtbot, context, person, "return").accept()
    assert detail(context, person).row.left_reason == ""


def test_an_exemption_names_reason_and_who_approved(qtbot: QtBot, context: Context, person: int) -> None:
    made = change(qtbot, context, person, "exempt")
    with pytest.raises(Refusal, match="原因"):
        made.accept()
    made.form.reason.setCurrentIndex(1)
    made.form.approver.setText("镇党委")
    made.accept()
    assert [row.approver for row in detail(context, person).exemptions] == ["镇党委"]
    assert row_of(context, person).state == "exempt"


def post(qtbot: QtBot, context: Context, person: int, place: int | None = None) -> PostDialog:
    found = detail(context, person)
    made = PostDialog(context, found, found.posts[place] if place is not None else None)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("title", "committees", "leads"),
    [("村党支部书记", True, True), ("村委会委员", True, False), ("妇联主席", False, False)],
)
def test_the_title_tells_which_requirement_it_brings(
    qtbot: QtBot, context: Context, person: int, title: str, committees: bool, leads: bool
) -> None:
    made = post(qtbot, context, person)
    made.form.post_title.setText(title)
    assert (made.form.in_two_committees.isChecked(), made.form.in_leadership.isChecked()) == (committees, leads)
    made.accept()
    held = detail(context, person).posts[0]
    assert (held.title, held.in_two_committees, held.in_leadership) == (title, committees, leads)


def test_what_the_clerk_ticks_wins_over_the_title(qtbot: QtBot, context: Context, person: int) -> None:
    made = post(qtbot, context, person)
    made.form.post_title.setText("妇联主席")
    made.form.in_two_committees.setChecked(True)
    made.accept()
    assert row_of(context, person).in_two_committees


def test_a_post_is_corrected(qtbot: QtBot, context: Context, person: int) -> None:
    made = post(qtbot, context, person)
    made.form.post_title.setText("村党支部委员")
    made.accept()
    again = post(qtbot, context, person, 0)
    again.form.start_on.setDate(QDate(2021, 2, 1))
    again.form.has_end.setChecked(True)
    again.form.end_on.setDate(QDate(2020, 1, 1))
    with pytest.raises(Refusal, match="早于"):
        again.accept()
    again.form.has_end.setChecked(False)
    again.accept()
    assert detail(context, person).posts[0].start_on == date(2021, 2, 1)


def test_a_post_needs_title_and_unit(qtbot: QtBot, context: Context, person: int) -> None:
    made = post(qtbot, context, person)
    with pytest.raises(Refusal, match="职务名称"):
        made.accept()
    made.form.unit.setCurrentText("")
    with pytest.raises(Refusal, match="村或支部"):
        made.accept()


def study(qtbot: QtBot, context: Context, *people: int) -> StudyDialog:
    made = StudyDialog(context, people)
    qtbot.addWidget(made)
    return made


def test_study_is_recorded_once_for_each(qtbot: QtBot, context: Context, person: int) -> None:
    for _ in range(2):
        made = study(qtbot, context, person)
        made.form.topic.setText("8 月主题党日")
        made.form.hours.setValue(2.5)
        made.accept()
    assert [row.form.half_hours for row in detail(context, person).studies] == [5]


def test_study_without_people_is_refused(qtbot: QtBot, context: Context, person: int) -> None:
    made = study(qtbot, context)
    with pytest.raises(Refusal, match="勾选"):
        made.accept()
    made.form.picker.choose([person])
    assert made.form.save.text() == "登记 1 人"


def test_days_are_asked_for_higher_training_only(qtbot: QtBot, context: Context, person: int) -> None:
    made = study(qtbot, context, person)
    assert made.form.days.isHidden()
    made.form.kind.setCurrentIndex(made.form.kind.findText("上级调训"))
    assert not made.form.days.isHidden()
    made.form.days.setValue(1.5)
    with pytest.raises(Refusal, match="不能超过 1 天"):
        made.accept()
    made.form.day.setDate(QDate(2025, 6, 12))
    made.form.last_day.setDate(QDate(2025, 6, 13))
    made.accept()
    entered = detail(context, person).studies[0].form
    assert (entered.studied_on, entered.ended_on, entered.quarter_days) == (date(2025, 6, 12), date(2025, 6, 13), 6)


def test_study_lies_never_in_the_future(qtbot: QtBot, context: Context, person: int) -> None:
    made = study(qtbot, context, person)
    made.form.day.setDate(QDate(2030, 1, 1))
    assert made.form.day.date() == QDate(TODAY.year, TODAY.month, TODAY.day)
