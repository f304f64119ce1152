"""Every answer a phone can get, over real HTTP."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from partyschool.domain.terms import Way
from partyschool.services import audit
from partyschool.services.sign_in import Result, SignIn, record_sign_in
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, FlowStep, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import Hall, add_class, add_people, id_number
from tests.signin.running import PlainPhone, Service, running

MA = 0
YU = 1


def rows(db: Database) -> list[Attendance]:
    with db.read() as session:
        return list(session.scalars(select(Attendance).order_by(Attendance.id)))


@pytest.mark.both_databases
def test_a_phone_that_scans_and_fills_in_is_signed_in(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    ma = hall.people[MA]

    reply = plain_phone.sign_in(service.code, ma.name, ma.tail)

    assert (reply.status, reply.result) == (200, "signed")
    assert "签到成功" in reply.text
    assert ma.name in reply.text
    assert "您是第<b>1 位</b>" in reply.text
    assert "<b>8:40</b> 奏唱国歌" in reply.text
    [row] = rows(db)
    assert (row.person_id, row.session_id, row.way) == (ma.id, hall.session_id, "phone")


def test_a_form_that_comes_in_two_pieces_gets_the_same_answer(service: Service, hall: Hall) -> None:
    """The first goes the short way through the service, the second is aiohttp's; both carry the same headers."""
    changing = {"Set-Cookie", "Content-Length", "Date", "Connection"}
    found = []
    for person, in_pieces in zip(hall.people[:2], (False, True), strict=True):
        reply = PlainPhone(service.url, in_pieces=in_pieces).sign_in(service.code, person.name, person.tail)
        assert (reply.status, reply.result) == (200, "signed")
        found.append({name: value for name, value in reply.headers.items() if name not in changing})

    assert found[0] == found[1]
    assert found[0]["X-Frame-Options"] == "DENY"


def test_the_window_hears_of_a_sign_in_with_the_running_count(
    service: Service, hall: Hall, plain_phone: PlainPhone
) -> None:
    ma = hall.people[MA]

    plain_phone.sign_in(service.code, ma.name, ma.tail)

    event = service.wait_for("signed")
    assert (event["name"], event["at"], event["present"]) == (ma.name, "2025-06-16T08:00:00", 1)
    service.wait_for("counts", enrolled=3, present=1, late=0, leave=0)


def test_the_window_hears_of_a_tap_made_by_another_process(
    service: Service, hall: Hall, db: Database, clock: Clock
) -> None:
    service.wait_for("counts")  # what was there at the first look is counted, and not told as new
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[YU].id))

    assert service.wait_for("signed", way="tap")["name"] == "于建国"


def test_the_second_scan_of_the_same_person_is_told_the_first_time(
    service: Service, hall: Hall, plain_phone: PlainPhone, clock: Clock, db: Database
) -> None:
    ma = hall.people[MA]
    plain_phone.sign_in(service.code, ma.name, ma.tail)
    clock.advance(minutes=20)

    reply = PlainPhone(service.url).sign_in(current_code(service, clock), ma.name, ma.tail)

    assert (reply.status, reply.result) == (200, "already")
    assert "<b>8:00</b>" in reply.text
    assert "<b>手机</b>" in reply.text
    assert len(rows(db)) == 1


def current_code(service: Service, clock: Clock) -> str:
    """The code after the clock was moved: the service notices within half a second."""
    expires = clock().replace(second=30 if clock().second < 30 else 0)
    expires += timedelta(0) if clock().second < 30 else timedelta(minutes=1)
    return str(service.wait_for("code", expires=expires.isoformat())["code"])


@pytest.mark.parametrize(
    ("name", "tail"),
    [("马明燕", ""), ("马明艳", "0000"), ("马明艳", "010"), ("没有人", "1234"), ("马", "")],
)
def test_a_name_and_tail_that_fit_nobody_are_not_told_apart(
    name: str, tail: str, service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    reply = plain_phone.sign_in(service.code, name, tail or hall.people[MA].tail)

    assert (reply.status, reply.result) == (404, "not_found")
    assert "姓名尾号对不上" in reply.text
    assert rows(db) == []


def test_after_not_found_the_button_leads_back_to_the_form_with_the_name(
    service: Service, hall: Hall, plain_phone: PlainPhone
) -> None:
    refused = plain_phone.sign_in(service.code, "马明艳", "0000")

    again = plain_phone.post({"ticket": refused.hidden("ticket"), "name": "马明艳", "step": "form"})

    assert again.status == 200
    assert again.hidden("name") == "马明艳"
    plain_phone.page = again
    assert plain_phone.fill_in(name="马明艳", tail=hall.people[MA].tail).result == "signed"


@pytest.mark.parametrize("typed", ["1x", "1X", "\uff11\uff58", "1*", "1\uff0a", "１ Ｘ", "1\u00d7"])
def test_an_x_in_any_width_and_case_or_a_star_is_read_as_x(typed: str, db: Database, clock: Clock) -> None:
    number = next(text for text in (id_number(serial, check_x=True) for serial in range(999)) if text[-2] == "1")
    [person] = add_people(db, ["李秀英"], numbers=[number])
    add_class(db, [person])
    with running(db, clock) as service:
        reply = PlainPhone(service.url).sign_in(service.code, "李秀英", number[-4:-2] + typed)

    assert reply.result == "signed"


@pytest.mark.parametrize(
    "typed",
    [
        "阿依古丽·买买提",
        "阿依古丽买买提",
        "阿依古丽.买买提",
        "阿依古丽 · 买买提",
        "阿依古丽•买买提",
        "阿依古丽\u3000买买提",
    ],
)
def test_a_name_with_a_point_is_found_however_the_point_is_typed(typed: str, db: Database, clock: Clock) -> None:
    [person] = add_people(db, ["阿依古丽·买买提"])
    add_class(db, [person])
    with running(db, clock) as service:
        assert PlainPhone(service.url).sign_in(service.code, typed, person.tail).result == "signed"


def test_two_of_the_same_name_are_told_apart_by_their_tails(db: Database, clock: Clock) -> None:
    first, second = add_people(db, ["张伟", "张伟"])
    add_class(db, [first, second])
    with running(db, clock) as service:
        assert PlainPhone(service.url).sign_in(service.code, "张伟", second.tail).result == "signed"

    assert [row.person_id for row in rows(db)] == [second.id]


def test_two_of_the_same_name_and_tail_are_sent_to_the_clerk(db: Database, clock: Clock) -> None:
    twins = add_people(db, ["张伟", "张伟"], numbers=["371482197001011231", "370101197001011231"])
    add_class(db, twins)
    with running(db, clock) as service:
        reply = PlainPhone(service.url).sign_in(service.code, "张伟", "1231")

    assert (reply.status, reply.result) == (404, "not_found")
    assert "同名同尾号" in reply.text
    assert rows(db) == []


def test_of_two_of_the_same_name_and_tail_the_one_on_the_list_is_meant(db: Database, clock: Clock) -> None:
    twins = add_people(db, ["张伟", "张伟"], numbers=["371482197001011231", "370101197001011231"])
    add_class(db, twins[1:])
    with running(db, clock) as service:
        assert PlainPhone(service.url).sign_in(service.code, "张伟", "1231").result == "signed"

    assert [row.person_id for row in rows(db)] == [twins[1].id]


def test_somebody_of_another_class_is_told_which_and_when(db: Database, clock: Clock) -> None:
    here, other = add_people(db, ["马明艳", "李洋"])
    add_class(db, [here])
    add_class(db, [other], code="2025-04", title="轮训班（第4期）", day=clock().date() + timedelta(days=7))
    with running(db, clock) as service:
        reply = PlainPhone(service.url).sign_in(service.code, "李洋", other.tail)

    assert (reply.status, reply.result) == (409, "not_enrolled")
    assert "轮训班（第4期）" in reply.text
    assert "6月23日（星期一）8:30" in reply.text
    assert rows(db) == []


def test_a_class_that_takes_walk_ins_puts_them_on_its_list(db: Database, clock: Clock) -> None:
    here, guest = add_people(db, ["马明艳", "李洋"])
    hall = add_class(db, [here], takes_walk_ins=True)
    with running(db, clock) as service:
        assert PlainPhone(service.url).sign_in(service.code, "李洋", guest.tail).result == "signed"
        service.wait_for("counts", enrolled=2, present=1)

    assert [row.session_id for row in rows(db)] == [hall.session_id]


def test_somebody_in_another_class_at_the_same_time_is_told_where(db: Database, clock: Clock) -> None:
    people = add_people(db, ["彭勇军"])
    add_class(db, people)
    village = add_class(db, people, code="贾集", title="贾集村分课堂", place="", halves=[(time(9, 0), time(12, 0))])
    record_sign_in(db, village.session_id, SignIn(Way.TAP, clock(), person_id=people[0].id))
    with running(db, clock) as service:
        reply = PlainPhone(service.url).sign_in(service.code, "彭勇军", people[0].tail)

    assert (reply.status, reply.result) == (409, "elsewhere")
    assert "贾集村分课堂" in reply.text
    assert "8:00" in reply.text
    assert len(rows(db)) == 1


def test_one_phone_signs_in_one_person_in_a_session(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    ma, yu = hall.people[MA], hall.people[YU]
    plain_phone.sign_in(service.code, ma.name, ma.tail)
    known = plain_phone.scan(service.code)
    plain_phone.page = plain_phone.post({"ticket": known.hidden("ticket"), "step": "form"})

    reply = plain_phone.fill_in(name=yu.name, tail=yu.tail)

    assert (reply.status, reply.result) == (409, "phone_used")
    assert "马*" in reply.text
    assert ma.name not in reply.text
    assert [row.person_id for row in rows(db)] == [ma.id]


def test_the_clerk_signs_in_who_shares_a_phone(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database, clock: Clock
) -> None:
    plain_phone.sign_in(service.code, hall.people[MA].name, hall.people[MA].tail)

    answer = record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[YU].id))

    assert answer.result == Result.SIGNED


def test_a_known_phone_needs_one_tap_in_the_next_session(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database, clock: Clock
) -> None:
    ma = hall.people[MA]
    plain_phone.sign_in(service.code, ma.name, ma.tail)
    clock.advance(hours=5, minutes=30)
    with running(db, clock) as afternoon:
        plain_phone.url = afternoon.url
        page = plain_phone.scan(afternoon.code)
        assert "这部手机上次签到的是" in page.text
        assert ma.name in page.text
        reply = plain_phone.fill_in()

    assert reply.result == "signed"
    assert [row.session_id for row in rows(db)] == list(hall.session_ids)


def test_a_cookie_that_was_not_set_by_us_names_nobody(service: Service, hall: Hall, plain_phone: PlainPhone) -> None:
    plain_phone.cookie = f"phone=0011223344556677.{hall.people[MA].uid}.AAAAAAAAAAAAAAAAAAAAAA"

    page = plain_phone.scan(service.code)

    assert "请填两项，签到" in page.text
    plain_phone.cookie = f"phone=0011223344556677.{hall.people[MA].uid}.AAAAAAAAAAAAAAAAAAAAAA"
    assert plain_phone.fill_in().result == "bad_request"


def test_one_field_at_a_time_leads_to_the_same_sign_in(service: Service, hall: Hall, plain_phone: PlainPhone) -> None:
    ma = hall.people[MA]
    form = plain_phone.scan(service.code)
    first = plain_phone.post({"ticket": form.hidden("ticket"), "step": "name", "name": ""})
    second = plain_phone.post({"ticket": first.hidden("ticket"), "step": "tail", "name": ma.name})
    plain_phone.page = second

    reply = plain_phone.fill_in(name=second.hidden("name"), tail=ma.tail)

    assert "您叫什么名字？" in first.text
    assert "第 2 步，共 2 步" in second.text
    assert reply.result == "signed"


def test_the_first_sign_in_of_the_first_session_completes_the_step_of_the_flow(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database, clock: Clock
) -> None:
    plain_phone.sign_in(service.code, hall.people[MA].name, hall.people[MA].tail)

    with db.read() as session:
        [step] = session.scalars(select(FlowStep))
    assert (step.done_at, step.done_by) == (clock(), "测试员")


def test_a_sign_in_to_the_second_session_completes_no_step(hall: Hall, db: Database, clock: Clock) -> None:
    record_sign_in(db, hall.session_ids[1], SignIn(Way.TAP, clock(), person_id=hall.people[MA].id))

    with db.read() as session:
        [step] = session.scalars(select(FlowStep))
    assert step.done_at is None


def test_a_class_confirmed_while_the_service_runs_takes_nobody_any_more(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database
) -> None:
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).state = "confirmed"
        audit.record(session, db, "class.confirm", hall.people[MA].name)

    reply = plain_phone.sign_in(service.code, hall.people[MA].name, hall.people[MA].tail)

    assert (reply.status, reply.result) == (403, "closed")
    assert rows(db) == []
