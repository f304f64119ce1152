"""Cards before a webcam, where the computer has one and Qt's multimedia part is installed; and cards in pictures."""

from __future__ import annotations

import importlib
import importlib.util
import time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from partyschool.ui import icons
from partyschool.ui.widgets.card import label

LOOK_SECONDS = 0.15  # reading a picture takes 5 to 15 ms
AGAIN_SECONDS = 3.0  # a card that is held on is one scan
VIEW_WIDTH, VIEW_HEIGHT = 420, 315
LARGEST_SIDE = 4000


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


def multimedia() -> Any:
    """Qt's part for cameras; None where it is not installed (it is as large as all of the rest)."""
    if importlib.util.find_spec("PySide6.QtMultimedia") is None:
        return None
    try:
        return importlib.import_module("PySide6.QtMultimedia")
    except ImportError:  # there, but a library of the system is missing
        return None


def cameras() -> list[Any]:
    """The webcams of this computer, the system's own choice first."""
    media = multimedia()
    if media is None:
        return []
    devices = list(media.QMediaDevices.videoInputs())
    return sorted(devices, key=lambda device: not device.isDefault())


class CardCamera(QWidget):
    """A small window with the webcam's picture; `scanned(code)` for each card held before it."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget, devices: list[Any]) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("摄像头扫学员证")
        self.setProperty("cls", "white")
        self._media = multimedia()
        self._devices = devices
        self._looked = 0.0
        self._seen: dict[str, float] = {}
        self._view = QLabel("正在打开摄像头…")
        self._view.setFixedSize(VIEW_WIDTH, VIEW_HEIGHT)
        self._view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._choice = QComboBox()
        self._choice.addItems([device.description() for device in devices])
        self._choice.setVisible(len(devices) > 1)
        column = QVBoxLayout(self)
        column.addWidget(self._choice)
        column.addWidget(self._view)
        column.addWidget(label("把学员证上的码对准摄像头，离 10 到 20 厘米。", "caption", wrap=True))
        self._session = self._media.QMediaCaptureSession()
        self._sink = self._media.QVideoSink()
        self._sink.videoFrameChanged.connect(lambda frame: self.look_at(frame.toImage()))
        self._session.setVideoSink(self._sink)
        self._camera: Any = None
        self._choice.currentIndexChanged.connect(self._open)
        icons.give_buttons(self)
        self._open(0)

    def _open(self, place: int) -> None:
        self._stop()
        self._camera = self._media.QCamera(self._devices[place])
        self._camera.errorOccurred.connect(lambda error, words: self._view.setText(f"摄像头打不开。\n{words}"))
        self._session.setCamera(self._camera)
        self._camera.start()

    def look_at(self, image: QImage) -> None:
        """Show the picture, and read it a few times a second."""
        size = self._view.size()
        shown = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
        self._view.setPixmap(QPixmap.fromImage(shown))
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        for code in cards_in_image(image):
            if now - self._seen.get(code, -AGAIN_SECONDS) >= AGAIN_SECONDS:
                self.scanned.emit(code)
            self._seen[code] = now

    def _stop(self) -> None:
        if self._camera is not None:
            self._camera.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)
