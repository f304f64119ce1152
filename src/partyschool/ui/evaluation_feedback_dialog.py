"""向老师反馈: what is printed for one teacher, and that he or she has been told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_evaluation_feedback_dialog import Ui_EvaluationFeedbackDialog

if TYPE_CHECKING:
    from partyschool.services.evaluation_rows import EvaluationReport, FeedbackRow


class EvaluationFeedbackDialog(FormDialog):
    """Opens at the given teacher, else at the first who was not told yet."""

    def __init__(
        self, context: Context, found: EvaluationReport, parent: QWidget, teacher_id: int | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self._found = context, found
        self.form = Ui_EvaluationFeedbackDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        rows = found.feedbacks
        waiting = next((row.teacher_id for row in rows if row.given_on is None), None)
        fill(self.form.teacher, [(_words(row), row.teacher_id) for row in rows], teacher_id or waiting)
        self.form.teacher.currentIndexChanged.connect(lambda _: self._show())
        self.form.is_given.toggled.connect(self._show_given)
        self.form.print.clicked.connect(self.preview)
        self._show()

    def _row(self) -> FeedbackRow:
        chosen = self.form.teacher.currentData()
        return next(row for row in self._found.feedbacks if row.teacher_id == chosen)

    def _show(self) -> None:
        row, form = self._row(), self.form
        form.opinions.setPlainText(row.opinions)
        day = row.given_on or self.context.today
        form.given_on.setDate(QDate(day.year, day.month, day.day))
        form.given_by.setText(row.given_by or str(self.context.settings["office.clerk"]))
        form.is_given.setChecked(row.given_on is not None)
        self._show_given(row.given_on is not None)
        form.result.setText(self._result(row))
        remarks = "；".join(dict.fromkeys(self._found.remarks))
        form.remarks.setText(f"全班的书面意见：{remarks}" if remarks else "全班没有书面意见。")

    def _result(self, row: FeedbackRow) -> str:
        if not self._found.shows_parts:
            return f"有效票 {self._found.valid} 张，不足 {self._found.least} 张，反馈单只印全班的结果。"
        parts = [part for part in self._found.lessons if part.teacher_id == row.teacher_id]
        return "\n".join(
            f"{part.lesson}：{part.score(self._found.scale) or 0:.1f} 分，满意率 {part.satisfaction or 0:.1f}%"
            for part in parts
        )

    def _show_given(self, is_given: bool) -> None:
        for widget in (self.form.given_on, self.form.given_by):
            widget.setEnabled(is_given)

    def save(self) -> None:
        """Write what stands in the fields."""
        from partyschool.services.evaluations import save_feedback

        form, chosen = self.form, self.form.given_on.date()
        given_on = date(chosen.year(), chosen.month(), chosen.day()) if form.is_given.isChecked() else None
        save_feedback(
            self.context.db, code=self._found.code, teacher_id=self._row().teacher_id,
            opinions=form.opinions.toPlainText(), given_on=given_on, given_by=form.given_by.text() if given_on else "",
        )  # fmt: skip

    def accept(self) -> None:
        self.save()
        super().accept()

    def preview(self) -> None:
        """Saves first, so that paper and record say the same."""
        from partyschool.ui.class_papers import show_feedback

        self.save()
        show_feedback(self, self.context.db, self._found.code, self._row().teacher_id)


def _words(row: FeedbackRow) -> str:
    state = f"已反馈 {row.given_on:%m-%d}" if row.given_on else "未反馈"
    return f"{row.teacher}（{row.title}）　{state}" if row.title else f"{row.teacher}　{state}"
