"""Cards before a webcam, where the computer has one; and cards in pictures.

The webcam is read by ffmpeg in a process of its own: it knows the cameras of Linux and Windows alike, a driver that
hangs does not stop the window, and it is a fifth of what Qt's own part for cameras would bring.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from partyschool.ui import icons
from partyschool.ui.widgets.card import label

LOOK_SECONDS = 0.15  # reading a picture takes 5 to 15 ms
AGAIN_SECONDS = 3.0  # a card that is held on is one scan
VIEW_WIDTH, VIEW_HEIGHT = 420, 315
LARGEST_SIDE = 4000
WIDTH, HEIGHT, PICTURES_A_SECOND = 640, 480, 10
LIST_SECONDS, STOP_MS = 5, 2000
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows a child would open a console
LINUX_CAMERAS = Path("/sys/class/video4linux")
# Grey, and of one size whatever the camera gives: so many bytes are a picture.
AS_PICTURES = (
    "-an", "-vf",
    f"fps={PICTURES_A_SECOND},scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease,"
    f"pad={WIDTH}:{HEIGHT}:(ow-iw)/2:(oh-ih)/2,format=gray",
    "-f", "rawvideo", "-",
)  # fmt: skip


def cards_in_image(image: QImage) -> list[str]:
    """The card codes in a picture."""
    from partyschool.exchange.card_picture import cards_in

    if image.isNull():
        return []
    if max(image.width(), image.height()) > LARGEST_SIDE:
        image = image.scaled(LARGEST_SIDE, LARGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, step = grey.width(), grey.height(), grey.bytesPerLine()
    rows = bytes(grey.constBits())
    return cards_in(b"".join(rows[start : start + width] for start in range(0, height * step, step)), width, height)


@dataclass(frozen=True, slots=True)
class Webcam:
    """What it is called, and the command that writes its pictures to its output."""

    name: str
    command: tuple[str, ...]


def find_ffmpeg() -> str:
    """Beside the program, in the package of the extra `camera`, or of the system; empty where there is none."""
    beside = Path(sys.executable).with_name("ffmpeg.exe" if sys.platform == "win32" else "ffmpeg")
    if beside.is_file():
        return str(beside)
    package = importlib.util.find_spec("imageio_ffmpeg")
    folders = package.submodule_search_locations or [] if package is not None else []
    for folder in folders:
        for path in Path(folder, "binaries").glob("ffmpeg*"):
            return str(path)
    return shutil.which("ffmpeg") or ""


def list_webcams() -> list[Webcam]:
    """The webcams of this computer; none where nothing can read them."""
    ffmpeg = find_ffmpeg()
    if not ffmpeg:
        return []
    if sys.platform == "win32":
        try:
            said = subprocess.run(
                [ffmpeg, "-hide_banner", "-list_devices", "true", "-f", "dshow", "-i", "dummy"],
                capture_output=True, timeout=LIST_SECONDS, check=False, creationflags=NO_WINDOW,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):  # a driver that hangs: as if there were no camera
            return []
        return windows_webcams(ffmpeg, said.stderr.decode("utf-8", "replace"))
    return linux_webcams(ffmpeg, LINUX_CAMERAS)


def windows_webcams(ffmpeg: str, said: str) -> list[Webcam]:
    """Out of ffmpeg's list of DirectShow's devices."""
    names = re.findall(r'"([^"]+)" \(video\)', said)
    return [webcam(ffmpeg, name, "dshow", f"video={name}") for name in names]


def linux_webcams(ffmpeg: str, folder: Path) -> list[Webcam]:
    """Out of the kernel's list; of a camera's several devices only the one that gives pictures."""
    found = []
    for device in sorted(folder.glob("video*")):
        try:
            name, index = ((device / fact).read_text(encoding="utf-8").strip() for fact in ("name", "index"))
        except OSError:  # pulled out meanwhile
            continue
        if index == "0":
            found.append(webcam(ffmpeg, name, "v4l2", f"/dev/{device.name}"))
    return found


def webcam(ffmpeg: str, name: str, kind: str, device: str) -> Webcam:
    """Read by ffmpeg's input of this kind."""
    return Webcam(name, (ffmpeg, "-hide_banner", "-loglevel", "error", "-f", kind, "-i", device, *AS_PICTURES))


class CardCamera(QWidget):
    """A small window with the webcam's picture; `scanned(code)` for each card held before it."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget, devices: Sequence[Webcam]) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("摄像头扫学员证")
        self.setProperty("cls", "white")
        self._devices = devices
        self._looked = 0.0
        self._seen: dict[str, float] = {}
        self._rest = b""
        self.view = QLabel("正在打开摄像头…")
        self.view.setFixedSize(VIEW_WIDTH, VIEW_HEIGHT)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setWordWrap(True)
        choice = QComboBox()
        choice.addItems([device.name for device in devices])
        choice.setVisible(len(devices) > 1)
        column = QVBoxLayout(self)
        column.addWidget(choice)
        column.addWidget(self.view)
        column.addWidget(label("把学员证上的码对准摄像头，离 10 到 20 厘米。", "caption", wrap=True))
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._say_ended)
        self._process.errorOccurred.connect(self._say_ended)
        choice.currentIndexChanged.connect(self._open)
        icons.give_buttons(self)
        self._open(0)

    def _open(self, place: int) -> None:
        self._stop()
        program, *arguments = self._devices[place].command
        self._process.start(program, arguments)

    def _read(self) -> None:
        """The newest whole picture; those that came while the window was busy are old."""
        size = WIDTH * HEIGHT
        came = self._rest + bytes(self._process.readAllStandardOutput().data())
        whole = len(came) // size * size
        picture, self._rest = came[max(whole - size, 0) : whole], came[whole:]
        if picture:
            self.look_at(QImage(picture, WIDTH, HEIGHT, WIDTH, QImage.Format.Format_Grayscale8))

    def look_at(self, image: QImage) -> None:
        """Show the picture, and read it a few times a second."""
        shown = image.scaled(self.view.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self.view.setPixmap(QPixmap.fromImage(shown))
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        for code in cards_in_image(image):
            if now - self._seen.get(code, -AGAIN_SECONDS) >= AGAIN_SECONDS:
                self.scanned.emit(code)
            self._seen[code] = now

    def _say_ended(self) -> None:
        """Unplugged, or another program has it: what ffmpeg said last is for whoever helps."""
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip().splitlines()
        self.view.setText("摄像头打不开，或已经拔掉。\n请关掉别的用摄像头的程序，关上这个小窗再打开。")
        self.view.setToolTip("".join(said[-1:]))

    def _stop(self) -> None:
        self._rest = b""
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.blockSignals(True)
            self._process.kill()
            self._process.waitForFinished(STOP_MS)
            self._process.blockSignals(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)
