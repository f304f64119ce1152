"""Approval of other study and exemptions: only what is approved counts."""

from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.exemptions import grant_exemption, list_exemptions
from partyschool.services.other_study import StudyForm, correct_study, list_studies, record_study
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.reviews import review_exemptions, review_studies
from partyschool.services.rule_values import set_value
from partyschool.services.rules import NEEDS_REVIEW
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town

HOME = StudyForm("home", "送学上门：二十届四中全会精神", date(2025, 5, 6), 4, organiser="前庄村党支部")


@pytest.fixture
def person(db: Database) -> int:
    """Somebody of a school that approves what is entered."""
    town = found_town(db)
    set_value(db, key=NEEDS_REVIEW, value=True, from_year=2025)
    return add_person(db, "王建国", town.front_branch)


def row_of(db: Database) -> QuotaRow:
    [row] = count_quota(db, year=2025).rows
    return row


def test_without_the_switch_an_entry_counts_at_once(db: Database) -> None:
    someone = add_person(db, "王建国", found_town(db).front_branch)
    assert not record_study(db, person_ids=[someone], form=HOME).pending
    assert row_of(db).earned_quarter_hours == 8


def test_case_29_home_teaching_counts_for_hours_and_rotation_once_it_is_approved(db: Database, person: int) -> None:
    """A frail member taught at home: covered and in hours, no day at the school."""
    assert record_study(db, person_ids=[person], form=HOME).pending
    assert (row_of(db).earned_quarter_hours, row_of(db).rotated) == (0, False)
    [entry] = list_studies(db, kind="home")
    assert review_studies(db, study_ids=[entry.id], approve=True) == 1
    row = row_of(db)
    assert (row.earned_quarter_hours, row.earned_quarter_days, row.rotated) == (8, 0, True)
    assert review_studies(db, study_ids=[entry.id], approve=True) == 0


def test_what_is_sent_back_says_why_and_waits_again_when_it_is_set_right(db: Database, person: int) -> None:
    record_study(db, person_ids=[person], form=HOME)
    [entry] = list_studies(db)
    with pytest.raises(Refusal, match="写明原因"):
        review_studies(db, study_ids=[entry.id], approve=False, note=" ")
    review_studies(db, study_ids=[entry.id], approve=False, note="没有照片")
    [back] = list_studies(db)
    assert (back.review, back.review_note, back.counts) == ("returned", "没有照片", False)
    correct_study(db, study_id=entry.id, form=replace(HOME, proof="照片.jpg"))
    assert list_studies(db)[0].review == "pending"
    assert row_of(db).earned_quarter_hours == 0


def test_an_entry_cannot_be_corrected_into_one_that_is_there(db: Database, person: int) -> None:
    other = replace(HOME, title="另一次")
    record_study(db, person_ids=[person], form=HOME)
    record_study(db, person_ids=[person], form=other)
    wrong = next(row for row in list_studies(db) if row.form.title == "另一次")
    with pytest.raises(Refusal, match="同样的记录"):
        correct_study(db, study_id=wrong.id, form=HOME)


@pytest.mark.both_databases
def test_an_exemption_counts_once_it_is_approved_and_tells_its_reason(db: Database, person: int) -> None:
    grant_exemption(
        db, person_ids=[person], year=2025, reason="年老体弱", approver="镇党委", granted_on=date(2025, 3, 1)
    )
    assert row_of(db).state == "due"
    [asked] = list_exemptions(db)
    review_exemptions(db, exemption_ids=[asked.id], approve=True)
    assert (row_of(db).state, row_of(db).exempt_reason) == ("exempt", "年老体弱")
    review_exemptions(db, exemption_ids=[asked.id], approve=False, note="材料不全")
    assert row_of(db).state == "due"


def test_nothing_chosen_is_refused(db: Database, person: int) -> None:
    with pytest.raises(Refusal, match="先选择"):
        review_studies(db, study_ids=[], approve=True)
    with pytest.raises(Refusal, match="先选择"):
        review_exemptions(db, exemption_ids=[99], approve=True)
