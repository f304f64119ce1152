"""更正学习记录: one entry of one person set right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import StudyKind
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_study_correct_dialog import Ui_StudyCorrectDialog
from partyschool.ui.proof_field import ProofField
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.other_study import StudyForm, StudyRow


class StudyCorrectDialog(FormDialog):
    """An entry that was sent back waits for approval again when it is saved."""

    def __init__(self, context: Context, row: StudyRow, parent: QWidget) -> None:
        from partyschool.services.quota_words import STUDIES

        super().__init__(parent)
        self.context, self._row = context, row
        self.form = form = Ui_StudyCorrectDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        back = f"　退回原因：{row.review_note}" if row.review_note and not row.counts else ""
        form.who.setText(f"{row.person} · {row.unit}{back}")
        known = row.form
        fill(form.kind, [(words, key) for key, words in STUDIES.items()], known.kind)
        show_day(form.day, known.studied_on)
        show_day(form.last_day, known.ended_on or known.studied_on)
        form.hours.setValue(known.half_hours / 2)
        form.days.setValue(known.quarter_days / 4)
        form.organiser.setText(known.organiser)
        form.topic.setText(known.title)
        form.proof.setText(known.proof)
        self._proof = ProofField(context, form.proof, form.choose_proof, self)
        form.kind.currentIndexChanged.connect(self._show_kind)
        self._show_kind()

    def _show_kind(self) -> None:
        form, is_higher = self.form, self.form.kind.currentData() == StudyKind.HIGHER
        for part in (form.days, form.days_label, form.last_day, form.last_day_label):
            part.setVisible(is_higher)

    def _entered(self) -> StudyForm:
        from partyschool.services.other_study import StudyForm

        form = self.form
        is_long = form.kind.currentData() == StudyKind.HIGHER
        last = day_of(form.last_day)
        return StudyForm(
            form.kind.currentData(),
            form.topic.text(),
            day_of(form.day),
            round(form.hours.value() * 2),
            last if is_long and last != day_of(form.day) else None,
            round(form.days.value() * 4) if is_long else 0,
            form.organiser.text(),
            self._proof.kept(),
        )

    def accept(self) -> None:
        from partyschool.services.other_study import correct_study

        correct_study(self.context.db, study_id=self._row.id, form=self._entered())
        super().accept()
        problems.say("已更正。", Tone.DONE)
