"""The result of one item of the self-check, and the items themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_self_check_dialog import Ui_SelfCheckDialog
from partyschool.ui.forms.ui_self_check_items_dialog import Ui_SelfCheckItemsDialog

if TYPE_CHECKING:
    from partyschool.services.self_checks import CheckRow
    from partyschool.ui.context import Context

RESULTS = [("达标", True), ("未达标", False), ("未查", None)]


class SelfCheckDialog(FormDialog):
    """Met or not, note, proof, checker and day of one item in a year."""

    def __init__(
        self, context: Context, year: int, row: CheckRow, parent: QWidget, school_id: int | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self._year, self._row, self._school_id = context, year, row, school_id
        self.file: Path | None = None
        self.form = form = Ui_SelfCheckDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"{year} 年自查 · {row.item}")
        known = row.form
        fill(form.result, RESULTS, known.is_met if known.checked_on else True)
        form.checker.setText(known.checker or str(context.settings["office.clerk"]))
        show_day(form.day, known.checked_on or context.today)
        form.note.setPlainText(known.note)
        form.choose_proof.clicked.connect(self._ask_file)
        form.show_proof.clicked.connect(self._show_file)
        self._say_proof()

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择证明材料", "", "所有文件 (*)")
        if chosen:
            self.file = Path(chosen)
            self._say_proof()

    def _say_proof(self) -> None:
        kept = self._row.form.attachment
        words = f"保存后存入：{self.file.name}" if self.file else "已存证明材料" if kept else "没有证明材料"
        self.form.proof.setText(words)
        self.form.show_proof.setVisible(bool(kept) and self.file is None)

    def _show_file(self) -> None:
        from partyschool.errors import Trouble
        from partyschool.services.attachments import find_file

        found = find_file(self.context.folder, self._row.form.attachment)
        if found is None:
            raise Trouble("证明材料不在数据文件夹里。请从备份找回，或重新选择文件。", code="attachment")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(found)))

    def accept(self) -> None:
        from partyschool.services.self_checks import CheckForm, save_self_check

        form = self.form
        entered = CheckForm(
            form.result.currentData(),
            form.note.toPlainText(),
            self._row.form.attachment,
            form.checker.text(),
            day_of(form.day),
        )
        save_self_check(
            self.context.db, year=self._year, item=self._row.item, form=entered, file=self.file,
            school_id=self._school_id,
        )  # fmt: skip
        super().accept()


class SelfCheckItemsDialog(FormDialog):
    """The school's own items, one a line, with the document they come from."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._db = context.db
        self.form = Ui_SelfCheckItemsDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.items.setPlainText("\n".join(context.settings["self_check.items"]))
        self.form.source.setPlainText(context.settings["self_check.source"])

    def accept(self) -> None:
        from partyschool.services.self_checks import change_items

        items = self.form.items.toPlainText().splitlines()
        change_items(self._db, items=items, source=self.form.source.toPlainText())
        super().accept()
