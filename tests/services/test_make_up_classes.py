"""补训: a class for those who missed another one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from partyschool.errors import Refusal
from partyschool.services.class_queries import get_class
from partyschool.services.class_setup import set_up_class
from partyschool.services.classes import flow_steps
from partyschool.services.enrolment import list_enrolments
from partyschool.services.make_up_classes import CATEGORY, make_up_wish
from partyschool.services.presets import preset_lists
from partyschool.storage.database import Database
from partyschool.storage.models import TrainingClass
from partyschool.ui.class_draft import ClassDraft
from tests.conftest import Clock
from tests.services.certified_class import hold_class


def test_case_8_a_make_up_class_is_flagged_names_the_missed_one_and_lists_only_who_missed_it(
    db: Database, clock: Clock
) -> None:
    held = hold_class(db, clock, {"王建国": 6, "魏健": 5, "李会敏": 0})
    wish = make_up_wish(db, code=held.code)
    missed = get_class(db, held.code)
    assert (wish.category, wish.title) == (CATEGORY, f"{missed.row.title}补训班")
    assert held.code in wish.note
    assert (wish.days, wish.with_afternoon, wish.first_day) == (3, True, date(2025, 3, 21))
    assert {topic.title for topic in wish.topics} <= {lesson.title for lesson in missed.lessons}
    draft = ClassDraft.planned(flow_steps(), wish)
    made = set_up_class(db, form=draft.form(), person_ids=draft.person_ids, publishes=False)
    assert {row.name for row in list_enrolments(db, code=made.code)} == {"魏健", "李会敏"}
    assert get_class(db, made.code).note == wish.note
    with db.read() as session:
        [new] = session.scalars(select(TrainingClass).where(TrainingClass.code == made.code))
        assert new.makeup_of_id == missed.row.id
    assert CATEGORY in dict(preset_lists()["class_kinds"].entries)


def test_without_anybody_who_missed_or_before_anything_was_held_there_is_nothing_to_make_up(
    db: Database, clock: Clock
) -> None:
    full = hold_class(db, clock, {"王建国": 6})
    with pytest.raises(Refusal, match="每一场都到了"):
        make_up_wish(db, code=full.code)
    empty = hold_class(db, clock, {"魏健": 0}, title="没开的班", first=date(2025, 5, 12), finish=False)
    with pytest.raises(Refusal, match="还没有一场有人签到"):
        make_up_wish(db, code=empty.code)
