"""录入测评票数: how many chose each level, question by question, as the tally page has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_evaluation_counts_dialog import Ui_EvaluationCountsDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.evaluation_rows import EvaluationReport

COUNT_WIDTH, ITEM_WIDTH, ROW_HEIGHT = 84, 100, 32


class EvaluationCountsDialog(FormDialog):
    """A grid like the tally page; Tab goes on to the next number."""

    def __init__(self, context: Context, found: EvaluationReport, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._found = context, found
        self.form = Ui_EvaluationCountsDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._questions = [(part, row) for part in found.parts for row in part.items]
        self.form.lead.setText(f"{found.title}：照计票表把各等次的票数填进来，没有票的空着。保存后替换上次录入的票数。")
        self._fill_sums()
        self._fill_grid()
        self.form.votes.itemChanged.connect(lambda _: self._say_sum())
        self._say_sum()

    def _fill_sums(self) -> None:
        form, found = self.form, self._found
        form.issued.setValue(found.issued or found.enrolled)
        form.returned.setValue(found.counted_returned)
        form.valid.setValue(found.counted_valid)
        form.remarks.setPlainText(found.counted_remarks)

    def _fill_grid(self) -> None:
        grid, levels = self.form.votes, self._found.scale.levels
        grid.setColumnCount(2 + len(levels))
        grid.setRowCount(len(self._questions))
        grid.setHorizontalHeaderLabels(["课程", "项目", *levels])
        grid.verticalHeader().hide()
        grid.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        for place, (part, row) in enumerate(self._questions):
            self._put(place, 0, f"{part.lesson}（{part.teacher}）" if part.number else "班次整体", fixed=True)
            self._put(place, 1, row.item, fixed=True)
            counts = self._found.counted.get(row.position, ())
            for level in range(len(levels)):
                votes = counts[level] if level < len(counts) else 0
                self._put(place, 2 + level, str(votes) if votes else "")
        self._merge_lessons()
        header = grid.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        grid.setColumnWidth(1, ITEM_WIDTH)
        for column in range(2, 2 + len(levels)):
            grid.setColumnWidth(column, COUNT_WIDTH)
        grid.setCurrentCell(0, 2)

    def _merge_lessons(self) -> None:
        place = 0
        for part in self._found.parts:
            if len(part.items) > 1:
                self.form.votes.setSpan(place, 0, len(part.items), 1)
            place += len(part.items)

    def _put(self, row: int, column: int, text: str, *, fixed: bool = False) -> None:
        cell = QTableWidgetItem(text)
        if fixed:
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled)
            cell.setToolTip(text)
        else:
            cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        self.form.votes.setItem(row, column, cell)

    def _votes(self) -> dict[int, tuple[int, ...]]:
        levels = range(len(self._found.scale.levels))
        return {
            row.position: tuple(self._count(place, level) for level in levels)
            for place, (_, row) in enumerate(self._questions)
        }

    def _count(self, place: int, level: int) -> int:
        cell = self.form.votes.item(place, 2 + level)
        text = cell.text().strip() if cell is not None else ""
        if text and not text.isdecimal():
            part, row = self._questions[place]
            where = f"“{part.lesson or '班次整体'}”的{row.item}"
            raise Refusal(f"{where}：“{text}”不是票数，请填数字。")
        return int(text or 0)

    def _say_sum(self) -> None:
        """The rows that do not come to the number of valid ballots are what a clerk looks for."""
        try:
            sums = [sum(counts) for counts in self._votes().values()]
        except Refusal as refusal:
            self.form.sum_label.setText(refusal.message)
            return
        whole = "、".join(str(value) for value in sorted(set(sums)))
        self.form.sum_label.setText(f"各项合计：{whole} 票" if any(sums) else "还没有填票数")

    def accept(self) -> None:
        from partyschool.services.evaluation_rows import CountsForm
        from partyschool.services.evaluations import save_counts

        form = self.form
        votes = self._votes()
        counts = CountsForm(
            form.issued.value(), form.returned.value(), form.valid.value(), votes, form.remarks.toPlainText()
        )
        save_counts(self.context.db, code=self._found.code, form=counts)
        super().accept()
        problems.say(f"“{self._found.title}”的测评票数已保存，可以打印结果和反馈单了。", Tone.DONE)
