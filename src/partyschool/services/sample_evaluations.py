"""Questionnaires of the made-up town: most are content, some remarks, the last class's teachers not told yet."""

from __future__ import annotations

from random import Random

from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import CountsForm
from partyschool.services.evaluations import save_counts, save_feedback
from partyschool.services.schools import home_school
from partyschool.storage.database import Database

REMARKS = (
    "课讲得实在，例子就在身边。",
    "希望多安排现场教学。",
    "下午的课时间长了些，中间多休息一次。",
    "把讲稿印出来发给大家。",
    "音响声音小，后排听不清。",
)


def answer_questionnaire(db: Database, *, code: str, tells_teachers: bool = True) -> None:
    """Count the ballots of a class that is over, on the day of the clock, and tell the teachers the same day."""
    found = get_evaluation(db, code)
    if not found.parts:
        return
    chance = Random(code)
    returned = round(found.enrolled * chance.uniform(0.55, 0.7))
    valid = returned - chance.randint(0, 2)
    votes = {item.position: _votes(chance, valid) for part in found.parts for item in part.items}
    remarks = "\n".join(chance.sample(REMARKS, 2))
    save_counts(db, code=code, form=CountsForm(returned + chance.randint(0, 3), returned, valid, votes, remarks))
    if tells_teachers:
        clerk = db.actor or home_school(db).principal
        for row in get_evaluation(db, code).feedbacks:
            save_feedback(
                db, code=code, teacher_id=row.teacher_id, opinions="", given_on=db.now().date(), given_by=clerk
            )


def _votes(chance: Random, valid: int) -> tuple[int, ...]:
    best = round(valid * chance.uniform(0.68, 0.88))
    fair = min(valid - best, chance.randint(0, 3))
    poor = min(valid - best - fair, chance.randint(0, 1))
    return best, valid - best - fair - poor, fair, poor
