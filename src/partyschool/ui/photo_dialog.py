"""照片: somebody's portrait chosen, cut in the frame, seen as it will be printed, and taken away again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.domain.portrait import LEAST_DPI, ONE_INCH, TWO_INCH
from partyschool.errors import Refusal, Trouble, reason_of
from partyschool.ui.context import Context
from partyschool.ui.file_drop import FileDrop
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_photo_dialog import Ui_PhotoDialog
from partyschool.ui.style import mark
from partyschool.ui.tasks import Task

if TYPE_CHECKING:
    from partyschool.exchange.pictures import Picture
    from partyschool.services.portraits import PortraitRow

PICTURES = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.heic);;所有文件 (*)"
SHARPS = (("一寸 25 × 35 毫米", ONE_INCH), ("二寸 35 × 49 毫米", TWO_INCH))
GOOD_DPI = 300
PREVIEW_WIDTH = 150


class PhotoDialog(FormDialog):
    """Opens with the person's picture in its frame, or empty; `taking_back` is how the page undoes what was done."""

    def __init__(self, context: Context, person_id: int, name: str, parent: QWidget) -> None:
        from partyschool.services.portraits import find_portrait

        super().__init__(parent)
        self.context, self.person_id, self.name = context, person_id, name
        self.form = form = Ui_PhotoDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        FileDrop(self, lambda paths: self.read(paths[0]))
        form.title.setText(f"照片 · {name}")
        self.before: PortraitRow | None = find_portrait(context.db, person_id=person_id)
        self.was_removed = False
        self._jpeg, self._source, self._reading = b"", "", ""
        self._connect()
        self._show_state()
        self._show_stored()

    def _connect(self) -> None:
        form = self.form
        form.choose.clicked.connect(self.choose)
        form.remove.clicked.connect(self.remove)
        form.left.clicked.connect(lambda: form.frame.turn(-1))
        form.right.clicked.connect(lambda: form.frame.turn(1))
        form.zoom.valueChanged.connect(lambda value: form.frame.resize_to(value / form.zoom.maximum()))
        form.tilt.valueChanged.connect(lambda value: form.frame.tilt(value / 2))
        form.level.clicked.connect(lambda: form.tilt.setValue(0))
        form.frame.changed.connect(self._show_state)
        for keys, button in (("Ctrl+O", form.choose), ("Ctrl+L", form.left), ("Ctrl+R", form.right)):
            QShortcut(QKeySequence(keys), self, button.click)

    def _show_stored(self) -> None:
        """The whole picture with its frame; where its file is gone, the way out."""
        from partyschool.services.attachments import find_file

        if self.before is None:
            return
        path = find_file(self.context.folder, self.before.original)
        if path is None:
            self.form.problem_notice.say("原照片不在数据文件夹里。", "请从备份找回，或重新选择照片。")
            return
        try:
            self._jpeg = path.read_bytes()
        except OSError as error:
            self.form.problem_notice.say(f"原照片读不出来：{reason_of(error)}。", "请从备份找回，或重新选择照片。")
            return
        self.form.frame.show_picture(self._jpeg, self.before.crop)
        if self.form.frame.crop is None:
            self.form.problem_notice.say("原照片的文件坏了。", "请从备份找回，或重新选择照片。")

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, f"选择{self.name}的照片", "", PICTURES)
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> Task[Picture]:
        """Read it in the background, then show it in the largest frame."""
        from partyschool.exchange.pictures import read_picture

        self._reading = path.name
        return Task(self, lambda _: read_picture(path), title="正在读取照片…").then(self._show_new)

    def _show_new(self, picture: Picture) -> None:
        self._jpeg, self._source = picture.jpeg, self._reading
        self.form.problem_notice.hush()
        self.form.frame.show_picture(picture.jpeg)
        self.form.frame.setFocus()

    def _show_state(self) -> None:
        form, crop = self.form, self.form.frame.crop
        for widget in (form.left, form.right, form.zoom, form.tilt, form.level, form.save):
            widget.setEnabled(crop is not None)
        form.remove.setVisible(self.before is not None)
        if crop is None:
            form.sharp.setText("")
            return
        for slider, value in ((form.zoom, form.frame.share * form.zoom.maximum()), (form.tilt, crop.tilt * 2)):
            with QSignalBlocker(slider):
                slider.setValue(round(value))
        form.angle.setText(f"{crop.tilt:+.1f}°" if crop.tilt else "0°")
        portrait = QPixmap.fromImage(form.frame.portrait())
        form.preview.setPixmap(portrait.scaledToWidth(PREVIEW_WIDTH, Qt.TransformationMode.SmoothTransformation))
        lines = [f"{words}：{_sharp_words(crop.dpi(width))}" for words, width in SHARPS]
        is_small = crop.dpi(ONE_INCH) < LEAST_DPI
        form.sharp.setText("\n".join([*lines, *(["请把框放大，或换一张大些的照片。"] if is_small else [])]))
        mark(form.sharp, tone="watch" if is_small else "")

    def remove(self) -> None:
        """The person has no picture from now on; the page offers to take it back."""
        from partyschool.services.portraits import remove_portrait

        remove_portrait(self.context.db, person_id=self.person_id)
        self.was_removed = True
        super().accept()

    def accept(self) -> None:
        from partyschool.exchange.portraits import save_portrait

        crop = self.form.frame.crop
        if crop is None:
            raise Refusal("请先选择照片。", code="no_photo")
        if not self._jpeg:
            raise Trouble("原照片不在数据文件夹里。请从备份找回，或重新选择照片。", code="attachment")
        save_portrait(self.context.db, person_id=self.person_id, jpeg=self._jpeg, crop=crop, source=self._source)
        super().accept()

    def taking_back(self) -> tuple[str, Callable[[], object]]:
        """After `accepted`: what was done, and what takes it back."""
        from partyschool.services.portraits import remove_portrait, restore_portrait

        db, before = self.context.db, self.before
        if before is None:
            return f"已存入{self.name}的照片", lambda: remove_portrait(db, person_id=self.person_id)
        done = "移除" if self.was_removed else "更换"
        return f"已{done}{self.name}的照片", lambda: restore_portrait(db, portrait_id=before.id)


def _sharp_words(dpi: int) -> str:
    if dpi >= GOOD_DPI:
        return "300 点/英寸，清楚"
    return f"{dpi} 点/英寸，{'可以' if dpi >= LEAST_DPI else '会模糊'}"
