"""What the list of the school's leadership says, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partyschool.services.school_posts import PostRow, list_school_posts
from partyschool.services.schools import home_school
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class LeadershipWords:
    """The posts held on a day."""

    school: str
    issuer: str
    on: date
    rows: tuple[PostRow, ...]
    made: date


def leadership_words(db: Database, *, on: date | None = None) -> LeadershipWords:
    """The posts of the home school on a day, today when left out.

    :raises Refusal: there is no home school.
    """
    today = db.now().date()
    day, school = on or today, home_school(db)
    rows = tuple(list_school_posts(db, on=day, held_only=True))
    return LeadershipWords(school.name, school.issuer or school.name, day, rows, today)
