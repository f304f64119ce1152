"""登记免训: one decision for many people at once, with those of the age that the school looks at suggested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.beside import when_read
from partyschool.ui.context import Context
from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_exempt_dialog import Ui_ExemptDialog
from partyschool.ui.proof_field import ProofField
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class Suggested:
    """Who is due in the year though of the age at which an exemption may be thought about."""

    year: int
    age: int
    person_ids: tuple[int, ...]


class ExemptDialog(FormDialog):
    """Whole units are ticked, single people searched, a list read from a file, as for a class."""

    def __init__(
        self, context: Context, year: int, person_ids: Sequence[int] = (), parent: QWidget | None = None
    ) -> None:
        from partyschool.services.word_lists import offered_words

        super().__init__(parent)
        self.context = context
        self.form = form = Ui_ExemptDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.year.setValue(year)
        fill(form.reason, offered_words(context.db, "exemption_reasons"))
        show_day(form.day, context.today)
        self._proof = ProofField(context, form.proof, form.choose_proof, self)
        form.picker.changed.connect(self._count)
        form.picker.load(context, chosen=person_ids)
        form.picker.form.only_chosen.setChecked(bool(person_ids))
        form.take_suggested.clicked.connect(lambda: form.picker.choose({*self.people(), *self._suggested}))
        form.year.valueChanged.connect(lambda _: self._suggest())
        self._suggest()

    def _suggest(self) -> None:
        from partyschool.services.rules import SUGGEST_AGE

        year = self.form.year.value()
        self._show_suggested(Suggested(year, 0, ()))
        read = partial(_read_suggested, self.context.db, year, int(self.context.rule(SUGGEST_AGE, year)))
        when_read(self, self.context, read, self._show_suggested)

    def _show_suggested(self, found: Suggested) -> None:
        if found.year != self.form.year.value():  # another year was chosen meanwhile
            return
        self._suggested, known = found.person_ids, bool(found.person_ids)
        words = f"满 {found.age} 岁还在应训的有 {len(found.person_ids)} 人，可以研究是否免训。" if known else ""
        self.form.suggest.setText(words)
        self.form.suggest.setVisible(known)
        self.form.take_suggested.setVisible(known)

    def _count(self) -> None:
        number = len(self.people())
        self.form.save.setText(f"登记 {number} 人" if number else "登记")

    def people(self) -> list[int]:
        """Ids of those who are to be exempt."""
        return self.form.picker.chosen()

    def accept(self) -> None:
        from partyschool.services.exemptions import grant_exemption

        form = self.form
        if not self.people():
            raise Refusal("请先勾选免训的人。可以勾整个支部，也可以输入姓名找人。")
        recorded = grant_exemption(
            self.context.db,
            person_ids=self.people(),
            year=form.year.value(),
            reason=form.reason.currentData(),
            approver=form.approver.text(),
            granted_on=day_of(form.day),
            proof=self._proof.kept(),
        )
        already = f"，{recorded.already} 人原来就免训" if recorded.already else ""
        waits = "，通过审核后生效" if recorded.pending else ""
        super().accept()
        problems.say(f"已登记免训 {recorded.written} 人{already}{waits}", Tone.DONE)


def _read_suggested(db: Database, year: int, age: int) -> Suggested:
    from partyschool.services.quota import count_quota
    from partyschool.services.rule_effects import suggested

    return Suggested(year, age, tuple(row.person_id for row in suggested(count_quota(db, year=year), age)))
