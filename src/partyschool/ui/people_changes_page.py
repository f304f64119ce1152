"""人员变动: the year's changes, those away and when they were last heard of, suspected duplicates, merges."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from partyschool.ui import tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.forms.ui_people_changes_page import Ui_PeopleChangesPage
from partyschool.ui.page import Page
from partyschool.ui.people_changes_columns import LISTS
from partyschool.ui.person_deeds import undo_merge
from partyschool.ui.table_model import TableModel

if TYPE_CHECKING:
    from collections.abc import Sequence

YEARS_BACK = 6


class PeopleChangesPage(Page):
    """`tab` of `open` is a key of LISTS."""

    tables = frozenset(
        {"people", "memberships", "person_events", "contacts", "person_merges", "units", "posts"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_PeopleChangesPage()
        form.setupUi(self)
        self.dress()
        form.head.set_trail("人员", "人员变动")
        form.head.set_caption("每条变动都有日期，登记先后不影响结果；登记错了在这个人的页面里撤销。")
        self.lists: dict[str, TableModel[Any]] = {}
        form.tabs.set_tabs([(key, told.title, "") for key, told in LISTS.items()])
        form.tabs.over(form.stack)
        for key, told in LISTS.items():
            table = getattr(form, key)
            self.lists[key] = TableModel(
                told.columns, self, key=told.key, initials=told.initials, muted=told.muted, searched=told.searched
            )
            table.install(self.lists[key], row_height=tokens.ROW_DENSE)
            table.when_empty(told.title, told.nothing, picture="people")
            table.when_filtered_empty("没有符合条件的记录")
            table.chosen.connect(lambda _: self._show_deeds())
            table.opened.connect(lambda _: self._open_person())
            table.export_wanted.connect(self._export)
            self.lists[key].arranged.connect(self._count)
        self._fill_filters()
        self._connect()

    def _fill_filters(self) -> None:
        from partyschool.services.event_words import EVENT_KINDS

        year = self.context.today.year
        self.form.kind.set_choices("变动不限", [(words, key) for key, words in EVENT_KINDS.items()])
        self.form.year.set_choices("历年", [(f"{one} 年", one) for one in range(year, year - YEARS_BACK, -1)])
        self.form.year.set_value(year)

    def _connect(self) -> None:
        form = self.form
        form.head.back.connect(lambda: self.context.go("people"))
        form.search.searched.connect(self._search)
        form.kind.changed.connect(lambda _: self._filter())
        form.year.changed.connect(lambda _: self.refresh())
        form.tabs.changed.connect(lambda _: self._show_deeds())
        form.election.clicked.connect(lambda: self.context.go("election"))
        form.export_button.clicked.connect(self._export)
        form.contact.clicked.connect(self._contact)
        form.open_person.clicked.connect(self._open_person)
        form.merge.clicked.connect(self._merge)
        form.undo.clicked.connect(self._undo)

    def refresh(self) -> None:
        from partyschool.services.contacts import list_away
        from partyschool.services.member_matters import list_matters
        from partyschool.services.merging import find_duplicates, list_merges
        from partyschool.services.person_events import list_events

        db, year = self.context.db, self.form.year.value()
        first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
        found: dict[str, Sequence[Any]] = {
            "events": list_events(db, first=first, last=last), "away": list_away(db),
            "matters": list_matters(db), "duplicates": find_duplicates(db), "merges": list_merges(db),
        }  # fmt: skip
        for key, rows in found.items():
            self.lists[key].set_rows(rows)
            self.form.tabs.set_count(key, str(len(rows) or ""))
        self._filter()
        self._show_deeds()

    def open(self, **context: object) -> None:
        if context.get("tab"):
            self.form.tabs.choose(str(context["tab"]))

    def _filter(self) -> None:
        kind = self.form.kind.value()
        self.lists["events"].keep(lambda row: kind is None or row.kind == kind)

    def _search(self, text: str) -> None:
        for model in self.lists.values():
            model.search(text)

    def _chosen(self) -> Any:
        return getattr(self.form, self.form.tabs.current()).chosen_row()

    def _show_deeds(self) -> None:
        tab, form = self.form.tabs.current(), self.form
        if self._chosen() is None:
            getattr(form, tab).choose_first()
        chosen = self._chosen()
        for part in (form.kind, form.year):
            part.setVisible(tab == "events")
        form.merge.setVisible(tab == "duplicates")
        form.undo.setVisible(tab == "merges")
        form.merge.setEnabled(chosen is not None)
        form.undo.setEnabled(tab == "merges" and chosen is not None and chosen.undone_at is None)
        form.open_person.setEnabled(chosen is not None)
        self._count()

    def _count(self) -> None:
        model = self.lists[self.form.tabs.current()]
        self.form.count.setText(f"共 {len(model.shown):,} 条")

    def _open_person(self) -> None:
        tab, chosen = self.form.tabs.current(), self._chosen()
        if chosen is not None:
            self.context.go("person", id=LISTS[tab].person(chosen), tab="contacts" if tab == "away" else "timeline")

    def _contact(self) -> None:
        from partyschool.ui.contact_dialog import ContactDialog

        rows = self.form.away.chosen_rows() if self.form.tabs.current() == "away" else []
        ContactDialog(self.context, [row.person.id for row in rows], self).open()

    def _merge(self) -> None:
        from partyschool.ui.merge_dialog import MergeDialog

        pair = self._chosen()
        MergeDialog(self.context, self, kept=pair.first.id, merged=pair.second.id).open()

    def _undo(self) -> None:
        undo_merge(self, self._chosen())

    def _export(self) -> None:
        tab = self.form.tabs.current()
        export_list(self, self.lists[tab], LISTS[tab].title, people_of=self.context)
