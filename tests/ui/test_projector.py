"""The hall's screen: its code is read off a picture by an independent decoder, and it never shows an old one."""

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from partyschool.services import settings
from partyschool.services.class_queries import get_class
from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.ui import halls, qr
from partyschool.ui.context import Context
from partyschool.ui.halls import Hall, Newcomer, SigninCode
from partyschool.ui.projector import ProjectorWindow
from partyschool.ui.projector_paint import CODE_CENTRE, MODULE
from partyschool.ui.projector_scene import masked, scene_of
from tests.conftest import Clock
from tests.ui.school_day import SchoolDay, hold

URL = "HTTP://192.168.1.8:8765/S/482716"
LONGEST = "HTTP://192.168.100.108:65535/S/482716"
SIDE = 25 * 28


@pytest.fixture
def day(context: Context) -> SchoolDay:
    return hold(context.db)


@pytest.fixture
def hall(context: Context, day: SchoolDay, clock: Clock) -> Hall:
    """Open, with a code, as the service would have told."""
    clock.time = datetime(2025, 6, 16, 8, 37, 42)
    hall = Hall(context.db, get_sign_in_session(context.db, day.code, 1))
    take(hall, URL)
    return hall


def take(hall: Hall, url: str) -> None:
    hall.state, hall.url = halls.OPEN, url.lower()[: url.index("/S/")]
    hall.code = SigninCode(url, url[-6:], datetime(2025, 6, 16, 8, 38), 18.0)


@pytest.fixture
def window(qtbot: QtBot, context: Context, hall: Hall) -> Iterator[ProjectorWindow]:
    made = ProjectorWindow(context, hall)
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    yield made
    made.close()


def picture_of(window: ProjectorWindow) -> Image.Image:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGB")


def codes_in(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1280, 720), (1024, 768), (3840, 2160)])
def test_the_code_is_read_off_the_picture_at_every_size(window: ProjectorWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    assert URL in codes_in(picture_of(window))


def test_every_module_is_28_whole_pixels_at_1080_with_four_modules_of_white_around(window: ProjectorWindow) -> None:
    picture = picture_of(window)
    left, top = round(CODE_CENTRE.x() - SIDE / 2), round(CODE_CENTRE.y() - SIDE / 2)
    code = picture.crop((left, top, left + SIDE, top + SIDE))
    rows = qr.modules(URL)
    assert len(rows) == 25
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            module = code.crop((x * 28, y * 28, x * 28 + 28, y * 28 + 28))
            assert module.getcolors() == [(28 * 28, (0, 0, 0) if dark == "1" else (255, 255, 255))]
    quiet = 4 * 28
    around = picture.crop((left - quiet, top - quiet, left + SIDE + quiet, top + SIDE + quiet))
    around.paste((255, 255, 255), (quiet, quiet, quiet + SIDE, quiet + SIDE))
    assert around.getcolors() == [((SIDE + 2 * quiet) ** 2, (255, 255, 255))]


@pytest.mark.parametrize("url", [URL, LONGEST])
def test_a_phone_in_the_last_row_reads_it_small_and_blurred(window: ProjectorWindow, hall: Hall, url: str) -> None:
    take(hall, url)
    hall.coded.emit()
    picture = picture_of(window)
    scale = 83 / SIDE
    small = picture.resize((round(1920 * scale), round(1080 * scale)), Image.Resampling.LANCZOS)
    assert url in codes_in(small.filter(ImageFilter.GaussianBlur(0.8)))


@pytest.mark.parametrize("size", [(1024, 768), (1600, 1200), (1280, 1024)])
def test_a_projector_of_four_by_three_shows_both_codes_and_is_read_from_the_last_row(
    window: ProjectorWindow, context: Context, hall: Hall, size: tuple[int, int]
) -> None:
    settings.change(context.db, sign_in__wifi_name="房寺党校", sign_in__wifi_password="fsdx2025")
    window._read()
    window.resize(*size)
    picture = picture_of(window)
    assert set(codes_in(picture)) == {URL, "WIFI:T:WPA;S:房寺党校;P:fsdx2025;;"}
    module = round(MODULE * window.scale())
    shrunk = 83 / (25 * module)  # until the code is 83 px wide, as a phone's preview sees it at 12 m
    far = picture.resize((round(size[0] * shrunk), round(size[1] * shrunk)), Image.Resampling.BILINEAR)
    assert URL in codes_in(far.filter(ImageFilter.GaussianBlur(0.6)))


def test_a_computer_that_is_cut_off_shows_no_code(window: ProjectorWindow, hall: Hall) -> None:
    hall.host = "192.168.1.8"
    hall.look_at_networks([])
    assert window.scene.message == "扫码暂时不能用，\n请到签到台"
    assert codes_in(picture_of(window)) == []


def test_towards_the_end_of_a_class_that_signs_out_the_screen_says_so(
    context: Context, hall: Hall, day: SchoolDay
) -> None:
    hall.session = replace(hall.session, signs_out=True)
    detail, values = get_class(context.db, day.code), context.settings
    assert "下课签退" not in scene_of(hall, detail, values, datetime(2025, 6, 16, 11, 19)).prompt
    assert "下课签退" in scene_of(hall, detail, values, datetime(2025, 6, 16, 11, 20)).prompt


def test_a_projector_plugged_in_later_gets_the_window_and_leaves_the_desk_free_when_it_goes(
    window: ProjectorWindow,
) -> None:
    assert not window.isFullScreen()
    window._take_screen(window.screen())
    assert window.isFullScreen()
    window._leave_screen(window.screen())
    assert not window.isFullScreen()


def test_the_longest_address_still_fits_the_same_size(hall: Hall) -> None:
    assert len(qr.modules(LONGEST)) == len(qr.modules(URL)) == 25


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (halls.PAUSED, "签到暂停"),
        (halls.CLOSED, "签到已结束"),
        (halls.DOWN, "扫码暂时不能用，\n请到签到台"),
        (halls.EARLY, "7:30 开始签到"),
    ],
)
def test_without_a_valid_code_none_is_left_standing(
    window: ProjectorWindow, hall: Hall, state: str, message: str
) -> None:
    hall.state, hall.code = state, None
    hall.coded.emit()
    assert window.scene.message == message
    assert codes_in(picture_of(window)) == []


def test_a_new_code_takes_the_place_of_the_old_one_in_one_frame(window: ProjectorWindow, hall: Hall) -> None:
    picture_of(window)
    take(hall, "HTTP://192.168.1.8:8765/S/009103")
    hall.coded.emit()
    assert codes_in(picture_of(window)) == ["HTTP://192.168.1.8:8765/S/009103"]
    assert window.scene.joining.digits == "009103"


def test_the_small_code_joins_the_network_of_the_settings(
    context: Context, qtbot: QtBot, window: ProjectorWindow, hall: Hall
) -> None:
    settings.change(context.db, sign_in__wifi_name="房寺党校", sign_in__wifi_password="fs;dx2025")
    window._read()
    assert window.scene.joining.wifi_code == "WIFI:T:WPA;S:房寺党校;P:fs\\;dx2025;;"
    picture = picture_of(window).resize((3840, 2160), Image.Resampling.NEAREST)
    assert set(codes_in(picture)) == {URL, "WIFI:T:WPA;S:房寺党校;P:fs\\;dx2025;;"}


def test_figures_and_names_follow_the_hall(window: ProjectorWindow, hall: Hall) -> None:
    hall._count(128, 97, 3, 5)
    newcomer = Newcomer(7, "欧阳建国", "前庄村党支部", datetime(2025, 6, 16, 8, 37), "phone", 0)
    hall.newest.appendleft(newcomer)
    hall.came.emit(newcomer)
    hall.changed.emit()
    scene = window.scene
    assert (scene.enrolled, scene.present, scene.missing, scene.closes) == (128, 97, 26, "11:30 停止签到")
    assert [(card.name, card.unit) for card in scene.newest] == [("欧阳**", "前庄村")]
    assert window._fresh.keys() == {7}
    window._fresh[7] = time.monotonic() - 1
    window._count_down()
    assert window._fresh == {}


@pytest.mark.parametrize(
    ("name", "shown"),
    [("许玉芳", "许**"), ("徐秀", "徐*"), ("欧阳建国", "欧阳**"), ("阿卜杜拉", "阿***"), ("王", "王")],
)
def test_names_are_masked_but_for_the_surname(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_names_are_shown_as_the_school_wishes(context: Context, hall: Hall, day: SchoolDay) -> None:
    hall.newest.appendleft(Newcomer(1, "许玉芳", "桂庄村党支部", datetime(2025, 6, 16, 8, 37), "phone", 0))
    detail, now = get_class(context.db, day.code), datetime(2025, 6, 16, 8, 37)
    shown = [
        scene_of(hall, detail, context.settings | {"sign_in.names": wish}, now).newest[0].name
        for wish in ("full", "masked", "none")
    ]
    assert shown == ["许玉芳", "许**", ""]


def test_the_running_step_follows_the_clock(context: Context, hall: Hall, day: SchoolDay) -> None:
    detail = get_class(context.db, day.code)

    def seen(hour: int, minute: int) -> tuple[str, str, str, list[str]]:
        scene = scene_of(hall, detail, context.settings, datetime(2025, 6, 16, hour, minute))
        return scene.step, scene.next_at, scene.next_step, [chip.name for chip in scene.chips if chip.running]

    assert seen(7, 50) == ("签到", "8:00 起", "签到", ["签到"])
    assert seen(8, 20) == ("签到", "8:30 起", "奏唱国歌", ["签到"])
    assert seen(8, 37) == ("誓词", "8:45 起", "党章", ["誓词"])
    assert seen(10, 0) == ("领导讲课", "", "", ["领导讲课"])


def test_a_code_is_painted_in_whole_pixels_on_a_display_of_any_ratio() -> None:
    for ratio in (1.0, 1.25, 1.5, 2.0):
        image = QImage(round(400 * ratio), round(400 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#FFFFFF"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(0.37, 0.37)
        area = qr.paint_code(painter, URL, QPointF(500, 500), MODULE)
        painter.end()
        assert isinstance(area, QRectF)
        colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 7)}
        assert colours == {"#000000", "#ffffff"}
