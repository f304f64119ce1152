"""The whole way in the window: roll → class → a browser that signs in from the projector → hours → certificate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from partyschool.domain.terms import PointKind, TeacherKind
from partyschool.paths import DataFolder
from partyschool.services.people import list_people
from partyschool.services.schools import home_school
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.storage.database import Database
from partyschool.ui.application import Desk
from partyschool.ui.class_page import ClassPage
from partyschool.ui.classes_page import ClassesPage
from partyschool.ui.confirm_dialog import ConfirmDialog
from partyschool.ui.desk_page import DeskPage
from partyschool.ui.halls import Hall
from partyschool.ui.import_page import ImportPage
from partyschool.ui.main_window import MainWindow
from partyschool.ui.new_class_dialog import NewClassDialog
from partyschool.ui.page import Page
from partyschool.ui.projector import ProjectorWindow
from partyschool.ui.welcome_page import WelcomePage
from tests.conftest import Clock
from tests.shell import Shell
from tests.signin.running import PATIENCE
from tests.ui.dialogs import dialog_of
from tests.whole import rolls

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
EVENING = datetime(2025, 6, 16, 18, 0)


@pytest.fixture
def desk(qtbot: QtBot, folder: DataFolder, clock: Clock) -> Iterator[Desk]:
    """The window on an empty folder, on the morning of the class."""
    clock.time = datetime(2025, 6, 16, 8, 5)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    made = Desk(window, folder, None, clock)
    yield made
    made.close()


class Clerk:
    """What a clerk does in the window, step by step."""

    def __init__(self, qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
        self.qtbot, self.desk, self.window, self.tmp_path = qtbot, desk, desk.window, tmp_path
        self.people = rolls.members()

    @property
    def db(self) -> Database:
        assert self.desk._db is not None
        return self.desk._db

    def press(self, button: QPushButton) -> None:
        assert button.isEnabled(), button.text()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def page(self, kind: type[Page]) -> Page:
        shown = self.window.form.pages.currentWidget()
        assert isinstance(shown, kind), shown
        return shown

    def start_school(self) -> None:
        self.desk.open()
        page = self.window.form.pages.currentWidget()
        assert isinstance(page, WelcomePage)
        page.form.name.setText("中共禹城市房寺镇委员会党校")
        page.form.name.textEdited.emit(page.form.name.text())
        self.press(page.form.begin)

    def bring_in(self, kind: str, path: Path) -> None:
        """Choose, look at the preview, write."""
        self.window.go("import", kind=kind, path=path)
        page = self.page(ImportPage)
        assert isinstance(page, ImportPage)
        self.qtbot.waitUntil(lambda: page.preview is not None)
        self.press(page.form.write)
        self.qtbot.waitUntil(lambda: page.preview is None)

    def lay_out_class(self) -> str:
        """The guided dialog from its first step to 发布."""
        self.window.go("classes")
        page = self.page(ClassesPage)
        assert isinstance(page, ClassesPage)
        self.press(page.form.add)
        dialog = dialog_of(page, NewClassDialog)
        codes: list[str] = []
        dialog.saved.connect(codes.append)
        form = dialog.form
        form.name.setText("农村党员轮训班")
        form.gives_certificates.setChecked(True)
        self.press(form.forward)
        form.first_day.setDate(QDate(2025, 6, 16))
        form.length.setValue(1)
        form.place.setEditText("党校报告厅")
        form.leader.setCurrentIndex(1)
        form.point.setCurrentIndex(1)
        self.press(form.forward)
        self.press(form.forward)
        village = form.picker.form.units.topLevelItem(0)
        assert village is not None
        village.setCheckState(0, Qt.CheckState.Checked)
        self.press(form.forward)
        self.press(form.forward)
        assert len(codes) == 1, form.problem_notice.text()
        return codes[0]

    def class_page(self, code: str) -> ClassPage:
        self.window.go("class", id=code)
        page = self.page(ClassPage)
        assert isinstance(page, ClassPage)
        return page


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Clerk:
    """With the roll, the posts, a leader and a teaching point entered."""
    clerk = Clerk(qtbot, desk, tmp_path)
    clerk.start_school()
    rolls.save_roll(tmp_path / "roll.xlsx", clerk.people)
    rolls.save_cadres(tmp_path / "cadres.xlsx", clerk.people)
    clerk.bring_in("roster", tmp_path / "roll.xlsx")
    clerk.bring_in("cadres", tmp_path / "cadres.xlsx")
    save_teacher(clerk.db, form=TeacherForm("周文斌", TeacherKind.LEADER, "镇党委书记"))
    town = home_school(clerk.db).unit_id
    save_point(clerk.db, form=PointForm("贾集村温室蔬菜大棚", PointKind.MODEL_VILLAGE, town, capacity=120))
    return clerk


def decoded(image: QImage) -> str:
    """What an independent reader finds in a picture."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    [found] = zxingcpp.read_barcodes(
        memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine())), QR
    )  # fmt: skip
    return found.text


def sign_in(phone: Chrome, address: str, member: rolls.Member) -> str:
    """Scan, type two things, and read the heading of the answer."""
    phone.get(address)
    phone.find_element(By.NAME, "name").send_keys(member.name)
    phone.find_element(By.NAME, "tail").send_keys(member.tail)
    phone.find_element(By.CSS_SELECTOR, "button:not(.s)").click()
    # Asking while one page gives way to the next fails in several ways, which all mean: not yet.
    waiting = WebDriverWait(phone, PATIENCE, ignored_exceptions=[WebDriverException])
    heading = (By.TAG_NAME, "h1")
    return str(waiting.until(lambda page: not page.find_elements(By.NAME, "tail") and page.find_element(*heading).text))


def open_hall(clerk: Clerk, code: str) -> tuple[Hall, ProjectorWindow]:
    """The service as the window starts it, its desk, and the projector."""
    from partyschool.services.sign_in_session import get_sign_in_session

    context = clerk.class_page(code).context
    session = get_sign_in_session(clerk.db, code, 1, clerk.db.now())
    hall = context.halls.open(clerk.db, session, host="127.0.0.1")
    clerk.window.go("desk", code=code, number=1, projector=True)
    clerk.qtbot.waitUntil(lambda: hall.code is not None)
    page = clerk.page(DeskPage)
    assert isinstance(page, DeskPage)
    assert page.projector is not None
    page.projector.resize(1280, 720)
    return hall, page.projector


def test_from_a_messy_roll_to_a_verified_certificate(clerk: Clerk, phone: Chrome, clock: Clock, tmp_path: Path) -> None:
    assert len(list_people(clerk.db)) == len(clerk.people)
    code = clerk.lay_out_class()
    hall, projector = open_hall(clerk, code)
    address = decoded(projector.grab().toImage())
    assert hall.code is not None
    assert address == hall.code.url == address.upper()

    assert sign_in(phone, address, clerk.people[0]) == "签到成功"
    clerk.qtbot.waitUntil(lambda: hall.present == 1)
    clerk.qtbot.waitUntil(lambda: projector.scene.present == 1)
    assert hall.newest[0].name == clerk.people[0].name
    page = clerk.class_page(code)
    clerk.qtbot.waitUntil(lambda: page.detail is not None and page.detail.steps[0].state.done)

    the_others_come(clerk, code)
    hall.stop()
    clock.time = EVENING
    confirm_in_the_window(clerk, code)
    clerk.desk.close()
    check_the_papers(Shell(clerk.desk.folder.root), code, clerk.people, tmp_path)


def the_others_come(clerk: Clerk, code: str) -> None:
    """By the paper sheet: the morning all but one, the afternoon everybody."""
    from partyschool.services.attendance_paper import paper_all_except
    from partyschool.services.class_queries import get_class

    ids = {row.id_number: row.id for row in list_people(clerk.db)}
    first, second = get_class(clerk.db, code).sessions
    paper_all_except(clerk.db, session_id=first.id, absent=[ids[clerk.people[-1].number]])
    paper_all_except(clerk.db, session_id=second.id)


def confirm_in_the_window(clerk: Clerk, code: str) -> None:
    """办结 and 认定 by their buttons."""
    page = clerk.class_page(code)
    page.refresh()
    page.close_class()
    assert page.detail is not None
    page.refresh()
    assert page.detail.row.state == "closed"
    page.confirm()
    dialog = dialog_of(page, ConfirmDialog)
    clerk.press(dialog.form.save)
    page.refresh()
    assert page.detail.row.is_confirmed


def check_the_papers(shell: Shell, code: str, people: list[rolls.Member], tmp_path: Path) -> None:
    """From the command line, on what the window has left."""
    path = tmp_path / "certificates.pdf"
    printed = shell("--json", "print", "certificates", code, "-o", path)
    numbers = json.loads(printed.out)["numbers"]
    entitled = people[:-1]
    assert len(numbers) == len(entitled)
    assert people[-1].name in printed.err
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    for member in entitled:
        assert member.name in text, member.name
    code_text = code_on_page(path, 0)
    assert code_text.isascii()
    key = shell.folder / "keys" / "certificate-public.pem"
    elsewhere = Shell(tmp_path / "elsewhere")
    verdict = elsewhere.process("--json", "verify", code_text, "--key", key).json
    assert (verdict["valid"], verdict["number"], verdict["school"]) == (True, numbers[0], "中共禹城市房寺镇委员会党校")
    assert shell.json("verify", path)["valid"] is True
    agree(shell, len(people))


def code_on_page(path: Path, page: int) -> str:
    """The code off the rendered page, as a scanner sees it."""
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[page].render(scale=200 / 72).to_pil().convert("L")
    finally:
        document.close()
    return next(found.text for found in zxingcpp.read_barcodes(picture))


def agree(shell: Shell, members: int) -> None:
    """The summary's totals are the quota's."""
    totals = shell.json("quota", 2025)["totals"]
    summary = shell.json("summary", 2025, "--format", "json")
    assert {key: summary[key] for key in totals} == totals
    assert (totals["members"], totals["due"], totals["trained"]) == (members, members, members)
    # Two half-days are one day: enough for all but the village secretaries and committees, and one came to one only.
    owing_two = sum(bool(member.post) for member in rolls.members())
    assert totals["met"] == members - owing_two - 1
    assert (summary["classes"], summary["attendances"], summary["persons"]) == (1, members, members)
    assert shell("check").code == 0


def test_what_was_answered_survives_the_death_of_the_service_and_is_shown_again(
    clerk: Clerk, new_phone: Callable[..., Chrome]
) -> None:
    code = clerk.lay_out_class()
    hall, projector = open_hall(clerk, code)
    pid = hall.process.pid
    assert sign_in(new_phone(), decoded(projector.grab().toImage()), clerk.people[1]) == "签到成功"
    kill(pid)
    clerk.qtbot.waitUntil(lambda: hall.process.pid not in (0, pid) and hall.code is not None)
    clerk.qtbot.waitUntil(lambda: hall.present == 1)
    assert sign_in(new_phone(), decoded(projector.grab().toImage()), clerk.people[1]) == "已经签到了"
    hall.stop()


def kill(pid: int) -> None:
    """No time for a last word."""
    import os
    import signal

    os.kill(pid, signal.SIGKILL)
