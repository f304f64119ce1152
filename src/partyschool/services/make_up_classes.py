"""补训班: a class for those who missed another one, given to the guided dialog like a row of the plan.

Nobody who came to every session is on its list. Credit is of the day that is attended; whoever was credited for a
session that it repeats is not credited again (domain rule of 补训).
"""

from __future__ import annotations

from datetime import time, timedelta

from partyschool.domain.terms import TeacherKind
from partyschool.domain.topics import Topic
from partyschool.errors import Refusal
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail, LessonRow
from partyschool.services.enrolment import list_enrolments
from partyschool.services.plan_classes import NOTICE_DAYS, ClassWish, working_day
from partyschool.services.repeated_contents import REPEATED
from partyschool.storage.database import Database

CATEGORY = "补训班"
NOON = time(12)


def make_up_wish(db: Database, *, code: str) -> ClassWish:
    """The same days, subjects and teachers again for whoever missed a held session.

    :raises Refusal: nothing was held yet, or everybody came to everything.
    """
    detail = get_class(db, code)
    held = [session for session in detail.sessions if session.is_held]
    if not held:
        raise Refusal(f"“{detail.row.title}”还没有一场有人签到，上完课再安排补训。", code="not_held")
    numbers = {session.number for session in held}
    missed = tuple(row.person_id for row in list_enrolments(db, code=code) if numbers - set(row.attended))
    if not missed:
        raise Refusal(f"“{detail.row.title}”的学员每一场都到了，不用补训。", code="nobody_missed")
    point = next((row for row in detail.lessons if row.teaching_point_id and row.point_is_active), None)
    return ClassWish(
        "", f"{detail.row.title}补训班", detail.row.audience, CATEGORY, detail.row.responsible,
        working_day(db.now().date() + timedelta(days=NOTICE_DAYS)), len({session.held_on for session in held}),
        any(session.starts >= NOON for session in held), held[0].half_hours, detail.row.place,
        point.teaching_point_id if point else None, point.place if point else "",
        tuple(_topic(row) for row in detail.lessons if row.form in REPEATED and row.session in numbers),
        missed, _note(detail), code,
    )  # fmt: skip


def _topic(row: LessonRow) -> Topic:
    return Topic(row.title, row.form, row.module, row.teacher_id, row.teacher_kind == TeacherKind.LEADER)


def _note(detail: ClassDetail) -> str:
    return f"补 {detail.row.code} {detail.row.title}缺的课；到过其中几场的学员只补没到的场次。"
