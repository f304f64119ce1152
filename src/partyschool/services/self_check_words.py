"""What the self-check of a year says on paper: its items, and the school's stars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partyschool.services import settings
from partyschool.services.schools import get_school
from partyschool.services.self_checks import SOURCE, CheckRow, list_self_checks
from partyschool.services.star_ratings import star_board
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class SelfCheckWords:
    """The sheet of a year; `stars` None while the school has no rating."""

    school: str
    issuer: str
    year: int
    rows: tuple[CheckRow, ...]
    source: str
    stars: int | None
    made: date

    @property
    def sum_words(self) -> str:
        """“共 6 项：达标 5 项，未达标 1 项，未查 0 项”."""
        found = [row.form.is_met for row in self.rows]
        met, missed, open_ = found.count(True), found.count(False), found.count(None)
        return f"共 {len(found)} 项：达标 {met} 项，未达标 {missed} 项，未查 {open_} 项"


def self_check_words(db: Database, *, year: int, school_id: int | None = None) -> SelfCheckWords:
    """The year's sheet of a school, the home school when left out.

    :raises Refusal: an impossible year, or there is no such school.
    """
    school = get_school(db, school_id)
    rows = tuple(list_self_checks(db, year=year, school_id=school_id))
    board = star_board(db, year=year).rows
    stars = next((row.form.stars for row in board if row.school_id == school.id and row.form), None)
    source = str(settings.get_all(db)[SOURCE])
    return SelfCheckWords(school.name, school.issuer or school.name, year, rows, source, stars, db.now().date())
