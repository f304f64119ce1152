"""Stars of the town schools and the share against its target."""

from __future__ import annotations

from datetime import date

import pytest

from partyschool.domain.terms import Tier
from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.star_ratings import StarForm, clear_rating, rate_school, star_board
from partyschool.storage.database import Database
from partyschool.storage.models import School
from tests.services.town import found_town


def add_schools(db: Database, count: int) -> None:
    """So many town schools beside the home school, and one of a village that does not count."""
    found_town(db)
    with db.write() as session:
        for place in range(count):
            session.add(School(name=f"镇{place}党校", short=f"禹{place}", tier=Tier.TOWN, is_home=False))
        session.add(School(name="前庄村党校", short="禹前", tier=Tier.VILLAGE, is_home=False))


@pytest.mark.both_databases
def test_seven_of_ten_town_schools_reach_seventy_per_cent_and_six_do_not(db: Database) -> None:
    add_schools(db, 9)
    rows = star_board(db, year=2025).rows
    assert (len(rows), rows[0].is_home) == (10, True)
    for place, row in enumerate(rows[:7]):
        rate_school(
            db, school_id=row.school_id, year=2025, form=StarForm(4 + place % 2, "92", "现场评估", "市委组织部")
        )
    board = star_board(db, year=2025)
    assert (board.good, board.percent, board.is_reached) == (7, 70.0, True)
    rate_school(db, school_id=rows[0].school_id, year=2025, form=StarForm(3))
    board = star_board(db, year=2025)
    assert (board.good, board.percent, board.is_reached) == (6, 60.0, False)
    assert board.rows[0].form == StarForm(3)
    settings.change_many(db, {"stars.target_percent": 60})
    assert star_board(db, year=2025).is_reached


@pytest.mark.both_databases
def test_each_year_has_its_own_stars_and_a_mistake_is_taken_back(db: Database) -> None:
    found_town(db)
    school = star_board(db, year=2025).rows[0].school_id
    rate_school(db, school_id=school, year=2024, form=StarForm(5, rated_on=date(2024, 12, 1)))
    assert star_board(db, year=2025).rows[0].form is None
    clear_rating(db, school_id=school, year=2024)
    assert star_board(db, year=2024).rows[0].form is None
    with pytest.raises(Refusal):
        clear_rating(db, school_id=school, year=2024)


@pytest.mark.parametrize(
    ("year", "form", "code"),
    [
        (2025, StarForm(0), "stars"),
        (2025, StarForm(6), "stars"),
        (2026, StarForm(4), "year"),
        (2025, StarForm(4, rated_on=date(2025, 6, 17)), "date"),
    ],
)
def test_an_impossible_rating_is_refused(db: Database, year: int, form: StarForm, code: str) -> None:
    found_town(db)
    with pytest.raises(Refusal) as caught:
        rate_school(db, school_id=star_board(db, year=2025).rows[0].school_id, year=year, form=form)
    assert caught.value.code == code


def test_a_village_school_has_no_stars(db: Database) -> None:
    add_schools(db, 0)
    with db.read() as session:
        village = session.query(School).filter_by(tier=Tier.VILLAGE).one().id
    with pytest.raises(Refusal) as caught:
        rate_school(db, school_id=village, year=2025, form=StarForm(4))
    assert caught.value.code == "not_town"
