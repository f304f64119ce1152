"""学习与免训: lists by kind, approval of several at once, corrections, and entry for many people."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.exemptions import grant_exemption, list_exemptions
from partyschool.services.other_study import StudyForm, list_studies, record_study
from partyschool.services.quota import count_quota
from partyschool.services.reviews import review_studies
from partyschool.services.rule_values import set_value
from partyschool.services.rules import NEEDS_REVIEW, SUGGEST_AGE
from partyschool.ui.context import Context
from partyschool.ui.exempt_dialog import ExemptDialog
from partyschool.ui.proof_field import open_proof
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.studies_page import StudiesPage
from partyschool.ui.study_correct_dialog import StudyCorrectDialog
from partyschool.ui.study_dialog import StudyDialog
from tests.services.town import add_person, found_town
from tests.ui.conftest import Ways
from tests.ui.dialogs import dialog_of

MAY = date(2025, 5, 6)
HOME = StudyForm("home", "送学上门", MAY, 4)
MEETING = StudyForm("meeting", "五月三会一课", MAY, 4, organiser="前庄村党支部")


@pytest.fixture
def people(context: Context) -> list[int]:
    town = found_town(context.db)
    set_value(context.db, key=NEEDS_REVIEW, value=True, from_year=2025)
    names = (("王建国", 1), ("魏健", 3), ("于秀兰", 2))
    return [add_person(context.db, name, town.front_branch, serial) for name, serial in names]


@pytest.fixture
def page(qtbot: QtBot, context: Context, people: list[int]) -> StudiesPage:
    record_study(context.db, person_ids=people, form=MEETING)
    record_study(context.db, person_ids=people[:1], form=HOME)
    grant_exemption(context.db, person_ids=people[2:], year=2025, reason="年老体弱", approver="镇党委", granted_on=MAY)
    made = StudiesPage(context)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.refresh()
    made.show()
    return made


def test_each_kind_has_its_list_with_the_figures_of_what_is_shown(page: StudiesPage) -> None:
    assert [row.person for row in page.studies.shown] == ["魏健", "王建国", "于秀兰"] or len(page.studies.shown) == 3
    assert page.form.words.text() == "3 条，3 人 · 0 学时计入 · 3 条待审"
    page.open(tab="home")
    assert [row.person for row in page.studies.shown] == ["王建国"]
    page.open(tab="exempt")
    assert [row.person for row in page.exemptions.shown] == ["于秀兰"]


def test_several_are_approved_at_once_and_count_from_then_on(page: StudiesPage, qtbot: QtBot) -> None:
    db = page.context.db
    assert not any(row.earned_quarter_hours for row in count_quota(db, year=2025).rows)
    page.form.studies.selectAll()
    qtbot.mouseClick(page.form.approve, Qt.MouseButton.LeftButton)
    assert [row.earned_quarter_hours for row in count_quota(db, year=2025).rows] == [8, 8, 8]
    page.refresh()
    assert page.form.words.text() == "3 条，3 人 · 6 学时计入"
    page.open(tab="exempt")
    page.form.exemptions.selectAll()
    page.form.approve.click()
    assert sum(row.state == "exempt" for row in count_quota(db, year=2025).rows) == 1


def test_sending_back_asks_why_and_the_corrected_entry_waits_again(page: StudiesPage, people: list[int]) -> None:
    page.form.studies.selectRow(0)
    page.form.send_back.click()
    dialog = dialog_of(page, ReasonDialog)
    with pytest.raises(Refusal):
        dialog.accept()
    dialog.form.reason.setPlainText("没有照片")
    dialog.accept()
    page.refresh()
    page.form.review.set_value("returned")
    [back] = page.studies.shown
    page.form.studies.choose_first()
    page.form.correct.click()
    correct = dialog_of(page, StudyCorrectDialog)
    assert "没有照片" in correct.form.who.text()
    correct.form.hours.setValue(3)
    correct.accept()
    [entry] = [row for row in list_studies(page.context.db) if row.id == back.id]
    assert (entry.review, entry.form.half_hours) == ("pending", 6)


def test_several_are_withdrawn_with_one_reason(page: StudiesPage) -> None:
    page.form.studies.selectAll()
    page.form.withdraw.click()
    dialog = dialog_of(page, ReasonDialog)
    dialog.form.reason.setPlainText("记重了")
    dialog.accept()
    assert [row.form.kind for row in list_studies(page.context.db)] == ["home"]
    page.refresh()
    page.open(tab="exempt")
    page.form.exemptions.selectAll()
    page.form.withdraw.click()
    [dialog] = [found for found in page.findChildren(ReasonDialog) if found.isVisible()]
    dialog.form.reason.setPlainText("身体好转")
    dialog.accept()
    assert list_exemptions(page.context.db) == []


def test_case_29_the_list_of_exemptions_tells_who_was_taught_at_home(page: StudiesPage, people: list[int]) -> None:
    record_study(page.context.db, person_ids=people[2:], form=HOME)
    review_studies(page.context.db, study_ids=[row.id for row in list_studies(page.context.db)], approve=True)
    page.refresh()
    page.open(tab="exempt")
    [row] = page.exemptions.shown
    texts = dict(zip(*page.exemptions.texts(), strict=True))
    assert (row.person, texts["送学上门"]) == ("于秀兰", "1 次")


def test_filters_narrow_by_kind_and_approval(page: StudiesPage) -> None:
    page.form.kind.set_value("xuexi")
    assert page.studies.shown == []
    page.form.studies.clear_wanted.emit()
    assert len(page.studies.shown) == 3
    page.form.review.set_value("approved")
    assert page.studies.shown == []


def test_an_exemption_is_entered_for_those_of_the_age_that_is_suggested(
    qtbot: QtBot, context: Context, people: list[int]
) -> None:
    set_value(context.db, key=SUGGEST_AGE, value=60, from_year=2025)
    set_value(context.db, key=NEEDS_REVIEW, value=False, from_year=2025)
    dialog = ExemptDialog(context, 2025)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "3 人" in dialog.form.suggest.text()
    with pytest.raises(Refusal, match="先勾选"):
        dialog.accept()
    dialog.form.take_suggested.click()
    dialog.form.approver.setText("镇党委会")
    dialog.accept()
    assert len(list_exemptions(context.db, year=2025)) == 3


def test_a_proof_is_kept_as_a_file_and_found_again(
    qtbot: QtBot, context: Context, people: list[int], tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    photo = tmp_path / "会议记录.jpg"
    photo.write_bytes(b"\xff\xd8 photo")
    dialog = StudyDialog(context, people[:1])
    qtbot.addWidget(dialog)
    save_to(photo)
    dialog.form.choose_proof.click()
    assert "会议记录.jpg" in dialog.form.proof.text()
    dialog.accept()
    [entry] = list_studies(context.db)
    assert (context.folder.attachments / entry.form.proof).read_bytes() == photo.read_bytes()
    with pytest.raises(Refusal, match="没有证明材料"):
        open_proof(context, "")
    with pytest.raises(Refusal, match="镇档案室"):
        open_proof(context, "镇档案室2025年第3盒")


def test_the_buttons_lead_to_entry_import_and_back(page: StudiesPage, ways: Ways) -> None:
    page.open(tab="home")
    page.form.add.click()
    assert dialog_of(page, StudyDialog).form.kind.currentData() == "home"
    page.form.bring.click()
    page.open(tab="exempt")
    page.form.bring.click()
    page.form.head.back.emit()
    assert ways.gone == [("import", {"kind": "hours"}), ("import", {"kind": "exemptions"}), ("hours", {})]
