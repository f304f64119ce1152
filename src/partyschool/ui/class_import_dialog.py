"""培训班工作簿: what its sheets would become, and what is wrong with them, before the class is written as a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_class_import_dialog import Ui_ClassImportDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.exchange.results import ImportResult, Issue

LEVELS = {"error": ("有误", Tone.ERROR), "warning": ("留意", Tone.WATCH)}
COLUMNS: list[Column[Issue]] = [
    Column(
        "程度", lambda issue: LEVELS[issue.level][0], Kind.CHIP, tone=lambda issue: LEVELS[issue.level][1], width=76
    ),
    Column("表", lambda issue: issue.sheet, width=80),
    Column("行", lambda issue: str(issue.row), align=Align.RIGHT, sort=lambda issue: issue.row, width=52),
    Column("列", lambda issue: issue.column, width=90),
    Column("问题", lambda issue: issue.message, width=420, stretch=True, tip=lambda issue: issue.message),
]


class ClassImportDialog(FormDialog):
    """`checked` is what a dry run said; the button imports the same file in earnest."""

    def __init__(self, context: Context, path: Path, checked: ImportResult, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._path = context, path
        self.form = Ui_ClassImportDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        left = checked.rejected + checked.pending
        self.form.lead.setText(
            f"“{path.name}”共 {checked.rows:,} 行：可以导入 {checked.rows - left:,} 行"
            + (f"，{left:,} 行有问题，不会导入。" if left else "。")
        )
        model: TableModel[Issue] = TableModel(COLUMNS, self)
        self.form.table.install(model, row_height=tokens.ROW_DENSE)
        self.form.table.when_empty("没有发现问题", "班次、课程表和学员都能对上，可以导入。", picture="check")
        model.set_rows(sorted(checked.issues, key=lambda issue: issue.level))
        self.form.save.setEnabled(checked.rows > left)

    def accept(self) -> None:
        from partyschool.exchange.imports import import_file

        done = import_file(self.context.db, "class", self._path)
        super().accept()
        if done.class_code:
            self.context.go("class", id=done.class_code)
        problems.say(f"已导入：新增 {done.created:,}，更新 {done.updated:,}。班次先存为草稿，核对后再发布。", Tone.DONE)
