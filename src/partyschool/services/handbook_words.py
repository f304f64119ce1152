"""What a 学员手册 prints: the class, its days, its people by group, and the fixed texts."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from partyschool.domain.identity import mask_phone
from partyschool.paths import resource
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail
from partyschool.services.enrolment import list_enrolments
from partyschool.services.schools import SchoolRow, home_school
from partyschool.storage.database import Database

SEXES = {"male": "男", "female": "女"}


@dataclass(frozen=True, slots=True)
class HandbookTexts:
    """Rules for trainees, oath, anthem and the members' duties of the Party constitution."""

    rules: tuple[str, ...]
    oath: str
    anthem: tuple[str, ...]
    duties_source: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandbookPerson:
    """A trainee as the others may know him: no citizen number, a masked telephone number."""

    name: str
    sex: str
    unit: str
    posts: str
    phone: str


@dataclass(frozen=True, slots=True)
class HandbookWords:
    """The handbook of a class; `groups` have their people in the order of the list."""

    detail: ClassDetail
    school: SchoolRow
    made: date
    people: tuple[HandbookPerson, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    texts: HandbookTexts

    @property
    def title(self) -> str:
        """Of the class."""
        return self.detail.row.title

    @property
    def days(self) -> int:
        """Days of the class with sessions."""
        return len({row.held_on for row in self.detail.sessions})


@cache
def handbook_texts() -> HandbookTexts:
    """As they ship."""
    found = tomllib.loads(resource("presets/handbook.toml").read_text(encoding="utf-8"))
    return HandbookTexts(
        tuple(found["rules"]), found["oath"], tuple(found["anthem"]), found["duties_source"], tuple(found["duties"])
    )


def handbook_words(db: Database, *, code: str) -> HandbookWords:
    """The class with its list of today.

    :raises Refusal: no such class, or there is no home school.
    """
    rows = list_enrolments(db, code=code)
    people = tuple(
        HandbookPerson(row.name, SEXES.get(row.sex, ""), row.unit, row.posts, mask_phone(row.phone)) for row in rows
    )
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.group:
            groups[row.group].append(row.name)
    named = tuple((group, tuple(names)) for group, names in groups.items())
    return HandbookWords(get_class(db, code), home_school(db), db.now().date(), people, named, handbook_texts())
