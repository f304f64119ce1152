"""年度要求: the rules of what a person owes a year, each with the document it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QPushButton, QWidget

from partyschool.domain.quota import LEADERSHIP, MEMBER, TWO_COMMITTEES
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_requirement_dialog import Ui_RequirementDialog
from partyschool.ui.table import TableView
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.requirements import RequirementRow

CATEGORIES = {MEMBER: "全体党员", TWO_COMMITTEES: "村“两委”中的党员干部", LEADERSHIP: "党组织书记和班子成员"}


def requirement_columns() -> list[Column[RequirementRow]]:
    return [
        Column("代号", lambda row: row.form.code, width=80),
        Column("适用的人", lambda row: CATEGORIES[row.form.category], width=190),
        Column("进党校", _days, align=Align.RIGHT, width=100, sort=lambda row: row.form.quarter_days),
        Column("集中学习", _hours, align=Align.RIGHT, width=110, sort=lambda row: row.form.half_hours),
        Column("有效年度", _years, width=130, sort=lambda row: row.form.from_year),
        Column("依据", lambda row: row.form.source or "—", width=320, stretch=True, tip=lambda row: row.form.source),
        Column("状态", _state, Kind.CHIP, tone=_tone, width=90),
    ]


def _days(row: RequirementRow) -> str:
    return f"{row.form.quarter_days / 4:g} 天" if row.form.quarter_days else "—"


def _hours(row: RequirementRow) -> str:
    return f"{row.form.half_hours / 2:g} 学时" if row.form.half_hours else "—"


def _years(row: RequirementRow) -> str:
    return f"{row.form.from_year} 年起" if row.form.to_year is None else f"{row.form.from_year}–{row.form.to_year} 年"


def _state(row: RequirementRow) -> str:
    return "有效" if row.form.to_year is None else "已定期限"


def _tone(row: RequirementRow) -> Tone:
    return Tone.DONE if row.form.to_year is None else Tone.PLAIN


class RequirementsTab(QObject):
    """The list with its two buttons; a double click edits."""

    def __init__(self, context: Context, table: TableView, add: QPushButton, end: QPushButton) -> None:
        super().__init__(table)
        self._context, self._table, self._end = context, table, end
        self._model: TableModel[RequirementRow] = TableModel(requirement_columns(), self, key=lambda row: row.id)
        table.install(self._model)
        table.opened.connect(self._open)
        table.chosen.connect(lambda row: end.setEnabled(row is not None and row.form.to_year is None))
        add.clicked.connect(lambda: self._open(None))
        end.clicked.connect(self._ask_last_year)
        end.setEnabled(False)

    def refresh(self) -> None:
        from partyschool.services.requirements import list_requirements

        self._model.set_rows(list_requirements(self._context.db))

    def _open(self, row: RequirementRow | None) -> None:
        RequirementDialog(self._context, row, self._table).open()

    def _ask_last_year(self) -> None:
        from partyschool.services.requirements import end_requirement

        row = self._table.chosen_row()
        words = f"“{row.form.code}”最后用在哪一年？以后的年度不再按它算。"
        year, sure = QInputDialog.getInt(
            self._table, "结束这条要求", words, self._context.today.year, row.form.from_year, 2100
        )
        if sure:
            end_requirement(self._context.db, requirement_id=row.id, last_year=year)


class RequirementDialog(FormDialog):
    """A new requirement, or the given one."""

    def __init__(self, context: Context, row: RequirementRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db, self._row = context.db, row
        self.form = Ui_RequirementDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText("修改年度要求" if row else "新增年度要求")
        fill(self.form.category, [(word, key) for key, word in CATEGORIES.items()], row.form.category if row else None)
        self.form.from_year.setValue(context.today.year)
        self.form.to_year.setValue(self.form.to_year.minimum())
        if row:
            self._show(row)

    def _show(self, row: RequirementRow) -> None:
        form, known = self.form, row.form
        form.code.setText(known.code)
        form.days.setValue(known.quarter_days / 4)
        form.hours.setValue(known.half_hours / 2)
        form.from_year.setValue(known.from_year)
        form.to_year.setValue(known.to_year or form.to_year.minimum())
        form.source.setPlainText(known.source)

    def accept(self) -> None:
        from partyschool.services.requirements import RequirementForm, save_requirement

        form = self.form
        last = form.to_year.value()
        entered = RequirementForm(
            form.code.text().strip(),
            form.category.currentData(),
            round(form.days.value() * 4),
            round(form.hours.value() * 2),
            form.from_year.value(),
            None if last == form.to_year.minimum() else last,
            form.source.toPlainText().strip(),
        )
        save_requirement(self._db, form=entered, requirement_id=self._row.id if self._row else None)
        super().accept()
