"""The phone pages in a real Chromium of a phone's size, with scripts on and off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from partyschool.domain.terms import Way
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.phone_ballots import get_questionnaire
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.signin.hall import CODE, Hall, add_class, add_people, ask_about_a_lesson
from tests.signin.running import PATIENCE, PlainPhone, Service, running

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

SMALLEST_TEXT = 16
BARS = 440
SIZES = [(360, 740), (320, 568)]


def resize(phone: Chrome, width: int, height: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
    phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def runs_scripts(phone: Chrome) -> bool:
    phone.get("data:text/html,<title>off</title><script>document.title='on'</script>")
    return phone.title == "on"


def field(phone: Chrome, name: str) -> WebElement:
    shown = f"input[name={name}]:not([type=hidden])"
    return WebDriverWait(phone, PATIENCE, ignored_exceptions=[WebDriverException]).until(
        lambda page: page.find_element(By.CSS_SELECTOR, shown)
    )


def press(phone: Chrome, words: str) -> None:
    for button in phone.find_elements(By.TAG_NAME, "button"):
        if button.text.replace("\u3000", "") == words:
            tap(phone, button)
            return
    raise AssertionError(f"no button {words}: {phone.page_source}")


def tap(phone: Chrome, button: WebElement) -> None:
    """A finger on the glass; WebDriver's own click waits for ever where scripts are off."""
    place = button.rect
    finger = {"x": place["x"] + place["width"] / 2, "y": place["y"] + place["height"] / 2}
    phone.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    phone.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def title(phone: Chrome, words: str) -> None:
    """Wait for the page with this heading."""
    # Asking while one page gives way to the next fails in several ways, which all mean: not yet.
    waiting = WebDriverWait(phone, PATIENCE, ignored_exceptions=[WebDriverException])
    waiting.until(lambda page: words in page.find_element(By.TAG_NAME, "h1").text)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_trainee_scans_types_two_fields_and_is_in(
    scripts: bool, new_phone: Callable[..., Chrome], service: Service, hall: Hall, db: Database
) -> None:
    """And answers the questionnaire with the same phone."""
    ma = hall.people[0]
    phone = new_phone(scripts=scripts)
    assert runs_scripts(phone) == scripts
    phone.get(service.wait_for("code")["url"])

    field(phone, "name").send_keys(ma.name)
    field(phone, "tail").send_keys(ma.tail)
    press(phone, "签到")

    title(phone, "签到成功")
    assert ma.name in phone.page_source
    assert service.wait_for("signed")["name"] == ma.name
    ask_about_a_lesson(db, hall)
    answer = answer_on_one_page if scripts else answer_one_by_one
    answer(phone, service.url + f"/e/{get_questionnaire(db, CODE).door}")
    report = get_evaluation(db, CODE)
    assert [row.votes.counts.index(1) for row in report.lessons[0].items] == [0, 3]
    assert (report.valid, report.remarks) == (1, ("多讲 身边的事",))


def answer_one_by_one(phone: Chrome, wall: str) -> None:
    """Two answers, the last question passed over, a remark of two lines; then the same phone comes again."""
    phone.get(wall)
    resize(phone, 320, 2400)  # a finger cannot reach what lies below the glass
    press(phone, "大字，一题一题填")
    for item, level in (("教学内容", "非常满意"), ("教学效果", "不满意")):
        title(phone, item)
        assert is_within(phone, 320)
        press(phone, level)
    title(phone, "组织管理")
    press(phone, "跳过")
    remark = WebDriverWait(phone, PATIENCE, ignored_exceptions=[WebDriverException]).until(
        lambda page: page.find_element(By.TAG_NAME, "textarea")
    )
    remark.send_keys("多讲\n身边的事")
    press(phone, "交卷")
    title(phone, "有 1 项没选")
    press(phone, "不补了，就这样交")
    title(phone, "已交，谢谢")
    phone.get(wall)
    title(phone, "已经交过了")


def answer_on_one_page(phone: Chrome, wall: str) -> None:
    """Every question with a tap on its level."""
    phone.get(wall)
    resize(phone, 320, 2400)
    assert is_within(phone, 320, 2400)
    for question, level in ((1, 1), (2, 4), (3, 2)):
        tap(phone, phone.find_element(By.CSS_SELECTOR, f"input[name=q{question}][value='{level}']"))
    phone.find_element(By.TAG_NAME, "textarea").send_keys("多讲 身边的事")
    press(phone, "交卷")
    title(phone, "已交，谢谢")


def is_within(phone: Chrome, width: int, height: int = 568) -> bool:
    """Nothing to scroll sideways on a phone so wide; measured by the elements, as scripts may be off."""
    resize(phone, width, height)
    return all(
        element.rect["x"] + element.rect["width"] <= width for element in phone.find_elements(By.TAG_NAME, "button")
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_an_old_hand_fills_in_one_field_after_the_other_and_goes_back(
    scripts: bool, new_phone: Callable[..., Chrome], service: Service, hall: Hall
) -> None:
    ma = hall.people[0]
    phone = new_phone(scripts=scripts)
    assert runs_scripts(phone) == scripts
    phone.get(service.wait_for("code")["url"])
    press(phone, "大字，一项一项填")
    title(phone, "您叫什么名字？")
    field(phone, "name").send_keys("马明燕")
    press(phone, "下一步")
    title(phone, "身份证号最后 4 位")
    press(phone, "上一步，改姓名")
    title(phone, "您叫什么名字？")
    assert field(phone, "name").get_attribute("value") == "马明燕"
    field(phone, "name").clear()
    field(phone, "name").send_keys(ma.name)
    press(phone, "下一步")
    title(phone, "身份证号最后 4 位")

    field(phone, "tail").send_keys(ma.tail)
    press(phone, "签到")

    title(phone, "签到成功")


def test_a_known_phone_needs_one_tap_and_can_change_hands(
    phone: Chrome, hall: Hall, db: Database, clock: Clock
) -> None:
    ma, yu, _ = hall.people
    with running(db, clock) as morning:
        phone.get(f"{morning.url}/s/{morning.code}")
        field(phone, "name").send_keys(ma.name)
        field(phone, "tail").send_keys(ma.tail)
        press(phone, "签到")
        title(phone, "签到成功")
    clock.advance(hours=5, minutes=30)
    with running(db, clock) as afternoon:
        phone.get(f"{afternoon.url}/s/{afternoon.code}")
        press(phone, "不是我，换人")
        title(phone, "请填两项，签到")
        phone.back()
        press(phone, "是我，签到")
        title(phone, "签到成功")

        phone.get(f"{afternoon.url}/s/{afternoon.code}")
        press(phone, "不是我，换人")
        field(phone, "name").send_keys(yu.name)
        field(phone, "tail").send_keys(yu.tail)
        press(phone, "签到")
        title(phone, "手机已签过一人")
        assert yu.name not in phone.page_source


def test_reloading_the_answer_signs_in_once(phone: Chrome, service: Service, hall: Hall) -> None:
    ma = hall.people[0]
    phone.get(f"{service.url}/s/{service.code}")
    field(phone, "name").send_keys(ma.name)
    field(phone, "tail").send_keys(ma.tail)
    press(phone, "签到")
    title(phone, "签到成功")

    phone.refresh()

    title(phone, "签到成功")
    service.wait_for("counts", present=1)


def test_a_mistyped_tail_is_corrected_by_the_button(phone: Chrome, service: Service, hall: Hall) -> None:
    ma = hall.people[0]
    phone.get(f"{service.url}/s/{service.code}")
    field(phone, "name").send_keys(ma.name)
    field(phone, "tail").send_keys("0000")
    press(phone, "签到")
    title(phone, "姓名尾号对不上")
    press(phone, "重新填写")
    assert field(phone, "name").get_attribute("value") == ma.name

    field(phone, "tail").send_keys(ma.tail)
    press(phone, "签到")

    title(phone, "签到成功")


def test_a_mistyped_tail_is_corrected_by_going_back(phone: Chrome, service: Service, hall: Hall) -> None:
    ma = hall.people[0]
    phone.get(f"{service.url}/s/{service.code}")
    field(phone, "name").send_keys(ma.name)
    field(phone, "tail").send_keys("0000")
    press(phone, "签到")
    title(phone, "姓名尾号对不上")
    phone.back()
    title(phone, "请填两项，签到")
    field(phone, "name").clear()
    field(phone, "name").send_keys(ma.name)
    field(phone, "tail").clear()
    field(phone, "tail").send_keys(ma.tail)

    press(phone, "签到")

    title(phone, "签到成功")


def test_an_old_code_asks_for_the_new_one_by_hand(phone: Chrome, service: Service, clock: Clock) -> None:
    old = service.code
    clock.advance(minutes=1)
    new = service.wait_for("code", expires="2025-06-16T08:01:30")["code"]
    phone.get(f"{service.url}/s/{old}")
    title(phone, "签到码已换新")

    field(phone, "code").send_keys(f"{new[:3]} {new[3:]}")
    press(phone, "继续")

    title(phone, "请填两项，签到")


def test_an_empty_field_is_not_sent(phone: Chrome, service: Service) -> None:
    phone.get(f"{service.url}/s/{service.code}")

    press(phone, "签到")

    title(phone, "请填两项，签到")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_fits_the_phone_and_can_be_read(
    width: int, height: int, phone: Chrome, db: Database, clock: Clock
) -> None:
    """Nothing to scroll at 320×568, no text under 16 px, the main button above the browser's bars."""
    people = add_people(db, ["马明艳", "于建国", "彭勇军", "李洋", "阿依古丽·买买提艾力"])
    ma, yu, peng, li, ayi = people
    add_class(db, [ma, yu, peng, ayi])
    village = add_class(db, [peng, li], code="贾集", title="贾集村分课堂")
    record_sign_in(db, village.session_id, SignIn(Way.TAP, clock(), person_id=peng.id))
    with running(db, clock) as service:

        def sign_in(name: str, tail: str) -> None:
            phone.delete_all_cookies()
            phone.get(f"{service.url}/s/{service.code}")
            fits(phone, width, height)
            field(phone, "name").send_keys(name)
            field(phone, "tail").send_keys(tail)
            press(phone, "签到")

        for name, tail, heading in (
            (ayi.name, ayi.tail, "签到成功"),
            (ma.name, ma.tail, "签到成功"),
            (ma.name, ma.tail, "已经签到了"),
            (ma.name, "0000", "姓名尾号对不上"),
            (peng.name, peng.tail, "已在别处签到"),
            (li.name, li.tail, "不在本班名单"),
        ):
            sign_in(name, tail)
            title(phone, heading)
            fits(phone, width, height)
        for path, heading in ((f"/s/{'0' * 6}", "签到码已换新"), ("/", "请填签到码"), ("/x", "没有这个网页")):
            phone.get(service.url + path)
            title(phone, heading)
            fits(phone, width, height)
        service.command("close")
        service.wait_for("state", state="closed")
        phone.get(f"{service.url}/s/{service.code}")
        title(phone, "签到已停止")
        fits(phone, width, height)


def fits(phone: Chrome, width: int, height: int) -> None:
    resize(phone, width, height)  # every navigation brings back the size that the phone was started with
    page = phone.execute_script(
        "const all=[...document.querySelectorAll('body *')].filter(e=>e.innerText&&e.children.length==0);"
        "const button=document.querySelector('button');"
        "return {height:document.body.getBoundingClientRect().bottom,width:document.documentElement.scrollWidth,"
        "screen:innerWidth,"
        "button:button?button.getBoundingClientRect().bottom:0,"
        "text:Math.min(...all.map(e=>parseFloat(getComputedStyle(e).fontSize)))}"
    )
    assert page["screen"] == width, page
    assert page["width"] <= width, page
    assert page["height"] <= height, page
    assert page["text"] >= SMALLEST_TEXT, page
    if width == 320:
        assert page["button"] <= BARS, page


def test_a_page_weighs_less_than_four_kilobytes(service: Service, hall: Hall, plain_phone: PlainPhone) -> None:
    ma = hall.people[0]
    pages = [plain_phone.scan(service.code), plain_phone.fill_in(name=ma.name, tail=ma.tail)]
    pages += [plain_phone.get(path) for path in ("/", "/s/000000", "/nowhere")]

    assert [page.status for page in pages] == [200, 200, 200, 410, 404]
    assert all(len(page.text.encode()) < 4096 for page in pages)
    assert all("<script" not in page.text and "src=" not in page.text for page in pages)
