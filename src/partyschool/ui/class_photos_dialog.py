"""培训照片 of a class: added by the handful, each with its caption and time, taken out again and put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QIcon, QImageReader, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QFileDialog, QListWidgetItem, QWidget

from partyschool.errors import Refusal
from partyschool.ui.context import Context
from partyschool.ui.file_drop import FileDrop
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_class_photos_dialog import Ui_ClassPhotosDialog
from partyschool.ui.photo_dialog import PICTURES
from partyschool.ui.proof_field import open_proof
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone
from partyschool.ui.undo_hint import UndoHint

if TYPE_CHECKING:
    from partyschool.exchange.class_photo_files import AddedPhotos
    from partyschool.services.class_photos import ClassPhotoRow

THUMBNAIL = QSize(168, 118)


class ClassPhotosDialog(FormDialog):
    """What is typed is stored when the field is left; there is nothing to save at the end."""

    def __init__(self, context: Context, code: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.code = context, code
        self.form = form = Ui_ClassPhotosDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.save.setDefault(False)  # Enter under a picture goes to the next one
        FileDrop(self, self.add)
        form.lead.setText(f"{title}。一页四张打印，也进培训档案；台账的“照片”一栏自动打勾。")
        form.photos.setIconSize(THUMBNAIL)
        form.photos.setGridSize(QSize(THUMBNAIL.width() + 16, THUMBNAIL.height() + 44))
        self.undo = UndoHint(form.problem_notice)
        self.rows: dict[int, ClassPhotoRow] = {}
        self._connect()
        self.show_photos()

    def _connect(self) -> None:
        form = self.form
        form.add.clicked.connect(self.choose)
        form.remove.clicked.connect(self.remove)
        form.open_picture.clicked.connect(self._open)
        form.print.clicked.connect(self._print)
        form.photos.itemSelectionChanged.connect(self._show_chosen)
        form.photos.itemActivated.connect(lambda _: self._open())
        form.caption.returnPressed.connect(self._go_on)
        form.caption.editingFinished.connect(self._keep)
        form.taken_at.editingFinished.connect(self._keep)
        form.has_time.toggled.connect(self._keep)
        QShortcut(QKeySequence.StandardKey.Delete, form.photos, self.remove, Qt.ShortcutContext.WidgetShortcut)

    def show_photos(self, choose: int | None = None) -> None:
        """Read them anew; `choose` an id, else what was chosen stays."""
        from partyschool.services.class_photos import list_class_photos

        chosen = {choose} if choose is not None else set(self.chosen())
        found = list_class_photos(self.context.db, code=self.code)
        self.rows = {row.id: row for row in found}
        form = self.form
        with QSignalBlocker(form.photos):
            form.photos.clear()
            for row in found:
                item = QListWidgetItem(self._thumbnail(row), _title(row), form.photos)
                item.setData(Qt.ItemDataRole.UserRole, row.id)
                item.setToolTip(row.caption)
                item.setSelected(row.id in chosen)
        form.stack.setCurrentWidget(form.photos if found else form.empty)
        form.empty.say(
            "还没有培训照片",
            "选几张签到、宣誓、上课、现场教学的照片，手机拍的就行；也可以直接拖到这里。",
            [("添加照片…", "picture", self.choose)],
            picture="picture",
        )
        form.count.setText(f"{len(found)} 张，打印 {-(-len(found) // 4)} 页" if found else "")
        form.print.setEnabled(bool(found))
        self._show_chosen()

    def _thumbnail(self, row: ClassPhotoRow) -> QIcon:
        from partyschool.services.attachments import find_file

        path = find_file(self.context.folder, row.print_picture)
        if path is None:
            return QIcon()
        reader = QImageReader(str(path))
        reader.setScaledSize(reader.size().scaled(THUMBNAIL * 2, Qt.AspectRatioMode.KeepAspectRatio))
        picture, icon = QPixmap.fromImage(reader.read()), QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # else the chosen one is tinted
            icon.addPixmap(picture, mode)
        return icon

    def chosen(self) -> list[int]:
        """Ids of the chosen pictures."""
        return [item.data(Qt.ItemDataRole.UserRole) for item in self.form.photos.selectedItems()]

    def _show_chosen(self) -> None:
        form, chosen = self.form, self.chosen()
        row = self.rows.get(chosen[0]) if len(chosen) == 1 else None
        form.remove.setEnabled(bool(chosen))
        for widget in (form.caption, form.has_time, form.open_picture):
            widget.setEnabled(row is not None)
        taken = row.taken_at if row is not None else None
        form.taken_at.setEnabled(taken is not None)
        with QSignalBlocker(form.has_time):
            form.has_time.setChecked(taken is not None)
        form.caption.setText(row.caption if row is not None else "")
        shown = taken or self.context.db.now()
        form.taken_at.setDateTime(QDateTime.fromString(shown.isoformat(), "yyyy-MM-ddTHH:mm:ss"))

    def _keep(self) -> None:
        """Store what was typed under the chosen picture."""
        from partyschool.services.class_photos import change_class_photo

        chosen, form = self.chosen(), self.form
        if len(chosen) != 1:
            return
        row, taken = self.rows[chosen[0]], None
        if form.has_time.isChecked():
            taken = datetime.fromisoformat(form.taken_at.dateTime().toString("yyyy-MM-ddTHH:mm:ss"))
        caption = " ".join(form.caption.text().split())
        if (caption, taken) != (row.caption, row.taken_at):
            change_class_photo(self.context.db, photo_id=row.id, caption=caption, taken_at=taken)
            self.show_photos()

    def _go_on(self) -> None:
        """Store the caption and write the next one."""
        self._keep()
        photos, chosen = self.form.photos, self.form.photos.selectedIndexes()
        if chosen and chosen[0].row() + 1 < photos.count():
            photos.setCurrentRow(chosen[0].row() + 1)
        self.form.caption.selectAll()

    def choose(self) -> None:
        """Ask for files, several at once."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "选择培训照片", "", PICTURES)
        if chosen:
            self.add([Path(name) for name in chosen])

    def add(self, files: Sequence[Path]) -> Task[AddedPhotos]:
        """Read and keep them in the background."""
        from partyschool.exchange.class_photo_files import add_photo_files

        db, code = self.context.db, self.code

        def work(report: Report) -> AddedPhotos:
            return add_photo_files(db, code=code, files=files, progress=report)

        return Task(self, work, title="正在存入照片…").then(self._added)

    def _added(self, added: AddedPhotos) -> None:
        self.undo.hush()
        self.show_photos(added.ids[0] if added.ids else None)
        told = [f"已存入 {len(added.ids)} 张"]
        told += [f"{added.already} 张早就有了"] if added.already else []
        tone = Tone.WATCH if added.problems else Tone.DONE
        self.form.problem_notice.say("，".join(told), "".join(added.problems[:3]), tone=tone)
        if added.ids:
            self.form.caption.setFocus()

    def remove(self) -> None:
        """Take the chosen out; offers to put them back."""
        from partyschool.services.class_photos import remove_class_photos, restore_class_photos

        chosen = self.chosen()
        if not chosen:
            raise Refusal("请先选要移除的照片。")
        remove_class_photos(self.context.db, photo_ids=chosen)
        self.show_photos()

        def put_back() -> None:
            restore_class_photos(self.context.db, photo_ids=chosen)
            self.show_photos()

        self.undo.offer(f"已移除 {len(chosen)} 张照片", put_back)

    def _open(self) -> None:
        chosen = self.chosen()
        if chosen:
            open_proof(self.context, self.rows[chosen[0]].picture)

    def _print(self) -> None:
        from partyschool.ui.class_papers import preview_photos

        preview_photos(self, self.context.db, self.code)


def _title(row: ClassPhotoRow) -> str:
    taken = f"{row.taken_at:%m-%d %H:%M}" if row.taken_at else "没有时间"
    return f"{row.caption or '（没有说明）'}\n{taken}"
