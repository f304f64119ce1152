"""登记联系、送学: one contact, or material sent to many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_contact_dialog import Ui_ContactDialog
from partyschool.ui.tokens import Tone


class ContactDialog(FormDialog):
    """People are chosen as for a class: whole units, by search, from a file."""

    def __init__(self, context: Context, person_ids: Sequence[int] = (), parent: QWidget | None = None) -> None:
        from partyschool.services.event_words import CONTACT_WAYS

        super().__init__(parent)
        self.context = context
        self.form = form = Ui_ContactDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        fill(form.way, [(words, key) for key, words in CONTACT_WAYS.items()])
        today = context.today
        form.day.setMaximumDate(QDate(today.year, today.month, today.day))
        form.day.setDate(form.day.maximumDate())
        form.is_reached_box.setChecked(True)
        form.contacted_by.setText(context.db.actor)
        form.picker.changed.connect(self._count)
        form.picker.load(context, chosen=person_ids)
        form.picker.form.only_chosen.setChecked(bool(person_ids))
        form.way.setFocus()

    def _count(self) -> None:
        number = len(self.form.picker.chosen())
        self.form.save.setText(f"登记 {number} 人" if number else "登记")

    def accept(self) -> None:
        from partyschool.services.contacts import ContactForm, record_contact

        form, people = self.form, self.form.picker.chosen()
        if not people:
            raise Refusal("请先勾选联系的是哪些人。可以勾整个支部，也可以输入姓名找人。")
        day = form.day.date()
        contact = ContactForm(
            date(day.year(), day.month(), day.day()),
            form.way.currentData(),
            form.content.text(),
            form.material.text(),
            form.is_reached_box.isChecked(),
            form.contacted_by.text(),
        )
        written = record_contact(self.context.db, person_ids=people, form=contact)
        super().accept()
        problems.say(f"已登记 {written} 人的联系记录", Tone.DONE)
