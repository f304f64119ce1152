"""A class with lessons and teachers, and answers to its questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from partyschool.domain.terms import LessonForm, TeacherKind
from partyschool.domain.timetable import LessonPlan, SessionPlan
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import CountsForm
from partyschool.services.evaluations import save_counts
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.storage.database import Database
from tests.services.certified_class import found_school

DAY = date(2025, 6, 10)
LESSONS = (("领导讲课：乡村振兴", "周文斌"), ("基层治理案例", "刘桂英"))


def make_class(db: Database, lessons: Sequence[tuple[str, str]] = LESSONS, title: str = "党员轮训班（第1期）") -> str:
    """A class of one day whose lessons (title, teacher) follow one another; answers its code."""
    found_school(db)
    teachers = {name: save_teacher(db, form=TeacherForm(name, TeacherKind.EXPERT)) for _, name in lessons}
    plans = tuple(
        LessonPlan(1, time(8, place), time(8, place + 1), subject, LessonForm.LECTURE, teacher_id=teachers[name])
        for place, (subject, name) in enumerate(lessons)
    )
    session = SessionPlan(1, DAY, time(8), time(12), 8)
    return create_class(db, form=ClassForm(title, DAY, DAY, sessions=(session,), lessons=plans))


def answer(db: Database, code: str, votes: tuple[int, ...] = (8, 1, 1, 0), *, issued: int = 12) -> None:
    """The same counts for every question."""
    found = get_evaluation(db, code)
    every = {item.position: votes for part in found.parts for item in part.items}
    total = sum(votes)
    save_counts(db, code=code, form=CountsForm(issued, total, total, every, "多讲身边的例子"))
