"""What a figure counts, as a list to look through: search, copy, export, or go to one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from partyschool.ui import icons, problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.forms.ui_list_dialog import Ui_ListDialog
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Leading:
    """What a line is called in counts, its name when copied, the button, what to search by, and where a line leads.

    `people_of` is given where the lines are people: then an export is noted.
    """

    unit: str
    name: Callable[[Any], str]
    button: str
    hint: str
    go: Callable[[Any], object]
    people_of: Context | None = None


class ListDialog(QDialog):
    """Enter or a double click leads to the line's own page and closes the dialog."""

    def __init__(self, title: str, model: TableModel[Any], leading: Leading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_ListDialog()
        self.form.setupUi(self)
        self.model, self._leading, self._title = model, leading, title
        model.setParent(self)
        self.setWindowTitle(title)
        self.form.title.setText(title)
        self.form.open_row.setText(leading.button)
        icons.give_buttons(self)
        self.form.search.setPlaceholderText(leading.hint)
        self.form.table.install(model, row_height=tokens.ROW_DENSE)
        self.form.table.when_filtered_empty("没有符合条件的")
        self._connect()
        self._count()
        self.form.table.choose_first()
        self.form.search.setFocus()

    def _connect(self) -> None:
        form = self.form
        for button in (form.copy_names, form.export_list, form.open_row, form.cancel):
            button.setAutoDefault(False)
        form.search.searched.connect(self.model.search)
        form.search.returnPressed.connect(form.table.setFocus)
        form.table.clear_wanted.connect(form.search.clear)
        form.table.opened.connect(lambda _: self._open_row())
        form.table.export_wanted.connect(self._export)
        form.export_list.clicked.connect(self._export)
        form.copy_names.clicked.connect(self._copy_names)
        form.open_row.clicked.connect(self._open_row)
        form.cancel.clicked.connect(self.reject)
        self.model.arranged.connect(self._count)

    def _count(self) -> None:
        shown, whole, unit = len(self.model.shown), len(self.model.rows), self._leading.unit
        self.form.count.setText(f"{shown:,} {unit}" + (f"，共 {whole:,} {unit}" if shown != whole else ""))
        self.form.open_row.setEnabled(bool(shown))

    def _open_row(self) -> None:
        chosen = self.form.table.chosen_row()
        if chosen is not None:
            self.accept()
            self._leading.go(chosen)

    def _copy_names(self) -> None:
        names = list(dict.fromkeys(self._leading.name(row) for row in self.model.shown))
        QGuiApplication.clipboard().setText("、".join(names))
        problems.say(f"已复制 {len(names)} 个名称", Tone.DONE)

    def _export(self) -> None:
        export_list(self, self.model, self._title.replace(" · ", ""), people_of=self._leading.people_of)
