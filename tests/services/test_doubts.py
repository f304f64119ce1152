"""待核对: what phones were refused, what paper says otherwise; kept until the log or the clerk has answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlalchemy import func, select

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services.attendance import list_attendance
from partyschool.services.attendance_corrections import void
from partyschool.services.attendance_paper import PaperEntry, enter_paper
from partyschool.services.class_forms import get_class_form
from partyschool.services.classes import update_class
from partyschool.services.doubts import Doubt, DoubtKind, check_doubt, list_doubtful, look_again, place_of_second
from partyschool.services.sign_in import Memory, Result, SignIn, record_sign_in, record_sign_ins
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine, Person, SignInRemark
from tests.conftest import Clock
from tests.signin.hall import CODE, DAY, Hall, a_hall

pytestmark = pytest.mark.both_databases


@pytest.fixture
def hall(db: Database) -> Hall:
    return a_hall(db)


def at(hour: int, minute: int) -> datetime:
    return datetime.combine(DAY, time(hour, minute))


def phone(person_id: int, minute: int, device: str = "d1", **facts: str) -> SignIn:
    return SignIn(Way.PHONE, at(8, minute), person_id=person_id, device=device, **facts)  # type: ignore[arg-type]


def add_stranger(db: Database) -> int:
    """Somebody of the register who is on no list."""
    with db.write() as session:
        person = Person(name="高秀英", birth_on="1968-03")
        session.add(person)
        session.flush()
        return person.id


def the_doubt(db: Database, hall: Hall) -> Doubt:
    [doubt] = list_doubtful(db, hall.session_id)
    return doubt


def test_everybody_whom_one_phone_is_refused_is_kept_once(db: Database, hall: Hall) -> None:
    ma, yu, zhang = hall.people
    wishes = [phone(ma.id, 1), phone(yu.id, 2), phone(zhang.id, 3), phone(yu.id, 4)]
    results = [answer.result for answer in record_sign_ins(db, hall.session_id, wishes)]
    assert results == [Result.SIGNED, *[Result.PHONE_USED] * 3]

    doubts = list_doubtful(db, hall.session_id)

    assert [(doubt.kind, [row.name for row in doubt.rows], doubt.at) for doubt in doubts] == [
        (DoubtKind.PHONE_REFUSED, [ma.name, yu.name], at(8, 2)),
        (DoubtKind.PHONE_REFUSED, [ma.name, zhang.name], at(8, 3)),
    ]


def test_two_people_from_one_address_are_listed_and_a_third_shows_that_it_is_a_router(db: Database, hall: Hall) -> None:
    memory, address = Memory(), {"address": "192.168.1.77"}
    for place, person in enumerate(hall.people):
        wish = phone(person.id, place, device=f"d{place}", **address)
        record_sign_ins(db, hall.session_id, [wish], memory)
    doubt = the_doubt(db, hall)
    assert (doubt.kind, [row.name for row in doubt.rows]) == (
        DoubtKind.SAME_ADDRESS,
        [hall.people[0].name, hall.people[1].name],
    )
    record_sign_ins(db, hall.session_id, [phone(hall.people[1].id, 9, device="d1", **address)], memory)
    assert len(list_doubtful(db, hall.session_id)) == 1


def test_what_the_desk_itself_refuses_is_not_listed_again(db: Database, hall: Hall) -> None:
    stranger_id = add_stranger(db)
    answer = record_sign_in(db, hall.session_id, SignIn(Way.TAP, at(8, 1), person_id=stranger_id))
    assert answer.result == Result.NOT_ENROLLED
    assert list_doubtful(db, hall.session_id) == []


def test_a_check_says_who_has_looked_and_a_new_fact_is_a_new_doubt(db: Database, hall: Hall) -> None:
    ma = hall.people[0]
    record_sign_in(db, hall.session_id, phone(ma.id, 34))
    enter_paper(db, session_id=hall.session_id, entries=[PaperEntry(ma.id, at(8, 25))])
    doubt = the_doubt(db, hall)
    assert (doubt.kind, doubt.at, doubt.checked_by) == (DoubtKind.PAPER, at(8, 25), "")

    check_doubt(db, session_id=hall.session_id, key=doubt.key)
    check_doubt(db, session_id=hall.session_id, key=doubt.key)
    assert the_doubt(db, hall).checked_by == (db.actor or "—")
    with db.read() as session:
        checks = select(func.count()).select_from(AuditLine).where(AuditLine.action == "attendance.check")
        assert session.scalar(checks) == 1

    enter_paper(db, session_id=hall.session_id, entries=[PaperEntry(ma.id, at(8, 20))])
    assert (the_doubt(db, hall).at, the_doubt(db, hall).checked_by) == (at(8, 20), "")
    enter_paper(db, session_id=hall.session_id, entries=[PaperEntry(ma.id, at(8, 25))])
    assert the_doubt(db, hall).checked_by != ""
    look_again(db, session_id=hall.session_id)
    assert the_doubt(db, hall).checked_by == ""


def test_paper_of_the_same_minute_is_no_doubt(db: Database, hall: Hall) -> None:
    ma = hall.people[0]
    record_sign_in(db, hall.session_id, replace(phone(ma.id, 25), at=at(8, 25).replace(second=40)))
    outcome = enter_paper(db, session_id=hall.session_id, entries=[PaperEntry(ma.id, at(8, 25))])
    assert (outcome.already, outcome.differing) == ((ma.id,), ())
    assert list_doubtful(db, hall.session_id) == []


def test_a_second_place_leads_to_the_first_line_until_that_is_voided(db: Database, hall: Hall) -> None:
    ma = hall.people[0]
    record_sign_in(db, hall.session_id, phone(ma.id, 1))
    record_sign_in(db, hall.session_id, phone(ma.id, 2, place="贾集村分课堂"))
    doubt = the_doubt(db, hall)
    assert (doubt.kind, doubt.other) == (DoubtKind.PLACE_REFUSED, "贾集村分课堂")
    line, place = place_of_second(db, session_id=hall.session_id, key=doubt.key)
    assert place == "贾集村分课堂"
    void(db, attendance_id=line, reason="不在")
    with pytest.raises(Refusal, match="已经作废"):
        place_of_second(db, session_id=hall.session_id, key=doubt.key)


def test_a_stranger_is_listed_with_village_until_taken_in(db: Database, hall: Hall) -> None:
    stranger_id = add_stranger(db)
    record_sign_in(db, hall.session_id, phone(stranger_id, 5))
    doubt = the_doubt(db, hall)
    assert (doubt.kind, [row.name for row in doubt.rows]) == (DoubtKind.NOT_LISTED, ["高秀英"])
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, at(8, 6), person_id=stranger_id, take_walk_in=True))
    assert the_doubt(db, hall).kind == DoubtKind.WALK_IN
    assert {row.name for row in list_attendance(db, hall.session_id) if row.state == "present"} == {"高秀英"}


def test_a_session_that_is_dropped_takes_its_remarks_along(db: Database, hall: Hall, clock: Clock) -> None:
    stranger_id = add_stranger(db)
    record_sign_in(db, hall.session_ids[1], replace(phone(stranger_id, 5), at=at(14, 5)))
    form = get_class_form(db, CODE)
    update_class(db, code=CODE, form=replace(form, sessions=form.sessions[:1]))
    with db.read() as session:
        assert session.scalars(select(SignInRemark)).all() == []
