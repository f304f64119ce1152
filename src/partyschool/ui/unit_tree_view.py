"""The tree of units: searched and filtered with what lies above the hits, open branches and the choice kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QMenu, QTreeView, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.cells import CellDelegate
from partyschool.ui.search import hits
from partyschool.ui.table_model import CELL, NOTHING, Align, Cell, Kind
from partyschool.ui.tokens import Tone
from partyschool.ui.unit_words import DOMAINS, KINDS

if TYPE_CHECKING:
    from partyschool.services.units import UnitRow

UNIT = CELL + 1
TITLES = ("名称", "类别", "领域", "在册", "代码", "状态")
WIDTHS = (0, 120, 92, 72, 116, 92)
INDENT = 20
OPENED_AT_FIRST = 2  # levels: city and town show their villages, villages are closed over their branches


class TreeDelegate(CellDelegate):
    """The edge of the chosen row stands before its branches, which the view paints."""

    def _ground(self, painter: QPainter, area: QRect, index: object, selected: bool) -> None:
        painter.fillRect(area, QColor(tokens.ACCENT_SOFT if selected else tokens.CARD))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.HAIRLINE))


class UnitTreeView(QTreeView):
    """`show_units(rows)`; `chosen(row)` with None for no choice; `opened(row)` by Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._rows: dict[int, UnitRow] = {}
        self._open: set[int] | None = None
        self._searching = False
        self._actions: Sequence[QAction] = ()
        self.setModel(self._model)
        self.setItemDelegate(TreeDelegate(self))
        self.setIndentation(INDENT)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setProperty("cls", "bare")
        self.header().setSectionsMovable(False)
        self.header().setDefaultAlignment(Align.LEFT.value)
        self.doubleClicked.connect(lambda index: self._tell_opened(index))

    def show_units(self, rows: Iterable[UnitRow], fits: Callable[[UnitRow], bool] | None = None, text: str = "") -> int:
        """Fill the tree; with a filter or a search only what fits and what lies above it. Answers how many fit."""
        chosen, searching = self.chosen_row(), fits is not None or bool(text)
        self._note_open()
        self._rows = {row.id: row for row in rows}
        kept = (row for row in self._rows.values() if fits is None or fits(row))
        fitting = {row.id for row in kept if _found(row, text) is not None}
        self.blockSignals(True)
        self._fill(self._with_above(fitting), fitting, text)
        self._searching = searching
        self._expand()
        self.blockSignals(False)
        if chosen is None or not self.choose(chosen.id):
            self.chosen.emit(self.chosen_row())
        return len(fitting)

    def _with_above(self, fitting: set[int]) -> set[int]:
        shown = set(fitting)
        for unit_id in fitting:
            above = self._rows[unit_id].parent_id
            while above in self._rows and above not in shown:
                shown.add(above)
                above = self._rows[above].parent_id
        return shown

    def _fill(self, shown: set[int], fitting: set[int], text: str) -> None:
        self._model.clear()
        self._model.setHorizontalHeaderLabels(TITLES)
        items: dict[int, QStandardItem] = {}
        for row in self._rows.values():
            if row.id not in shown:
                continue
            line = [_item(row, cell) for cell in _cells(row, text if row.id in fitting else "", row.id in fitting)]
            above = items.get(row.parent_id or 0)
            (above or self._model.invisibleRootItem()).appendRow(line)
            items[row.id] = line[0]
        self._size_columns()

    def _size_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        for column, width in enumerate(WIDTHS):
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            if width:
                header.resizeSection(column, width)
        self._model.setHeaderData(3, Qt.Orientation.Horizontal, Align.RIGHT.value, Qt.ItemDataRole.TextAlignmentRole)

    # What is open

    def _indexes(self, under: QModelIndex | None = None) -> Iterable[QModelIndex]:
        top = under if under is not None else QModelIndex()
        for place in range(self._model.rowCount(top)):
            index = self._model.index(place, 0, top)
            yield index
            yield from self._indexes(index)

    def _note_open(self) -> None:
        """What a search opened is not what the clerk opened."""
        if self._rows and not self._searching:
            self._open = {index.data(UNIT) for index in self._indexes() if self.isExpanded(index)}

    def _expand(self) -> None:
        if self._searching:
            self.expandAll()
        elif self._open is None:
            self.expandToDepth(OPENED_AT_FIRST - 1)
        else:
            for index in self._indexes():
                self.setExpanded(index, index.data(UNIT) in self._open)

    # What is chosen

    def chosen_row(self) -> UnitRow | None:
        """The unit that is marked."""
        index = self.currentIndex()
        return self._rows.get(index.siblingAtColumn(0).data(UNIT)) if index.isValid() else None

    def choose(self, unit_id: int) -> bool:
        """Mark a unit and show it; False where it is not in the tree now."""
        index = next((index for index in self._indexes() if index.data(UNIT) == unit_id), None)
        if index is None:
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def choose_first(self, unit_id: int | None) -> None:
        """Where nothing is marked: this unit, or the top of the tree where it is not shown."""
        if self.chosen_row() is None and not (unit_id and self.choose(unit_id)) and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))

    def currentChanged(self, current: QModelIndex | QPersistentModelIndex, previous: object) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        if not self.signalsBlocked():
            self.chosen.emit(self.chosen_row())

    def _tell_opened(self, index: QModelIndex) -> None:
        row = self._rows.get(index.siblingAtColumn(0).data(UNIT))
        if row is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._tell_opened(self.currentIndex())
            return
        super().keyPressEvent(event)

    def add_menu_actions(self, actions: Sequence[QAction]) -> None:
        """What the context menu offers for the marked unit."""
        self._actions = actions

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.chosen_row() is not None and self._actions:
            menu = QMenu(self)
            menu.addActions(list(self._actions))
            menu.exec(event.globalPos())

    # How it is painted

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        selected = self.selectionModel().isSelected(index)
        painter.fillRect(rect, QColor(tokens.ACCENT_SOFT if selected else tokens.CARD))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.HAIRLINE))
        if selected:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(tokens.ACCENT))
        if self._model.hasChildren(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            place = QRectF(rect.right() - INDENT + 6, rect.center().y() - 6, 14, 14)
            icons.paint(painter, name, place, tokens.TEXT_2)


def _item(row: UnitRow, cell: Cell) -> QStandardItem:
    item = QStandardItem()
    item.setData(cell, CELL)
    item.setData(row.id, UNIT)
    item.setData(cell.text, Qt.ItemDataRole.AccessibleTextRole)
    return item


def _found(row: UnitRow, text: str) -> tuple[int, ...] | None:
    """Places of the name that the search hit; () for a hit of the code or without a search, None for none."""
    if not text:
        return ()
    if row.code and row.code.startswith(text):
        return ()
    return hits(text, row.name, row.initials)


def _cells(row: UnitRow, text: str, fits: bool) -> Iterable[Cell]:
    closed = row.closed_on is not None
    muted = closed or not fits
    yield Cell(row.name, Kind.NAME, hits=_found(row, text) or (), muted=muted, bold=not muted and row.depth < 2)
    yield Cell(KINDS.get(row.kind, row.kind), Kind.TEXT, muted=muted)
    yield Cell(DOMAINS.get(row.domain, NOTHING), Kind.TEXT, muted=muted)
    yield Cell(f"{row.people_in_all:,}" if row.people_in_all else NOTHING, Kind.TEXT, Align.RIGHT, muted=muted)
    yield Cell(row.code or NOTHING, Kind.TEXT, muted=muted)
    yield Cell("已撤并", Kind.CHIP, tone=Tone.MUTED) if closed else Cell("", Kind.TEXT)
