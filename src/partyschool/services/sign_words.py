"""Whose names stand on the table signs (桌签) of a class."""

from __future__ import annotations

from dataclasses import dataclass

from partyschool.services.class_queries import get_class
from partyschool.services.enrolment import list_enrolments
from partyschool.services.schools import home_school
from partyschool.storage.database import Database

TRAINEES, TEACHERS = "trainees", "teachers"


@dataclass(frozen=True, slots=True)
class SignPerson:
    """A name and what stands small under it: the unit of a trainee, the post of a teacher."""

    name: str
    second: str


@dataclass(frozen=True, slots=True)
class SignWords:
    """The signs of a class in the order of its list or timetable."""

    title: str
    school: str
    people: tuple[SignPerson, ...]


def sign_words(db: Database, *, code: str, of: str = TRAINEES) -> SignWords:
    """Of the trainees, or of the teachers and hosts.

    :raises Refusal: there is no such class, or no home school.
    """
    detail = get_class(db, code)
    people = [SignPerson(row.name, row.unit) for row in list_enrolments(db, code=code)]
    if of == TEACHERS:
        named = [(row.teacher, row.teacher_title) for row in detail.lessons if row.teacher]
        named += [(row.host, "主持人") for row in detail.lessons if row.host]
        people = [SignPerson(name, title) for name, title in dict(reversed(named)).items()][::-1]
    return SignWords(detail.row.title, home_school(db).name, tuple(people))
