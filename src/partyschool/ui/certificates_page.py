"""证书: the register, one certificate's frozen words beside it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partyschool.ui import icons
from partyschool.ui.certificate_preview import preview_certificates, preview_completion_proof, preview_register
from partyschool.ui.certificate_words import STATES
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.forms.ui_certificates_page import Ui_CertificatesPage
from partyschool.ui.page import Page
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.card import label, row
from partyschool.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from partyschool.services.certificate_rows import CertificateRow


def state_words(found: CertificateRow) -> str:
    """The chip; a second copy says so."""
    words = STATES[found.state][0]
    return f"{words} · 补发" if found.reissued_on and found.state == "valid" else words


COLUMNS: list[Column[CertificateRow]] = [
    Column("编号", lambda line: line.number, sort=lambda line: (line.year, line.serial), width=230),
    Column("姓名", lambda line: line.name, Kind.NAME, width=100),
    Column("培训班", lambda line: line.class_title, width=220, stretch=True),
    Column("发证日期", lambda line: line.issued_on.isoformat(), width=110),
    Column("状态", state_words, Kind.CHIP, tone=lambda line: STATES[line.state][1], width=110),
]


class CertificatesPage(Page):
    """Numbers are never reused; void and revoked lines stay, greyed."""

    tables = frozenset({"certificates", "training_classes", "people"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_CertificatesPage()
        self.form.setupUi(self)
        self.dress()
        self.model: TableModel[CertificateRow] = TableModel(
            COLUMNS,
            self,
            key=lambda line: line.number,
            searched=lambda line: [line.number, line.class_title, line.class_code],
            muted=lambda line: line.state in {"void", "revoked"},
        )
        self.form.table.install(self.model)
        self.form.table.when_filtered_empty("没有符合条件的证书")
        self.form.state.set_choices("状态不限", [(words, key) for key, (words, _) in STATES.items()])
        self._print_one, self._more, self._deeds = QPushButton("预览和打印"), QPushButton("补发、作废…"), QMenu(self)
        self._deeds.setTitle("补发、作废")
        icons.set_button(self._print_one, "printer")
        icons.set_button(self._more, "dots")
        self._more.setMenu(self._deeds)
        self.form.panel.add_foot(self._print_one, self._more)
        self.form.table.add_menu_actions([self._deeds.menuAction()])
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.search.searched.connect(self.model.search)
        form.year.changed.connect(lambda _: self._filter())
        form.state.changed.connect(lambda _: self._filter())
        form.table.clear_wanted.connect(self._clear)
        form.table.chosen.connect(self._show_line)
        form.table.opened.connect(lambda line: self._print([line]))
        form.table.export_wanted.connect(self._export)
        form.export_button.clicked.connect(self._export)
        form.issue.clicked.connect(lambda: self._issue(""))
        form.verify.clicked.connect(self._verify)
        form.templates.clicked.connect(self._show_templates)
        form.gaps.clicked.connect(self._show_gaps)
        form.register.clicked.connect(self._print_register)
        form.print_chosen.clicked.connect(lambda: self._print(form.table.chosen_rows()))
        form.overprint_chosen.clicked.connect(lambda: self._overprint(form.table.chosen_rows()))
        self._print_one.clicked.connect(lambda: self._print(form.table.chosen_rows()[:1]))
        self.model.arranged.connect(self._count)

    def refresh(self) -> None:
        from partyschool.services.certificate_queries import list_certificates

        rows = list_certificates(self.context.db)
        years = sorted({line.year for line in rows}, reverse=True)
        self.form.year.set_choices("年度不限", [(f"{year} 年", year) for year in years])
        to_review = sum(line.state == "review" for line in rows)
        valid = sum(line.state == "valid" for line in rows)
        self.form.head.set_caption(
            f"登记 {len(rows):,} 份，有效 {valid:,} 份" + (f"，待复核 {to_review:,} 份" if to_review else "")
        )
        self.form.stack.setCurrentWidget(self.form.list_page if rows else self.form.empty)
        if not rows:
            self.form.empty.say(
                "还没有发过证书",
                "班次办结以后，到课达到四分之三的学员可以发结业证书；编号自动连续，打印后可以离线核验。",
                [
                    ("发证…", "medal", lambda: self._issue("")),
                    ("证书模板…", "sliders", self._show_templates),
                    ("核验证书…", "shield", self._verify),
                ],
                picture="medal",
            )
        self.model.set_rows(rows)
        self._filter()
        if self.form.table.chosen_row() is None:
            self.form.table.choose_first()
        self._show_line(self.form.table.chosen_row())  # the choice stays, but its state may be another one

    def open(self, **context: object) -> None:
        """`state` to filter by, `code` of a class to issue for, `number` to show."""
        if "state" in context:
            self.form.state.set_value(context["state"])
        if "number" in context:
            self.form.table.choose(context["number"])
        if "code" in context:
            self._issue(str(context["code"]))

    def _filter(self) -> None:
        year, state = self.form.year.value(), self.form.state.value()
        self.model.keep(lambda line: (year is None or line.year == year) and (state is None or line.state == state))

    def _clear(self) -> None:
        self.form.search.clear()
        self.form.year.reset()
        self.form.state.reset()

    def _count(self) -> None:
        self.form.count.setText(f"共 {len(self.model.shown):,} 份")

    def _show_line(self, line: CertificateRow | None) -> None:
        panel = self.form.panel
        panel.wipe()
        if line is None:
            panel.head.addWidget(label("选一份证书看内容", "section"))
            panel.foot.parentWidget().hide()
            self._deeds.clear()
            return
        words, tone = STATES[line.state]
        panel.head.addLayout(row(label(line.name, "dialog-title"), Chip(words, tone), 0))
        panel.head.addWidget(label(line.number, "caption"))
        body = panel.add_section()
        for paragraph in line.words.paragraphs.split("\n"):
            body.addWidget(label(f"　　{paragraph.strip()}", wrap=True))
        body.addLayout(row(0, label(line.words.issuer, "caption")))
        body.addLayout(row(0, label(line.words.dated, "caption")))
        facts = panel.add_section()
        facts.addWidget(label("登记", "section"))
        for title, text in _facts(line):
            facts.addLayout(row(label(title, "caption"), 0, label(text, "caption")))
        self._print_one.setEnabled(True)
        panel.foot.parentWidget().show()
        self._show_more(line)

    def _show_more(self, line: CertificateRow) -> None:
        """What may be done with it now; a line that is void or revoked only stays."""
        self._deeds.clear()
        for text, act in self._actions(line):
            self._deeds.addAction(text, act)
        self._more.setVisible(not self._deeds.isEmpty())

    def _actions(self, line: CertificateRow) -> list[tuple[str, Callable[[], object]]]:
        from partyschool.services import certificates

        def ask(title: str, lead: str, deed: Callable[..., object]) -> Callable[[], object]:
            return lambda: ReasonDialog(
                self, title=f"{title} · {line.name}", lead=f"{line.number}\n{lead}", button=title,
                act=lambda reason: deed(self.context.db, number=line.number, reason=reason),
            ).open()  # fmt: skip

        found: list[tuple[str, Callable[[], object]]] = []
        if line.state in {"void", "revoked"}:
            return found
        if line.state == "review":
            found.append(("复核通过，保留…", ask("复核通过", "写明为什么仍然有效。", certificates.keep_valid)))
        if line.state == "valid":
            found.append(("结业证明…", lambda: preview_completion_proof(self, self.context, line.number)))
        if line.template is None or line.template.has_photo():
            found.append(("换用现在的照片…" if line.photo else "补上照片…", self._put_on_photos))
        return [
            *found,
            ("补发…", ask("补发", "原证遗失时用：编号不变，新证注明“补发”和日期。", certificates.reissue)),
            ("作废…", ask("作废", "发出前印错时用：这个编号不再使用，改好后另发新号。", certificates.void)),
            ("撤销…", ask("撤销", "发出后发现不该发时用：登记保留，核验时显示已撤销。", certificates.revoke)),
        ]

    def _put_on_photos(self) -> None:
        """On all the chosen lines: a batch is often printed before the last photographs come in."""
        from partyschool.services.certificate_photos import put_on_photos

        numbers = [line.number for line in self.form.table.chosen_rows()]
        ReasonDialog(
            self, title="证书上的照片", button="换照片",
            lead=f"选中的 {len(numbers)} 份证书换用本人现在的照片，编号和文字不变；已经印出的请收回，重新打印。",
            act=lambda reason: put_on_photos(self.context.db, numbers=numbers, reason=reason),
        ).open()  # fmt: skip

    def _print(self, lines: Sequence[CertificateRow]) -> None:
        if lines:
            preview_certificates(self, self.context, sorted(lines, key=lambda line: (line.year, line.serial)))

    def _overprint(self, lines: Sequence[CertificateRow]) -> None:
        from partyschool.ui.overprint_dialog import OverprintDialog

        if lines:
            OverprintDialog(self, self.context, sorted(lines, key=lambda line: (line.year, line.serial))).open()

    def _issue(self, code: str) -> None:
        from partyschool.ui.issue_dialog import IssueDialog

        IssueDialog(self.context, code, self).open()

    def _verify(self) -> None:
        from partyschool.ui.verify_dialog import VerifyDialog

        VerifyDialog(self.context, self).open()

    def _show_templates(self) -> None:
        from partyschool.ui.template_window import show_templates

        show_templates(self, self.context)

    def _show_gaps(self) -> None:
        from partyschool.services.certificate_queries import list_gaps
        from partyschool.ui import problems

        year = self.form.year.value() or self.context.today.year
        gaps = list_gaps(self.context.db, year=year)
        if not gaps:
            problems.say(f"{year} 年的编号连续，没有空号和作废号", Tone.DONE)
            return
        shown = "；".join(f"{gap.number} {gap.explanation or '登记簿里没有这一行'}" for gap in gaps[:8])
        problems.say(f"{year} 年有 {len(gaps)} 个号不是有效证书：{shown}", Tone.BETWEEN)

    def _print_register(self) -> None:
        preview_register(self, self.context, self.form.year.value() or self.context.today.year)

    def _export(self) -> None:
        export_list(self, self.model, "证书登记簿", people_of=self.context)


def _facts(line: CertificateRow) -> list[tuple[str, str]]:
    facts = [
        ("培训班", line.class_code),
        ("发证日期", line.issued_on.isoformat()),
        ("经办", line.issued_by or "—"),
        ("份数", str(line.copies)),
        ("模板", line.template.name if line.template else "通用（以前的版式）"),
        ("打印文件", f"SHA-256 {line.pdf_sha256[:12]}…" if line.pdf_sha256 else "还没有打印"),
    ]
    if line.reissued_on:
        facts.append(("补发", line.reissued_on.isoformat()))
    if line.state_reason:
        facts.append(("说明", line.state_reason))
    return facts
