from dataclasses import replace
from datetime import date

import pytest

from partyschool.domain.terms import Way
from partyschool.domain.timetable import Wishes, lay_out
from partyschool.errors import Refusal
from partyschool.services.class_forms import get_class_form
from partyschool.services.class_queries import get_class, list_classes
from partyschool.services.class_rows import ClassForm
from partyschool.services.class_setup import set_up_class
from partyschool.services.classes import flow_steps
from partyschool.services.enrolment import list_enrolments
from partyschool.services.schools import init_school
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.storage.database import Database
from partyschool.storage.models import Person, TeachingPoint

DAY = date(2025, 6, 16)


@pytest.fixture
def people(db: Database) -> list[int]:
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    with db.write() as session:
        rows = [Person(name=name) for name in ("许玉芳", "欧阳建国", "唐静静")]
        session.add_all([*rows, TeachingPoint(name="贾集村温室蔬菜大棚")])
        session.flush()
        return [row.id for row in rows]


def a_form(title: str = "农村党员轮训班", *, with_point: bool = True) -> ClassForm:
    sessions, lessons = lay_out(Wishes((DAY,), point_id=1 if with_point else None), flow_steps())
    return ClassForm(title, DAY, DAY, sessions=sessions, lessons=lessons)


def test_a_class_is_written_filled_and_published_at_once(db: Database, people: list[int]) -> None:
    made = set_up_class(db, form=a_form(), person_ids=people, publishes=True)

    detail = get_class(db, made.code)
    assert (detail.row.state, detail.row.enrolled, made.busy) == ("published", 3, ())


def test_nothing_is_written_when_publishing_is_refused(db: Database, people: list[int]) -> None:
    with pytest.raises(Refusal, match="现场教学"):
        set_up_class(db, form=a_form(with_point=False), person_ids=people, publishes=True)
    assert list_classes(db) == []

    made = set_up_class(db, form=a_form(with_point=False), person_ids=people, publishes=True, reason="教学点整修")
    assert get_class(db, made.code).publish_reason == "教学点整修"


def test_the_list_becomes_exactly_the_people_who_are_chosen(db: Database, people: list[int]) -> None:
    code = set_up_class(db, form=a_form(), person_ids=people[:2]).code

    set_up_class(db, form=get_class_form(db, code), person_ids=people[1:], code=code)
    assert {row.person_id for row in list_enrolments(db, code=code)} == set(people[1:])

    set_up_class(db, form=get_class_form(db, code), person_ids=people, code=code)
    assert {row.person_id for row in list_enrolments(db, code=code)} == set(people)


def test_somebody_who_has_signed_in_is_not_lost_by_a_change(db: Database, people: list[int]) -> None:
    code = set_up_class(db, form=a_form(), person_ids=people, publishes=True).code
    session_id = get_class(db, code).sessions[0].id
    record_sign_in(db, session_id, SignIn(Way.TAP, db.now(), person_id=people[0]))

    with pytest.raises(Refusal, match="许玉芳"):
        set_up_class(db, form=replace(get_class_form(db, code), title="改名"), person_ids=people[1:], code=code)
    assert get_class(db, code).row.title == "农村党员轮训班"


def test_people_called_up_twice_at_a_time_are_told(db: Database, people: list[int]) -> None:
    set_up_class(db, form=a_form("第 1 期"), person_ids=people[:1])
    made = set_up_class(db, form=a_form("第 2 期"), person_ids=people)
    assert [(busy.name, busy.other_title) for busy in made.busy] == [("许玉芳", "第 1 期")]
