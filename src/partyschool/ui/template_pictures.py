"""Pictures of a certificate's template: the background of the sheet, and those that stand somewhere on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.domain.certificate_template import PAPER_HEIGHT, PAPER_WIDTH, FieldKind, Template
from partyschool.paths import DataFolder
from partyschool.ui.forms.ui_template_window import Ui_TemplateWindow
from partyschool.ui.tasks import Task
from partyschool.ui.template_editor import TemplateEditor
from partyschool.ui.template_fields import box_of, changed, with_picture
from partyschool.ui.tokens import Tone

FILES = "图片 (*.jpg *.jpeg *.png *.bmp *.webp);;所有文件 (*)"
LEAST_DPI = 150
MM_PER_INCH = 25.4
NEARLY = 0.01  # of the sheet's sides: no white edge that anybody would see


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture among the attachments, and its sides in pixels."""

    name: str
    size: QSizeF


class TemplatePictures(QObject):
    """Asks for files and puts them on the sheet; reading a large photograph does not hold up the window."""

    def __init__(self, window: QWidget, folder: DataFolder, form: Ui_TemplateWindow, editor: TemplateEditor) -> None:
        super().__init__(window)
        self._window, self._folder, self._editor, self._notice = window, folder, editor, form.problem_notice
        self._white = ""
        form.properties.describe_picture = self._describe
        form.problem_notice.clicked.connect(self._fill_sheet)
        form.add_picture.clicked.connect(lambda: self._ask("加一张图片", self._add))
        form.properties.picture_wanted.connect(lambda: self._ask("换图片", self._change))
        form.properties.picture_fit_wanted.connect(self._fit)
        form.properties.background_wanted.connect(lambda: self._ask("选背景图片", self._set_background))

    def _describe(self, name: str) -> str:
        kept = find_picture(self._folder, name)
        if kept is None:
            return "图片文件不见了，请重新选图"
        return f"图片 {kept.size.width():.0f}×{kept.size.height():.0f} 像素"

    def _ask(self, title: str, then: Callable[[KeptPicture], object]) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", FILES)
        if chosen:
            folder, path = self._folder, Path(chosen)
            Task(self._window, lambda _: keep_picture(folder, path), title="正在读图片…").then(then)

    def _add(self, kept: KeptPicture) -> None:
        self._editor.put(with_picture(self._editor.draft.template, kept.name, kept.size), "加图片")

    def _change(self, kept: KeptPicture) -> None:
        template, places = self._editor.draft.template, self._editor.places
        if [template.fields[place].kind for place in places] != [FieldKind.PICTURE]:
            return  # something else was chosen while the file was being read
        box = box_of(template.fields[places[0]])
        height = _height_of(kept, box)
        self._editor.put(changed(template, places, text=kept.name, height=height), "换图片")

    def _fit(self) -> None:
        """As high as the picture's own sides ask for."""
        template, places = self._editor.draft.template, self._editor.places
        field = template.fields[places[0]]
        kept = find_picture(self._folder, field.text)
        if kept is not None:
            self._editor.put(changed(template, places, height=_height_of(kept, box_of(field))), "按图片比例")

    def _set_background(self, kept: KeptPicture) -> None:
        template = self._editor.draft.template
        self._editor.put(replace(template, background=kept.name), "背景图片")
        self._white = kept.name if has_white(kept.size) else ""
        sentence, _, advice = background_words(kept.size, template).partition("。")
        link = "裁掉多余的，铺满" if self._white else ""
        self._notice.say(f"{sentence}。", advice, tone=Tone.DONE, link=link)

    def _fill_sheet(self) -> None:
        """The link in the notice: the background without white edges."""
        folder, name, self._white = self._folder, self._white, ""
        if name:
            Task(self._window, lambda _: fill_sheet(folder, name), title="正在裁图…").then(self._set_background)


def keep_picture(folder: DataFolder, path: Path) -> KeptPicture:
    """Among the attachments, so that a backup holds it.

    :raises Refusal: no picture, or a kind that cannot be read.
    :raises Trouble: the file cannot be opened, or the folder not written.
    """
    from partyschool.exchange.certificate_template_file import keep_template_picture

    kept = find_picture(folder, keep_template_picture(folder, path))
    assert kept is not None  # just written
    return kept


def find_picture(folder: DataFolder, name: str) -> KeptPicture | None:
    """One of the attachments; None where it is gone."""
    from partyschool.services.attachments import find_file

    path = find_file(folder, name)
    return KeptPicture(name, QSizeF(QImageReader(str(path)).size())) if path is not None else None


def fill_sheet(folder: DataFolder, name: str) -> KeptPicture:
    """The kept picture cut to the sides of the sheet.

    :raises Trouble: it is gone, or the folder cannot be written.
    """
    from partyschool.exchange import certificate_template_file

    kept = find_picture(folder, certificate_template_file.fill_sheet(folder, name))
    assert kept is not None  # just written
    return kept


def has_white(size: QSizeF) -> bool:
    """Whether its sides leave white edges on the sheet that anybody would see."""
    return abs(size.width() / size.height() / (PAPER_WIDTH / PAPER_HEIGHT) - 1) > 2 * NEARLY


def background_words(size: QSizeF, template: Template) -> str:
    """How the picture comes to lie on the sheet, and whether it is sharp enough for print."""
    shown = size.scaled(PAPER_WIDTH, PAPER_HEIGHT, Qt.AspectRatioMode.KeepAspectRatio)
    sides, above = (PAPER_WIDTH - shown.width()) / 2, (PAPER_HEIGHT - shown.height()) / 2
    if not has_white(size):
        words = "背景图片铺满纸面。"
    elif sides > above:
        words = f"背景图片完整放进纸面，左右各留白 {sides:.0f} 毫米。"
    else:
        words = f"背景图片完整放进纸面，上下各留白 {above:.0f} 毫米。"
    dots = size.width() / shown.width() * MM_PER_INCH
    if dots < LEAST_DPI:
        words += f"它只有每英寸 {dots:.0f} 点，印出来会糊；铺满要 1754×1240 像素以上。"
    if template.border:
        words += "程序的花边还印在它上面，不要时去掉“花边和底纹”的勾。"
    return words


def _height_of(kept: KeptPicture, box: QRectF) -> float:
    return round(box.width() * kept.size.height() / kept.size.width(), 2)
