"""转到别的支部 for several people at once: all of them, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_person_change_dialog import Ui_PersonChangeDialog
from partyschool.ui.person_change_dialog import BELONGED_TO, CHANGES
from partyschool.ui.tokens import Tone

SHOWN_NAMES = 3


class TransferDialog(FormDialog):
    """The same form as for one person, with the fields of a transfer."""

    def __init__(self, context: Context, people: Sequence[tuple[int, str]], parent: QWidget | None = None) -> None:
        from partyschool.services.units import list_units

        super().__init__(parent)
        self.context, self._people = context, people
        self.form = form = Ui_PersonChangeDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        names = "、".join(name for _, name in people[:SHOWN_NAMES])
        self.setWindowTitle(CHANGES["transfer"].title)
        form.title.setText(f"{CHANGES['transfer'].title} · {names}等 {len(people)} 人")
        form.advice.setText(f"{CHANGES['transfer'].advice}有一个人不能转，就都不转。")
        for part in (
            form.reason, form.reason_label, form.approver, form.approver_label, form.place, form.place_label,
            form.until, form.until_label,
        ):  # fmt: skip
            part.hide()
        form.unit.load([unit for unit in list_units(context.db) if unit.kind in BELONGED_TO])
        today = context.today
        form.day.setDate(QDate(today.year, today.month, today.day))
        form.save.setText(f"转 {len(people)} 人")
        form.unit.setFocus()

    def accept(self) -> None:
        from partyschool.services.memberships import transfer_people

        form, unit_id, day = self.form, self.form.unit.value(), self.form.day.date()
        if unit_id is None:
            raise Refusal("请选择转到哪个支部：输入名称的几个字，再从列出的里面选。")
        moved = transfer_people(
            self.context.db,
            person_ids=[person_id for person_id, _ in self._people],
            unit_id=unit_id,
            on=date(day.year(), day.month(), day.day()),
            note=form.note.text(),
        )
        already = len(self._people) - moved
        super().accept()
        problems.say(f"已转 {moved} 人" + (f"，{already} 人原来就在那里" if already else ""), Tone.DONE)
