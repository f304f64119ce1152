"""Writing a list as it stands on screen to a spreadsheet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.table_model import NOTHING, Align, Column, TableModel
from partyschool.ui.tokens import Tone

FORBIDDEN = re.compile(r'[\\/:*?"<>|\n]')  # in names of files on Windows

_last_folder: list[Path] = []


def ask_path(parent: QWidget, title: str, suggested: str, kind: str = "Excel 工作簿 (*.xlsx)") -> Path | None:
    """Where to save, at first 文档, then where the last file went; None when the clerk thinks better of it."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = _last_folder[0] if _last_folder else Path(documents)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(folder / FORBIDDEN.sub(" ", suggested)), kind)
    if not chosen:
        return None
    path = Path(chosen)
    _last_folder[:] = [path.parent]
    suffix = Path(suggested).suffix
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def export_list(parent: QWidget, model: TableModel[Any], title: str, *, people_of: Context | None = None) -> None:
    """Ask where, then write the shown rows in their order with the columns' titles.

    :param people_of: given where the list names people: then an audit line says that it was handed out.
    """
    path = ask_path(parent, "导出 Excel", f"{title}.xlsx")
    if path is None:
        return
    save_list(path, model, title)
    if people_of is not None:
        note_export(people_of, title, len(model.shown))
    problems.say(f"已导出 {len(model.shown):,} 行到“{path}”", Tone.DONE)


def note_export(context: Context, title: str, lines: int) -> None:
    """An audit line: a list with names left the program."""
    from partyschool.services import audit

    audit.note(context.db, "list.export", title, rows=lines)


def save_list(path: Path, model: TableModel[Any], title: str) -> None:
    """The list as a plain .xlsx; figures and rates stay figures, numbers of people stay text.

    :raises Trouble: the place cannot be written.
    """
    from partyschool.exchange import tables

    _, *rows = model.texts()
    rows = [["" if text == NOTHING else text for text in row] for row in rows]
    columns = [
        tables.Column(column.title, max(8, column.width // 8), _kind(column, [row[place] for row in rows]))
        for place, column in enumerate(model.columns)
    ]
    tables.save_table(path, sheet=title, title=title, columns=columns, rows=rows)


def _kind(column: Column[Any], texts: list[str]) -> str:
    if any(text.endswith("%") for text in texts):
        return "percent"
    return "number" if column.align == Align.RIGHT else "text"
