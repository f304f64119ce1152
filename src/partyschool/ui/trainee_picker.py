"""Choosing trainees: whole units by a tick, single people by search, a list from a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeWidgetItem, QWidget

from partyschool.domain.terms import GUEST, MEMBER_KINDS
from partyschool.ui import class_words as words
from partyschool.ui import icons, tokens
from partyschool.ui.beside import is_large
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_trainee_picker import Ui_TraineePicker
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tasks import Task
from partyschool.ui.tokens import Tone
from partyschool.ui.trainee_register import AUDIENCES, Register, read_register
from partyschool.ui.waiting import WaitingNotice

if TYPE_CHECKING:
    from partyschool.services.people_rows import PersonRow

UNIT = Qt.ItemDataRole.UserRole
TABLE_FILES = "表格 (*.xlsx *.xls *.csv)"

COUNT_MARGIN = 24
NOBODY = Register({}, [], {})


class TraineePicker(QWidget):
    """`load(context)`, then `chosen()`; `changed` whenever it is different.

    A city's people are read beside the window's thread; what is chosen by then is kept.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_TraineePicker()
        self.form.setupUi(self)
        icons.give_buttons(self)
        self._context: Context | None = None
        self._register = NOBODY
        self._fitting: set[int] = set()
        self._waiting: WaitingNotice | None = None
        self._items: dict[int, QTreeWidgetItem] = {}
        self._chosen: set[int] = set()
        self._kept_for: tuple[int | None, bool, bool] = (None, False, False)
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
        tree.setUniformRowHeights(True)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # To contents, all units are measured again for each that is written: 4 s for a city's 1,500.
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)

    def _connect(self) -> None:
        form = self.form
        form.audience.set_choices("全部人员", [(title, place) for place, (title, _) in enumerate(AUDIENCES)])
        form.audience.changed.connect(self._change_audience)
        form.search.searched.connect(self._search)
        form.only_chosen.toggled.connect(self._show_people)
        form.from_file.clicked.connect(self.ask_file)
        form.clear.clicked.connect(lambda: self.choose(()))
        form.people.clear_wanted.connect(self._show_everybody)
        form.people.checked.connect(self._toggle)
        form.people.opened.connect(self._toggle)
        form.units.itemSelectionChanged.connect(self._show_people)
        form.units.itemChanged.connect(self._tick)

    def load(self, context: Context, *, already: Collection[int] = (), chosen: Iterable[int] = ()) -> None:
        """Read people and units; `already` are on the list and cannot be chosen again."""
        db, self._context, self._already = context.db, context, frozenset(already)
        self._chosen = set(chosen) - self._already
        if not is_large(context):
            self._take(read_register(db))
            return
        db.know_all_tables()  # from now on two threads ask
        self._waiting = WaitingNotice(self, "正在读花名册，请稍候…", "人员较多，要一两秒钟。")
        self._task = Task(None, lambda _: read_register(db), quiet=True)
        self._task.done.connect(self._take)

    @property
    def is_waiting(self) -> bool:
        """Whether people are still being read."""
        return self._waiting is not None

    def _take(self, register: Register) -> None:
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None
        self._register = register
        self._build_tree()
        self._fitting = register.fitting(self.form.audience.value())
        self.model.set_rows(list(register.people.values()))
        self.choose(self._chosen)

    def focus_search(self) -> None:
        self.form.search.setFocus()

    def chosen(self) -> list[int]:
        """Ids, without those who were on the list before."""
        return sorted(self._chosen)

    def choose(self, person_ids: Iterable[int]) -> None:
        """Replace the choice."""
        self._chosen = set(person_ids) - self._already
        if self.is_waiting:
            return
        self._chosen &= self._register.people.keys()
        self._show_people()
        self._show_choice()

    def choose_file(self, path: Path) -> None:
        """Add everybody of a list with names and numbers; says who was not found."""
        from partyschool.exchange.name_list import find_listed

        assert self._context is not None
        listed = find_listed(self._context.db, path)
        unknown = f"没找到 {words.names(list(listed.unknown), 5)}，请先在“人员”里登记或核对证号。"
        tone = Tone.WATCH if listed.unknown else Tone.DONE
        sentence = f"文件里 {listed.rows} 人，选中 {len(listed.person_ids)} 人。"
        self.form.found.say(sentence, unknown if listed.unknown else "", tone=tone)
        self.form.only_chosen.setChecked(True)
        self.choose(self._chosen | set(listed.person_ids))

    def ask_file(self) -> None:
        """The list is chosen in the system's dialog."""
        chosen, _ = QFileDialog.getOpenFileName(self, "花名册或名单", "", TABLE_FILES)
        if chosen:
            self.choose_file(Path(chosen))

    # The tree

    def _build_tree(self) -> None:
        tree = self.form.units
        tree.blockSignals(True)
        tree.clear()
        self._items = {}
        for unit in self._register.units:
            item = QTreeWidgetItem([unit.name, ""])
            item.setData(0, UNIT, unit.id)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            above = self._items.get(unit.parent_id or 0)
            (above.addChild if above is not None else tree.addTopLevelItem)(item)
            self._items[unit.id] = item
        tree.expandToDepth(1)
        tree.blockSignals(False)

    def _tick(self, item: QTreeWidgetItem, column: int) -> None:
        """A tick takes everybody below who fits the filter; taking it away leaves them out."""
        under = self._register.under[item.data(0, UNIT)]
        if item.checkState(0) == Qt.CheckState.Checked:
            self._chosen |= (under & self._fitting) - self._already
        else:
            self._chosen -= under
        self._show_people()
        self._show_choice()

    def _show_ticks(self) -> None:
        self.form.units.blockSignals(True)
        free, longest = self._fitting - self._already, ""
        for key, item in self._items.items():
            under = self._register.under[key]
            chosen = len(under & self._chosen)
            full = chosen and chosen >= len(under & free)
            state = Qt.CheckState.Checked if full else Qt.CheckState.PartiallyChecked
            item.setCheckState(0, state if chosen else Qt.CheckState.Unchecked)
            item.setText(1, count := f"{chosen}/{len(under)}" if chosen else str(len(under) or ""))
            longest = max(longest, count, key=len)
        tree = self.form.units
        tree.blockSignals(False)
        tree.setColumnWidth(1, tree.fontMetrics().horizontalAdvance(longest) + COUNT_MARGIN)

    # The people

    def _change_audience(self) -> None:
        self._fitting = self._register.fitting(self.form.audience.value())
        self._show_people()

    def _show_everybody(self) -> None:
        """Away with what keeps people from the list."""
        form = self.form
        form.search.clear()
        form.only_chosen.setChecked(False)
        form.audience.set_value(None)
        form.units.clearSelection()
        self._change_audience()

    def _search(self, text: str) -> None:
        self.model.search(text)
        if self._kept_for != self._whom():
            self._show_people()

    def _whom(self) -> tuple[int | None, bool, bool]:
        """The marked unit, whether something is searched, whether only those chosen are wanted."""
        items, only_chosen = self.form.units.selectedItems(), self.form.only_chosen.isChecked()
        return items[0].data(0, UNIT) if items else None, bool(self.form.search.text().strip()), only_chosen

    def _show_people(self) -> None:
        """Of the unit that is marked, of everybody while something is searched."""
        self._kept_for = unit_id, searching, only_chosen = self._whom()
        if only_chosen:
            shown: Collection[int] | None = self._chosen
        elif searching:
            shown = None
        else:
            shown = self._fitting & self._register.under[unit_id] if unit_id is not None else self._fitting
        self.model.keep(None if shown is None else lambda row: row.id in shown)
        self._show_ticks()

    def _toggle(self, row: PersonRow) -> None:
        if row.id not in self._already:
            self._chosen ^= {row.id}
            self.form.people.viewport().update()
            self._show_ticks()
            self._show_choice()

    def _show_choice(self) -> None:
        units = {self._register.people[key].unit for key in self._chosen}
        self.form.count.setText(f"已选 {len(self._chosen)} 人" if self._chosen else "还没有选人")
        hint = f"来自 {len(units)} 个单位" if units else "在左边勾选村或支部，也可以直接输入姓名找人"
        self.form.hint.setText(hint)
        self.form.clear.setVisible(bool(self._chosen))
        self.form.people.viewport().update()
        self.changed.emit()
