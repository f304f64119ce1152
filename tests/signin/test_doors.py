"""When the phones are let in: codes, tickets, the clock, and what the clerk presses."""

from __future__ import annotations

import http.client
from datetime import datetime, time, timedelta
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import func, select

from partyschool.domain.terms import Way
from partyschool.errors import Refusal, Trouble
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.signin.server import serve
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import DAY, Hall
from tests.signin.running import PlainPhone, Service, running


def count_rows(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Attendance)) or 0


def test_the_big_code_is_an_address_in_capitals(service: Service) -> None:
    event = service.wait_for("code")

    assert event["url"] == f"{service.url}/s/{event['code']}".upper()
    assert event["expires"] == "2025-06-16T08:00:30"


def test_the_code_turns_and_the_last_one_is_still_taken(
    service: Service, plain_phone: PlainPhone, clock: Clock
) -> None:
    first = service.code
    clock.advance(seconds=30)
    second = service.wait_for("code", expires="2025-06-16T08:01:00")["code"]
    assert second != first
    assert plain_phone.scan(first).status == 200

    clock.advance(seconds=30)

    assert plain_phone.scan(second).status == 200
    reply = plain_phone.scan(first)
    assert (reply.status, reply.result) == (410, "expired")
    assert "签到码已换新" in reply.text


def test_small_and_capital_letters_of_the_path_are_one(service: Service, plain_phone: PlainPhone) -> None:
    assert plain_phone.get(f"/s/{service.code}").status == 200
    assert plain_phone.get(f"/S/{service.code}").status == 200


@pytest.mark.parametrize("shape", ["{0}{1}", "{0}+{1}", "{0}%20{1}", "{0}%E3%80%80{1}"])
def test_the_code_can_be_typed_with_or_without_a_gap(shape: str, service: Service, plain_phone: PlainPhone) -> None:
    code = service.code

    assert plain_phone.get(f"/s?code={shape.format(code[:3], code[3:])}").hidden("ticket")


def test_the_code_can_be_typed_in_full_width(service: Service, plain_phone: PlainPhone) -> None:
    full_width = "".join(chr(ord(figure) + 0xFEE0) for figure in service.code)

    assert plain_phone.get(f"/s?code={quote(full_width)}").hidden("ticket")
    assert plain_phone.get(f"/s?code={quote(full_width[:5])}").result == "expired"


def test_the_bare_address_asks_for_the_six_digits(service: Service, plain_phone: PlainPhone) -> None:
    for path in ("/", "/s", "/s?code="):
        reply = plain_phone.get(path)
        assert (reply.status, "请填签到码" in reply.text) == (200, True)


def test_a_slow_typist_is_not_thrown_out_for_five_minutes(
    service: Service, hall: Hall, plain_phone: PlainPhone, clock: Clock
) -> None:
    ma, yu, _ = hall.people
    plain_phone.scan(service.code)
    slower = PlainPhone(service.url)
    slower.scan(service.code)
    clock.advance(minutes=4, seconds=59)
    assert plain_phone.fill_in(name=ma.name, tail=ma.tail).result == "signed"

    clock.advance(seconds=2)

    late = slower.fill_in(name=yu.name, tail=yu.tail)
    assert (late.status, late.result) == (410, "expired")


def test_a_forged_ticket_is_expired(service: Service, hall: Hall, plain_phone: PlainPhone, db: Database) -> None:
    ma = hall.people[0]
    ticket = plain_phone.scan(service.code).hidden("ticket")
    for forged in (ticket[:-1] + ("A" if ticket[-1] != "A" else "B"), "x", "", "...", ticket.replace(".", ".9", 1)):
        reply = plain_phone.post({"ticket": forged, "nonce": "n", "name": ma.name, "tail": ma.tail})
        assert (reply.status, reply.result) == (410, "expired")
    assert count_rows(db) == 0


def test_a_ticket_of_the_morning_does_not_open_the_afternoon(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database, clock: Clock
) -> None:
    ma = hall.people[0]
    ticket = plain_phone.scan(service.code).hidden("ticket")
    with running(db, clock, session_number=2) as afternoon:
        afternoon.command("resume")
        afternoon.wait_for("state", state="open")
        reply = PlainPhone(afternoon.url).post({"ticket": ticket, "nonce": "n", "name": ma.name, "tail": ma.tail})

    assert reply.result == "expired"


def test_the_same_form_again_gets_the_first_answer_and_writes_nothing(
    service: Service, hall: Hall, plain_phone: PlainPhone, db: Database, clock: Clock
) -> None:
    ma = hall.people[0]
    page = plain_phone.scan(service.code)
    form = {"ticket": page.hidden("ticket"), "nonce": page.hidden("nonce"), "name": ma.name, "tail": ma.tail}
    first = plain_phone.post(form)
    clock.advance(minutes=2)

    again = plain_phone.post(form)

    assert (again.result, again.text) == ("signed", first.text)
    assert count_rows(db) == 1


def test_the_first_answer_survives_restart_ticket_and_closing(hall: Hall, db: Database, clock: Clock) -> None:
    ma = hall.people[0]
    with running(db, clock) as service:
        phone = PlainPhone(service.url)
        page = phone.scan(service.code)
        form = {"ticket": page.hidden("ticket"), "nonce": page.hidden("nonce"), "name": ma.name, "tail": ma.tail}
        first = phone.post(form)
    clock.advance(minutes=10)
    with running(db, clock) as restarted:
        phone.url = restarted.url
        assert phone.post(form).text == first.text
        restarted.command("close")
        restarted.wait_for("state", state="closed")
        assert phone.post(form).text == first.text
        assert phone.post(form | {"nonce": "other"}).result == "closed"

    assert count_rows(db) == 1


def test_before_its_time_the_door_says_when_it_opens(hall: Hall, db: Database, clock: Clock) -> None:
    clock.time = datetime.combine(DAY, time(6, 52))
    with running(db, clock) as service:
        service.wait_for("state", state="early")
        reply = PlainPhone(service.url).scan("123456")
        assert (reply.status, reply.result) == (403, "closed")
        assert "<b>7:30</b>" in reply.text
        assert service.of("code") == []

        service.command("resume")

        service.wait_for("state", state="open")
        assert PlainPhone(service.url).scan(service.code).status == 200


def test_after_its_time_the_door_says_when_it_closed_and_can_be_opened_again(
    hall: Hall, db: Database, clock: Clock
) -> None:
    clock.time = datetime.combine(DAY, time(11, 20))
    ma = hall.people[0]
    with running(db, clock) as service:
        phone = PlainPhone(service.url)
        phone.scan(service.code)
        clock.advance(minutes=12)
        service.wait_for("state", state="closed")
        reply = phone.fill_in(name=ma.name, tail=ma.tail)
        assert (reply.status, reply.result) == (403, "closed")
        assert "<b>11:30</b>" in reply.text
        assert "<b>11:32</b>" in reply.text

        service.command("extend", minutes=10)

        service.wait_for("state", state="open", closes="2025-06-16T11:42:00")
        phone.scan(service.wait_for("code", expires="2025-06-16T11:32:30")["code"])
        assert phone.fill_in(name=ma.name, tail=ma.tail).result == "signed"


def test_the_clerk_pauses_goes_on_and_ends(service: Service, plain_phone: PlainPhone) -> None:
    code = service.code
    service.command("pause")
    service.wait_for_last("state", state="paused")
    assert plain_phone.scan(code).result == "closed"
    service.command("resume")
    service.wait_for_last("state", state="open")
    assert plain_phone.scan(code).status == 200

    service.command("close")

    closed = service.wait_for_last("state", state="closed")
    assert closed["closes"] == "2025-06-16T08:00:00"
    assert plain_phone.scan(code).result == "closed"


@pytest.mark.parametrize(
    "line", [b"rubbish\n", b"[1]\n", b'{"command":"fly"}\n', b'{"command":"extend"}\n', b"\xff\xfe\n"]
)
def test_a_command_that_makes_no_sense_is_refused_in_words(line: bytes, service: Service) -> None:
    service.write(line)

    assert "看不懂的指令" in service.wait_for("refused")["message"]


@pytest.mark.parametrize("minutes", [0, -5, 601])
def test_extending_by_nonsense_is_refused(minutes: int, service: Service) -> None:
    service.command("extend", minutes=minutes)

    assert "1 到 600 分钟" in service.wait_for("refused")["message"]


def test_a_clock_moved_back_shows_the_code_of_that_time_at_once(service: Service, clock: Clock) -> None:
    service.wait_for("code")
    clock.advance(hours=-0.25)

    event = service.wait_for("code", expires="2025-06-16T07:45:30")

    assert PlainPhone(service.url).scan(event["code"]).status == 200


def test_wrong_codes_of_one_phone_are_slowed_and_right_ones_never(service: Service, plain_phone: PlainPhone) -> None:
    code = service.code
    plain_phone.scan(code)
    wrong = "000000" if code != "000000" else "111111"

    replies = [plain_phone.scan(wrong) for _ in range(8)]

    assert [reply.result for reply in replies] == ["expired"] * 5 + ["too_many"] * 3
    assert replies[-1].status == 429
    assert replies[-1].headers["Retry-After"] == "60"
    assert plain_phone.scan(code).status == 200


def test_a_hall_behind_one_router_is_not_locked_out_by_wrong_codes(service: Service) -> None:
    code = service.code
    wrong = "000000" if code != "000000" else "111111"

    results = [PlainPhone(service.url).scan(wrong).result for _ in range(60)]

    assert set(results[20:]) == {"too_many"}
    assert PlainPhone(service.url).scan(code).status == 200


def test_guessing_the_tail_of_a_name_is_stopped_even_with_new_phones(
    service: Service, hall: Hall, plain_phone: PlainPhone
) -> None:
    ma, yu, _ = hall.people
    results = [PlainPhone(service.url).sign_in(service.code, ma.name, f"{n:04d}").result for n in range(1000, 1013)]

    assert results == ["not_found"] * 10 + ["too_many"] * 3
    assert plain_phone.sign_in(service.code, yu.name, yu.tail).result == "signed"


def test_one_phone_may_not_try_many_names(service: Service, hall: Hall, plain_phone: PlainPhone) -> None:
    results = [plain_phone.sign_in(service.code, f"学员{n}", "0000").result for n in range(10)]

    assert results == ["not_found"] * 8 + ["too_many"] * 2


def test_a_port_in_use_is_said_in_words(service: Service, db: Database, clock: Clock) -> None:
    port = int(service.url.rpartition(":")[2])
    with pytest.raises(Trouble, match=f"端口 {port} 正被另一个程序占用"):
        serve(db, class_code="2025-03", host="127.0.0.1", port=port, clock=clock, emit=print, commands=None)


def test_an_address_of_another_computer_is_said_in_words(hall: Hall, db: Database, clock: Clock) -> None:
    with pytest.raises(Trouble, match=r"没有网络地址 192\.0\.2\.1"):
        serve(db, class_code="2025-03", host="192.0.2.1", clock=clock, emit=print, commands=None)


def test_a_cancelled_class_is_not_served(hall: Hall, db: Database, clock: Clock) -> None:
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).state = "cancelled"
    with pytest.raises(Refusal, match="已取消或中止"):
        serve(db, class_code="2025-03", host="127.0.0.1", clock=clock, emit=print, commands=None)


def test_who_was_signed_in_before_the_service_started_is_counted_and_not_told_again(
    hall: Hall, db: Database, clock: Clock
) -> None:
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[0].id))
    with running(db, clock) as service:
        service.wait_for("counts", present=1)
        clock.advance(minutes=1)
        record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[1].id))
        assert service.wait_for("signed")["present"] == 2

    assert [event["name"] for event in service.of("signed")] == ["于建国"]
    assert service.events[-1] == {"event": "stopped"}


def test_two_minutes_late_is_told_as_late(hall: Hall, db: Database, clock: Clock) -> None:
    clock.time = datetime.combine(DAY, time(8, 32)) + timedelta(seconds=40)
    with running(db, clock) as service:
        PlainPhone(service.url).sign_in(service.code, hall.people[0].name, hall.people[0].tail)
        assert service.wait_for("signed")["late"] == 2
        service.wait_for("counts", late=1)


def test_the_window_hears_when_the_first_phone_has_come_and_not_of_its_own_tries(service: Service) -> None:
    PlainPhone(service.url).scan(service.code)
    assert service.of("reached") == []
    address = urlsplit(service.url)
    for phone in ("127.0.0.3", "127.0.0.4"):
        came_from = http.client.HTTPConnection("127.0.0.1", address.port, source_address=(phone, 0))
        came_from.request("GET", f"/S/{service.code}")
        assert came_from.getresponse().status == 200
        came_from.close()
    service.wait_for("reached", address="127.0.0.3")
    assert len(service.of("reached")) == 1
