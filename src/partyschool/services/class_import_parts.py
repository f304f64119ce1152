"""What a class workbook names and may create: teachers (库外), teaching points (待定); and whose class it is."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import LessonForm, PointKind, TeacherKind, Tier
from partyschool.domain.unit_names import fold, place_of_school
from partyschool.services.import_rows import Finding
from partyschool.storage.models import School, Teacher, TeachingPoint

_POST_BEHIND = re.compile(r"^(.+?)[（(](.+?)[）)]$")
_SCHOOL_WORD = "党校"


class Lecturers:
    """Teachers by name; an unknown one is registered as from outside the pool."""

    def __init__(self, session: Session, *, is_rehearsal: bool) -> None:
        self._session = session
        self._is_rehearsal = is_rehearsal
        self._known: dict[str, list[Teacher]] = {}
        for teacher in session.scalars(select(Teacher).order_by(Teacher.is_active.desc(), Teacher.id)):
            self._known.setdefault(teacher.name, []).append(teacher)

    def find(self, values: dict[str, Any]) -> tuple[int | None, str, tuple[Finding, ...]]:
        """Id and kind of the teacher, and the finding that tells of a new one."""
        written = values.get("teacher", "")
        if not written:
            return None, "", ()
        match = _POST_BEHIND.match(written)
        name, title = (match[1], match[2]) if match else (written, "")
        kind = values.get("teacher_kind", TeacherKind.OTHER)
        namesakes = self._known.get(name, [])
        if namesakes:
            alike = [teacher for teacher in namesakes if title and teacher.title == title]
            alike += [teacher for teacher in namesakes if teacher.kind == kind]
            best = (alike or namesakes)[0]
            return best.id, best.kind, ()
        teacher = Teacher(name=name[:50], title=title[:100], kind=kind, in_pool=False)
        if not self._is_rehearsal:
            self._session.add(teacher)
            self._session.flush()
        self._known[name] = [teacher]
        return teacher.id, kind, (Finding("teacher", "teacher_new", name),)


class Points:
    """Teaching points by name; the place of a 现场教学 row that is none yet is registered with its kind open."""

    def __init__(self, session: Session, *, is_rehearsal: bool) -> None:
        self._session = session
        self._is_rehearsal = is_rehearsal
        self._known = {fold(point.name): point for point in session.scalars(select(TeachingPoint))}

    def find(self, values: dict[str, Any]) -> tuple[int | None, tuple[Finding, ...]]:
        """The point's id, and the finding that tells of a new one."""
        place = values.get("place", "")
        point = self._known.get(fold(place)) if place else None
        if point is not None:
            return point.id, ()
        if not place or values["form"] != LessonForm.FIELD:
            return None, ()
        point = TeachingPoint(name=place[:100], kind=PointKind.PENDING)
        if not self._is_rehearsal:
            self._session.add(point)
            self._session.flush()
        self._known[fold(place)] = point
        return point.id, (Finding("place", "teaching_point_new", place),)


def organiser_of(session: Session, written: str) -> tuple[int | None, tuple[Finding, ...]]:
    """The school whose class this is: the home school, also by its town's name, or another that is known.

    Another town's school is taken for ours with a warning: days count in classes of any town, and clerks often leave
    an old name in the sheet. Another higher school is an error: its days would be miscounted.
    """
    schools = session.scalars(select(School).order_by(School.is_home.desc(), School.id)).all()
    home = next((school for school in schools if school.is_home), None)
    name = fold(written)
    if not name or home is None:
        return (home.id if home is not None else None), ()
    for school in schools:
        if name in (fold(school.name), fold(school.short)):
            return school.id, ()
    place = place_of_school(name, city=home.city)
    for school in schools:
        if _stands_for(school, name, place.town):
            return school.id, ()
    if _SCHOOL_WORD not in name:
        return home.id, ()
    if place.town:
        return home.id, (Finding("organiser", "organiser_other", written),)
    return None, (Finding("organiser", "organiser_unknown", written),)


def _stands_for(school: School, name: str, town: str) -> bool:
    """房寺镇党校, 房寺镇党委 and 中共禹城市房寺镇委员会党校 are one; 禹城市委党校 is the city's."""
    if school.town and school.tier == Tier.TOWN:
        return town == school.town or (not town and school.town in name)
    if school.tier == Tier.CITY and not town:
        return bool(school.city) and name.startswith((school.city, school.city.rstrip("市县区")))
    return False
