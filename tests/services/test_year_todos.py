"""首页 reminds of what waits for approval, and in the first months of a year to close the last one."""

from datetime import date, datetime

from partyschool.services.closed_years import close_year
from partyschool.services.home_figures import home_figures
from partyschool.services.home_todos import Todo
from partyschool.services.other_study import StudyForm, list_studies, record_study
from partyschool.services.reviews import review_studies
from partyschool.services.rule_values import set_value
from partyschool.services.rules import NEEDS_REVIEW
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, School, TrainingClass
from partyschool.ui.todo_row import WORDS
from tests.conftest import Clock
from tests.services.town import add_person, found_town


def todo(db: Database, kind: str) -> Todo | None:
    today = db.now().date()
    return next((row for row in home_figures(db, year=today.year, as_of=today).todos if row.kind == kind), None)


def test_what_waits_for_approval_is_told_until_it_is_approved(db: Database) -> None:
    person = add_person(db, "王建国", found_town(db).front_branch)
    set_value(db, key=NEEDS_REVIEW, value=True, from_year=2025)
    assert todo(db, "approve") is None
    record_study(db, person_ids=[person], form=StudyForm("meeting", "党课", date(2025, 5, 1), 4))
    found = todo(db, "approve")
    assert found is not None
    words = WORDS["approve"](found, date(2025, 6, 16))
    assert (words.title, words.where) == ("1 条其他学习和免训等待审核", "studies")
    review_studies(db, study_ids=[row.id for row in list_studies(db)], approve=True)
    assert todo(db, "approve") is None


def test_last_year_is_to_be_closed_in_the_first_months_only(db: Database, clock: Clock) -> None:
    found_town(db)
    clock.time = datetime(2026, 1, 10)
    assert todo(db, "close_year") is None  # nothing was held
    with db.write() as session:
        school = session.query(School).one()
        day = date(2025, 5, 6)
        row = TrainingClass(code="2025-01", title="第1期", school_id=school.id, starts_on=day, ends_on=day)
        session.add(row)
        session.flush()
        times = (datetime(2025, 5, 6, 8, 30).time(), datetime(2025, 5, 6, 11, 30).time())
        session.add(ClassSession(class_id=row.id, number=1, held_on=day, starts=times[0], ends=times[1], half_hours=8))
    found = todo(db, "close_year")
    assert found is not None
    assert WORDS["close_year"](found, date(2026, 1, 10)).title == "2025 年度还没有结转"
    clock.time = datetime(2026, 4, 1)
    assert todo(db, "close_year") is None
    clock.time = datetime(2026, 1, 10)
    close_year(db, year=2025)
    assert todo(db, "close_year") is None
