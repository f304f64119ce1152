"""任职: a post with its term; what it asks for is read off the title and may be set by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from partyschool.domain.posts import classify
from partyschool.domain.terms import UnitKind
from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_post_dialog import Ui_PostDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.person_detail import PersonDetail
    from partyschool.services.posts import PostForm, PostRow


class PostDialog(FormDialog):
    """A new post of the person, or what was entered wrongly of one that there is."""

    def __init__(
        self, context: Context, person: PersonDetail, post: PostRow | None = None, parent: QWidget | None = None
    ) -> None:
        from partyschool.services.units import list_units

        super().__init__(parent)
        self.context, self._person, self._post = context, person.row, post
        self.form = Ui_PostDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        title = f"{'更正任职' if post else '登记任职'} · {person.row.name}"
        self.setWindowTitle(title)
        self.form.title.setText(title)
        self._units = list_units(context.db)
        self.form.unit.load(self._units, post.unit_id if post else person.row.village_id or person.row.unit_id)
        self._show(post)
        self.form.post_title.textChanged.connect(lambda _: self._read_title())
        self.form.unit.currentTextChanged.connect(lambda _: self._read_title())
        for box, field in ((self.form.has_start, self.form.start_on), (self.form.has_end, self.form.end_on)):
            box.toggled.connect(field.setEnabled)
            field.setEnabled(box.isChecked())
        self.form.post_title.setFocus()

    def _show(self, post: PostRow | None) -> None:
        form, today = self.form, self.context.today
        form.start_on.setDate(_qdate(post.start_on if post and post.start_on else today))
        form.end_on.setDate(_qdate(post.end_on if post and post.end_on else today))
        if post is not None:
            form.post_title.setText(post.title)
            form.has_start.setChecked(post.start_on is not None)
            form.has_end.setChecked(post.end_on is not None)
            form.in_two_committees.setChecked(post.in_two_committees)
            form.in_leadership.setChecked(post.in_leadership)

    def _read_title(self) -> None:
        """The same reading as an import's; the two ticks show it, and may be changed afterwards."""
        flags = classify(self.form.post_title.text(), of_village=self._lies_in_village(self.form.unit.value()))
        self.form.in_two_committees.setChecked(flags.in_two_committees)
        self.form.in_leadership.setChecked(flags.in_leadership)

    def _lies_in_village(self, unit_id: int | None) -> bool:
        units = {unit.id: unit for unit in self._units}
        while unit_id is not None and unit_id in units:
            if units[unit_id].kind == UnitKind.VILLAGE:
                return True
            unit_id = units[unit_id].parent_id
        return False

    def entered(self) -> PostForm:
        """:raises Refusal: no unit was chosen."""
        from partyschool.services.posts import PostForm

        form, unit_id = self.form, self.form.unit.value()
        if unit_id is None:
            raise Refusal("请选择任职的村或支部：输入名称的几个字，再从列出的里面选。")
        return PostForm(
            unit_id,
            form.post_title.text().strip(),
            _date(form.start_on) if form.has_start.isChecked() else None,
            _date(form.end_on) if form.has_end.isChecked() else None,
            form.in_two_committees.isChecked(),
            form.in_leadership.isChecked(),
        )

    def accept(self) -> None:
        from partyschool.services.posts import add_post, correct_post

        form = self.entered()
        if self._post is None:
            add_post(self.context.db, person_id=self._person.id, form=form)
        else:
            correct_post(self.context.db, post_id=self._post.id, form=form)
        super().accept()
        problems.say(f"{self._person.name}：{form.title}，已{'更正' if self._post else '登记'}", Tone.DONE)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
