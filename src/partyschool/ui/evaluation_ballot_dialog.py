"""逐张录入测评票: a few figures per lesson, Enter for the next ballot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from partyschool.errors import Refusal
from partyschool.ui import style
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_evaluation_ballot_dialog import Ui_EvaluationBallotDialog

if TYPE_CHECKING:
    from partyschool.services.evaluation_rows import BallotForm, EvaluationReport, Part

LETTERS = "ABCDEFGH"


class EvaluationBallotDialog(FormDialog):
    """Stays open until 结束录入; nothing says whose ballot it was."""

    def __init__(self, context: Context, found: EvaluationReport, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._found = context, found
        self.form = Ui_EvaluationBallotDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        levels = "，".join(f"{place} {level}" for place, level in enumerate(found.scale.levels, 1))
        self.form.lead.setText(
            f"每行照票上的勾依次填数字（{levels}，没有选填 0），也可以填字母 A、B、C、D。填满一行自动到下一行。"
        )
        self._fields = [self._field(part) for part in found.parts]
        self._lay_out()
        self._last: int | None = None
        self.form.undo.clicked.connect(self.withdraw)
        self._say_state()

    def _field(self, part: Part) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(len(part.items))
        field.setPlaceholderText("、".join(row.item for row in part.items))
        field.textEdited.connect(lambda text: self._go_on(field, text))
        return field

    def _lay_out(self) -> None:
        inner = QWidget()
        style.mark(inner, cls="clear")
        rows = QFormLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setHorizontalSpacing(14)
        rows.setVerticalSpacing(8)
        for part, field in zip(self._found.parts, self._fields, strict=True):
            label = QLabel(f"{part.lesson}（{part.teacher}）" if part.number else "班次整体")
            label.setWordWrap(True)
            label.setFixedWidth(250)
            rows.addRow(label, field)
        self.form.scroll.setWidget(inner)
        if self._fields:
            self._fields[0].setFocus()

    def _go_on(self, field: QLineEdit, text: str) -> None:
        if len(text) == field.maxLength():
            self.focusNextChild()

    def _answers(self) -> BallotForm:
        from partyschool.services.evaluation_rows import BallotForm

        answers = {}
        for part, field in zip(self._found.parts, self._fields, strict=True):
            for row, letter in zip(part.items, field.text().upper(), strict=False):
                level = self._level(letter, part)
                if level is not None:
                    answers[row.position] = level
        return BallotForm(answers, self.form.remark.text())

    def _level(self, letter: str, part: Part) -> int | None:
        """0 is the best; None was left blank."""
        if letter in " 0":
            return None
        levels = len(self._found.scale.levels)
        place = LETTERS.find(letter) if letter in LETTERS else "12345678".find(letter)
        if not 0 <= place < levels:
            raise Refusal(f"“{part.lesson or '班次整体'}”里的“{letter}”不是等次，请填 1 到 {levels}。")
        return place

    def accept(self) -> None:
        """Saves this ballot and makes room for the next."""
        from partyschool.services.evaluations import add_ballot

        self._last = add_ballot(self.context.db, code=self._found.code, form=self._answers())
        self.form.problem_notice.hush()
        for field in (*self._fields, self.form.remark):
            field.clear()
        self._fields[0].setFocus()
        self._say_state()

    def withdraw(self) -> None:
        """The ballot saved last was typed wrong."""
        from partyschool.services.evaluations import withdraw_ballot

        if self._last is not None:
            withdraw_ballot(self.context.db, code=self._found.code, number=self._last)
            self._last = None
            self._say_state()

    def _say_state(self) -> None:
        from partyschool.services.evaluation_queries import get_evaluation
        from partyschool.services.phone_ballots import get_questionnaire

        found = get_evaluation(self.context.db, self._found.code)
        phones = get_questionnaire(self.context.db, self._found.code).received
        invalid = found.ballots - found.valid_ballots
        empty = f"，其中无效 {invalid} 张" if invalid else ""
        others = f"，手机交来 {phones} 张" if phones else ""
        self.form.state.setText(f"已逐张录入 {found.ballots - phones} 张{empty}{others}")
        self.form.undo.setEnabled(self._last is not None)
