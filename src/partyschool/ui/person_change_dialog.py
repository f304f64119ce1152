"""变动 of one person: transfer, exemption, leaving the register and coming back, each with its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import LeftReason, UnitKind
from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_person_change_dialog import Ui_PersonChangeDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaRow

BELONGED_TO = frozenset({UnitKind.BRANCH, UnitKind.DEPARTMENT, UnitKind.VILLAGE})
# what → (title, advice, fields shown)
CHANGES = {
    "transfer": ("转到别的支部", "从这一天起算在新支部；以前的学时跟人走，班次仍算原来的统计。", ("unit", "day")),
    "exempt": (
        "登记免训",
        "只免这一天所在的年度；免训的人单独列出，不算在应训里。原因只写类别，不写病情。",
        ("reason", "day", "approver"),
    ),
    "leave": (
        "减少",
        "从这一天起不再应训，现任职务同时结束，也从还没开始的班里退出；以前的学时、人次和证书都保留。",
        ("reason", "day"),
    ),
    "return": ("恢复在册", "从这一天起恢复应训，历史原样保留。", ("day",)),
}


class PersonChangeDialog(FormDialog):
    """`what` is a key of CHANGES."""

    def __init__(self, context: Context, person: QuotaRow, what: str, parent: QWidget | None = None) -> None:
        from partyschool.services.units import list_units

        super().__init__(parent)
        self.context, self._person, self._what = context, person, what
        self.form = Ui_PersonChangeDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        title, advice, shown = CHANGES[what]
        self.setWindowTitle(title)
        self.form.title.setText(f"{title} · {person.name}")
        self.form.advice.setText(advice)
        form = self.form
        for name, parts in {
            "unit": (form.unit, form.unit_label), "reason": (form.reason, form.reason_label),
            "approver": (form.approver, form.approver_label),
        }.items():  # fmt: skip
            for part in parts:
                part.setVisible(name in shown)
        branches = [unit for unit in list_units(context.db) if unit.kind in BELONGED_TO and unit.id != person.unit_id]
        form.unit.load(branches)
        fill(form.reason, [("请选择", ""), *self._reasons()])
        form.approver.setText(context.db.actor)
        form.save.setText(title)
        today = context.today
        form.day.setDate(QDate(today.year, today.month, today.day))
        (form.unit if "unit" in shown else form.reason if "reason" in shown else form.day).setFocus()

    def _reasons(self) -> list[tuple[str, str]]:
        from partyschool.services.quota_words import LEFT_REASONS
        from partyschool.services.word_lists import offered_words

        if self._what == "exempt":
            return offered_words(self.context.db, "exemption_reasons")
        return [(words, LeftReason(key)) for key, words in LEFT_REASONS.items()]

    def _day(self) -> date:
        chosen = self.form.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def accept(self) -> None:
        {
            "transfer": self._transfer,
            "exempt": self._exempt,
            "leave": self._leave,
            "return": self._return,
        }[self._what]()
        super().accept()
        problems.say(f"{self._person.name}：{CHANGES[self._what][0]}，已登记", Tone.DONE)

    def _transfer(self) -> None:
        from partyschool.services.memberships import transfer

        unit_id = self.form.unit.value()
        if unit_id is None:
            raise Refusal("请选择转到哪个支部：输入名称的几个字，再从列出的里面选。")
        transfer(self.context.db, person_id=self._person.person_id, unit_id=unit_id, on=self._day())

    def _exempt(self) -> None:
        from partyschool.services.exemptions import grant_exemption

        grant_exemption(
            self.context.db,
            person_ids=[self._person.person_id],
            year=self._day().year,
            reason=self.form.reason.currentData(),
            approver=self.form.approver.text(),
            granted_on=self._day(),
        )

    def _leave(self) -> None:
        from partyschool.services.memberships import leave_register

        reason = self.form.reason.currentData()
        leave_register(self.context.db, person_id=self._person.person_id, reason=reason, on=self._day())

    def _return(self) -> None:
        from partyschool.services.memberships import return_to_register

        return_to_register(self.context.db, person_id=self._person.person_id, on=self._day())
