"""Choosing trainees: whole units by a tick, single people by search, a list from a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeWidgetItem, QWidget

from partyschool.domain.terms import GUEST, MEMBER_KINDS, PersonKind
from partyschool.ui import class_words as words
from partyschool.ui import icons, tokens
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_trainee_picker import Ui_TraineePicker
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.people_rows import PersonRow

UNIT = Qt.ItemDataRole.UserRole
TABLE_FILES = "表格 (*.xlsx *.xls *.csv)"

AUDIENCES: list[tuple[str, Callable[[PersonRow], bool]]] = [
    ("村“两委”成员", lambda row: row.in_two_committees),
    ("书记和班子成员", lambda row: row.in_leadership),
    ("预备党员", lambda row: row.kind == PersonKind.PROBATIONARY),
    ("流动党员", lambda row: row.is_floating),
    ("发展对象和积极分子", lambda row: row.kind in (PersonKind.DEVELOPMENT, PersonKind.ACTIVIST)),
]


class TraineePicker(QWidget):
    """`load(context)`, then `chosen()`; `changed` whenever it is different."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_TraineePicker()
        self.form.setupUi(self)
        icons.give_buttons(self)
        self._context: Context | None = None
        self._people: dict[int, PersonRow] = {}
        self._under: dict[int, set[int]] = {}
        self._items: dict[int, QTreeWidgetItem] = {}
        self._chosen: set[int] = set()
        self._already: frozenset[int] = frozenset()
        self.model: TableModel[PersonRow] = TableModel(
            self._columns(), self, key=lambda row: row.id, initials=lambda row: row.initials,
            searched=lambda row: [row.unit, row.village, row.phone, "".join(row.posts)],
            muted=lambda row: row.id in self._already,
        )  # fmt: skip
        self.form.people.install(self.model, row_height=tokens.ROW_DENSE)
        self.form.people.when_filtered_empty("没有符合条件的人")
        self._set_up_tree()
        self._connect()

    def _columns(self) -> list[Column[PersonRow]]:
        return [
            Column("", lambda row: "", Kind.CHECK, fraction=lambda row: float(row.id in self._chosen | self._already),
                   width=44),
            Column("姓名", lambda row: row.name, Kind.NAME, tag=self._tag, width=136, sort=lambda row: row.sort_key),
            Column("单位", lambda row: row.unit, width=118, stretch=True),
            Column("职务", lambda row: "、".join(row.posts), width=100, stretch=True),
        ]  # fmt: skip

    def _tag(self, row: PersonRow) -> str:
        if row.id in self._already:
            return "已在"
        if row.kind == GUEST:
            return "只签到"
        return "" if row.kind in MEMBER_KINDS else "非党员"

    def _set_up_tree(self) -> None:
        tree = self.form.units
        tree.setHeaderHidden(True)
        tree.setColumnCount(2)
        tree.setIndentation(16)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _connect(self) -> None:
        form = self.form
        form.audience.set_choices("全部人员", [(title, place) for place, (title, _) in enumerate(AUDIENCES)])
        form.audience.changed.connect(self._show_people)
        form.search.searched.connect(self._search)
        form.only_chosen.toggled.connect(self._show_people)
        form.from_file.clicked.connect(self.ask_file)
        form.clear.clicked.connect(lambda: self.choose(()))
        form.people.checked.connect(self._toggle)
        form.people.opened.connect(self._toggle)
        form.units.itemSelectionChanged.connect(self._show_people)
        form.units.itemChanged.connect(self._tick)

    def load(self, context: Context, *, already: Collection[int] = (), chosen: Iterable[int] = ()) -> None:
        """Read people and units; `already` are on the list and cannot be chosen again."""
        from partyschool.services.people import list_people

        self._context, self._already = context, frozenset(already)
        self._people = {row.id: row for row in list_people(context.db) if not row.is_left}
        self._build_tree(context)
        self.choose(chosen)

    def focus_search(self) -> None:
        self.form.search.setFocus()

    def chosen(self) -> list[int]:
        """Ids, without those who were on the list before."""
        return sorted(self._chosen)

    def choose(self, person_ids: Iterable[int]) -> None:
        """Replace the choice."""
        self._chosen = {key for key in person_ids if key in self._people} - self._already
        self._show_people()
        self._show_choice()

    def choose_file(self, path: Path) -> None:
        """Add everybody of a list with names and numbers; says who was not found."""
        from partyschool.exchange.name_list import find_listed

        assert self._context is not None
        listed = find_listed(self._context.db, path)
        self._chosen |= set(listed.person_ids) - self._already
        unknown = f"没找到 {words.names(list(listed.unknown), 5)}，请先在“人员”里登记或核对证号。"
        tone = Tone.WATCH if listed.unknown else Tone.DONE
        sentence = f"文件里 {listed.rows} 人，选中 {len(listed.person_ids)} 人。"
        self.form.found.say(sentence, unknown if listed.unknown else "", tone=tone)
        self.form.only_chosen.setChecked(True)
        self._show_people()
        self._show_choice()

    def ask_file(self) -> None:
        """The list is chosen in the system's dialog."""
        chosen, _ = QFileDialog.getOpenFileName(self, "花名册或名单", "", TABLE_FILES)
        if chosen:
            self.choose_file(Path(chosen))

    # The tree

    def _build_tree(self, context: Context) -> None:
        from partyschool.services.units import list_units

        tree = self.form.units
        tree.blockSignals(True)
        tree.clear()
        self._items, self._under = {}, {}
        parents: dict[int, int | None] = {}
        for unit in list_units(context.db):
            parents[unit.id] = unit.parent_id
            self._under[unit.id] = set()
            item = QTreeWidgetItem([unit.name, ""])
            item.setData(0, UNIT, unit.id)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            above = self._items.get(unit.parent_id or 0)
            (above.addChild if above is not None else tree.addTopLevelItem)(item)
            self._items[unit.id] = item
        for person in self._people.values():
            key = person.unit_id
            while key is not None and key in self._under:
                self._under[key].add(person.id)
                key = parents[key]
        tree.expandToDepth(1)
        tree.blockSignals(False)

    def _tick(self, item: QTreeWidgetItem, column: int) -> None:
        """A tick takes everybody below who fits the filter; taking it away leaves them out."""
        fitting = {key for key in self._under[item.data(0, UNIT)] if self._fits(self._people[key])} - self._already
        if item.checkState(0) == Qt.CheckState.Checked:
            self._chosen |= fitting
        else:
            self._chosen -= self._under[item.data(0, UNIT)]
        self._show_people()
        self._show_choice()

    def _show_ticks(self) -> None:
        self.form.units.blockSignals(True)
        for key, item in self._items.items():
            under = self._under[key]
            chosen = len(under & self._chosen)
            fitting = sum(self._fits(self._people[person]) for person in under - self._already)
            full = chosen and chosen >= fitting
            state = Qt.CheckState.Checked if full else Qt.CheckState.PartiallyChecked
            item.setCheckState(0, state if chosen else Qt.CheckState.Unchecked)
            item.setText(1, f"{chosen}/{len(under)}" if chosen else str(len(under) or ""))
        self.form.units.blockSignals(False)

    # The people

    def _fits(self, row: PersonRow) -> bool:
        place = self.form.audience.value()
        return row.kind in MEMBER_KINDS if place is None else AUDIENCES[place][1](row)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show_people()

    def _show_people(self) -> None:
        """Of the unit that is marked, of everybody while something is searched."""
        items = self.form.units.selectedItems()
        searching = bool(self.form.search.text().strip()) or self.form.only_chosen.isChecked()
        under = self._under[items[0].data(0, UNIT)] if items and not searching else self._people.keys()
        only = self._chosen if self.form.only_chosen.isChecked() else None
        shown = [
            row
            for key, row in self._people.items()
            if key in under and (only is None or key in only) and (searching or self._fits(row))
        ]
        self.model.set_rows(shown)
        self._show_ticks()

    def _toggle(self, row: PersonRow) -> None:
        if row.id not in self._already:
            self._chosen ^= {row.id}
            self.form.people.viewport().update()
            self._show_ticks()
            self._show_choice()

    def _show_choice(self) -> None:
        units = {self._people[key].unit for key in self._chosen}
        self.form.count.setText(f"已选 {len(self._chosen)} 人" if self._chosen else "还没有选人")
        hint = f"来自 {len(units)} 个单位" if units else "在左边勾选村或支部，也可以直接输入姓名找人"
        self.form.hint.setText(hint)
        self.form.clear.setVisible(bool(self._chosen))
        self.form.people.viewport().update()
        self.changed.emit()
