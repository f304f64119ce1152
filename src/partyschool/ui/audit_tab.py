"""操作记录: who did what when, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from partyschool.ui.audit_words import action_words
from partyschool.ui.context import Context
from partyschool.ui.table import TableView
from partyschool.ui.table_model import Column, TableModel

if TYPE_CHECKING:
    from partyschool.services.audit_view import AuditRow

MOST_LINES = 1000


def audit_columns() -> list[Column[AuditRow]]:
    return [
        Column("时间", lambda row: f"{row.at:%Y-%m-%d %H:%M:%S}", width=170, sort=lambda row: row.id),
        Column("谁", lambda row: row.actor or "—", width=120),
        Column("做了什么", lambda row: action_words(row.action), width=200),
        Column("对象", lambda row: row.subject, width=400, stretch=True, tip=_detail),
    ]


def _detail(row: AuditRow) -> str:
    return "\n".join(f"{name}: {value}" for name, value in row.detail.items())


class AuditTab(QObject):
    """The newest lines; older ones are found by the command line's check and export."""

    def __init__(self, context: Context, table: TableView) -> None:
        super().__init__(table)
        self._context = context
        self._model: TableModel[AuditRow] = TableModel(audit_columns(), self, key=lambda row: row.id)
        table.install(self._model)

    def refresh(self) -> None:
        from partyschool.services.audit_view import list_audit

        self._model.set_rows(list_audit(self._context.db, limit=MOST_LINES))
