"""核验证书: by scanner, pasted text, picture or PDF; without network."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from partyschool.ui import icons, problems
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path
from partyschool.ui.forms.ui_verify_dialog import Ui_VerifyDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.verification import Verification

FILES = "照片、扫描件、PDF (*.png *.jpg *.jpeg *.bmp *.pdf);;所有文件 (*)"


class VerifyDialog(QDialog):
    """The verdict stands in the dialog, which stays open for the next one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = Ui_VerifyDialog()
        self.form.setupUi(self)
        icons.give_buttons(self)
        self.form.verdict.hush()
        form = self.form
        for button in (form.check, form.choose, form.phones, form.save_key, form.add_key, form.cancel):
            button.setAutoDefault(False)
        form.code.returnPressed.connect(self._check_code)
        form.check.clicked.connect(self._check_code)
        form.choose.clicked.connect(self._choose)
        form.cancel.clicked.connect(self.reject)
        form.save_key.clicked.connect(self._save_key)
        form.add_key.clicked.connect(self._add_key)
        form.phones.clicked.connect(self._open_phones)

    def _check_code(self) -> None:
        text = self.form.code.text().strip()
        if text:
            self.check(text)
            self.form.code.selectAll()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选证书的照片、扫描件或 PDF", "", FILES)
        if chosen:
            self.check(chosen)

    def check(self, source: str) -> None:
        """Judge a code text or a file, and show the verdict."""
        from partyschool.exchange.code_reader import read_codes
        from partyschool.services.signing import known_keys
        from partyschool.services.verification import verify

        self.form.verdict.hush()
        self.form.facts.setText("")
        results = verify(read_codes(source), known_keys(self.context.folder), register=self.context.db)
        good = sum(result.valid for result in results)
        if good == len(results):
            words = "核验通过，是真的" if good == 1 else f"{good} 份全部核验通过"
            self.form.verdict.say(words, "", tone=Tone.DONE)
        else:
            bad = next(result for result in results if not result.valid)
            self.form.verdict.say(f"核验不通过：{bad.reason}", "请对照原件，或向发证学校查询。", tone=Tone.ERROR)
        self.form.facts.setText("\n".join(_facts(result) for result in results[:12]))
        self.adjustSize()

    def _open_phones(self) -> None:
        """Whoever holds the certificate checks it with a phone of their own."""
        from partyschool.ui.phone_pages_dialog import PhonePagesDialog

        PhonePagesDialog(self.context, self).open()

    def _save_key(self) -> None:
        from partyschool.services.schools import home_school
        from partyschool.services.signing import public_pem

        school = home_school(self.context.db)
        path = ask_path(self, "导出本校公钥", f"{school.short}公钥.pem", "公钥 (*.pem)")
        if path is not None:
            pem = public_pem(self.context.folder, school=school.name, short=school.short)
            path.write_text(pem, encoding="utf-8")
            problems.say(f"已导出 {path.name}，交给其他学校就能离线核验本校证书", Tone.DONE)

    def _add_key(self) -> None:
        from partyschool.services.signing import TRUSTED_FOLDER, read_public_key

        chosen, _ = QFileDialog.getOpenFileName(self, "选外校的公钥文件", "", "公钥 (*.pem);;所有文件 (*)")
        if not chosen:
            return
        key = read_public_key(Path(chosen))
        folder = self.context.folder.keys / TRUSTED_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(chosen, folder / f"{key.short or Path(chosen).stem}.pem")
        problems.say(f"已放入 {key.school or Path(chosen).name} 的公钥", Tone.DONE)


def _facts(result: Verification) -> str:
    issued = f"{result.issued} 发证" if result.issued else ""
    parts = (result.number, result.name, result.school, issued, result.reason if result.valid else "")
    return "　".join(part for part in parts if part)
