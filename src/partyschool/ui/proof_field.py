"""A field for the proof of an entry: words that say where the paper lies, or a file that is kept with the data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from partyschool.errors import Refusal, Trouble
from partyschool.ui.context import Context


class ProofField(QObject):
    """`kept()` copies a chosen file among the attachments and answers what is to be stored."""

    def __init__(self, context: Context, field: QLineEdit, button: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._field, self._parent = context, field, parent
        self.file: Path | None = None
        button.clicked.connect(self.ask_file)
        field.textEdited.connect(lambda _: self._forget())

    def ask_file(self) -> None:
        """The file is chosen in the system's dialog."""
        chosen, _ = QFileDialog.getOpenFileName(self._parent, "选择证明材料", "", "所有文件 (*)")
        if chosen:
            self.file = Path(chosen)
            self._field.setText(f"保存后存入：{self.file.name}")

    def _forget(self) -> None:
        self.file = None

    def kept(self) -> str:
        """The name of the kept file, else the words.

        :raises Refusal: the file is too large.
        :raises Trouble: it cannot be read or kept.
        """
        from partyschool.services.attachments import keep_file

        return keep_file(self._context.folder, self.file) if self.file is not None else self._field.text().strip()


def open_proof(context: Context, proof: str) -> None:
    """Show the kept file with the system's program.

    :raises Refusal: there are only words, or nothing.
    :raises Trouble: the file is gone from the data folder.
    """
    from partyschool.services.attachments import find_file

    found = find_file(context.folder, proof)
    if found is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(found)))
    elif not proof:
        raise Refusal("这条记录没有证明材料。用“更正”可以补上。", code="no_proof")
    elif Path(proof).suffix and len(Path(proof).stem) == 16:
        raise Trouble("证明材料不在数据文件夹里。请从备份找回，或重新选择文件。", code="attachment")
    else:
        raise Refusal(f"证明材料没有存成文件，只写了：{proof}", code="no_file")
