"""The left column of 学时: lines by unit, category or month, or of the rotation, with the totals that check them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from partyschool.ui import tokens
from partyschool.ui.form_dialog import fill
from partyschool.ui.hours_columns import MONTH_COLUMNS, bold, rotation_columns, unit_columns
from partyschool.ui.hours_count import CATEGORY, GROUPINGS, MONTH, ROTATION, ROTATION_STATES, STATES, CountedYear
from partyschool.ui.table import TableView
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.month_board import MonthLine
    from partyschool.services.quota_rows import QuotaRow, Totals
    from partyschool.storage.database import Database
    from partyschool.ui.forms.ui_hours_page import Ui_HoursPage

CATEGORIES = (("leaders", "书记和班子成员"), ("cadres", "其他两委成员"), ("plain", "普通党员"))
FIRST_COLUMNS = {"town": "镇街", "joint": "联村党委", "branch": "党支部", CATEGORY: "类别"}
CHECKS = {"town": "各镇街之和与合计", CATEGORY: "各类之和与合计", MONTH: "各月之和与全年"}


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line of units or of categories."""

    key: Hashable
    name: str
    totals: Totals


def category_of(row: QuotaRow) -> str:
    """Everybody is in exactly one, the highest, so that the lines add up."""
    if row.in_leadership:
        return "leaders"
    return "cadres" if row.in_two_committees else "plain"


class HoursBoard(QObject):
    """`show(counted, rows)`, then `chosen_test(state)` tells who belongs to the chosen line.

    `regrouped`: other lines are wanted; `chosen`: another line; `figure_opened`: a figure, by the state it counts.
    """

    regrouped = Signal()
    chosen = Signal()
    figure_opened = Signal(str)

    def __init__(self, form: Ui_HoursPage, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self._counted: CountedYear | None = None
        self._weak = 0.0
        units, rotation = unit_columns(lambda: self._weak), rotation_columns()
        self.units: TableModel[BoardLine] = TableModel(units, self, key=lambda line: line.key)
        self.rotation: TableModel[BoardLine] = TableModel(rotation, self, key=lambda line: line.key)
        self.months: TableModel[MonthLine] = TableModel(MONTH_COLUMNS, self, key=lambda line: line.month)
        form.units.install(self.units, row_height=tokens.ROW_DENSE)
        form.rotation.install(self.rotation, row_height=tokens.ROW_DENSE)
        form.months.install(self.months, row_height=tokens.ROW_DENSE)
        form.totals.follow(form.units, bold(units))
        form.rotation_totals.follow(form.rotation, bold(rotation))
        fill(form.grouping, [(word, key) for key, word in GROUPINGS])
        self._connect()
        self._show_tables()

    def _connect(self) -> None:
        form = self._form
        form.grouping.currentIndexChanged.connect(lambda _: self._regroup())
        for table in (form.units, form.rotation, form.months):
            table.chosen.connect(lambda _: self.chosen.emit())
            table.opened.connect(lambda _: form.people.setFocus())
            table.figure_opened.connect(lambda _, state: self.figure_opened.emit(state))
        for totals in (form.totals, form.rotation_totals):
            totals.clicked.connect(lambda _: self.clear())
            totals.figure_opened.connect(self.figure_opened)
        self.units.arranged.connect(self._show_order)

    @property
    def grouping(self) -> str:
        """One of UNIT, CATEGORY, MONTH, ROTATION."""
        return str(self._form.grouping.currentData())

    @property
    def states(self) -> Sequence[tuple[str, str]]:
        """The segments above: states of the requirement, or of the rotation."""
        return ROTATION_STATES if self.grouping == ROTATION else STATES

    @property
    def table(self) -> TableView:
        """The one that is shown."""
        form = self._form
        return {MONTH: form.months, ROTATION: form.rotation}.get(self.grouping, form.units)

    @property
    def model(self) -> TableModel[BoardLine] | TableModel[MonthLine]:
        """Of the table that is shown."""
        return {MONTH: self.months, ROTATION: self.rotation}.get(self.grouping, self.units)  # type: ignore[return-value]

    def regroup(self, key: str) -> None:
        """Show other lines."""
        self._form.grouping.setCurrentIndex([name for name, _ in GROUPINGS].index(key))

    def begin(self, db: Database) -> None:
        """The lines that a school of this tier looks at first."""
        from partyschool.services.board_groups import first_grouping

        self.regroup(str(first_grouping(db)))

    def clear(self) -> None:
        """No line: everybody."""
        self.table.clearSelection()

    def _regroup(self) -> None:
        self._show_tables()
        self.regrouped.emit()

    def _show_tables(self) -> None:
        form, grouping = self._form, self.grouping
        for part in (form.units, form.totals):
            part.setVisible(grouping not in (MONTH, ROTATION))
        for part in (form.rotation, form.rotation_totals):
            part.setVisible(grouping == ROTATION)
        form.months.setVisible(grouping == MONTH)
        self.units.rename(0, FIRST_COLUMNS.get(grouping, "单位"))
        self._show_order()

    def _show_order(self) -> None:
        self._form.unit_order.setVisible(
            self.grouping != CATEGORY and self.table is self._form.units and not self.units.order
        )

    # Lines

    def show(self, counted: CountedYear, rows: Sequence[QuotaRow]) -> Totals:
        """The lines of these people; answers their totals."""
        from partyschool.services.month_board import month_lines
        from partyschool.services.quota_totals import totals_of

        self._counted, self._weak = counted, counted.weak_met
        whole = totals_of(rows)
        if self.grouping == MONTH:
            lines = month_lines(rows, counted.months)
            self.months.set_rows(lines)
            self._say(sum(line.met for line in lines) == whole.met and lines[-1].trained_so_far == whole.trained)
            return whole
        self._show_lines(self._lines(counted, rows), whole)
        return whole

    def _lines(self, counted: CountedYear, rows: Sequence[QuotaRow]) -> list[BoardLine]:
        from partyschool.services.quota_totals import totals_of

        grouped: dict[Hashable, list[QuotaRow]] = {}
        key_of = self._key_of()
        for row in rows:
            grouped.setdefault(key_of(row), []).append(row)
        names = dict[Hashable, str](CATEGORIES) if self.grouping == CATEGORY else counted.groups.names
        lines = [BoardLine(key, names[key] or "没有单位", totals_of(grouped[key])) for key in names if key in grouped]
        return [line for line in lines if line.totals.members]

    def _key_of(self) -> Callable[[QuotaRow], Hashable]:
        keys = self._counted.groups.keys if self._counted is not None else {}
        return category_of if self.grouping == CATEGORY else lambda row: keys.get(row.person_id)

    def _show_lines(self, lines: list[BoardLine], whole: Totals) -> None:
        words = ("members", "rotated") if self.grouping == ROTATION else ("due", "trained", "met", "behind", "exempt")
        total = BoardLine(None, f"合计 {len(lines)} {'类' if self.grouping == CATEGORY else '个'}", whole)
        if self.grouping == ROTATION:
            self.rotation.set_rows(sorted(lines, key=lambda line: (_rotated_rate(line), line.name)))
            self._form.rotation_totals.set_row(total)
        else:
            ordered = (
                lines if self.grouping == CATEGORY else sorted(lines, key=lambda line: (_met_rate(line), line.name))
            )
            self.units.set_rows(ordered)
            self._form.totals.set_row(total)
        self._say(all(sum(getattr(line.totals, word) for line in lines) == getattr(whole, word) for word in words))

    def _say(self, parts_fit: bool) -> None:
        words = CHECKS.get(self.grouping, "各单位之和与合计") + ("相符" if parts_fit else "不符")
        self._form.check.say(words, Tone.DONE if parts_fit else Tone.ERROR)

    # The chosen line

    def chosen_test(self, state: str) -> Callable[[QuotaRow], bool]:
        """Tells whether somebody belongs to the chosen line; everybody does while none is chosen.

        In a month: who was first trained, or met the requirement in it, as the state asks; else who came in it.
        """
        line = self.table.chosen_row()
        if line is None:
            return lambda row: True
        if self.grouping != MONTH:
            key_of, key = self._key_of(), line.key
            return lambda row: key_of(row) == key
        from partyschool.services.month_board import months_of

        days, month = self._counted.months if self._counted else {}, line.month

        def in_month(row: QuotaRow) -> bool:
            months = months_of(row, days)
            by_state = {"trained": months.trained == month, "met": months.met == month}
            return bool(by_state.get(state, row.is_due and months.came_in(month)))

        return in_month

    def where(self) -> str:
        """The chosen line in words, 全部 without one."""
        line = self.table.chosen_row()
        if line is None:
            return "全部"
        return f"{line.month} 月" if self.grouping == MONTH else str(line.name)


def _met_rate(line: BoardLine) -> float:
    return 101.0 if line.totals.met_rate is None else line.totals.met_rate


def _rotated_rate(line: BoardLine) -> float:
    return line.totals.rotated / line.totals.members
