"""Cards that no gun reads: before the webcam, in a photograph, in a screenshot that somebody sent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QImage, QImageReader
from PySide6.QtWidgets import QFileDialog, QMenu

from partyschool.errors import Refusal
from partyschool.ui.card_camera import CardCamera, Webcam, cards_in_image, find_ffmpeg, list_webcams

if TYPE_CHECKING:
    from partyschool.ui.desk_page import DeskPage

PICTURES = "图片 (*.png *.jpg *.jpeg *.bmp *.webp)"
NO_CODE = "这张图片里没有认出学员证的码。请拍近一点、码要完整不反光；或者在右边点名。"
NO_PART = "摄像头（要先装 ffmpeg，见“帮助 → 签到那天”）"
NO_CAMERA = "摄像头（没有找到）"


class DeskPictures:
    """Belongs to a `DeskPage`; hangs its menu on the button beside the scan field."""

    def __init__(self, page: DeskPage) -> None:
        self.page = page
        self.camera: CardCamera | None = None
        self._menu = QMenu(page.form.pictures)
        self._menu.aboutToShow.connect(self._fill)
        page.form.pictures.setMenu(self._menu)

    def _fill(self) -> None:
        """Looked up when it is opened: a webcam may be plugged in at any time."""
        self._menu.clear()
        found = list_webcams()
        text = "摄像头" if found else NO_CAMERA if find_ffmpeg() else NO_PART
        self._menu.addAction(text, partial(self.open_camera, found)).setEnabled(bool(found))
        self._menu.addAction("选一张照片…", self.choose)
        has_picture = not QGuiApplication.clipboard().image().isNull()
        self._menu.addAction("粘贴截图", self.paste).setEnabled(has_picture)

    def open_camera(self, devices: Sequence[Webcam]) -> None:
        """The small window with the webcam's picture; closed with the desk."""
        if self.camera is not None:
            self.camera.close()
        self.camera = CardCamera(self.page, devices)
        self.camera.scanned.connect(self.page.signing.scan)
        self.camera.show()

    def choose(self) -> None:
        """A photograph of one card or of several."""
        path, _ = QFileDialog.getOpenFileName(self.page, "选一张学员证的照片", "", PICTURES)
        if not path:
            return
        reader = QImageReader(path)
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            raise Refusal(f"{path} 不是能读的图片。请用 PNG 或 JPG。")
        self.read(image)

    def paste(self) -> None:
        """A screenshot out of the clipboard."""
        self.read(QGuiApplication.clipboard().image())

    def read(self, image: QImage) -> None:
        """Sign in every card of the picture."""
        codes = cards_in_image(image)
        if not codes:
            raise Refusal(NO_CODE)
        for code in codes:
            self.page.signing.scan(code)
