"""数据与备份: where the data lies, backing up, checking, and going back to a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_settings_page import Ui_SettingsPage
from partyschool.ui.table_model import Align, Column, TableModel
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.backups import BackupRow
    from partyschool.services.check import Finding

MEGABYTE = 1024 * 1024
MOST_SAID = 3


def backup_columns() -> list[Column[BackupRow]]:
    return [
        Column("时间", lambda row: f"{row.made_at:%Y-%m-%d %H:%M}", width=150, sort=lambda row: row.made_at),
        Column("文件", lambda row: row.file.name, width=260, stretch=True, tip=lambda row: str(row.file)),
        Column("学校", lambda row: row.school or "—", width=260),
        Column("大小", lambda row: f"{row.size / MEGABYTE:.1f} MB", align=Align.RIGHT, width=100, sort=_size),
        Column("程序版本", lambda row: row.program, width=100),
        Column("校验值", lambda row: row.sha256[:12], width=130, tip=lambda row: row.sha256),
    ]


def _size(row: BackupRow) -> int:
    return row.size


class BackupsTab(QObject):
    """Works on the widgets of the settings form."""

    def __init__(self, context: Context, form: Ui_SettingsPage) -> None:
        super().__init__(form.backups)
        self._context, self._form = context, form
        self._model: TableModel[BackupRow] = TableModel(backup_columns(), self, key=lambda row: row.file)
        form.backups.install(self._model)
        form.backups.chosen.connect(self._enable)
        form.folder.setText(str(context.folder.root))
        form.backup.clicked.connect(lambda: self._back_up(None))
        form.backup_to.clicked.connect(self._back_up_to)
        form.show_folder.clicked.connect(self._show_folder)
        form.check.clicked.connect(self._check)
        form.verify.clicked.connect(self._verify)
        form.restore.clicked.connect(self._restore)
        self._enable(None)

    def refresh(self) -> None:
        from partyschool.services.backups import list_backups

        db = self._context.db
        Task(None, lambda report: list_backups(db)).then(self._model.set_rows)

    def _enable(self, row: BackupRow | None) -> None:
        self._form.verify.setEnabled(row is not None)
        self._form.restore.setEnabled(row is not None)

    def _back_up(self, path: Path | None) -> None:
        from partyschool.services.backups import create_backup

        db = self._context.db

        def work(report: Report) -> BackupRow:
            return create_backup(db, path)

        Task(self._form.backups, work, title="正在备份…").then(self._tell_backup)

    def _tell_backup(self, row: BackupRow) -> None:
        problems.say(f"已备份到 {row.file}。", Tone.DONE)
        self.refresh()

    def _back_up_to(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._form.backups, "备份到哪个文件夹（U 盘、移动硬盘）")
        if chosen:
            self._back_up(Path(chosen))

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.folder.root)))

    def _check(self) -> None:
        from partyschool.services.check import check

        db = self._context.db
        Task(self._form.backups, lambda report: check(db), title="正在检查数据…").then(self._tell_findings)

    def _tell_findings(self, findings: list[Finding]) -> None:
        if not findings:
            problems.say("数据完好：数据库、学时台账、操作记录和文件都没有问题。", Tone.DONE)
            return
        said = " ".join(finding.message for finding in findings[:MOST_SAID])
        problems.say(f"发现 {len(findings)} 个问题。{said}", Tone.ERROR)

    def _verify(self) -> None:
        from partyschool.services.backups import verify_backup

        file = self._form.backups.chosen_row().file
        words = f"{file.name} 完好，可以用来恢复。"
        task = Task(self._form.backups, lambda report: verify_backup(file), title="正在校验…")
        task.then(lambda row: problems.say(words, Tone.DONE))

    def _restore(self) -> None:
        row: BackupRow = self._form.backups.chosen_row()
        question = (
            f"恢复到 {row.made_at:%Y-%m-%d %H:%M} 的备份？\n\n"
            "那以后登记的人员、签到和学时会从窗口里消失；现在的数据会原样另存在旁边的文件夹里，不会删除。"
        )
        answer = QMessageBox.question(self._form.backups, "恢复备份", question)
        if answer == QMessageBox.StandardButton.Yes:
            self._context.restore(row.file)
