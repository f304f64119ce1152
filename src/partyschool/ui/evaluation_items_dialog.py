"""测评项目: which items are asked, their points, the levels and their coefficients."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from partyschool.errors import Refusal
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_evaluation_items_dialog import Ui_EvaluationItemsDialog

MOST_ITEMS, MOST_LEVELS, ITEM_LIMIT = 6, 6, 8


class EvaluationItemsDialog(FormDialog):
    """One line for each item, as 教学内容 25."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.form = Ui_EvaluationItemsDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        for key, field in self._fields().items():
            field.setPlainText("\n".join(context.settings[key]))
        self.form.least.setValue(int(context.settings["evaluation.least_ballots"]))

    def _fields(self) -> dict[str, QPlainTextEdit]:
        form = self.form
        return {
            "evaluation.lesson_items": form.lesson_items,
            "evaluation.class_items": form.class_items,
            "evaluation.levels": form.levels,
        }

    def accept(self) -> None:
        from partyschool.services.settings import change_many

        values: dict[str, object] = {key: _items(field, key) for key, field in self._fields().items()}
        change_many(self.context.db, {**values, "evaluation.least_ballots": self.form.least.value()})
        super().accept()


def _items(field: QPlainTextEdit, key: str) -> list[str]:
    from partyschool.domain.evaluation import item_of

    lines = [line.strip() for line in field.toPlainText().splitlines() if line.strip()]
    most = MOST_LEVELS if key == "evaluation.levels" else MOST_ITEMS
    if not (2 if key == "evaluation.levels" else 1) <= len(lines) <= most:
        raise Refusal(f"请写 1 到 {most} 项，等次至少 2 个，每行一项。")
    for line in lines:
        found = item_of(line)
        if found is None:
            raise Refusal(f"“{line}”后面没有写满分。请写成“教学内容 25”，满分是 1 到 100 的整数。")
        if len(found[0]) > ITEM_LIMIT:
            raise Refusal(f"“{found[0]}”超过 {ITEM_LIMIT} 个字，印不进测评表，请写短些。")
    return lines
