"""新增人员, 编辑人员: all fields at once; what is wrong is said field by field while typing."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from partyschool.domain.identity import IdNumber, read_id
from partyschool.domain.terms import UnitKind
from partyschool.errors import Refusal
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_person_dialog import Ui_PersonDialog
from partyschool.ui.people_columns import KIND_CHOICES
from partyschool.ui.style import mark

if TYPE_CHECKING:
    from partyschool.services.person_form import PersonForm

BELONGED_TO = frozenset({UnitKind.BRANCH, UnitKind.DEPARTMENT, UnitKind.VILLAGE})
DECIDED = "由变动登记决定：请在这个人的页面登记新的变动，或撤销登错的那一条。"
SEX_CHOICES = (("", ""), ("男", "male"), ("女", "female"))


class PersonDialog(FormDialog):
    """A new person, or the given one; `person_id` is known after `accept`."""

    def __init__(self, context: Context, person_id: int | None = None, parent: QWidget | None = None) -> None:
        from partyschool.services.person_form import PersonForm
        from partyschool.services.units import list_units

        super().__init__(parent)
        self.context, self.person_id = context, person_id
        self._namesake_confirmed = False
        self._stored = PersonForm("")
        self.form = Ui_PersonDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText("编辑人员" if person_id else "新增人员")
        self.form.unit.load([unit for unit in list_units(context.db) if unit.kind in BELONGED_TO])
        fill(self.form.sex, SEX_CHOICES)
        fill(self.form.kind, KIND_CHOICES)
        if person_id is not None:
            self._show(person_id)
        for field in (self.form.name, self.form.id_number, self.form.birth_on, self.form.joined_on, self.form.phone):
            field.editingFinished.connect(self._check)
        self.form.id_number.editingFinished.connect(self._read_number)
        for changed in (self.form.name.textChanged, self.form.unit.currentTextChanged):
            changed.connect(lambda _: self._ask_again())
        self._check()

    def _show(self, person_id: int) -> None:
        from partyschool.services.person_detail import get_person

        detail = get_person(self.context.db, person_id)
        self._stored = detail.form
        for key in detail.decided:
            widget = self.findChild(QWidget, key)
            if widget is not None:
                widget.setEnabled(False)
                widget.setToolTip(DECIDED)
        self.form.unit.setCurrentIndex(self.form.unit.findData(self._stored.unit_id))
        for key, value in asdict(self._stored).items():
            widget = self.findChild(QWidget, key)
            if isinstance(widget, QLineEdit):
                widget.setText(value)
            elif isinstance(widget, QCheckBox):
                widget.setChecked(value)
            elif isinstance(widget, QComboBox):
                widget.setCurrentIndex(max(0, widget.findData(value)))

    def entered(self) -> PersonForm:
        """The fields as they stand; what has no field here stays as it was stored."""
        form = self.form
        texts = (
            form.name, form.id_number, form.birth_on, form.ethnic, form.education, form.joined_on, form.full_on,
            form.occupation, form.phone, form.landline, form.address, form.floating_to, form.note,
        )  # fmt: skip
        values: dict[str, object] = {field.objectName(): field.text().strip() for field in texts}
        values |= {"sex": form.sex.currentData(), "kind": form.kind.currentData(), "unit_id": form.unit.value()}
        values |= {"is_floating": form.is_floating.isChecked(), "is_lost": form.is_lost.isChecked()}
        return replace(self._stored, **values)  # type: ignore[arg-type]  # each value has its field's type

    def _read_number(self) -> None:
        """Birth and sex are in the number; what was typed by hand stays."""
        found = read_id(self.form.id_number.text(), self.context.today)
        if isinstance(found, IdNumber):
            if not self.form.birth_on.text().strip():
                self.form.birth_on.setText(found.birth_on)
            if not self.form.sex.currentData():
                self.form.sex.setCurrentIndex(self.form.sex.findData(found.sex))
        self._check()

    def _ask_again(self) -> None:
        """“Another person of the same name” was said of that name in that branch only."""
        self._namesake_confirmed = False
        self.form.save.setText("保存")

    def _check(self) -> None:
        """Frame what is wrong and say it under the title, before anything is saved."""
        from partyschool.services.people import check_person

        issues = check_person(self.context.db, self.entered(), person_id=self.person_id)
        typed = [issue for issue in issues if self._is_typed(issue.field)]
        for field in self.findChildren(QLineEdit):
            levels = {issue.level for issue in typed if issue.field == field.objectName()}
            mark(field, tone="error" if "error" in levels else "watch" if levels else "")
        self.form.hint.setText("　".join(issue.message for issue in typed))
        self.form.hint.setVisible(bool(typed))

    def _is_typed(self, name: str) -> bool:
        field = self.findChild(QLineEdit, name)
        return field is not None and bool(field.text().strip())

    def accept(self) -> None:
        from partyschool.services.people import update_person

        form = self.entered()
        if self.person_id is not None:
            update_person(self.context.db, person_id=self.person_id, form=form)
        else:
            self.person_id = self._create(form)
        super().accept()

    def _create(self, form: PersonForm) -> int:
        from partyschool.services.people import create_person

        try:
            return create_person(self.context.db, form=form, confirmed=self._namesake_confirmed)
        except Refusal as refusal:
            if refusal.code == "same_name_same_branch":
                self._namesake_confirmed = True
                self.form.save.setText("确认是另一个人，保存")
            raise
