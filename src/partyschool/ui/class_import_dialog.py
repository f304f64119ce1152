"""A class from its workbook: checked first, then written as a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_class_import_dialog import Ui_ClassImportDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tasks import Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.exchange.results import ImportResult, Issue

WORKBOOKS = "Excel 工作簿 (*.xlsx *.xls)"


class ClassImportDialog(FormDialog):
    """`written(code)` at the end."""

    written = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._path: Path | None = None
        self._checking: Task[ImportResult] | None = None
        self.form = Ui_ClassImportDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.model: TableModel[Issue] = TableModel(_columns(), self)
        self.form.issues.install(self.model, row_height=tokens.ROW_DENSE)
        self.form.card.hide()
        self.form.save.setEnabled(False)
        self.form.choose.clicked.connect(self._choose)
        self.form.template.clicked.connect(self._save_template)
        self.form.choose.setFocus()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "培训班工作簿", "", WORKBOOKS)
        if chosen:
            self.check(Path(chosen))

    def check(self, path: Path) -> None:
        """Read the workbook and say what would come of it; nothing is written."""
        from partyschool.exchange.imports import import_file

        if self._checking is not None:
            self._checking.drop()  # another file was chosen: what is found in this one must not be taken for its
        self._path = path
        self.form.save.setEnabled(False)
        self.form.problem_notice.hush()
        self.form.file.setText(path.name)
        work = Task(self, lambda report: import_file(self.context.db, "class", path, dry_run=True), title="正在核对…")
        self._checking = work.then(self._show)

    def _show(self, result: ImportResult) -> None:
        people = result.rows - 1
        left_out = result.rejected + result.pending
        self.model.set_rows(result.issues)
        self.form.card.setVisible(bool(result.issues))
        fine = f"班次 {result.class_code or '（新编号）'}，学员 {people - left_out} 人可以写入。"
        advice = f"有 {left_out} 人写不进去，原因见下表；可以先写入，以后在“学员”里补。" if left_out else ""
        self.form.problem_notice.say(fine, advice, tone=Tone.WATCH if left_out else Tone.DONE)
        self.form.save.setText("写入" if result.created + result.updated else "没有变化")
        self.form.save.setEnabled(result.created + result.updated > 0)
        self.resize(760, 560 if result.issues else 260)

    def accept(self) -> None:
        from partyschool.exchange.imports import import_file

        path = self._path
        if path is None:
            raise Refusal("请先选择文件。")
        self.form.save.setEnabled(False)
        work = Task(self, lambda report: import_file(self.context.db, "class", path), title="正在写入…")
        work.then(self._finish)

    def _finish(self, result: ImportResult) -> None:
        super().accept()
        problems.say(f"已写入 {result.class_code}。核对课程表后就可以发布。", Tone.DONE)
        self.written.emit(result.class_code)

    def _save_template(self) -> None:
        from partyschool.exchange.templates import save_template

        path = ask_path(self, "空白表", "培训班工作簿.xlsx")
        if path is not None:
            save_template("class", path)
            self.form.problem_notice.say(f"已存到 {path}", tone=Tone.DONE)


def _columns() -> list[Column[Issue]]:
    return [
        Column("表", lambda row: row.sheet, width=76),
        Column("行", lambda row: str(row.row), align=Align.RIGHT, width=56, sort=lambda row: row.row),
        Column("列", lambda row: row.column, width=96),
        Column("内容", lambda row: row.value, width=150),
        Column("问题", lambda row: row.message, Kind.ICON, icon=lambda row: "warning",
               tone=lambda row: Tone.ERROR if row.level == "error" else Tone.WATCH, width=280, stretch=True,
               tip=lambda row: row.advice),
    ]  # fmt: skip
