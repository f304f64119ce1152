"""The tree of units: searched and filtered with what lies above the hits, open branches and the choice kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QTreeView, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.cells import CellDelegate
from partyschool.ui.table_model import Align
from partyschool.ui.unit_tree_model import UnitTreeModel, places_found

if TYPE_CHECKING:
    from partyschool.services.units import UnitRow

WIDTHS = (0, 120, 92, 72, 116, 92)
INDENT = 20


class TreeDelegate(CellDelegate):
    """The edge of the chosen row stands before its branches, which the view paints."""

    def _ground(self, painter: QPainter, area: QRect, index: object, selected: bool) -> None:
        painter.fillRect(area, QColor(tokens.ACCENT_SOFT if selected else tokens.CARD))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.HAIRLINE))


class UnitTreeView(QTreeView):
    """`show_units(rows, day)`; `chosen(row)` with None for no choice; `opened(row)` by Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.units = UnitTreeModel(self)
        self.home: int | None = None
        self._open: set[int] | None = None
        self._searching = False
        self._fitting: Collection[int] = ()
        self._actions: Sequence[QAction] = ()
        self.setModel(self.units)
        self.setItemDelegate(TreeDelegate(self))
        self.setIndentation(INDENT)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setProperty("cls", "bare")
        self._size_columns()
        self.doubleClicked.connect(self._tell_opened)

    def _size_columns(self) -> None:
        header = self.header()
        header.setSectionsMovable(False)
        header.setFixedHeight(tokens.HEADER_HEIGHT)
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Align.LEFT.value)
        for column, width in enumerate(WIDTHS):
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            if width:
                header.resizeSection(column, width)

    def show_units(
        self, rows: Iterable[UnitRow], day: date, fits: Callable[[UnitRow], bool] | None = None, text: str = ""
    ) -> int:
        """Fill the tree as of the day; with a filter or a search only what fits and what lies above it.

        Answers how many fit.
        """
        before, known = self.chosen_row(), {row.id: row for row in rows}
        self._note_open()
        kept = (row for row in known.values() if fits is None or fits(row))
        fitting = {row.id for row in kept if places_found(row, text) is not None}
        self.blockSignals(True)
        self.units.show(known, fitting, day, text)
        self._searching, self._fitting = fits is not None or bool(text), fitting
        self._expand()
        self.blockSignals(False)
        if before is None or not self.choose(before.id):
            self.chosen.emit(self.chosen_row())
        return len(fitting)

    def _note_open(self) -> None:
        """What a search opened is not what the clerk opened."""
        if self.units.rows and not self._searching:
            self._open = {index.internalId() for index in self.units.parents() if self.isExpanded(index)}

    def _expand(self) -> None:
        if self._searching:
            self.expandAll()
        elif self._open is None:
            self._open_down_to(self.home)
        else:
            for unit_id in self._open:
                self.expand(self.units.index_of(unit_id))

    def _open_down_to(self, unit_id: int | None) -> None:
        """What lies in the school's own unit is seen at first: the towns of a city, the villages of a town."""
        index = self.units.index_of(unit_id or 0)
        while index.isValid():
            self.expand(index)
            index = self.units.parent(index)

    # What is chosen

    def chosen_row(self) -> UnitRow | None:
        """The unit that is marked."""
        return self.units.row_at(self.currentIndex())

    def choose(self, unit_id: int) -> bool:
        """Mark a unit and show it; False where it is not in the tree now."""
        index = self.units.index_of(unit_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def choose_first(self, unit_id: int | None) -> None:
        """Where nothing is marked: this unit, or the top of the tree where it is not shown.

        In a search or a filter the first hit, never what is shown in grey because a hit lies in it.
        """
        row = self.chosen_row()
        if self._searching and self._fitting:
            if row is None or row.id not in self._fitting:
                self.choose(next(unit_id for unit_id in self.units.rows if unit_id in self._fitting))
        elif row is None and not (unit_id and self.choose(unit_id)) and self.units.rowCount():
            self.setCurrentIndex(self.units.index(0, 0))

    def currentChanged(self, current: QModelIndex | QPersistentModelIndex, previous: object) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        if not self.signalsBlocked():
            self.chosen.emit(self.chosen_row())

    def _tell_opened(self, index: QModelIndex) -> None:
        row = self.units.row_at(index)
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
        if self.units.rowCount(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            place = QRectF(rect.right() - INDENT + 6, rect.center().y() - 6, 14, 14)
            icons.paint(painter, name, place, tokens.TEXT_2)
