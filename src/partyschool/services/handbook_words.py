"""What a 学员手册 prints: the class, its days, its people by group, and the fixed texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from partyschool.domain.identity import mask_phone
from partyschool.services import settings
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail
from partyschool.services.enrolment import list_enrolments
from partyschool.services.handbook_texts import HandbookTexts, handbook_texts
from partyschool.services.phone_ballots import get_questionnaire
from partyschool.services.schools import SchoolRow, home_school
from partyschool.storage.database import Database

SEXES = {"male": "男", "female": "女"}


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
    """The handbook of a class; `groups` have their people in the order of the list.

    :ivar ballot_url: what the code of the questionnaire says; empty for none.
    """

    detail: ClassDetail
    school: SchoolRow
    made: date
    people: tuple[HandbookPerson, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    texts: HandbookTexts
    ballot_url: str = ""

    @property
    def title(self) -> str:
        """Of the class."""
        return self.detail.row.title

    @property
    def days(self) -> int:
        """Days of the class with sessions."""
        return len({row.held_on for row in self.detail.sessions})


def handbook_words(db: Database, *, code: str, host: str = "") -> HandbookWords:
    """The class with its list of today.

    :param host: this computer's address as phones reach it; empty leaves the code of the questionnaire out.
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
    url = _ballot_url(db, code, host) if host else ""
    detail, made = get_class(db, code), db.now().date()
    return HandbookWords(detail, home_school(db), made, people, named, handbook_texts(db), url)


def _ballot_url(db: Database, code: str, host: str) -> str:
    """The same as on the wall, as long as the service gets the port that is set."""
    found = get_questionnaire(db, code)
    return f"http://{host}:{settings.get_all(db)['evaluation.port']}/e/{found.door}".upper() if found.parts else ""
