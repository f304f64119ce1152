"""发证: choose a class, see who is entitled and why not, then numbers are given and the paper is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSignalBlocker
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui.certificate_preview import preview_certificates, preview_overprint_test
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_issue_dialog import Ui_IssueDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import ROW_DENSE, Tone

if TYPE_CHECKING:
    from partyschool.domain.overprint import Overprint
    from partyschool.services.certificate_rows import Entitlement
    from partyschool.services.certificate_template_queries import TemplateRow


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
    Column("照片", lambda found: "有" if found.has_portrait else "缺", Kind.ICON, width=72,
           icon=lambda found: "check" if found.has_portrait else "picture",
           tone=lambda found: Tone.DONE if found.has_portrait else Tone.PLAIN),
    Column("结果", _verdict, Kind.CHIP, tone=_tone, width=96),
    Column("说明", lambda found: found.number or found.reason, width=200, stretch=True),
]  # fmt: skip


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
        self.form.training_class.currentIndexChanged.connect(self._show_class)
        self.form.photo_box.toggled.connect(lambda _: self._show())
        today = context.today
        self.form.day.setDate(QDate(today.year, today.month, today.day))
        self._offer_templates()
        self._show_class()

    @property
    def code(self) -> str:
        """The chosen class."""
        return self.form.training_class.currentData() or ""

    def _offer_templates(self) -> None:
        from partyschool.services.certificate_template_queries import list_templates
        from partyschool.services.overprints import overprint_here

        form = self.form
        self._templates = {row.ref: row for row in list_templates(self.context.db)}
        fill(form.template_choice, [(row.name, row.ref) for row in self._templates.values()])
        form.template_choice.currentIndexChanged.connect(self._show_template)
        form.overprint_row.show_offsets(overprint_here(self.context.db))
        form.overprint_row.test_wanted.connect(self._print_test)
        form.overprint_row.hide()
        form.overprints.toggled.connect(form.overprint_row.setVisible)

    @property
    def template(self) -> TemplateRow:
        """The chosen one."""
        return self._templates[self.form.template_choice.currentData()]

    def _show_class(self) -> None:
        """The template of its kind comes with the class."""
        from partyschool.services.certificate_template_queries import template_for_class

        if self.code:
            ref = template_for_class(self.context.db, self.code).ref
            self.form.template_choice.setCurrentIndex(self.form.template_choice.findData(ref))
        self._show_template()

    def _show_template(self) -> None:
        """A template that the school has made says itself whether it has a photograph."""
        row, box = self.template, self.form.photo_box
        wished = self.context.settings["certificate.photo_box"] if row.is_as_shipped else row.template.has_photo()
        with QSignalBlocker(box):
            box.setChecked(wished)
        box.setEnabled(row.is_as_shipped)
        box.setToolTip("" if row.is_as_shipped else "这个模板自己定了有没有照片，可以在证书模板里改")
        self._show()

    def _print_test(self) -> None:
        preview_overprint_test(self, self.context, self.template.template, self.form.overprint_row.overprint())

    def _show(self) -> None:
        from partyschool.services.certificate_queries import list_entitlements

        rows = list_entitlements(self.context.db, class_code=self.code) if self.code else []
        rows.sort(key=lambda found: (not found.entitled, bool(found.number)))
        self.model.set_rows(rows)
        new = [found for found in rows if found.entitled and not found.number]
        ready, missing = len(new), sum(not found.has_portrait for found in new)
        told = f"可以发 {ready} 份，名单 {len(rows)} 人" if rows else "还没有办过的班"
        without = missing and self.form.photo_box.isChecked()
        self.form.count.setText(f"{told}；{missing} 人没有照片，照片框空着" if without else told)
        self.form.save.setEnabled(ready > 0)
        self.form.save.setText(f"发证并打印 {ready} 份" if ready else "发证并打印")
        self.form.save.setToolTip("" if ready else "没有可以发证的人，原因见“说明”一列")

    def accept(self) -> None:
        from partyschool.printing.certificate_batch import refuse_what_does_not_fit
        from partyschool.services.certificates import draft_words, issue

        if not self.code:
            raise Refusal("请先选培训班。")
        db, overprint = self.context.db, self._overprint()
        chosen, with_photo = self.form.day.date(), self.form.photo_box.isChecked()
        day, ref = date(chosen.year(), chosen.month(), chosen.day()), self.template.ref
        refuse_what_does_not_fit(*draft_words(db, class_code=self.code, on=day, template=ref, with_photo=with_photo))
        answer = issue(db, class_code=self.code, on=day, template=ref, with_photo=with_photo)
        super().accept()
        page = self.parentWidget()
        if page is not None:
            preview_certificates(page, self.context, answer.issued, overprint=overprint)

    def _overprint(self) -> Overprint | None:
        """What is kept for this computer from now on; None for a whole certificate."""
        from partyschool.services.overprints import keep_overprint

        if not self.form.overprints.isChecked():
            return None
        overprint = self.form.overprint_row.overprint()
        keep_overprint(self.context.db, overprint)
        return overprint
