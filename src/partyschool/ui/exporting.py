"""Writing a list as it stands on screen to a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.ui import problems
from partyschool.ui.table_model import Align, TableModel
from partyschool.ui.tokens import Tone


def ask_path(parent: QWidget, title: str, suggested: str, kind: str = "Excel 工作簿 (*.xlsx)") -> Path | None:
    """Where to save; None when the clerk thinks better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, suggested, kind)
    if not chosen:
        return None
    path = Path(chosen)
    suffix = Path(suggested).suffix
    return path if path.suffix else path.with_suffix(suffix)


def export_list(parent: QWidget, model: TableModel[Any], title: str) -> None:
    """Ask where, then write the shown rows in their order with the columns' titles."""
    path = ask_path(parent, "导出 Excel", f"{title}.xlsx")
    if path is not None:
        save_list(path, model, title)
        problems.say(f"已导出 {len(model.shown)} 行到 {path.name}", Tone.DONE)


def save_list(path: Path, model: TableModel[Any], title: str) -> None:
    """The list as a plain .xlsx; figures stay figures, numbers of people stay text."""
    from partyschool.exchange.tables import Column, save_table

    _, *rows = model.texts()
    columns = [
        Column(column.title, max(8, column.width // 8), "number" if column.align == Align.RIGHT else "text")
        for column in model.columns
    ]
    save_table(path, sheet=title[:31], title=title, columns=columns, rows=rows)
