"""What the list of the school's leadership says, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partyschool.services.school_posts import PostRow, list_school_posts
from partyschool.services.schools import get_school
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class LeadershipWords:
    """The posts held on a day."""

    school: str
    issuer: str
    on: date
    rows: tuple[PostRow, ...]
    made: date


def leadership_words(db: Database, *, on: date | None = None, school_id: int | None = None) -> LeadershipWords:
    """The posts of a school, the home school when left out, on a day, today when left out.

    :raises Refusal: there is no such school.
    """
    today = db.now().date()
    day, school = on or today, get_school(db, school_id)
    rows = tuple(list_school_posts(db, on=day, held_only=True, school_id=school_id))
    return LeadershipWords(school.name, school.issuer or school.name, day, rows, today)
