"""登记其他学习: one entry for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import StudyKind
from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_study_dialog import Ui_StudyDialog
from partyschool.ui.proof_field import ProofField
from partyschool.ui.tokens import Tone


class StudyDialog(FormDialog):
    """Whole units are ticked, single people searched, a list read from a file, as for a class."""

    def __init__(
        self,
        context: Context,
        person_ids: Sequence[int] = (),
        parent: QWidget | None = None,
        *,
        kind: StudyKind | None = None,
    ) -> None:
        from partyschool.services.quota_words import STUDIES

        super().__init__(parent)
        self.context = context
        self.form = form = Ui_StudyDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        fill(form.kind, [(words, key) for key, words in STUDIES.items()], kind)
        self._proof = ProofField(context, form.proof, form.choose_proof, self)
        today = context.today
        form.day.setMaximumDate(QDate(today.year, today.month, today.day))
        form.last_day.setMaximumDate(form.day.maximumDate())
        form.day.setDate(form.day.maximumDate())
        form.day.dateChanged.connect(form.last_day.setMinimumDate)
        form.last_day.setDate(form.day.date())
        form.kind.currentIndexChanged.connect(self._show_kind)
        form.picker.changed.connect(self._count)
        form.picker.load(context, chosen=person_ids)
        form.picker.form.only_chosen.setChecked(bool(person_ids))
        self._show_kind()
        form.kind.setFocus()

    def _show_kind(self) -> None:
        is_higher = self.form.kind.currentData() == StudyKind.HIGHER
        for part in (self.form.days, self.form.days_label, self.form.last_day, self.form.last_day_label):
            part.setVisible(is_higher)  # only higher training lasts several days and may stand for days at the school

    def _count(self) -> None:
        number = len(self.people())
        self.form.save.setText(f"登记 {number} 人" if number else "登记")

    def people(self) -> list[int]:
        """Ids of those it is recorded for."""
        return self.form.picker.chosen()

    def accept(self) -> None:
        from partyschool.services.other_study import StudyForm, record_study

        form, is_long = self.form, not self.form.last_day.isHidden()
        if not self.people():
            raise Refusal("请先勾选参加学习的人。可以勾整个支部，也可以输入姓名找人。")
        entry = StudyForm(
            kind=form.kind.currentData(),
            title=form.topic.text().strip() or form.kind.currentText(),
            studied_on=_date(form.day.date()),
            ended_on=_date(form.last_day.date()) if is_long else None,
            half_hours=round(form.hours.value() * 2),
            quarter_days=round(form.days.value() * 4) if is_long else 0,
            organiser=form.organiser.text().strip(),
            proof=self._proof.kept(),
        )
        recorded = record_study(self.context.db, person_ids=self.people(), form=entry)
        already = f"，{recorded.already} 人原来就有" if recorded.already else ""
        waits = "，通过审核后计算" if recorded.pending else ""
        super().accept()
        problems.say(f"已登记 {recorded.written} 人{already}{waits}", Tone.DONE)


def _date(chosen: QDate) -> date:
    return date(chosen.year(), chosen.month(), chosen.day())
