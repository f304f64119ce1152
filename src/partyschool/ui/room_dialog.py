"""新增教室, 修改教室."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_room_dialog import Ui_RoomDialog

if TYPE_CHECKING:
    from partyschool.services.rooms import RoomRow
    from partyschool.storage.database import Database


class RoomDialog(FormDialog):
    """A new room, or the given one; its kind may be one that nobody thought of."""

    def __init__(
        self, db: Database, row: RoomRow | None = None, parent: QWidget | None = None, school_id: int | None = None
    ) -> None:
        from partyschool.services.word_lists import offered_words

        super().__init__(parent)
        self._db, self._row, self._school_id = db, row, school_id
        self.form = Ui_RoomDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText("修改教室" if row else "新增教室")
        fill(self.form.kind, offered_words(db, "room_kinds"))
        if row:
            self.form.name.setText(row.form.name)
            self.form.kind.setCurrentText(row.form.kind)
            self.form.seats.setValue(row.form.seats or 0)

    def accept(self) -> None:
        from partyschool.services.rooms import RoomForm, save_room

        entered = RoomForm(self.form.name.text(), self.form.kind.currentText(), self.form.seats.value() or None)
        room_id = self._row.id if self._row else None
        save_room(self._db, form=entered, room_id=room_id, school_id=self._school_id)
        super().accept()
