"""新增教学点, 修改教学点."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import UnitKind
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_point_dialog import Ui_PointDialog

if TYPE_CHECKING:
    from partyschool.services.teaching_points import PointRow
    from partyschool.storage.database import Database

INDENT = "　"


class PointDialog(FormDialog):
    """A new teaching point, or the given one."""

    def __init__(self, db: Database, row: PointRow | None = None, parent: QWidget | None = None) -> None:
        from partyschool.services.word_lists import offered_words

        super().__init__(parent)
        self._db, self._row = db, row
        self.form = Ui_PointDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText("修改教学点" if row else "新增教学点")
        known = row.form.kind if row else ""
        fill(self.form.kind, offered_words(db, "point_kinds", always=[known]), known)
        fill(self.form.unit, self._units(), row.form.unit_id if row else None)
        if row:
            self._show(row)

    def _units(self) -> list[tuple[str, int | None]]:
        from partyschool.services.units import list_units

        units = [unit for unit in list_units(self._db) if unit.kind != UnitKind.BRANCH]
        return [("不属于哪个村", None), *((INDENT * unit.depth + unit.name, unit.id) for unit in units)]

    def _show(self, row: PointRow) -> None:
        form, known = self.form, row.form
        form.name.setText(known.name)
        form.builder.setText(known.builder)
        form.capacity.setValue(known.capacity or 0)
        form.contact.setText(known.contact)
        form.phone.setText(known.phone)
        form.address.setText(known.address)

    def accept(self) -> None:
        from partyschool.services.teaching_points import PointForm, save_point

        form = self.form
        entered = PointForm(
            form.name.text(),
            form.kind.currentData(),
            form.unit.currentData(),
            form.builder.text(),
            form.capacity.value() or None,
            form.contact.text(),
            form.phone.text(),
            form.address.text(),
        )
        save_point(self._db, form=entered, point_id=self._row.id if self._row else None)
        super().accept()
