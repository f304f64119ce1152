"""The window runs the real service: phones sign in, it is killed and comes again, it ends with the window."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as time_of_day
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QProcess
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from zxingcpp import read_barcodes

from partyschool.domain.identity import check_character
from partyschool.services.class_queries import get_class
from partyschool.services.classes import cancel_class, update_class
from partyschool.services.enrolment import enrol
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.phone_ballots import get_questionnaire
from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.ui import halls
from partyschool.ui.ballot_screen import BallotScreen
from partyschool.ui.context import Context
from partyschool.ui.halls import Hall
from partyschool.ui.network_dialog import NetworkDialog
from partyschool.ui.networks import Network
from partyschool.ui.phone_pages import PhonePages
from partyschool.ui.phone_pages_dialog import PhonePagesDialog
from partyschool.ui.projector import ProjectorWindow
from partyschool.ui.signin_process import SigninProcess
from partyschool.ui.start_dialog import StartDialog
from tests.conftest import Clock
from tests.services.asked_class import make_class
from tests.signin.running import PlainPhone
from tests.ui.conftest import Ways
from tests.ui.school_day import SchoolDay, hold

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(autouse=True)
def _source(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service finds the program also where it is not installed."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def hall(context: Context, day: SchoolDay, clock: Clock) -> Iterator[Hall]:
    clock.time = datetime(2025, 6, 16, 8, 10)
    session = get_sign_in_session(context.db, day.code, 1)
    yield context.halls.open(context.db, session, host="127.0.0.1")
    context.halls.stop_all()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def is_open(hall: Hall) -> bool:
    return hall.state == halls.OPEN and hall.code is not None


def test_a_session_that_is_moved_is_followed_by_service_phones_and_screen(
    qtbot: QtBot, context: Context, day: SchoolDay, hall: Hall
) -> None:
    window = ProjectorWindow(context, hall)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: is_open(hall))
    pid = hall.process.pid
    first, *rest = day.form.sessions
    moved = replace(first, ends=time_of_day(11, 50), place="镇会议室")

    update_class(context.db, code=day.code, form=replace(day.form, sessions=(moved, *rest)))

    qtbot.waitUntil(lambda: hall.closes == datetime(2025, 6, 16, 11, 50))
    assert hall.code is not None
    assert "镇会议室" in PlainPhone(hall.url).scan(hall.code.digits).text
    qtbot.waitUntil(lambda: "镇会议室" in window.scene.where)
    assert hall.process.pid == pid


def test_a_computer_that_gets_another_address_takes_the_service_and_the_code_along(
    qtbot: QtBot, hall: Hall, context: Context
) -> None:
    qtbot.waitUntil(lambda: is_open(hall))
    port = hall.url.rpartition(":")[2]

    hall.process.move("127.0.0.2")

    qtbot.waitUntil(lambda: hall.url == f"http://127.0.0.2:{port}" and is_open(hall))
    assert hall.code is not None
    assert hall.code.url.startswith(f"HTTP://127.0.0.2:{port}/S/")
    assert PlainPhone(hall.url).scan(hall.code.digits).status == 200


def test_the_desk_says_whether_a_phone_has_come_and_explains_why_not(qtbot: QtBot, parent: QWidget, hall: Hall) -> None:
    qtbot.waitUntil(lambda: is_open(hall))
    dialog = NetworkDialog(parent, hall)
    assert hall.url.removeprefix("http://") in dialog.form.lead.text()
    qtbot.waitUntil(lambda: "还没有手机连上" in dialog.form.tried.text())
    shown = " ".join(one.text() for one in dialog.findChildren(QLabel))
    for cause in ("防火墙", "隔离", "同一个网络", "微信", "政务外网"):
        assert cause in shown

    hall.process.told.emit({"event": "reached", "address": "192.168.1.77"})
    dialog.accept()
    qtbot.waitUntil(lambda: "已经有手机连上" in dialog.form.tried.text())

    hall.process.send("stop")
    qtbot.waitUntil(lambda: hall.state == halls.DOWN)


def test_a_changed_address_is_said_in_words_and_a_lost_network_too(context: Context, day: SchoolDay) -> None:
    hall = Hall(context.db, get_sign_in_session(context.db, day.code, 1), host="192.168.1.8")
    wifi, other = Network("192.168.1.8", "无线网", 0), Network("10.0.0.5", "无线网", 0)
    virtual = Network("172.17.0.1", "虚拟网络", 9)

    hall.look_at_networks([wifi, virtual])
    assert (hall.problem, hall.notice, hall.host) == ("", "", "192.168.1.8")
    hall.look_at_networks([virtual])
    assert hall.problem.startswith("这台电脑的网络断了")
    hall.look_at_networks([wifi, virtual])
    assert hall.problem == ""
    hall.look_at_networks([other, virtual])
    assert (hall.problem, hall.host) == ("", "10.0.0.5")
    assert "从 192.168.1.8 变成了 10.0.0.5" in hall.notice
    arguments = hall.process.arguments()
    assert arguments[arguments.index("--host") + 1] == "10.0.0.5"


def test_a_phone_signs_in_and_the_screen_follows(qtbot: QtBot, context: Context, day: SchoolDay, hall: Hall) -> None:
    number = "37148219680315002" + check_character("37148219680315002")
    unit = day.branches["桂庄村"]
    person = create_person(context.db, form=PersonForm("高秀英", number, unit_id=unit), confirmed=True)
    enrol(context.db, code=day.code, person_ids=[person])
    window = ProjectorWindow(context, hall)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: is_open(hall))

    assert hall.code is not None
    assert PlainPhone(hall.url).sign_in(hall.code.digits, "高秀英", number[-4:]).result == "signed"
    qtbot.waitUntil(lambda: window.scene.present == 1)
    assert window.scene.newest[0].name == "高**"
    assert get_class(context.db, day.code).steps[0].state.done
    window.close()


def test_a_killed_service_comes_again_at_the_same_address_and_nothing_is_lost(
    qtbot: QtBot, context: Context, day: SchoolDay, hall: Hall
) -> None:
    qtbot.waitUntil(lambda: is_open(hall))
    url, before = hall.url, hall.process.pid
    seen: list[str] = []
    hall.changed.connect(lambda: seen.append(hall.state))

    os.kill(before, signal.SIGKILL)
    qtbot.waitUntil(lambda: halls.DOWN in seen)
    assert hall.code is None
    qtbot.waitUntil(lambda: is_open(hall))
    assert (hall.url, hall.process.pid != before) == (url, True)

    hall.extend(10)
    hall.close()
    qtbot.waitUntil(lambda: hall.state == halls.CLOSED)
    seen.clear()
    os.kill(hall.process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: halls.DOWN in seen)
    qtbot.waitUntil(lambda: hall.state == halls.CLOSED)  # as the clerk had left it


def test_pausing_extending_and_closing_are_answered(qtbot: QtBot, hall: Hall) -> None:
    qtbot.waitUntil(lambda: is_open(hall))
    hall.pause()
    qtbot.waitUntil(lambda: hall.state == halls.PAUSED)
    assert hall.code is None
    hall.pause()
    qtbot.waitUntil(lambda: is_open(hall))
    closes = hall.closes
    hall.extend(10)
    qtbot.waitUntil(lambda: (hall.closes - closes).seconds == 600)
    hall.close()
    qtbot.waitUntil(lambda: hall.state == halls.CLOSED)


def test_a_class_that_is_cancelled_is_refused_in_words_and_not_tried_again(
    qtbot: QtBot, context: Context, day: SchoolDay
) -> None:
    cancel_class(context.db, code=day.code, reason="防汛")
    process = SigninProcess(context.db, day.code, 1, host="127.0.0.1")
    with qtbot.waitSignal(process.failed) as failed:
        process.start()
    assert failed.args is not None
    assert "已取消" in failed.args[0]
    assert process.pid == 0


def test_the_service_ends_with_the_window_that_started_it(tmp_path: Path, context: Context, day: SchoolDay) -> None:
    """`kill -9` of the window: its end of the pipe closes, and the service stops after answering."""
    command = [sys.executable, "-m", "partyschool", "--data", str(context.folder.root), "serve", day.code]
    starter = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({command!r} + ['--host', '127.0.0.1', '--now', '2025-06-16T08:10'], "
        "stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    window = subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True)
    assert window.stdout is not None
    service = int(window.stdout.readline())
    window.kill()
    window.wait()
    window.stdout.close()
    assert ended(service)


def ended(pid: int) -> bool:
    """Whether the process goes within a minute; its new parent has to collect it, so a zombie counts as gone."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_start_dialog_tries_the_address_out_and_leads_to_the_desk(
    qtbot: QtBot, context: Context, day: SchoolDay, clock: Clock, ways: Ways, parent: QWidget
) -> None:
    clock.time = datetime(2025, 6, 16, 8, 10)
    dialog = StartDialog(context, get_class(context.db, day.code), parent)
    dialog.form.address.addItem("本机 127.0.0.1", "127.0.0.1")
    dialog.form.address.setCurrentIndex(dialog.form.address.count() - 1)
    dialog.form.save.setEnabled(True)
    dialog.open()
    dialog.accept()
    qtbot.waitUntil(lambda: bool(ways.gone))
    assert ways.gone == [("desk", {"code": day.code, "number": 1, "room": "", "projector": True})]
    assert context.halls.of_class(day.code) is not None
    context.halls.stop_all()
    assert context.halls.all() == []


def test_an_address_that_is_not_this_computers_is_refused_in_the_dialog(
    qtbot: QtBot, context: Context, day: SchoolDay, clock: Clock, parent: QWidget
) -> None:
    clock.time = datetime(2025, 6, 16, 8, 10)
    dialog = StartDialog(context, get_class(context.db, day.code), parent)
    dialog.form.address.addItem("别处 203.0.113.7", "203.0.113.7")
    dialog.form.address.setCurrentIndex(dialog.form.address.count() - 1)
    dialog.open()
    dialog.accept()
    qtbot.waitUntil(lambda: bool(dialog.form.network.text()))
    assert "203.0.113.7" in dialog.form.network.text()
    assert dialog.form.save.text() == "再试一次"
    assert context.halls.all() == []


def test_phones_answer_the_questionnaire_while_the_window_shows_how_many(qtbot: QtBot, context: Context) -> None:
    code = make_class(context.db)
    pages = context.phone_pages.open(context.db, code, minutes=60, issued=5, host="127.0.0.1", port=0)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PhonePagesDialog(context, parent, get_questionnaire(context.db, code))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: pages.is_open and bool(pages.code_url))
    phone = PlainPhone(pages.url)
    phone.come_in(dialog.form.code.text)
    assert phone.hand_in(go="sure", q1="1").result == "given"
    qtbot.waitUntil(lambda: dialog.form.received.text() == "已收到 1 张，发放 5 张")
    dialog.show_screen()
    gc.collect()
    [screen] = [window for window in QApplication.topLevelWidgets() if isinstance(window, BallotScreen)]
    read = read_barcodes(Image.open(BytesIO(png_of(screen))))
    assert [found.text for found in read] == [pages.code_url]
    late = PlainPhone(pages.url)
    late.come_in(dialog.form.code.text)
    assert late.hand_in(go="sure", q1="2").result == "given"
    dialog.finish()  # before the window has heard of that one
    assert not screen.isVisible()
    assert dialog.form.problem_notice.text().startswith("手机测评已结束，收到 2 张。")
    until = get_questionnaire(context.db, code).until
    assert until is not None
    assert until < context.db.now() + timedelta(minutes=30)
    assert context.phone_pages.of_class(code) is None


@pytest.mark.parametrize(("state", "comes_again"), [("open", True), ("closed", False)])
def test_a_questionnaire_that_is_over_is_not_opened_anew_when_its_service_falls(
    context: Context, state: str, comes_again: bool
) -> None:
    pages = PhonePages(
        context.db, "2025-01", minutes=60, issued=5, host="127.0.0.1", port=0, parent=context.phone_pages
    )
    pages.state, pages.process._wanted = state, True
    pages.process._finished(9, QProcess.ExitStatus.CrashExit)
    assert pages.process._again.isActive() == comes_again
    pages.process.stop()


def png_of(widget: QWidget) -> bytes:
    """As a camera before the hall's screen would see it."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return bytes(content.data())
