"""Ruled tables: merged cells, a head repeated on every page, rows that grow or text that shrinks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from partyschool.errors import Refusal
from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import HEAD, HEAD_FILL, MM, TEXT, Box, Color, Style, set_in_box, wrap

FRAME = 1.2
STRONG = 1.0
RULE = 0.4


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of one or several merged fields; None as style takes the column's."""

    text: str = ""
    style: Style | None = None
    across: int = 1
    down: int = 1
    fill: Color | None = None


Spot = Cell | str | None  # None: covered by a merged cell to the left or above


@dataclass(frozen=True, slots=True)
class Row:
    """One spot for each column. Height 0: the table's; it grows with text that would not fit at any size.

    `strong` thickens the line above.
    """

    spots: Sequence[Spot]
    height: float = 0
    strong: bool = False
    fill: Color | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Width in millimetres and how its cells look."""

    width: float
    style: Style = TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table before it is cut into pages; lengths in millimetres."""

    columns: Sequence[Column]
    head: Sequence[Row]
    rows: Sequence[Row]
    row_height: float = 8
    head_style: Style = HEAD
    head_fill: Color | None = HEAD_FILL
    padding: float = 1
    head_padding: float | None = None  # None: as the rows

    @property
    def width(self) -> float:
        """Over all columns."""
        return sum(column.width for column in self.columns)

    def split(self, first: float, following: float | None = None) -> list[TablePart]:
        """Cut where a page is full, the head repeated; an empty table still has its head.

        :param first: height for this table on its first page; `following` on the next ones, None for the same.
        :raises Refusal: a single row is higher than a page.
        """
        parts: list[TablePart] = []
        room = first
        heads = self._heads()
        top = sum(row.height for row in heads)
        current: list[Row] = []
        used = top
        for row in self._sized_rows():
            if current and used + row.height > room + 0.01:
                parts.append(TablePart(self, heads, current))
                current, used, room = [], top, first if following is None else following
            if top + row.height > room + 0.01:
                row = self._squeezed(row, room - top)
            current.append(row)
            used += row.height
        parts.append(TablePart(self, heads, current))
        return _with_spans_cut(parts)

    def _heads(self) -> list[Row]:
        return [
            replace(row, height=row.height or self.row_height, fill=row.fill or self.head_fill) for row in self.head
        ]

    def _sized_rows(self) -> list[Row]:
        return [row if row.height and self._holds(row) else self._grown(row) for row in self.rows]

    def _squeezed(self, row: Row, height: float) -> Row:
        """A row that would be higher than a page, in smaller type.

        :raises Refusal: it is too high even so.
        """
        small = replace(row, height=height)
        if height <= 0 or not self._holds(small):
            raise Refusal("表格有一行比整页还高，印不下。请把这一行的文字改短。", code="too_long")
        return small

    def _grown(self, row: Row) -> Row:
        return replace(row, height=max(row.height, self._natural_height(row)))

    def _holds(self, row: Row) -> bool:
        """Whether a row of fixed height takes its text; a very long name must not stop the whole paper."""
        for index, spot in enumerate(row.spots):
            cell = as_cell(spot)
            if cell is None or cell.down > 1 or not cell.text:
                continue
            style = cell.style or self.columns[index].style
            try:
                set_in_box(cell.text, style, self._room(index, cell), row.height)
            except Refusal:
                return False
        return True

    def _room(self, index: int, cell: Cell) -> float:
        return sum(column.width for column in self.columns[index : index + cell.across]) - 2 * self.padding

    def _natural_height(self, row: Row) -> float:
        needed = [self.row_height]
        for index, spot in enumerate(row.spots):
            cell = as_cell(spot)
            if cell is None or cell.down > 1 or not cell.text:
                continue
            style = cell.style or self.columns[index].style
            needed.append(_text_height(cell.text, style, self._room(index, cell)))
        return max(needed)


def _text_height(text: str, style: Style, width: float) -> float:
    lines, chosen = set_in_box(text, style, width, 1000)
    if len(lines) > 1:
        # Several lines are needed anyhow: then at the full size.
        chosen = replace(style, leading=style.size * 1.18)
        lines = wrap(text, chosen, width)
    return len(lines) * chosen.pitch / MM + 1.6


def as_cell(spot: Spot) -> Cell | None:
    """A bare text is a cell without anything special."""
    return Cell(spot) if isinstance(spot, str) else spot


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a table that stand on one page."""

    table: Table
    head: list[Row]
    rows: list[Row]

    @property
    def height(self) -> float:
        """With the head."""
        return sum(row.height for row in (*self.head, *self.rows))

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draw with the upper left corner at (x, y).

        :raises Refusal: text that fits its cell at no size, or a character that no font has.
        """
        placed = list(self._placed(x, y))
        for box, cell in placed:
            # All tints before the first rule, or a tint would cover half of its neighbour's.
            if cell.fill is not None:
                sheet.fill(box, cell.fill)
        head_end = y + sum(row.height for row in self.head)
        for box, cell in placed:
            if cell.text and cell.style is not None:
                sheet.boxed(box, cell.text, cell.style, padding=self._padding(box.y < head_end - 0.01))
        self._rule(sheet, x, y)

    def _padding(self, in_head: bool) -> float:
        special = self.table.head_padding
        return special if in_head and special is not None else self.table.padding

    def _placed(self, x: float, y: float) -> Iterator[tuple[Box, Cell]]:
        rows, lefts, tops = self._grid(x, y)
        for number, column, cell in _cells(rows):
            right, below = column + cell.across, min(number + cell.down, len(rows))
            box = Box(lefts[column], tops[number], lefts[right] - lefts[column], tops[below] - tops[number])
            style = cell.style or self._style(number, column)
            yield box, replace(cell, style=style, fill=cell.fill or rows[number].fill)

    def _grid(self, x: float, y: float) -> tuple[list[Row], list[float], list[float]]:
        rows = [*self.head, *self.rows]
        lefts = accumulate((column.width for column in self.table.columns), initial=x)
        return rows, list(lefts), list(accumulate((row.height for row in rows), initial=y))

    def _rule(self, sheet: Sheet, x: float, y: float) -> None:
        rows, lefts, tops = self._grid(x, y)
        for number, column, cell in _cells(rows):
            right, below = column + cell.across, min(number + cell.down, len(rows))
            if right < len(lefts) - 1:
                sheet.line(lefts[right], tops[number], lefts[right], tops[below], weight=RULE)
            if below < len(rows):
                strong = rows[below].strong or below == len(self.head)
                sheet.line(lefts[column], tops[below], lefts[right], tops[below], weight=STRONG if strong else RULE)
        sheet.frame(Box(x, y, self.table.width, self.height), weight=FRAME)

    def _style(self, number: int, column: int) -> Style:
        return self.table.head_style if number < len(self.head) else self.table.columns[column].style


def _cells(rows: Sequence[Row]) -> Iterator[tuple[int, int, Cell]]:
    for number, row in enumerate(rows):
        for column, spot in enumerate(row.spots):
            cell = as_cell(spot)
            if cell is not None:
                yield number, column, cell


def _with_spans_cut(parts: list[TablePart]) -> list[TablePart]:
    """A merged cell that reaches over the end of a page begins anew, with its text, on the next one."""
    rest: dict[int, Cell] = {}
    done = []
    for part in parts:
        rows = list(part.rows)
        if rows and rest:
            spots = [rest.get(column, spot) for column, spot in enumerate(rows[0].spots)]
            rows[0] = replace(rows[0], spots=spots)
        rest = {}
        for number, column, cell in _cells(rows):
            beyond = number + cell.down - len(rows)
            if beyond > 0:
                rest[column] = replace(cell, down=beyond)
        done.append(replace(part, rows=rows))
    return done
