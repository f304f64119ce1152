from datetime import date, datetime

import pytest

from partyschool.services.certificates import issue
from partyschool.services.exemptions import grant_exemption
from partyschool.services.memberships import leave_register
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.person_detail import get_person
from partyschool.services.quota import count_quota
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import hold_class


@pytest.mark.both_databases
def test_a_person_in_full_shows_classes_study_exemptions_and_certificates(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"王建国": 6, "魏健": 2})
    clock.time = datetime(2025, 6, 16, 8)
    king, wei = held.people["王建国"], held.people["魏健"]
    issue(db, class_code=held.code, person_ids=[king])
    record_study(db, person_ids=[king], form=StudyForm("meeting", "三会一课", date(2025, 5, 1), 4))
    grant_exemption(db, person_ids=[wei], year=2025, reason="行动不便", approver="张立新", granted_on=date(2025, 5, 1))
    detail = get_person(db, king)
    line = detail.classes[0]
    assert (line.code, line.sessions, line.attended, line.is_confirmed) == (held.code, 6, 6, True)
    assert (line.quarter_days, line.quarter_hours) == (12, 96)
    assert [row.form.title for row in detail.studies] == ["三会一课"]
    assert [(row.number, row.state) for row in detail.certificates] == [("禹房党校结字〔2025〕第0001号", "valid")]
    assert [row.reason for row in get_person(db, wei).exemptions] == ["行动不便"]
    assert get_person(db, wei).classes[0].quarter_days == 4


def test_what_a_class_was_worth_agrees_with_the_yearly_count(db: Database, clock: Clock) -> None:
    first = hold_class(db, clock, {"王建国": 3}, finish=False)
    person = first.people["王建国"]
    detail = get_person(db, person)
    assert [(line.quarter_days, line.is_confirmed) for line in detail.classes] == [(6, False)]
    row = count_quota(db, year=2025).rows[0]
    assert (row.earned_quarter_days, row.earned_quarter_hours) == (
        sum(line.quarter_days for line in detail.classes),
        sum(line.quarter_hours for line in detail.classes),
    )


def test_who_leaves_is_taken_off_the_lists_of_classes_to_come(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"王建国": 0, "魏健": 1}, finish=False)
    clock.time = datetime(2025, 3, 1, 8)
    leave_register(db, person_id=held.people["王建国"], reason="death", on=date(2025, 3, 1))
    assert get_person(db, held.people["王建国"]).classes == ()
    assert len(get_person(db, held.people["魏健"]).classes) == 1
