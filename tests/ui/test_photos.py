"""Photographs in the window: one person's cut in its frame, a folder of them for a class, taken back again."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from partyschool.domain.portrait import Crop
from partyschool.errors import Refusal
from partyschool.exchange.portraits import save_portrait
from partyschool.services.class_photos import list_class_photos
from partyschool.services.portraits import find_portrait, portrait_file
from partyschool.ui.class_page import ClassPage
from partyschool.ui.class_photos_dialog import ClassPhotosDialog
from partyschool.ui.context import Context
from partyschool.ui.person_page import PersonPage
from partyschool.ui.photo_dialog import PhotoDialog
from partyschool.ui.photo_import_dialog import PhotoImportDialog
from partyschool.ui.preview import PreviewWindow
from tests.conftest import Clock
from tests.photographs import TURNED_RIGHT, head, is_red, jpeg_of, opened, save
from tests.services.certified_class import hold_class
from tests.services.town import add_person, found_town
from tests.ui.dialogs import dialog_of


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> PersonPage:
    person = add_person(context.db, "张守信", found_town(context.db).front_branch, 1)
    made = PersonPage(context)
    qtbot.addWidget(made)
    made.open(id=person)
    made.show()
    return made


def test_a_picture_is_chosen_cut_by_mouse_and_keys_saved_and_removed(
    qtbot: QtBot, page: PersonPage, context: Context, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    assert page.form.portrait.toolTip() == "添加照片"
    page.form.portrait.click()
    dialog = dialog_of(page, PhotoDialog)
    assert not dialog.form.save.isEnabled()
    with pytest.raises(Refusal, match="先选择照片"):
        dialog.accept()
    save_to(save(tmp_path / "IMG_1.jpg", head(700, 800), held=TURNED_RIGHT))
    dialog.form.choose.click()
    frame = dialog.form.frame
    qtbot.waitUntil(lambda: frame.crop is not None)
    largest = frame.crop
    assert largest is not None
    assert (round(largest.width), dialog.form.sharp.text().count("清楚")) == (571, 2)
    dialog.form.zoom.setValue(500)
    drag(qtbot, dialog, frame.frame_area().center(), QPointF(-2000, -2000))
    assert frame.crop is not None
    assert (frame.crop.left, frame.crop.top, round(frame.share, 2)) == pytest.approx((0, 0, 0.5))
    corner = frame.frame_area().bottomRight()
    drag(qtbot, dialog, corner, corner - QPointF(40, 40))
    assert frame.share < 0.45
    qtbot.keyClick(frame, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    moved = frame.crop.left
    qtbot.keyClick(frame, Qt.Key.Key_Left)
    assert 0 < frame.crop.left < moved
    dialog.form.left.click()
    dialog.form.right.click()
    dialog.form.tilt.setValue(3)
    assert (frame.crop.turns, dialog.form.angle.text()) == (0, "+1.5°")
    dialog.form.level.click()
    dialog.form.save.click()
    path = portrait_file(context.db, person_id=page.person_id)
    assert path is not None
    assert is_red(opened(path.read_bytes()), 0.1, 0.05)
    page.refresh()
    assert page.form.portrait.toolTip() == "更换、裁剪照片"
    assert "已存入张守信的照片" in page.form.hint.text()

    again = page.open_portrait()
    assert again.form.frame.crop == find_crop(context, page)
    again.form.remove.click()
    assert portrait_file(context.db, person_id=page.person_id) is None
    page.refresh()
    page.form.hint.clicked.emit()
    assert portrait_file(context.db, person_id=page.person_id) == path

    stored = find_portrait(context.db, person_id=page.person_id)
    assert stored is not None
    (context.folder.attachments / stored.original).write_bytes(b"x")
    damaged = page.open_portrait()
    damaged.grab()
    assert "原照片的文件坏了" in damaged.form.problem_notice.text()
    assert not damaged.form.save.isEnabled()


def find_crop(context: Context, page: PersonPage) -> object:
    found = find_portrait(context.db, person_id=page.person_id)
    return found.crop if found else None


def drag(qtbot: QtBot, dialog: PhotoDialog, start: QPointF, end: QPointF) -> None:
    frame = dialog.form.frame
    qtbot.mousePress(frame, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(frame, end.toPoint())
    qtbot.mouseRelease(frame, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_a_stored_picture_that_cannot_be_read_is_said(page: PersonPage, monkeypatch: pytest.MonkeyPatch) -> None:
    save_portrait(
        page.context.db, person_id=page.person_id, jpeg=jpeg_of(head()), crop=Crop(0, 0, 300), source="证件照"
    )

    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as locked:
        locked.setattr(Path, "read_bytes", refuse)
        dialog = PhotoDialog(page.context, page.person_id, "张守信", page)
    assert "原照片读不出来" in dialog.form.problem_notice.text()
    assert not dialog.form.save.isEnabled()


def test_a_picture_of_an_apple_phone_is_refused_in_the_dialog(qtbot: QtBot, page: PersonPage, tmp_path: Path) -> None:
    apple = tmp_path / "IMG_1.HEIC"
    apple.write_bytes(b"\0\0\0\x18ftypheic")
    dialog = page.open_portrait()
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(apple))])
    how = Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.captureExceptions() as caught:
        QApplication.sendEvent(dialog, QDragEnterEvent(QPoint(5, 5), *how))
        QApplication.sendEvent(dialog, QDropEvent(QPointF(5, 5), *how))
        qtbot.waitUntil(lambda: bool(dialog.form.problem_notice.text()) or bool(caught))
    assert "兼容性最佳" in dialog.form.problem_notice.text()
    assert dialog.isVisible()


def test_a_folder_is_seen_file_by_file_and_gives_the_trainees_their_pictures(
    qtbot: QtBot, context: Context, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_class(context.db, clock, {"张守信": 6, "李会敏": 6}, finish=False)
    save(tmp_path / "照片" / "张守信.jpg", head())
    save(tmp_path / "照片" / "没有这个人.jpg", head())
    for name in ("王杰", "王杰"):
        add_person(context.db, name, found_town(context.db).front_branch)
    save(tmp_path / "照片" / "王杰.jpg", head(blue=90))
    page = ClassPage(context)
    qtbot.addWidget(page)
    page.open(id=held.code, tab="trainees")
    page.show()
    photos = page.tabs.photos
    assert photos.button.text().strip() == "照片（缺 2）"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "照片"))
    photos.import_folder()
    dialog = dialog_of(page, PhotoImportDialog)
    dialog.form.choose.click()
    qtbot.waitUntil(lambda: bool(dialog.lines))
    assert (dialog.form.save.text(), dialog.form.count.text()) == ("导入 1 张", "3 张照片：新增 1，待核对 1，不能用 1")
    form = dialog.form
    form.table.choose(3)
    qtbot.waitUntil(form.who.isVisible)
    form.who.setCurrentIndex(1)
    form.who.activated.emit(1)
    assert (form.save.text(), form.note.text()) == ("导入 2 张", "由您认定。")
    form.table.choose(2)
    qtbot.waitUntil(lambda: "花名册里没有“没有这个人”" in dialog.form.note.text())
    with qtbot.waitSignal(dialog.accepted):
        dialog.form.save.click()
        assert not any(widget.isEnabled() for widget in (form.save, form.choose, form.replacing, form.who))
    page.refresh()
    assert photos.button.text().strip() == "照片（缺 1）"
    photos.button.menu().actions()[2].setChecked(True)
    assert page.tabs.trainees is not None
    assert [row.name for row in page.tabs.trainees.shown] == ["李会敏"]
    page.form.trainees.clear_wanted.emit()
    assert len(page.tabs.trainees.shown) == 2
    photos.button.menu().actions()[2].setChecked(True)
    page.form.trainees.choose_first()
    photos.open_portrait()
    assert dialog_of(page, PhotoDialog).name == "李会敏"


def test_photographs_of_a_class_get_captions_are_printed_and_come_back_after_removal(
    qtbot: QtBot, context: Context, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = hold_class(context.db, clock, {"张守信": 6}, finish=False).code
    files = [save(tmp_path / f"{place}.jpg", head(blue=60 + 60 * place)) for place in range(2)]
    (tmp_path / "3.heic").write_bytes(b"x")
    page = ClassPage(context)
    qtbot.addWidget(page)
    page.open(id=code, tab="papers")
    page.show()
    page.tabs.show_photos()
    dialog = dialog_of(page, ClassPhotosDialog)
    form = dialog.form
    assert form.stack.currentWidget() is form.empty
    assert not form.print.isEnabled()
    chosen = [str(file) for file in (*files, tmp_path / "3.heic")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    form.add.click()
    qtbot.waitUntil(lambda: len(dialog.rows) == 2)
    assert "已存入 2 张" in form.problem_notice.text()
    assert "兼容性最佳" in form.problem_notice.text()
    form.caption.setText("  重温入党誓词 ")
    qtbot.keyClick(form.caption, Qt.Key.Key_Return)
    assert (dialog.isVisible(), form.caption.text()) == (True, "")  # Enter goes to the next picture
    form.photos.setCurrentRow(0)
    form.has_time.click()
    first = list_class_photos(context.db, code=code)[0]
    assert (first.caption, first.taken_at) == ("重温入党誓词", context.db.now())
    form.remove.click()
    assert [row.caption for row in list_class_photos(context.db, code=code)] == [""]
    form.problem_notice.clicked.emit()
    assert len(dialog.rows) == 2
    form.print.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(PreviewWindow)))
    form.save.click()
    assert not dialog.isVisible()
    page.refresh()
    assert [line.state for line in page.tabs.paper_lines() if line.key == "photos"] == ["2 张"]
