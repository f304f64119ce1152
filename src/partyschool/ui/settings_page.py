"""设置: the school, sign-in and counting, the certificate, requirements, data, and the log of what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from partyschool.domain.numbering import CertificateNumber
from partyschool.domain.terms import Tier
from partyschool.ui import problems
from partyschool.ui.audit_tab import AuditTab
from partyschool.ui.backups_tab import BackupsTab
from partyschool.ui.bound_fields import BoundFields
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_settings_page import Ui_SettingsPage
from partyschool.ui.lower_schools_tab import TITLES, LowerSchoolsTab
from partyschool.ui.page import Page
from partyschool.ui.rules_tab import RulesTab
from partyschool.ui.school_name import TIERS
from partyschool.ui.school_posts_tab import SchoolPostsTab
from partyschool.ui.school_year_tab import SchoolYearTab
from partyschool.ui.tokens import Tone
from partyschool.ui.word_lists_tab import WordListsTab
from partyschool.ui.years_tab import YearsTab

TABS = (
    ("school", "学校"),
    ("posts", "领导班子"),
    ("year", "“六有”与星级"),
    ("schools", "下级党校"),
    ("counting", "签到"),
    ("certificate", "结业证书"),
    ("rules", "规则"),
    ("years", "年度结转"),
    ("words", "预设名目"),
    ("data", "数据与备份"),
    ("audit", "操作记录"),
)
TYPED = ("school", "counting", "certificate")
NAMES = [("姓名中间用 * 代替", "masked"), ("全名", "full"), ("不显示姓名", "none")]
SHARES = [("一半场次", 2), ("四分之三场次", 3), ("全部场次", 4)]


class SettingsPage(Page):
    """What is typed is kept by 保存; lists act at once."""

    tables = frozenset(
        {
            "settings", "schools", "requirements", "audit_lines", "school_posts", "self_checks", "star_ratings",
            "units", "list_entries", "rooms", "courses", "dated_rules", "closed_years",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_SettingsPage()
        self.form.setupUi(self)
        form = self.form
        self._posts = SchoolPostsTab(context)
        self._year = SchoolYearTab(context)
        self._words = WordListsTab(context)
        self._rules, self._years = RulesTab(context), YearsTab(context)
        tier = self._tier()
        self._lower = LowerSchoolsTab(context, tier) if tier in TITLES else None
        self._tabs = _tabs_of(tier)
        for key, tab in (
            ("posts", self._posts), ("year", self._year), ("schools", self._lower), ("rules", self._rules),
            ("years", self._years), ("words", self._words),
        ):  # fmt: skip
            if tab is not None:
                form.stack.insertWidget([name for name, _ in self._tabs].index(key), tab)
        self.dress()
        form.principal.setPlaceholderText("不填时用领导班子里在任的校长")
        fill(form.names, NAMES)
        fill(form.share, SHARES)
        self._school = BoundFields(self._school_widgets(), self)
        self._values = BoundFields(self._setting_widgets(), self)
        self._backups = BackupsTab(context, form)
        self._audit = AuditTab(context, form.audit)
        form.tabs.set_tabs([(key, title, "") for key, title in self._tabs])
        form.tabs.over(form.stack)
        form.tabs.changed.connect(self._show_tab)
        form.save.clicked.connect(self._save)
        form.undo.clicked.connect(self.show_stored)
        form.templates.clicked.connect(self._show_templates)
        for field in (self._school, self._values):
            field.edited.connect(self._note_edit)
        self._show_tab("school")

    def _tier(self) -> Tier:
        from partyschool.services.schools import home_school

        return Tier(home_school(self.context.db).tier)

    def _school_widgets(self) -> Mapping[str, QWidget]:
        names = ("name", "short", "city", "town", "issuer", "principal", "address", "phone", "code")
        more = ("approval", "posts_allotted", "staff")
        return {name: getattr(self.form, name) for name in (*names, *more)}

    def _setting_widgets(self) -> Mapping[str, QWidget]:
        form = self.form
        return {
            "office.clerk": form.clerk,
            "sign_in.rotate_seconds": form.rotate,
            "sign_in.opens_minutes_before": form.opens,
            "sign_in.closes_minutes_after": form.closes,
            "sign_in.names": form.names,
            "sign_in.wifi_name": form.wifi_name,
            "sign_in.wifi_password": form.wifi_password,
            "evaluation.port": form.ballot_port,
            "certificate.share_quarters": form.share,
            "certificate.kind": form.certificate_kind,
            "certificate.title": form.certificate_title,
            "certificate.words": form.words,
            "certificate.closing": form.closing,
            "certificate.shows_principal": form.shows_principal,
            "certificate.photo_box": form.photo_box,
        }

    def refresh(self) -> None:
        """What is being typed is not taken away by a change elsewhere."""
        if not self._edits():
            self.show_stored()
        self._posts.refresh()
        self._year.refresh()
        if self._lower is not None:
            self._lower.refresh()
        self._refresh_tab(self.form.tabs.current())

    def open(self, **context: object) -> None:
        """`tab` is one of TABS; `school` whose leadership and self-check are shown there."""
        tab, school = context.get("tab"), context.get("school")
        if isinstance(tab, str):
            self.form.tabs.choose(tab)
        if isinstance(school, int):
            for combo in (self._posts.form.school, self._year.form.school):
                combo.choose(school)

    def show_stored(self) -> None:
        """The values as they are kept, in place of what was typed."""
        from partyschool.services.schools import home_school, school_form

        school = home_school(self.context.db)
        self.form.head.set_caption(f"{school.name} · {TIERS[school.tier]}")
        self._school.show(asdict(school_form(school)))
        self._values.show(self.context.settings)
        self._note_edit()

    def _edits(self) -> dict[str, Any]:
        return {**self._school.changes(), **self._values.changes()}

    def _note_edit(self) -> None:
        edited = bool(self._edits())
        self.form.save.setEnabled(edited)
        self.form.undo.setEnabled(edited)
        short, kind = self.form.short.text().strip(), self.form.certificate_kind.text().strip()
        number = CertificateNumber(short, kind, self.context.today.year, 1)
        self.form.number_notice.say(f"证书编号写成  {number}")

    def _save(self) -> None:
        from partyschool.services.schools import SchoolForm, save_school
        from partyschool.services.settings import change_many

        if self._school.changes():
            save_school(self.context.db, form=SchoolForm(**self._school.values()))
        changed = self._values.changes()
        if changed:
            change_many(self.context.db, changed)
        self.show_stored()
        problems.say("已保存。", Tone.DONE)

    def _show_templates(self) -> None:
        from partyschool.ui.template_window import show_templates

        show_templates(self, self.context)

    def _show_tab(self, key: str) -> None:
        for button in (self.form.save, self.form.undo):
            button.setVisible(key in TYPED)
        self._refresh_tab(key)

    def _refresh_tab(self, key: str) -> None:
        """Backups read every file, the log a thousand lines, lists of words count their uses: only while looked at."""
        if key == "data":
            self._backups.refresh()
        elif key == "audit":
            self._audit.refresh()
        elif key == "rules":
            self._rules.refresh()
        elif key == "years":
            self._years.refresh()
        elif key == "words":
            self._words.refresh()


def _tabs_of(tier: Tier) -> list[tuple[str, str]]:
    """Keys and titles: a city and a town keep the schools below them; a village has none."""
    return [
        (key, TITLES.get(tier, "") if key == "schools" else title)
        for key, title in TABS
        if key != "schools" or tier in TITLES
    ]
