"""新增单位, and 改正: what was entered wrongly, for all years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import UnitKind
from partyschool.errors import Refusal
from partyschool.ui.context import Context
from partyschool.ui.days import day_or_none, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_unit_dialog import Ui_UnitDialog
from partyschool.ui.unit_words import DOMAINS, KINDS

if TYPE_CHECKING:
    from partyschool.services.units import UnitRow

NEW_ADVICE = "村（社区）放在镇街或联村党委下面，党支部放在村或单位下面。人员可以以后再转进来。"
MEND_ADVICE = (
    "只用来改正录入的错误，所有年份都跟着改。真正的更名、换上级、撤并，请用“办理变更”，写明日期，以前的年份才不会变。"
)
NEXT_KIND = {
    UnitKind.CITY: UnitKind.TOWN, UnitKind.TOWN: UnitKind.VILLAGE, UnitKind.JOINT: UnitKind.VILLAGE,
    UnitKind.VILLAGE: UnitKind.BRANCH, UnitKind.DEPARTMENT: UnitKind.BRANCH,
}  # fmt: skip


class UnitDialog(FormDialog):
    """A new unit, by preset under the one that is marked, or the given one; `saved(id)`."""

    saved = Signal(int)

    def __init__(
        self, context: Context, row: UnitRow | None = None, above: UnitRow | None = None, parent: QWidget | None = None
    ) -> None:
        from partyschool.services.units import list_units

        super().__init__(parent)
        self._db, self._row = context.db, row
        self.form = form = Ui_UnitDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        title = "改正单位" if row else "新增单位"
        self.setWindowTitle(title)
        form.title.setText(title)
        form.advice.setText(MEND_ADVICE if row else NEW_ADVICE)
        above_id = row.parent_id if row else _upper(above)
        units = [unit for unit in list_units(context.db) if unit.kind != UnitKind.BRANCH and unit != row]
        form.above.load(units, above_id)
        usual = next((NEXT_KIND[UnitKind(unit.kind)] for unit in units if unit.id == above_id), None)
        kind = row.kind if row else usual
        fill(form.kind, [(words, kind) for kind, words in KINDS.items()], kind)
        domains = [(words, domain) for domain, words in DOMAINS.items()]
        fill(form.domain, [("没有填", ""), *domains], row.domain if row else "")
        show_day(form.founded, row.founded_on if row else None)
        form.remove.setVisible(row is not None)
        form.remove.setToolTip("只能删除录错而没有用过的单位")
        form.remove.clicked.connect(self.remove)
        if row:
            form.name.setText(row.name)
            form.code.setText(row.code)
        form.name.setFocus()

    def accept(self) -> None:
        from partyschool.services.unit_rules import UnitForm
        from partyschool.services.units import create_unit, save_unit

        form, row = self.form, self._row
        above = form.above.value()
        if above is None and form.above.currentText().strip():
            raise Refusal("上级没有选对：输入名称的几个字，再从列出的里面选。")
        entered = UnitForm(
            form.name.text(), form.kind.currentData(), above, form.code.text(), form.domain.currentData(),
            row.position if row else 0, day_or_none(form.founded),
        )  # fmt: skip
        if row:
            save_unit(self._db, unit_id=row.id, form=entered)
        unit_id = row.id if row else create_unit(self._db, form=entered)
        super().accept()
        self.saved.emit(unit_id)

    def remove(self) -> None:
        """Take out a unit that nothing refers to.

        :raises Refusal: it is in use.
        """
        from partyschool.services.units import remove_unit

        assert self._row is not None
        remove_unit(self._db, unit_id=self._row.id)
        super().accept()
        self.saved.emit(self._row.parent_id or 0)


def _upper(marked: UnitRow | None) -> int | None:
    """A new unit comes under the marked one, beside a marked branch."""
    if marked is None or marked.closed_on is not None:
        return None
    return marked.parent_id if marked.kind == UnitKind.BRANCH else marked.id
