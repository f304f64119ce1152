"""One table model for all lists: frozen rows, column definitions, its own sorting and searching.

QSortFilterProxyModel over a Python model needs 2.5 s to show 10,000 rows sorted; sorting the list here needs 41 ms.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from partyschool.ui.search import hits
from partyschool.ui.search_texts import SearchTexts
from partyschool.ui.tokens import Tone

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex

CELL = Qt.ItemDataRole.UserRole
NOTHING = "—"
ROOT = QModelIndex()


class Kind(Enum):
    """How the delegate draws a cell."""

    TEXT = auto()
    TWO_LINES = auto()
    NAME = auto()
    CHIP = auto()
    BAR = auto()
    ICON = auto()
    CHECK = auto()
    FRAME = auto()


class Align(Enum):
    """Figures stand right, words left; the header follows its column."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """What a column says of a row. Only `title` and `text` are needed; `width` is in px, `stretch` takes the rest.

    `opens` makes the figures of the column links: the view tells it with the row (`figure_opened`).
    """

    title: str
    text: Callable[[Row], str]
    kind: Kind = Kind.TEXT
    tone: Callable[[Row], Tone | None] | None = None
    fraction: Callable[[Row], float | None] | None = None
    second: Callable[[Row], str] | None = None
    tag: Callable[[Row], str] | None = None
    icon: Callable[[Row], str] | None = None
    tip: Callable[[Row], str] | None = None
    align: Align = Align.LEFT
    sort: Callable[[Row], Any] | None = None
    width: int = 100
    stretch: bool = False
    bold: bool = False
    opens: str = ""
    tag_tone: Callable[[Row], Tone] | None = None

    def leads_on(self, row: Row) -> bool:
        """Whether there is somebody behind the figure of this row."""
        return bool(self.opens) and self.text(row) not in ("", "0", NOTHING)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the delegate draws it."""

    text: str
    kind: Kind
    align: Align = Align.LEFT
    tone: Tone | None = None
    fraction: float | None = None
    second: str = ""
    tag: str = ""
    icon: str = ""
    hits: tuple[int, ...] = ()
    muted: bool = False
    bold: bool = False
    tag_tone: Tone = Tone.PLAIN


class TableModel(QAbstractTableModel, Generic[Row]):
    """Shows rows that are kept, fit the search and are in order; knows nothing about what they are.

    `key` names a row across reloads (selection survives), `initials` gives the pinyin initials of the first column
    of kind NAME, `muted` greys closed or past rows.
    """

    arranged = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parent: QObject | None = None,
        *,
        key: Callable[[Row], Hashable] | None = None,
        searched: Callable[[Row], Sequence[str]] | None = None,
        initials: Callable[[Row], str] | None = None,
        muted: Callable[[Row], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key or id
        self._searched, self._initials, self._muted = searched, initials, muted
        self._rows: tuple[Row, ...] = ()
        self._in_order: list[Row] | None = None  # all rows sorted, those of them that are kept, those that fit too
        self._kept: list[Row] | None = None
        self._shown: list[Row] = []
        self._texts = SearchTexts(self, self._words)
        self._query = ""
        self._keep: Callable[[Row], bool] | None = None
        self._order: tuple[int, Qt.SortOrder] | None = None
        self._collator = QCollator(QLocale("zh_CN"))
        self._collator.setNumericMode(True)

    # What to show

    def set_rows(self, rows: Sequence[Row], *, keep: Callable[[Row], bool] | None = None) -> None:
        """Show other rows, and with `keep` only those that pass it from now on."""
        self._rows = tuple(rows)
        self._keep = keep or self._keep
        self._in_order = self._kept = None
        self._texts.forget(self._rows, begin=bool(self._searched or self._initials))
        self._arrange()

    def search(self, query: str) -> None:
        """Keep rows whose name or other searched text fits; the name answers which characters matched."""
        self._query = query.strip()
        self._arrange()

    def keep(self, test: Callable[[Row], bool] | None) -> None:
        """Keep only rows that pass; None keeps all."""
        self._keep = test
        self._kept = None
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order) if 0 <= column < len(self.columns) else None
        self._in_order = self._kept = None
        self._arrange()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, also those that are filtered away."""
        return self._rows

    @property
    def shown(self) -> list[Row]:
        """The rows on screen, in their order."""
        return self._shown

    @property
    def order(self) -> tuple[int, Qt.SortOrder] | None:
        return self._order

    def row(self, index: AnyIndex) -> Row:
        return self._shown[index.row()]

    def place(self, key: Hashable) -> int | None:
        """Where the row of that key stands now."""
        return next((place for place, row in enumerate(self._shown) if self.key(row) == key), None)

    def texts(self) -> list[list[str]]:
        """Titles and shown rows as plain texts, for copying and exporting."""
        return [[column.title for column in self.columns]] + [
            [self._plain(column, row) for column in self.columns] for row in self._shown
        ]

    # Qt's side

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._shown[index.row()]
        if role == CELL:
            return self.cell(row, index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._plain(column, row)
        if role == Qt.ItemDataRole.ToolTipRole and column.tip:
            return column.tip(row) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align.value
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title + self._arrow(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].align.value
        return None

    def rename(self, place: int, title: str) -> None:
        """Call a column something else, where what it names depends on a choice."""
        renamed = replace(self.columns[place], title=title)
        self.columns = (*self.columns[:place], renamed, *self.columns[place + 1 :])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)

    # How it is done

    def cell(self, row: Row, place: int) -> Cell:
        """The cell of any row, shown or not."""
        column = self.columns[place]
        return Cell(
            column.text(row),
            column.kind,
            column.align,
            column.tone(row) if column.tone else None,
            column.fraction(row) if column.fraction else None,
            column.second(row) if column.second else "",
            column.tag(row) if column.tag else "",
            column.icon(row) if column.icon else "",
            self._hits(row) if column.kind is Kind.NAME and self._query else (),
            bool(self._muted and self._muted(row)),
            column.bold,
            column.tag_tone(row) if column.tag_tone else Tone.PLAIN,
        )

    def _arrow(self, section: int) -> str:
        if self._order is None or self._order[0] != section:
            return ""
        return " ↑" if self._order[1] == Qt.SortOrder.AscendingOrder else " ↓"

    def _plain(self, column: Column[Row], row: Row) -> str:
        parts = [column.text(row), column.tag(row) if column.tag else "", column.second(row) if column.second else ""]
        return " ".join(part for part in parts if part)

    def _arrange(self) -> None:
        """A key typed only searches anew, a filter does not sort anew: of 60,000 rows each takes its time."""
        self.beginResetModel()
        if self._in_order is None:
            self._in_order = self._sorted(self._rows, *self._order) if self._order else list(self._rows)
        if self._kept is None:
            self._kept = [row for row in self._in_order if self._keep(row)] if self._keep else self._in_order
        self._shown = self._texts.fitting(self._kept, self._query) if self._query else self._kept
        self.endResetModel()
        self.arranged.emit()

    def _name(self, row: Row) -> str:
        return next((column.text(row) for column in self.columns if column.kind is Kind.NAME), "")

    def _hits(self, row: Row) -> tuple[int, ...]:
        return hits(self._query, self._name(row), self._initials(row) if self._initials else "") or ()

    def _words(self, row: Row) -> tuple[Sequence[str], Sequence[str]]:
        """The name and its initials, and the other texts that are searched."""
        names = (self._name(row), *(self._initials(row).split() if self._initials else ()))
        return names, self._searched(row) if self._searched else [column.text(row) for column in self.columns]

    def _sorted(self, rows: Sequence[Row], place: int, order: Qt.SortOrder) -> list[Row]:
        """Nothing stands last in both directions; Chinese goes by pinyin, never by code point."""
        value = self.columns[place].sort or self.columns[place].text
        values = [value(row) for row in rows]
        known: dict[Any, Any] = {}  # units and posts are the same for many
        keys = [known[found] if found in known else known.setdefault(found, self._ordered(found)) for found in values]
        # Places are sorted, not pairs: 60,000 new pairs would set off a look for garbage in the middle.
        filled = [at for at, found in enumerate(values) if found is not None and found != NOTHING]
        filled.sort(key=keys.__getitem__, reverse=order == Qt.SortOrder.DescendingOrder)
        empty = [row for row, found in zip(rows, values, strict=True) if found is None or found == NOTHING]
        return [rows[at] for at in filled] + empty

    def _ordered(self, value: Any) -> Any:
        return self._collator.sortKey(value) if isinstance(value, str) else value
