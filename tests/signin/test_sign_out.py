"""签退: where the class asks for it, a phone signs out the person whom it signed in, and the last time counts."""

from collections.abc import Iterator
from datetime import datetime, time

import pytest
from sqlalchemy import select

from partyschool.domain.terms import Way
from partyschool.services.attendance import AttendanceRow, list_attendance
from partyschool.services.doubts import DoubtKind, list_doubtful
from partyschool.services.phone_ballots import get_questionnaire
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, AuditLine, ClassSession, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import CODE, DAY, Hall, ask_about_a_lesson
from tests.signin.running import PlainPhone, Reply, Service, running


@pytest.fixture
def leaving(db: Database, hall: Hall, clock: Clock) -> Iterator[Service]:
    """The class asks people to sign out; it is 8:20."""
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).signs_out = True
    clock.time = datetime.combine(DAY, time(8, 20))
    with running(db, clock) as service:
        yield service


def at(service: Service, clock: Clock, hour: int, minute: int) -> None:
    clock.time = datetime.combine(DAY, time(hour, minute))
    service.code_at(clock.time)


def leave(phone: PlainPhone, code: str) -> Reply:
    phone.scan(code)
    return phone.fill_in(leave="1")


def row_of(db: Database, hall: Hall, place: int) -> AttendanceRow:
    return next(row for row in list_attendance(db, hall.session_id) if row.person_id == hall.people[place].id)


def test_a_known_phone_signs_out_with_one_tap(leaving: Service, hall: Hall, db: Database, clock: Clock) -> None:
    ma, phone = hall.people[0], PlainPhone(leaving.url)
    assert "再扫码签退" in phone.sign_in(leaving.code, ma.name, ma.tail).text
    at(leaving, clock, 11, 32)
    assert "签　退" in phone.scan(leaving.code).text
    ask_about_a_lesson(db, hall)

    reply = phone.fill_in(leave="1")

    assert (reply.status, reply.result) == (200, "signed_out")
    assert "11:32" in reply.text
    assert "还没下课" not in reply.text
    assert f'action="/e/{get_questionnaire(db, CODE).door}"' in reply.text
    row = row_of(db, hall, 0)
    assert (row.sign_out_at, row.early, row.share) == (clock.time, 0, 2)
    with db.read() as session:
        assert session.scalars(select(AuditLine).where(AuditLine.action == "attendance.sign_out")).one().detail == {
            "people": 1
        }


def test_leaving_an_hour_early_says_so_and_the_last_time_counts(
    leaving: Service, hall: Hall, db: Database, clock: Clock
) -> None:
    ma, phone = hall.people[0], PlainPhone(leaving.url)
    phone.sign_in(leaving.code, ma.name, ma.tail)
    at(leaving, clock, 10, 30)
    assert "还没下课" in phone.scan(leaving.code).text
    assert "11:30" in phone.fill_in(leave="1").text
    assert (row_of(db, hall, 0).early, row_of(db, hall, 0).share) == (60, 1)

    at(leaving, clock, 11, 31)
    assert leave(phone, leaving.code).result == "signed_out"
    assert row_of(db, hall, 0).share == 2


def test_the_same_form_sent_again_keeps_its_first_time(
    leaving: Service, hall: Hall, db: Database, clock: Clock
) -> None:
    ma, phone = hall.people[0], PlainPhone(leaving.url)
    phone.sign_in(leaving.code, ma.name, ma.tail)
    at(leaving, clock, 11, 30)
    phone.scan(leaving.code)
    phone.fill_in(leave="1")
    at(leaving, clock, 11, 33)

    assert "11:30" in phone.fill_in(leave="1").text
    assert row_of(db, hall, 0).sign_out_at == datetime.combine(DAY, time(11, 30))


def test_before_the_session_begins_nobody_is_asked_to_leave(leaving: Service, hall: Hall) -> None:
    ma, phone = hall.people[0], PlainPhone(leaving.url)
    phone.sign_in(leaving.code, ma.name, ma.tail)
    assert "是我，签到" in phone.scan(leaving.code).text
    assert "签退" not in phone.sign_in(leaving.code, ma.name, ma.tail).text


def test_a_phone_that_lost_its_cookie_signs_out_with_name_and_tail(
    leaving: Service, hall: Hall, db: Database, clock: Clock
) -> None:
    ma = hall.people[0]
    PlainPhone(leaving.url).sign_in(leaving.code, ma.name, ma.tail)
    at(leaving, clock, 11, 30)
    other = PlainPhone(leaving.url, keeps_cookies=False)
    page = other.page = other.sign_in(leaving.code, ma.name, ma.tail)
    assert page.result == "already"

    reply = other.fill_in(name=page.hidden("name"), tail=page.hidden("tail"), leave="1")

    assert reply.result == "signed_out"
    assert [doubt.kind for doubt in list_doubtful(db, hall.session_id)] == [DoubtKind.OTHER_PHONE]


def test_one_phone_signs_out_one_person(leaving: Service, hall: Hall, db: Database, clock: Clock) -> None:
    ma, yu, _ = hall.people
    phone = PlainPhone(leaving.url)
    phone.sign_in(leaving.code, ma.name, ma.tail)
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock.time, person_id=yu.id))
    at(leaving, clock, 11, 30)
    leave(phone, leaving.code)

    page = phone.page = phone.sign_in(leaving.code, yu.name, yu.tail)
    assert page.result == "already"
    reply = phone.fill_in(name=yu.name, tail=yu.tail, leave="1")

    assert (reply.status, reply.result) == (409, "phone_used")
    assert row_of(db, hall, 1).sign_out_at is None
    [doubt, _] = list_doubtful(db, hall.session_id)
    assert (doubt.kind, [row.name for row in doubt.rows]) == (DoubtKind.PHONE_REFUSED, [ma.name, yu.name])


def test_somebody_who_never_signed_in_cannot_sign_out(leaving: Service, hall: Hall, db: Database, clock: Clock) -> None:
    zhang, phone = hall.people[2], PlainPhone(leaving.url)
    at(leaving, clock, 11, 30)
    phone.scan(leaving.code)
    reply = phone.fill_in(name=zhang.name, tail=zhang.tail, leave="1")
    assert (reply.status, reply.result) == (409, "not_signed_in")
    assert row_of(db, hall, 2).state == "missing"


def test_the_door_stays_open_for_half_an_hour_after_the_end(leaving: Service, hall: Hall, clock: Clock) -> None:
    assert leaving.wait_for("ready")["closes"] == "2025-06-16T12:00:00"
    ma, phone = hall.people[0], PlainPhone(leaving.url)
    phone.sign_in(leaving.code, ma.name, ma.tail)
    clock.time = datetime.combine(DAY, time(12, 1))
    assert phone.scan(leaving.code).result == "closed"


def test_a_class_without_signing_out_offers_none(service: Service, hall: Hall, clock: Clock) -> None:
    ma, phone = hall.people[0], PlainPhone(service.url)
    assert "签退" not in phone.sign_in(service.code, ma.name, ma.tail).text
    at(service, clock, 11, 29)
    assert "签退" not in phone.scan(service.code).text


def test_a_second_browser_of_one_phone_is_listed_by_its_address(service: Service, hall: Hall, db: Database) -> None:
    """The cookie of the first browser does not reach the second; the phone's address in the network stays."""
    ma, yu, _ = hall.people
    for person, address in ((ma, "127.0.0.7"), (yu, "127.0.0.7")):
        phone = PlainPhone(service.url, came_from=address)
        assert phone.sign_in(service.code, person.name, person.tail).result == "signed"
    [doubt] = list_doubtful(db, hall.session_id)
    assert (doubt.kind, [row.name for row in doubt.rows]) == (DoubtKind.SAME_ADDRESS, [ma.name, yu.name])


def test_a_session_that_is_moved_is_followed_without_a_restart(
    service: Service, hall: Hall, db: Database, plain_phone: PlainPhone
) -> None:
    service.command("extend", minutes=10)
    service.wait_for("state", closes="2025-06-16T11:40:00")
    with db.write() as session:
        held = session.get_one(ClassSession, hall.session_id)
        held.starts, held.ends, held.place = time(9), time(12), "镇会议室"

    service.command("reload")

    told = service.wait_for("session")
    assert (told["starts"], told["place"]) == ("2025-06-16T09:00:00", "镇会议室")
    assert told["closes"] == "2025-06-16T12:10:00"
    assert "镇会议室" in plain_phone.scan(service.code).text


def test_on_a_computer_of_the_wrong_day_the_session_keeps_its_own(hall: Hall, db: Database, clock: Clock) -> None:
    ma = hall.people[0]
    clock.time = datetime(2025, 6, 15, 8, 25)
    with running(db, clock) as service:
        phone = PlainPhone(service.url)
        service.wait_for("state", state="early")
        service.command("resume")
        service.wait_for("state", state="open")
        assert phone.sign_in(service.code, ma.name, ma.tail).result == "signed"
    row = row_of(db, hall, 0)
    assert (row.sign_in_at, row.late) == (datetime(2025, 6, 16, 8, 25), 0)
    with db.read() as session:
        assert session.scalars(select(Attendance.recorded_at)).one() == datetime(2025, 6, 15, 8, 25)
