"""From a row of the plan to its classes: see them, open the next one, count an unplanned one to a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui.context import Context
from partyschool.ui.list_dialog import Leading, ListDialog
from partyschool.ui.plan_columns import PlanLine, outside_columns
from partyschool.ui.plan_row_dialog import LinkClassDialog
from partyschool.ui.table_model import TableModel
from partyschool.ui.undo_hint import UndoHint

if TYPE_CHECKING:
    from partyschool.services.plan_progress import PlannedClass, RowProgress


class PlanClasses:
    """Acts of the page of plans; `page` is what dialogs stand over."""

    def __init__(self, context: Context, page: QWidget, hint: UndoHint) -> None:
        self._context, self._page, self._hint = context, page, hint

    def show(self, line: PlanLine) -> None:
        """The classes of a row by name; one of them leads to its page."""
        found = line.progress.classes if line.progress is not None else ()
        if not found:
            raise Refusal(f"“{line.row.title}”还没有排班。点“开班”就能新建一期。")
        model: TableModel[PlannedClass] = TableModel(
            outside_columns(), key=lambda row: row.code, searched=lambda row: [row.title, row.code]
        )
        model.set_rows(list(found))
        go = self._context.go
        leading = Leading("期", lambda row: row.title, "打开培训班", "班次", lambda row: go("class", id=row.code))
        ListDialog(f"{line.row.title} · 计划 {line.row.form.classes} 期", model, leading, self._page).open()

    def open_next(self, line: PlanLine | None) -> None:
        """The guided dialog of a new class, filled in as the row says."""
        from partyschool.services.plan_classes import wish_of_row
        from partyschool.ui.new_class_dialog import NewClassDialog

        if line is None:
            return
        if line.progress is None:
            raise Refusal(f"“{line.row.title}”还没有审定。审定以后就能从这一行开班。")
        wish = wish_of_row(self._context.db, year=line.progress.year, thread=line.thread)
        dialog = NewClassDialog(self._context, self._page, planned=wish)
        dialog.saved.connect(lambda code: self._context.go("class", id=code))
        dialog.open()

    def link(self, found: PlannedClass, rows: Sequence[RowProgress]) -> None:
        """算进计划 of an unplanned class."""
        named = [(f"{row.row.title}（已办 {row.held}/{row.row.form.classes} 期）", row.row.thread) for row in rows]
        LinkClassDialog(self._context, found, named, self._page, partial(self._linked, found)).open()

    def _linked(self, found: PlannedClass) -> None:
        from partyschool.services.plan_classes import link_class

        undo = partial(link_class, self._context.db, code=found.code, thread="")
        self._hint.offer(f"“{found.title}”已算进计划", undo)
