"""Stars of the town schools (星级评定) by year, and the share of four and more stars against its target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from partyschool.domain.terms import Tier
from partyschool.errors import Refusal
from partyschool.services import audit, settings
from partyschool.storage.database import Database
from partyschool.storage.models import School, StarRating

FIRST_YEAR, MOST_STARS = 2000, 5


@dataclass(frozen=True, slots=True)
class StarForm:
    """A rating for both directions: 1 to 5 stars, with score and basis in the raters' own words."""

    stars: int
    score: str = ""
    basis: str = ""
    rated_by: str = ""
    rated_on: date | None = None


@dataclass(frozen=True, slots=True)
class StarRow:
    """A school and its rating of the year; None while it has none."""

    school_id: int
    name: str
    is_home: bool
    form: StarForm | None


@dataclass(frozen=True, slots=True)
class StarBoard:
    """The ratings of a year. Every town school counts, also one without a rating."""

    year: int
    rows: tuple[StarRow, ...]
    least: int
    target_percent: int

    @property
    def good(self) -> int:
        """Schools of so many stars and above."""
        return sum(row.form is not None and row.form.stars >= self.least for row in self.rows)

    @property
    def percent(self) -> float | None:
        """The share of good schools; None where there is no school."""
        return 100 * self.good / len(self.rows) if self.rows else None

    @property
    def is_reached(self) -> bool:
        """Whether the share reaches its target; counted in whole numbers, so that 7 of 10 is 70 %."""
        return bool(self.rows) and 100 * self.good >= self.target_percent * len(self.rows)


def star_board(db: Database, *, year: int) -> StarBoard:
    """The town schools with their stars of a year, the home school first.

    :raises Refusal: a year before 2000 or one to come.
    """
    _check_year(db, year)
    towns = select(School).where(School.tier == Tier.TOWN).order_by(School.is_home.desc(), School.id)
    with db.read() as session:
        rated = {rating.school_id: _form(rating) for rating in session.scalars(select(StarRating).filter_by(year=year))}
        rows = tuple(StarRow(row.id, row.name, row.is_home, rated.get(row.id)) for row in session.scalars(towns))
        return StarBoard(
            year, rows, settings.get(session, "stars.least"), settings.get(session, "stars.target_percent")
        )


def rate_school(db: Database, *, school_id: int, year: int, form: StarForm) -> None:
    """Write a school's stars of a year; an earlier rating of that year is replaced.

    :raises Refusal: not 1 to 5 stars, an impossible year or day, or no town school.
    """
    _check_year(db, year)
    if not 1 <= form.stars <= MOST_STARS:
        raise Refusal(f"星级应是 1 到 {MOST_STARS} 星。", code="stars")
    if form.rated_on is not None and form.rated_on > db.now().date():
        raise Refusal(f"评定日期 {form.rated_on} 还没有到。", code="date")
    with db.write() as session:
        school = session.get(School, school_id)
        if school is None or school.tier != Tier.TOWN:
            raise Refusal("只给镇街党校评定星级。", code="not_town")
        found = session.scalars(select(StarRating).filter_by(school_id=school_id, year=year)).first()
        rating = found or StarRating(school_id=school_id, year=year)
        rating.stars, rating.score, rating.basis = form.stars, form.score.strip(), form.basis.strip()
        rating.rated_by, rating.rated_on = form.rated_by.strip(), form.rated_on
        session.add(rating)
        audit.record(session, db, "stars.rate", f"{school.name} {year}年度", stars=form.stars)


def clear_rating(db: Database, *, school_id: int, year: int) -> None:
    """Take back a rating entered by mistake; the audit line keeps it.

    :raises Refusal: there is none.
    """
    with db.write() as session:
        school = session.get_one(School, school_id)
        rating = session.scalars(select(StarRating).filter_by(school_id=school_id, year=year)).first()
        if rating is None:
            raise Refusal(f"{school.name} {year} 年度还没有评定星级。", code="no_rating")
        session.delete(rating)
        audit.record(session, db, "stars.clear", f"{school.name} {year}年度", stars=rating.stars)


def _check_year(db: Database, year: int) -> None:
    if not FIRST_YEAR <= year <= db.now().year:
        raise Refusal(f"没有 {year} 年度的星级评定。年度请填 {FIRST_YEAR} 到 {db.now().year}。", code="year")


def _form(rating: StarRating) -> StarForm:
    return StarForm(rating.stars, rating.score, rating.basis, rating.rated_by, rating.rated_on)
