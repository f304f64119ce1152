"""照片 under 学员 of a class: how many are missing, one person's picture, a folder of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from partyschool.errors import Refusal
from partyschool.ui import icons
from partyschool.ui.menu_actions import menu_actions
from partyschool.ui.photo_dialog import PhotoDialog
from partyschool.ui.table_model import TableModel

if TYPE_CHECKING:
    from partyschool.services.enrolment import EnrolmentRow
    from partyschool.ui.class_page import ClassPage


class TraineePhotos(QObject):
    """Owns the button 照片 of a class's trainees; the page offers to take back what was done."""

    def __init__(self, page: ClassPage) -> None:
        super().__init__(page)
        self.page = page
        self._model: TableModel[EnrolmentRow] | None = None
        self.button = QPushButton("照片")
        self.button.setProperty("kind", "flat")
        icons.set_button(self.button, "picture")
        self._menu = QMenu(self.button)
        self._menu.addAction(icons.icon("picture"), "选中学员的照片…", self.open_portrait)
        self._menu.addAction(icons.icon("folder"), "批量导入照片…", self.import_folder)
        self._only_missing = self._menu.addAction("只看没有照片的")
        self._only_missing.setCheckable(True)
        self._only_missing.toggled.connect(lambda _: self._filter())
        self.button.setMenu(self._menu)
        page.form.trainees.clear_wanted.connect(self.forget)

    def actions(self) -> list[QAction]:
        """For the list's context menu."""
        return menu_actions(self, [("picture", "照片…", self.open_portrait)])

    def show(self, model: TableModel[EnrolmentRow]) -> None:
        """The trainees as they are now."""
        self._model = model
        missing = sum(not row.has_portrait for row in model.rows)
        self.button.setText(f" 照片（缺 {missing}）" if missing else " 照片")  # the blank keeps its icon apart
        self._filter()

    def forget(self) -> None:
        """Show everybody again: another class comes, or the filters are cleared."""
        self._only_missing.setChecked(False)

    def _filter(self) -> None:
        if self._model is not None:
            self._model.keep((lambda row: not row.has_portrait) if self._only_missing.isChecked() else None)

    def open_portrait(self) -> None:
        """Of the chosen trainee."""
        row: EnrolmentRow | None = self.page.form.trainees.chosen_row()
        if row is None:
            raise Refusal("请先选一名学员。")
        dialog = PhotoDialog(self.page.context, row.person_id, row.name, self.page)
        dialog.accepted.connect(lambda: self.page.offer_undo(*dialog.taking_back()))
        dialog.open()

    def import_folder(self) -> None:
        """Of several people of one name the trainee is meant."""
        from partyschool.ui.photo_import_dialog import PhotoImportDialog

        rows = self._model.rows if self._model is not None else ()
        PhotoImportDialog(self.page.context, self.page, among=[row.person_id for row in rows]).open()
