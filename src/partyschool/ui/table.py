"""The list on every page: a QTableView with the look, the keys and the habits that all lists share."""

from collections.abc import Hashable, Sequence
from itertools import islice
from typing import Any, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from partyschool.ui import icons, style, tokens
from partyschool.ui.cells import CellDelegate
from partyschool.ui.table_model import ROOT, Column, Kind, TableModel
from partyschool.ui.widgets.empty_hint import EmptyHint
from partyschool.ui.widgets.empty_state import Action, EmptyState

Row = TypeVar("Row")

SQUEEZE = 0.3  # of their width that stretching columns give before the list scrolls sideways


class TableView(QTableView):
    """Rows are chosen whole; Enter or a double click opens, Ctrl+C copies, headers sort, figures may be links."""

    chosen = Signal(object)
    opened = Signal(object)
    figure_opened = Signal(object, str)
    checked = Signal(object)
    export_wanted = Signal()
    clear_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = CellDelegate(self)
        self._model: TableModel[Any] | None = None
        self._widths: list[int] = []
        self._spreading = False
        self._has_header = True
        self._kept: tuple[Hashable, ...] = ()
        self._extra_actions: list[QAction] = []
        self._blank: EmptyState | None = None
        self._empty = EmptyHint(self)
        self._empty.clear.clicked.connect(self.clear_wanted)
        self._set_up()
        self._set_up_headers()
        self.doubleClicked.connect(lambda index: self.opened.emit(self.row_at(index)))
        self.clicked.connect(self._toggle_check)
        self.clicked.connect(self._open_figure)

    def _set_up(self) -> None:
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setFixedHeight(tokens.HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(32)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._remember_width)

    # What pages use

    def install(self, model: TableModel[Any], *, row_height: int = tokens.ROW_HEIGHT, header: bool = True) -> None:
        """Show this model; `row_height` is one of the ROW_… tokens."""
        self._model, self._has_header = model, header
        self._widths = [column.width for column in model.columns]
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height)
        model.modelAboutToBeReset.connect(self._keep_choice)
        self.setModel(model)
        model.modelReset.connect(self._restore_choice)
        self.selectionModel().selectionChanged.connect(self._announce)
        self._spread()

    def row_at(self, index: QModelIndex) -> Any:
        return self._model.row(index) if self._model and index.isValid() else None

    def chosen_row(self) -> Any:
        """The row that is chosen, or None."""
        rows = self.chosen_rows()
        return rows[0] if rows else None

    def chosen_rows(self) -> list[Any]:
        if self.selectionModel() is None:
            return []
        return [self.row_at(index) for index in sorted(self.selectionModel().selectedRows(), key=lambda i: i.row())]

    def choose(self, key: Hashable) -> bool:
        """Choose the row of that key and bring it into view; False when it is not shown."""
        place = self._model.place(key) if self._model else None
        if place is None:
            return False
        self._choose_only(place)
        self.scrollTo(self.model().index(place, 0))
        return True

    def choose_first(self) -> None:
        if self.model() and self.model().rowCount():
            self._choose_only(0)

    def _choose_only(self, place: int) -> None:
        """Qt's `selectRow` would add it to the chosen ones while Shift is held, and take it away with Ctrl."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.model().index(place, 0), flags)

    def when_filtered_empty(self, text: str) -> None:
        """The sentence shown, with 清除筛选, when filters leave nothing of the rows there are."""
        self._empty.label.setText(text)

    def when_empty(self, title: str, advice: str, actions: Sequence[Action] = (), *, picture: str = "calendar") -> None:
        """What to say, and what to do first, in place of the list while there is not a single row."""
        if self._blank is None:
            self._blank = EmptyState(self)
        self._blank.say(title, advice, actions, picture=picture)
        self._show_blank()

    def _show_blank(self) -> None:
        blank = self._blank is not None and (self._model is None or not self._model.rows)
        if self._blank is not None:
            self._blank.setVisible(blank)
            self._blank.setGeometry(self.rect())
        self.horizontalHeader().setVisible(self._has_header and not blank)

    def add_menu_actions(self, actions: Sequence[QAction]) -> None:
        """Put the page's own actions above copy and export in the context menu."""
        self._extra_actions = list(actions)

    def copy(self) -> None:
        """Chosen rows as tab-separated text with titles, the way spreadsheets take it."""
        if self._model is None:
            return
        titles, *shown = self._model.texts()
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        lines = [titles] + [shown[place] for place in places]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    # Qt's side

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.row_at(self.currentIndex()))
        elif event.key() == Qt.Key.Key_Space and self._check_column() is not None:
            self.checked.emit(self.row_at(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            self._choose_only(index.row())
        self.make_menu().exec(self._menu_place(event))

    def make_menu(self) -> QMenu:
        self.menu_wanted.emit()
        menu = QMenu(self)
        menu.addActions(self._extra_actions)
        if self._extra_actions:
            menu.addSeparator()
        self._add_figures(menu)
        menu.addAction(icons.icon("copy"), "复制", QKeySequence.StandardKey.Copy, self.copy)
        menu.addAction(icons.icon("download"), "导出 Excel…", self.export_wanted.emit)
        return menu

    def _add_figures(self, menu: QMenu) -> None:
        """看名单 for every figure of the row that is a link: the keyboard's way to them."""
        row = self.row_at(self.currentIndex())
        columns = [column for column in self._columns() if row is not None and column.leads_on(row)]
        if not columns:
            return
        below = QMenu("看名单", menu)
        below.setIcon(icons.icon("list"))
        menu.addMenu(below)
        for column in columns:
            below.addAction(
                f"{column.title} {column.text(row)}", lambda key=column.opens: self.figure_opened.emit(row, key)
            )

    def _menu_place(self, event: QContextMenuEvent) -> QPoint:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        return event.globalPos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: Any) -> None:
        self._hover(ROOT)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()
        self._empty.setGeometry(self.viewport().geometry())
        self._show_blank()
        self._fit_corners()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_corners()

    # How it is done

    def _fit_corners(self) -> None:
        """A header at the top of its card is round like the card, one below tabs or a heading is square."""
        header, card = self.horizontalHeader(), self.parentWidget()
        while card is not None and card.property("cls") != "card":
            card = card.parentWidget()
        kind = "square" if card is not None and self.mapTo(card, QPoint(0, 0)).y() > 4 else ""
        if header.property("kind") != kind:
            style.mark(header, kind=kind)

    def _hover(self, index: QModelIndex) -> None:
        linked = index.column() if self._is_link(index) else -1
        if (index.row(), linked) != (self._delegate.hovered, self._delegate.linked):
            self._delegate.hovered, self._delegate.linked = index.row(), linked
            shape = Qt.CursorShape.PointingHandCursor if linked >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _is_link(self, index: QModelIndex) -> bool:
        return index.isValid() and self._columns()[index.column()].leads_on(self.row_at(index))

    def _open_figure(self, index: QModelIndex) -> None:
        if self._is_link(index):
            self.figure_opened.emit(self.row_at(index), self._columns()[index.column()].opens)

    def _columns(self) -> Sequence[Column[Any]]:
        return self._model.columns if self._model else ()

    def _sort_by(self, section: int) -> None:
        if self._model is None or not self._model.columns[section].title:
            return
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self._model.sort(section, descending if self._model.order == (section, ascending) else ascending)

    def _toggle_check(self, index: QModelIndex) -> None:
        if index.column() == self._check_column():
            self.checked.emit(self.row_at(index))

    def _check_column(self) -> int | None:
        return next((place for place, column in enumerate(self._columns()) if column.kind is Kind.CHECK), None)

    def _announce(self) -> None:
        if not self._spreading:
            self.chosen.emit(self.chosen_row())

    def _keep_choice(self) -> None:
        if self._model is not None:
            self._kept = tuple(self._model.key(row) for row in self.chosen_rows())

    def _restore_choice(self) -> None:
        """A reload or a sort keeps what was chosen and where the list stood, and tells nobody unless it is gone."""
        self._show_blank()
        model, kept = self._model, set(self._kept)
        self._empty.setVisible(model is not None and bool(model.rows) and not model.shown and bool(self._empty.text()))
        if model is None or not kept:
            return
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        places = list(islice((place for place, row in enumerate(model.shown) if model.key(row) in kept), len(kept)))
        self._spreading = True
        for place in places:
            self.selectionModel().select(model.index(place, 0), flags)
        if places:
            current = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(model.index(places[0], 0), current)
        self._spreading = False
        if not places:
            self.chosen.emit(None)

    def _remember_width(self, section: int, _: int, width: int) -> None:
        if not self._spreading and section < len(self._widths):
            self._widths[section] = width

    def _spread(self) -> None:
        """Give what is left of the width to the stretching columns, or to the last one; take some where it lacks."""
        if self._model is None or not self._widths:
            return
        columns = self._model.columns
        stretching = [place for place, column in enumerate(columns) if column.stretch] or [len(columns) - 1]
        whole = sum(self._widths[place] for place in stretching) or 1
        spare = max(self.viewport().width() - sum(self._widths), -round(whole * SQUEEZE))
        shares = {place: spare * self._widths[place] // whole for place in stretching}
        shares[stretching[-1]] += spare - sum(shares.values())
        self._spreading = True
        for place, width in enumerate(self._widths):
            self.setColumnWidth(place, width + shares.get(place, 0))
        self._spreading = False


class TotalsRow(QTableView):
    """One bold row under a list whose columns follow those of the list; its figures may be links as well."""

    figure_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "totals")
        self._delegate = CellDelegate(self)
        self._delegate.plain_ground = tokens.SUNK
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setFixedHeight(tokens.FOOT_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setDefaultSectionSize(tokens.FOOT_HEIGHT)
        self.setMouseTracking(True)
        self.clicked.connect(self._open_figure)
        self._totals: TableModel[Any] | None = None

    def follow(self, table: TableView, columns: Sequence[Column[Row]]) -> None:
        """Stand under `table`; `columns` say what each place shows of the totals row (any type of row)."""
        self._totals = TableModel(columns, self)
        self.setModel(self._totals)
        header = table.horizontalHeader()
        header.sectionResized.connect(lambda place, _, width: self.setColumnWidth(place, width))
        table.horizontalScrollBar().valueChanged.connect(self.horizontalScrollBar().setValue)
        for place in range(len(columns)):
            self.setColumnWidth(place, header.sectionSize(place))

    def set_row(self, row: Any) -> None:
        if self._totals is not None:
            self._totals.set_rows([row])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: Any) -> None:
        self._hover(ROOT)
        super().leaveEvent(event)

    def _hover(self, index: QModelIndex) -> None:
        linked = bool(self._key(index))
        self._delegate.hovered, self._delegate.linked = index.row(), index.column() if linked else -1
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def _open_figure(self, index: QModelIndex) -> None:
        if key := self._key(index):
            self.figure_opened.emit(key)

    def _key(self, index: QModelIndex) -> str:
        if self._totals is None or not index.isValid():
            return ""
        column = self._totals.columns[index.column()]
        return column.opens if column.leads_on(self._totals.row(index)) else ""
