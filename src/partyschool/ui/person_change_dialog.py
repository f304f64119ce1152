"""变动 of one person: transfer, a new post, exemption, leaving the register and coming back, each with its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import LeftReason
from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_person_change_dialog import Ui_PersonChangeDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaRow

# what → (title, advice, fields shown)
CHANGES = {
    "transfer": ("转到别的支部", "从这一天起算在新支部；以前的学时跟人走，班次仍算原来的统计。", ("unit", "day")),
    "post": (
        "登记任职",
        "村“两委”和班子成员的要求由职务名称决定；一人多职取最高，只算一次。",
        ("unit", "day", "post_title"),
    ),
    "exempt": ("登记免训", "只免今年；免训的人单独列出，不算在应训里。原因只写类别，不写病情。", ("reason", "day")),
    "leave": ("减少", "从这一天起不再应训，也不在叫训名单里；以前的学时、人次和证书都保留。", ("reason", "day")),
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
        fields = {"reason": form.reason, "day": form.day, "unit": form.unit, "post_title": form.post_title}
        labels = [form.reason_label, form.day_label, form.unit_label, form.post_title_label]
        for (name, field), words in zip(fields.items(), labels, strict=True):
            field.setVisible(name in shown)
            words.setVisible(name in shown)
        units = [("　" * unit.depth + unit.name, unit.id) for unit in list_units(context.db)]
        fill(self.form.unit, units, person.village_id if what == "post" else person.unit_id)
        fill(self.form.reason, self._reasons())
        self.form.unit_label.setText("在哪个单位任职" if what == "post" else "转到")
        today = context.today
        self.form.day.setDate(QDate(today.year, today.month, today.day))

    def _reasons(self) -> list[tuple[str, str]]:
        from partyschool.services.presets import preset_list
        from partyschool.services.quota_words import LEFT_REASONS

        if self._what == "exempt":
            return [(reason, reason) for reason in preset_list("exemption_reasons")]
        return [(words, LeftReason(key)) for key, words in LEFT_REASONS.items()]

    def _day(self) -> date:
        chosen = self.form.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def accept(self) -> None:
        {
            "transfer": self._transfer,
            "post": self._add_post,
            "exempt": self._exempt,
            "leave": self._leave,
            "return": self._return,
        }[self._what]()
        super().accept()
        problems.say(f"{self._person.name}：{CHANGES[self._what][0]}，已登记", Tone.DONE)

    def _transfer(self) -> None:
        from partyschool.services.memberships import transfer

        unit_id = self.form.unit.currentData()
        transfer(self.context.db, person_id=self._person.person_id, unit_id=unit_id, on=self._day())

    def _add_post(self) -> None:
        from partyschool.services.posts import PostForm, add_post

        if not self.form.post_title.text().strip():
            raise Refusal("请填写职务名称，例如“村党支部书记”。")
        form = PostForm(self.form.unit.currentData(), self.form.post_title.text().strip(), self._day())
        add_post(self.context.db, person_id=self._person.person_id, form=form)

    def _exempt(self) -> None:
        from partyschool.services.exemptions import grant_exemption

        grant_exemption(
            self.context.db,
            person_ids=[self._person.person_id],
            year=self._day().year,
            reason=self.form.reason.currentData(),
            approver=self.context.db.actor,
            granted_on=self._day(),
        )

    def _leave(self) -> None:
        from partyschool.services.memberships import leave_register

        reason = self.form.reason.currentData()
        leave_register(self.context.db, person_id=self._person.person_id, reason=reason, on=self._day())

    def _return(self) -> None:
        from partyschool.services.memberships import return_to_register

        return_to_register(self.context.db, person_id=self._person.person_id, on=self._day())
