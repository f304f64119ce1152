"""Every page of the phones in a real Chromium: each refusal as a trainee meets it, and the look of all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from partyschool.domain.terms import Way
from partyschool.services.sign_in import Answer, KnownPerson, Result, SignIn, record_sign_in
from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.signin.limits import Limits
from partyschool.signin.pages import NAMES, Pages
from partyschool.signin.shell import Page
from partyschool.storage.database import Database
from partyschool.storage.models import Person, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import CODE, DAY, Hall, add_class, add_people
from tests.signin.running import PlainPhone, Service, running
from tests.signin.test_browser import SIZES, field, fits, press, title

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

BOTH = pytest.mark.parametrize("scripts", [True, False])
LONG_NAME, LONG_UNIT = "阿依古丽·买买提艾力", "房寺镇前庄村第二网格党支部"


def fill_in(phone: Chrome, service: Service, name: str, tail: str) -> None:
    phone.get(f"{service.url}/s/{service.code}")
    field(phone, "name").send_keys(name)
    field(phone, "tail").send_keys(tail)
    press(phone, "签到")


@BOTH
def test_each_refusal_of_a_form_says_what_to_do(
    scripts: bool, new_phone: Callable[..., Chrome], db: Database, clock: Clock
) -> None:
    people = add_people(db, ["马明艳", "于建国", "彭勇军", "李洋", "张伟", "张伟"])
    ma, yu, peng, li, zhang, same = people
    with db.write() as session:
        session.get_one(Person, same.id).id_number = None
        other = session.get_one(Person, zhang.id)
        number, other.id_number = other.id_number or "", None
        session.flush()
        session.get_one(Person, same.id).id_number = f"37148119{number[8:]}"
        other.id_number = number
    add_class(db, [ma, yu, peng, zhang, same])
    village = add_class(db, [peng, li], code="贾集", title="贾集村分课堂")
    record_sign_in(db, village.session_id, SignIn(Way.TAP, clock(), person_id=peng.id))
    phone = new_phone(scripts=scripts)
    with running(db, clock) as service:
        for person, tail, heading, advice in (
            (ma, "0000", "姓名尾号对不上", "身份证号"),
            (peng, peng.tail, "已在别处签到", "签到台"),
            (li, li.tail, "不在本班名单", "贾集村分课堂"),
            (zhang, zhang.tail, "请到签到台", "同名同尾号"),
            (ma, ma.tail, "签到成功", "请入座"),
        ):
            phone.delete_all_cookies()
            fill_in(phone, service, person.name, tail)
            title(phone, heading)
            assert advice in phone.page_source
        phone.get(f"{service.url}/s/{service.code}")
        press(phone, "不是我，换人")
        title(phone, "请填两项，签到")
        field(phone, "name").send_keys(yu.name)
        field(phone, "tail").send_keys(yu.tail)
        press(phone, "签到")
        title(phone, "手机已签过一人")
        assert "马*" in phone.page_source
        assert "马明艳" not in phone.page_source


@BOTH
def test_each_door_that_is_shut_says_when_and_where_to_go(
    scripts: bool, new_phone: Callable[..., Chrome], hall: Hall, db: Database, clock: Clock
) -> None:
    phone = new_phone(scripts=scripts)
    clock.time = datetime.combine(DAY, time(7))
    with running(db, clock) as service:
        phone.get(f"{service.url}/s/123456")
        title(phone, "还没开始签到")
        assert "7:30" in phone.page_source
        service.command("resume")
        service.wait_for("state", state="open")
        phone.get(f"{service.url}/s/000000")
        title(phone, "签到码已换新")
        for _ in range(Limits().codes_by_address):
            PlainPhone(service.url).scan("000000")
        phone.get(f"{service.url}/s/000000")
        title(phone, "请等 1 分钟再试")
        service.command("pause")
        service.wait_for("state", state="paused")
        phone.get(f"{service.url}/s/{service.code}")
        title(phone, "签到暂停")
        service.command("close")
        service.wait_for("state", state="closed")
        phone.get(f"{service.url}/s/{service.code}")
        title(phone, "签到已停止")
        assert "签到台" in phone.page_source


@BOTH
def test_a_trainee_signs_out_with_one_tap_where_the_class_asks_for_it(
    scripts: bool, new_phone: Callable[..., Chrome], hall: Hall, db: Database, clock: Clock
) -> None:
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).signs_out = True
    ma, phone = hall.people[0], new_phone(scripts=scripts)
    with running(db, clock) as service:
        fill_in(phone, service, ma.name, ma.tail)
        title(phone, "签到成功")
        assert "再扫码签退" in phone.page_source.replace("<b>", "").replace("</b>", "")
        clock.time = datetime.combine(DAY, time(11, 31))
        phone.get(f"{service.url}/s/{service.code_at(clock.time)}")
        press(phone, "签退")
        title(phone, "签退成功")
        assert "11:31" in phone.page_source
        phone.delete_all_cookies()
        fill_in(phone, service, ma.name, ma.tail)
        title(phone, "已经签到了")
        press(phone, "下课了，签退")
        title(phone, "签退成功")
        phone.delete_all_cookies()


def every_page(db: Database, hall: Hall, clock: Clock) -> dict[str, Page]:
    """All of them with the longest texts that they may have to hold."""
    with db.write() as session:
        training = session.get_one(TrainingClass, hall.class_id)
        training.signs_out, training.title = True, "2025年房寺镇农村党员冬春训轮训示范培训班（第12期）"
    session_facts = get_sign_in_session(db, CODE, 1)
    pages, now = Pages(session_facts), clock()
    wish = SignIn(Way.PHONE, session_facts.ends, name=LONG_NAME, tail="123X", nonce="n" * 16)
    facts = {"ticket": "t" * 120, "nonce": "n" * 16}

    def answer(result: Result, **more: object) -> Page:
        known = Answer(result, 1, "u", LONG_NAME, LONG_UNIT, "第12组", now, "phone", number=1288, **more)  # type: ignore[arg-type]
        return pages.answer(known, wish, ticket="t" * 120)

    known = KnownPerson(LONG_NAME, LONG_UNIT, now)
    return {
        "form": pages.form("form", name="", **facts),
        "name": pages.form("name", name=LONG_NAME, **facts),
        "tail": pages.form("tail", name=LONG_NAME, **facts),
        "known": pages.known(name=LONG_NAME, unit=LONG_UNIT, **facts),
        "leave": pages.leave(known, now=now, **facts),
        "code": pages.typed_code(),
        "signed": answer(Result.SIGNED),
        "already": answer(Result.ALREADY),
        "signed_out": answer(Result.SIGNED_OUT, came=now, is_early=True),
        "not_signed_in": answer(Result.NOT_SIGNED_IN),
        "not_found": answer(Result.NOT_FOUND),
        "ambiguous": answer(Result.NOT_FOUND, is_ambiguous=True),
        "not_enrolled": answer(Result.NOT_ENROLLED, own_class="房寺镇冬春训示范培训班（第12期）", own_start=now),
        "elsewhere": answer(Result.ELSEWHERE, place="贾集村新时代文明实践站分课堂"),
        "phone_used": answer(Result.PHONE_USED),
        "expired": pages.expired(),
        "closed": pages.closed(at=now, now=now),
        "early": pages.early(at=now, now=now),
        "paused": pages.paused(),
        "too_many": pages.too_many(),
        "bad_request": pages.bad_request(),
        "trouble": pages.trouble(),
        "missing": pages.missing(),
    }


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_there_is_fits_the_smallest_phone_with_the_longest_texts(
    width: int, height: int, phone: Chrome, db: Database, hall: Hall, clock: Clock, tmp_path: Path
) -> None:
    pages = every_page(db, hall, clock)
    assert set(pages) == set(NAMES)
    for name, page in pages.items():
        assert len(page.body) < 4096, name
        file = tmp_path / f"{name}.html"
        file.write_bytes(page.body)
        phone.get(file.as_uri())
        fits(phone, width, height)
