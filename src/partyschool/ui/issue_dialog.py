"""发证: choose a class, see who is entitled and why not, then numbers are given and the paper is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui.certificate_preview import preview_certificates
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_issue_dialog import Ui_IssueDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import ROW_DENSE, Tone

if TYPE_CHECKING:
    from partyschool.services.certificate_rows import Entitlement


def _verdict(found: Entitlement) -> str:
    if found.number:
        return "已发"
    return "可以发证" if found.entitled else "不发"


def _tone(found: Entitlement) -> Tone:
    if found.number:
        return Tone.BETWEEN
    return Tone.DONE if found.entitled else Tone.PLAIN


COLUMNS: list[Column[Entitlement]] = [
    Column("姓名", lambda found: found.name, Kind.NAME, width=90),
    Column("单位", lambda found: found.unit, width=140),
    Column("到课", lambda found: f"{found.share / 2:g}/{found.full / 2:g} 场", align=Align.RIGHT, width=90),
    Column("结果", _verdict, Kind.CHIP, tone=_tone, width=96),
    Column("说明", lambda found: found.number or found.reason, width=200, stretch=True),
]


class IssueDialog(FormDialog):
    """Opens on the latest class that gives certificates, or on the given one."""

    def __init__(self, context: Context, code: str = "", parent: QWidget | None = None) -> None:
        from partyschool.services.class_queries import list_classes

        super().__init__(parent)
        self.context = context
        self.form = Ui_IssueDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.model: TableModel[Entitlement] = TableModel(COLUMNS, self, key=lambda found: found.person_id)
        self.form.table.install(self.model, row_height=ROW_DENSE)
        classes = [row for row in list_classes(context.db) if row.held_sessions]
        fill(self.form.training_class, [(f"{row.code}　{row.title}", row.code) for row in classes], code or None)
        self.form.training_class.currentIndexChanged.connect(self._show)
        self.form.photo_box.setChecked(context.settings["certificate.photo_box"])
        today = context.today
        self.form.day.setDate(QDate(today.year, today.month, today.day))
        self._show()

    @property
    def code(self) -> str:
        """The chosen class."""
        return self.form.training_class.currentData() or ""

    def _show(self) -> None:
        from partyschool.services.certificate_queries import list_entitlements

        rows = list_entitlements(self.context.db, class_code=self.code) if self.code else []
        rows.sort(key=lambda found: (not found.entitled, bool(found.number)))
        self.model.set_rows(rows)
        ready = sum(found.entitled and not found.number for found in rows)
        self.form.count.setText(f"可以发 {ready} 份，名单 {len(rows)} 人" if rows else "还没有办过的班")
        self.form.save.setEnabled(ready > 0)
        self.form.save.setText(f"发证并打印 {ready} 份" if ready else "发证并打印")
        self.form.save.setToolTip("" if ready else "没有可以发证的人，原因见“说明”一列")

    def accept(self) -> None:
        from partyschool.services.certificates import issue

        if not self.code:
            raise Refusal("请先选培训班。")
        chosen = self.form.day.date()
        answer = issue(self.context.db, class_code=self.code, on=date(chosen.year(), chosen.month(), chosen.day()))
        super().accept()
        page = self.parentWidget()
        if page is not None:
            preview_certificates(page, self.context, answer.issued, photo_box=self.form.photo_box.isChecked())
