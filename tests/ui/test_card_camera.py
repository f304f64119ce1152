"""Cards that no gun reads: in photographs and screenshots, small, turned and blurred; several in one picture."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import qrcode
from PIL import Image, ImageFilter
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from partyschool.domain.card_code import card_code
from partyschool.errors import Refusal
from partyschool.services.attendance import list_attendance
from partyschool.services.cards import give_cards
from partyschool.ui.card_camera import CardCamera, Webcam, cards_in_image, linux_webcams, windows_webcams
from partyschool.ui.context import Context
from partyschool.ui.desk_page import DeskPage
from tests.conftest import Clock
from tests.ui.school_day import SchoolDay, hold


def code_picture(text: str, side: int = 220) -> Image.Image:
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    made: Image.Image = code.make_image().get_image()
    return made.convert("RGB").resize((side, side))


def photograph(*texts: str) -> Image.Image:
    """Cards on a table before a webcam of 640 × 480, turned and not quite in focus."""
    table = Image.new("RGB", (640, 480), (188, 172, 150))
    for place, text in enumerate(texts):
        card = code_picture(text).rotate(9 + 7 * place, expand=True, fillcolor=(240, 240, 240))
        table.paste(card, (30 + place * 310, 110))
    return table.filter(ImageFilter.GaussianBlur(1.2))


def as_image(picture: Image.Image, folder: Path) -> QImage:
    path = folder / "picture.png"
    picture.save(path)
    return QImage(str(path))


def test_two_cards_on_a_blurred_photograph_are_read_and_other_codes_are_not(tmp_path: Path) -> None:
    codes = [card_code(7), card_code(900_000_123)]
    assert set(cards_in_image(as_image(photograph(*codes), tmp_path))) == set(codes)
    assert cards_in_image(as_image(photograph("HTTP://192.168.1.8:8765/S/482716"), tmp_path)) == []
    assert cards_in_image(QImage()) == []


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def page(qtbot: QtBot, context: Context, day: SchoolDay, clock: Clock) -> Iterator[DeskPage]:
    clock.time = datetime(2025, 6, 16, 8, 20)
    made = DeskPage(context)
    qtbot.addWidget(made)
    made.show()
    made.open(code=day.code)
    yield made
    made.hide()


def present(page: DeskPage) -> set[str]:
    assert page.session is not None
    return {row.name for row in list_attendance(page.context.db, page.session.id) if row.state == "present"}


def test_everybody_on_a_photograph_is_signed_in(
    page: DeskPage, day: SchoolDay, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    names = ["许玉芳", "王洁"]
    cards = give_cards(page.context.db, class_code=day.code, person_ids=[day.people[name] for name in names])
    path = tmp_path / "照片.jpg"
    photograph(*(card.code for card in cards)).save(path)
    save_to(path)
    page.pictures.choose()
    assert present(page) == set(names)


def test_a_pasted_screenshot_is_read_and_one_without_a_card_is_refused_in_words(
    page: DeskPage, day: SchoolDay, tmp_path: Path
) -> None:
    [card] = give_cards(page.context.db, class_code=day.code, person_ids=[day.people["吴静"]])
    QGuiApplication.clipboard().setImage(as_image(code_picture(card.code), tmp_path))
    page.pictures.paste()
    assert present(page) == {"吴静"}
    QGuiApplication.clipboard().setImage(as_image(Image.new("RGB", (300, 300), "white"), tmp_path))
    with pytest.raises(Refusal, match="没有认出"):
        page.pictures.paste()


def test_a_file_that_is_no_picture_is_refused(
    page: DeskPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    path = tmp_path / "不是图片.png"
    path.write_text("hello")
    save_to(path)
    with pytest.raises(Refusal, match="不是能读的图片"):
        page.pictures.choose()


def test_the_menu_says_honestly_when_no_webcam_can_be_used(page: DeskPage) -> None:
    menu = page.form.pictures.menu()
    menu.aboutToShow.emit()
    [camera, *others] = menu.actions()
    assert (camera.isEnabled(), camera.text()) in {
        (False, "摄像头（要先装 ffmpeg，见“帮助 → 签到那天”）"),
        (False, "摄像头（没有找到）"),
        (True, "摄像头"),
    }
    assert [action.text() for action in others] == ["选一张照片…", "粘贴截图"]


def test_the_kernels_and_directshows_lists_are_read(tmp_path: Path) -> None:
    for device, name, index in (("video0", "USB 摄像头", "0"), ("video1", "USB 摄像头", "1"), ("video2", "内置", "0")):
        (tmp_path / device).mkdir()
        (tmp_path / device / "name").write_text(f"{name}\n", encoding="utf-8")
        (tmp_path / device / "index").write_text(f"{index}\n", encoding="utf-8")
    (tmp_path / "video3").mkdir()  # pulled out in this moment
    said = """[dshow @ 0001] "Integrated Camera" (video)
[dshow @ 0001]   Alternative name "@device_pnp_usb#vid"
[dshow @ 0001] "麦克风" (audio)"""

    linux, windows = linux_webcams("ffmpeg", tmp_path), windows_webcams("ffmpeg", said)

    assert [(one.name, one.command[4:8]) for one in linux] == [
        ("USB 摄像头", ("-f", "v4l2", "-i", "/dev/video0")),
        ("内置", ("-f", "v4l2", "-i", "/dev/video2")),
    ]
    assert [(one.name, one.command[4:8]) for one in windows] == [
        ("Integrated Camera", ("-f", "dshow", "-i", "video=Integrated Camera"))
    ]


FAKE_CAMERA = """
import sys
picture = open(sys.argv[1], "rb").read()
for part in (picture[:100_000], picture[100_000:]):  # in pieces, as a pipe gives it
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
sys.stdin.read()
"""


def test_a_card_before_the_webcam_is_scanned_once_and_a_webcam_that_fails_says_so(
    qtbot: QtBot, page: DeskPage, tmp_path: Path
) -> None:
    """A process that writes pictures as ffmpeg does stands for the camera."""
    raw, code = tmp_path / "picture", card_code(7)
    raw.write_bytes(photograph(code).convert("L").tobytes())
    works = Webcam("假摄像头", (sys.executable, "-c", FAKE_CAMERA, str(raw)))
    fails = Webcam("坏摄像头", (sys.executable, "-c", "import sys; sys.exit('Device or resource busy')"))
    camera = CardCamera(page, [works, fails])
    with qtbot.waitSignal(camera.scanned) as scanned:
        pass
    assert scanned.args == [code]
    camera.findChildren(QComboBox)[0].setCurrentIndex(1)
    qtbot.waitUntil(lambda: "Device or resource busy" in camera.view.toolTip())
    assert "摄像头打不开，或已经拔掉" in camera.view.text()
    camera.close()
