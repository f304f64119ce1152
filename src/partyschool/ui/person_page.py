"""One page a person: who on which day, the line of time, and everything recorded, to be mended or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QPoint
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partyschool.ui import tokens
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_person_page import Ui_PersonPage
from partyschool.ui.icons import icon
from partyschool.ui.page import Page
from partyschool.ui.person_change_dialog import CHANGES, PersonChangeDialog, possible_changes
from partyschool.ui.person_deeds import DEEDS, Deeds
from partyschool.ui.person_page_columns import LISTS
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone
from partyschool.ui.undo_hint import UndoHint
from partyschool.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from partyschool.services.person_detail import PersonDetail
    from partyschool.ui.photo_dialog import PhotoDialog


class PersonPage(Page):
    """`go("person", id=…)`; `tab` opens one of LISTS."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "person_events", "contacts", "attendances", "enrolments",
            "credit_entries", "other_studies", "exemptions", "certificates", "units", "training_classes",
            "person_merges", "portraits",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_PersonPage()
        form.setupUi(self)
        self.dress()
        self.person_id = 0
        self.detail: PersonDetail | None = None
        self.lists: dict[str, TableModel[Any]] = {}
        self.deeds = Deeds(self)
        self.undo = UndoHint(form.hint)
        form.tabs.set_tabs([(key, title, "") for key, (title, _) in LISTS.items()])
        form.tabs.over(form.stack)
        for key in LISTS:
            self._install(key)
        self._go_to_today()
        self._connect()

    def _install(self, key: str) -> None:
        table = getattr(self.form, key)
        self.lists[key] = TableModel(LISTS[key][1], self, key=_key_of, muted=is_past)
        table.install(self.lists[key], row_height=tokens.ROW_DENSE)
        table.when_empty(LISTS[key][0], DEEDS[key].nothing, picture="list")
        table.chosen.connect(lambda _: self.show_deeds())
        table.opened.connect(lambda _: self.deeds.open_row())

    def _connect(self) -> None:
        form = self.form
        form.head.back.connect(lambda: self.context.go("people", person=self.person_id))
        form.day.dateChanged.connect(lambda _: self._answer())
        form.today.clicked.connect(self._go_to_today)
        form.portrait.clicked.connect(self.open_portrait)
        form.edit.clicked.connect(self.edit)
        form.record.clicked.connect(self._print)
        form.register.clicked.connect(lambda: self._show_menu(self.form.register, self.make_changes_menu()))
        form.more.clicked.connect(lambda: self._show_menu(self.form.more, self.make_menu()))
        form.tabs.changed.connect(lambda _: self.show_deeds())
        form.add.clicked.connect(self.deeds.add)
        form.change.clicked.connect(self.deeds.change)
        form.end.clicked.connect(self.deeds.end)
        form.lead.clicked.connect(self.deeds.lead)

    def open(self, **context: object) -> None:
        wanted = context.get("id")
        if isinstance(wanted, int) and wanted != self.person_id:
            self.person_id = wanted
            self.undo.hush()
            self._go_to_today()
            self.refresh()
        if context.get("tab"):
            self.form.tabs.choose(str(context["tab"]))

    def refresh(self) -> None:
        if not self.person_id:
            return
        from partyschool.services.person_day import list_timeline
        from partyschool.services.person_detail import get_person
        from partyschool.services.person_hours import hours_by_source
        from partyschool.services.portraits import portrait_file

        self.detail = get_person(self.context.db, self.person_id)
        self.person_id = self.detail.row.id  # another record, where this one was merged into it
        self._show_head(self.detail)
        self.form.portrait.show_file(portrait_file(self.context.db, person_id=self.person_id))
        self._show_hint()
        self._answer()
        rows: dict[str, Sequence[Any]] = {
            "timeline": list_timeline(self.context.db, person_id=self.person_id),
            "hours": hours_by_source(self.context.db, person_id=self.person_id),
        }
        for key, model in self.lists.items():
            found: Sequence[Any] = rows[key] if key in rows else getattr(self.detail, key)
            model.set_rows(found)
            self.form.tabs.set_count(key, str(len(found) or ""))
        self.show_deeds()

    def _show_head(self, detail: PersonDetail) -> None:
        from partyschool.domain.identity import mask_id, mask_phone
        from partyschool.services.event_words import left_words
        from partyschool.services.quota_words import KINDS

        row, head = detail.row, self.form.head
        head.set_trail("人员", row.name)
        head.set_title(row.name)
        chips = [Chip(KINDS.get(row.kind, row.kind))]
        chips += [Chip(f"减少：{left_words(row.left_reason)}", Tone.PLAIN)] if row.left_reason else []
        chips += [Chip("流动", Tone.BETWEEN)] if row.is_floating else []
        chips += [Chip("失联", Tone.WATCH)] if row.is_lost else []
        head.set_chips(*chips)
        facts = [
            f"{row.age} 岁" if row.age is not None else "",
            f"党龄 {detail.party_years} 年" if detail.party_years is not None else "",
            " › ".join(detail.unit_path[1:]) or row.unit, "、".join(row.posts),
            mask_id(row.id_number) if row.id_number else "没有身份证号", mask_phone(detail.form.phone),
        ]  # fmt: skip
        head.set_caption(" · ".join(fact for fact in facts if fact))

    def _show_hint(self) -> None:
        """What has fallen due for this person by the Party's own rules."""
        from partyschool.services.member_matters import find_matter, matter_words

        if self.undo.is_offered:
            return
        matter = find_matter(self.context.db, person_id=self.person_id)
        if matter is None:
            self.form.hint.hush()
        else:
            self.form.hint.say(*matter_words(matter), tone=Tone.WATCH)

    def _answer(self) -> None:
        from partyschool.services.person_day import person_on_day

        if self.person_id:
            chosen = self.form.day.date()
            day = date(chosen.year(), chosen.month(), chosen.day())
            self.form.answer.setText(person_on_day(self.context.db, person_id=self.person_id, on=day).words)

    def _go_to_today(self) -> None:
        today = self.context.today
        self.form.day.setDate(QDate(today.year, today.month, today.day))

    def show_deeds(self) -> None:
        """The buttons under the list: what can be done with the chosen line."""
        tab, form = self.form.tabs.current(), self.form
        words = DEEDS[tab]
        if self.chosen() is None:
            getattr(form, tab).choose_first()
        chosen = self.chosen()
        for button, text in ((form.add, words.add), (form.change, words.change), (form.end, words.end)):
            button.setVisible(bool(text))
            button.setText(f" {text}")
        form.lead.setVisible(bool(words.lead))
        form.lead.setText(words.lead)
        form.change.setEnabled(chosen is not None)
        form.lead.setEnabled(chosen is not None)
        form.end.setEnabled(chosen is not None and not is_past(chosen))

    def chosen(self) -> Any:
        """The chosen line of the list that is shown."""
        return getattr(self.form, self.form.tabs.current()).chosen_row()

    def shown(self) -> PersonDetail:
        """The person on the page."""
        assert self.detail is not None
        return self.detail

    def edit(self) -> None:
        """All fields."""
        from partyschool.ui.person_dialog import PersonDialog

        PersonDialog(self.context, self.person_id, self).open()

    def open_portrait(self) -> PhotoDialog:
        """照片: choose, cut, remove."""
        from partyschool.ui.photo_dialog import PhotoDialog

        dialog = PhotoDialog(self.context, self.person_id, self.shown().row.name, self)
        dialog.accepted.connect(lambda: self.undo.offer(*dialog.taking_back()))
        dialog.open()
        return dialog

    def _print(self) -> None:
        from partyschool.ui.person_record import preview_record

        preview_record(self, self.context, self.person_id, self.shown().row.name)

    def _print_proof(self) -> None:
        from partyschool.ui.person_record import preview_credit_proof

        preview_credit_proof(self, self.context, self.person_id, self.shown().row.name)

    def _show_menu(self, button: QPushButton, menu: QMenu) -> None:
        menu.exec(button.mapToGlobal(QPoint(0, button.height())))

    def make_changes_menu(self) -> QMenu:
        """The changes that make sense for this person now."""
        menu = QMenu(self)
        for what in possible_changes(self.shown().row):
            menu.addAction(f"{CHANGES[what].title}…", lambda what=what: self.register(what))
        return menu

    def register(self, what: str) -> None:
        """Ask for one change; `what` is a key of CHANGES."""
        PersonChangeDialog(self.context, self.shown().row, what, self).open()

    def make_menu(self) -> QMenu:
        """What is seldom wanted."""
        menu = QMenu(self)
        menu.addAction(icon("printer"), "学时证明…", self._print_proof)
        menu.addAction(icon("picture"), "照片…", self.open_portrait)
        menu.addAction(icon("plus"), "登记任职…", lambda: self.deeds.open_post(None))
        menu.addAction(icon("plus"), "登记其他学习…", self.deeds.add_study)
        menu.addAction(icon("plus"), "登记免训…", lambda: self.register("exempt"))
        menu.addAction(icon("chat"), "登记联系、送学…", self.deeds.add_contact)
        menu.addSeparator()
        menu.addAction(icon("copy"), "合并重复记录…", self.merge)
        standing = [row for row in self.shown().merges if row.undone_at is None]
        for row in standing[:1]:
            menu.addAction(icon("undo"), f"撤销 {row.at:%Y-%m-%d} 的合并…", lambda row=row: self.deeds.undo_merge(row))
        return menu

    def merge(self) -> None:
        """Another record of this person goes into this one."""
        from partyschool.ui.merge_dialog import MergeDialog

        MergeDialog(self.context, self, kept=self.person_id).open()


def _key_of(row: Any) -> object:
    return getattr(row, "id", None) or getattr(row, "class_id", None) or row


def is_past(row: Any) -> bool:
    """A post that has ended, a membership that was left, an exemption or a change that was taken back."""
    return any(bool(getattr(row, name, None)) for name in ("end_on", "withdrawn_on", "withdrawn"))
