"""套打 of certificates that are issued already: how far to move, a sheet to find it out, then the words alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.certificate_presets import GENERAL
from partyschool.ui.certificate_preview import preview_certificates, preview_overprint_test
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_overprint_dialog import Ui_OverprintDialog

if TYPE_CHECKING:
    from partyschool.services.certificate_rows import CertificateRow


class OverprintDialog(FormDialog):
    """For the given lines of the register, at least one."""

    def __init__(self, parent: QWidget, context: Context, rows: Sequence[CertificateRow]) -> None:
        from partyschool.services.overprints import overprint_here

        super().__init__(parent)
        self.form = Ui_OverprintDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._page, self._context, self._rows = parent, context, rows
        self.form.title.setText(f"套打 {len(rows)} 份证书" if len(rows) > 1 else f"套打 {rows[0].number}")
        self.form.save.setText(f"预览和打印 {len(rows)} 份" if len(rows) > 1 else "预览和打印")
        self.form.offsets.show_offsets(overprint_here(context.db))
        self.form.offsets.test_wanted.connect(self._print_test)

    def _print_test(self) -> None:
        template = self._rows[0].template or GENERAL
        preview_overprint_test(self, self._context, template, self.form.offsets.overprint())

    def accept(self) -> None:
        from partyschool.services.overprints import keep_overprint

        overprint = self.form.offsets.overprint()
        keep_overprint(self._context.db, overprint)
        super().accept()
        preview_certificates(self._page, self._context, self._rows, overprint=overprint)
