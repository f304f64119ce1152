"""What a 培训通知 prints: the class, who sends it, and how many of each village are called up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from partyschool.errors import Refusal
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail
from partyschool.services.enrolment import list_enrolments
from partyschool.services.quota import count_quota
from partyschool.services.schools import SchoolRow, home_school
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class Allotment:
    """A village's line of the 名额分配表: its members, and how many of its people are on the list."""

    village: str
    members: int
    people: int


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The notice of a class; `number` of the paper (发文字号) is None until the office has given one."""

    detail: ClassDetail
    school: SchoolRow
    number: int | None
    made: date
    allotments: tuple[Allotment, ...]

    @property
    def people(self) -> int:
        """Everybody called up."""
        return sum(row.people for row in self.allotments)


def notice_words(db: Database, *, code: str, number: int | None = None) -> NoticeWords:
    """The notice's facts; made on the day of publishing, today while the class is a draft.

    :raises Refusal: no such class, it has no half-day session, or there is no home school.
    """
    detail = get_class(db, code)
    if not detail.sessions:
        raise Refusal(f"“{detail.row.title}”还没有半天场次，不能出通知。请先排课程表。", code="no_sessions")
    made = detail.published_at.date() if detail.published_at else db.now().date()
    return NoticeWords(detail, home_school(db), number, made, _allotments(db, detail))


def _allotments(db: Database, detail: ClassDetail) -> tuple[Allotment, ...]:
    day = detail.row.starts_on
    called = Counter(row.village for row in list_enrolments(db, code=detail.row.code) if not row.is_walk_in)
    units = count_quota(db, year=day.year, as_of=day).units
    known = [Allotment(row.name, row.totals.members, called.pop(row.name)) for row in units if called[row.name]]
    return (*known, *(Allotment(village, 0, people) for village, people in called.items() if people))
