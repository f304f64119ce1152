"""The fields of a certificate as a list: chosen together with their frames, ticked when they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from partyschool.domain.certificate_template import Field, FieldKind, Template
from partyschool.ui import tokens
from partyschool.ui.table import TableView
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.template_fields import short_name


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field and its place among the fields."""

    place: int
    field: Field


COLUMNS: list[Column[FieldLine]] = [
    Column("", lambda line: "", Kind.CHECK, fraction=lambda line: float(line.field.visible), width=40),
    Column(
        "",
        lambda line: short_name(line.field),
        Kind.NAME,
        tag=lambda line: "不印" if line.field.kind == FieldKind.SEAL else "",
        width=150,
        stretch=True,
    ),
]


class TemplateFieldList(QObject):
    """Fills a TableView; `chosen` tells places, `switched` the place whose tick was pressed."""

    chosen = Signal(object)
    switched = Signal(int)

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self._table = table
        self._showing = False
        self.model: TableModel[FieldLine] = TableModel(
            COLUMNS, self, key=lambda line: line.place, muted=lambda line: not line.field.visible
        )
        table.install(self.model, row_height=tokens.ROW_DENSE, header=False)
        table.horizontalHeader().hide()
        table.chosen.connect(lambda _: self._tell())
        table.checked.connect(lambda line: self.switched.emit(line.place))

    def show(self, template: Template, places: Sequence[int]) -> None:
        """All fields, with those at `places` chosen."""
        lines = tuple(FieldLine(place, field) for place, field in enumerate(template.fields))
        self._showing = True
        if lines != self.model.rows:
            self.model.set_rows(lines)
        self._mark(places)
        self._showing = False

    def _mark(self, places: Sequence[int]) -> None:
        wanted = QItemSelection()
        for row, line in enumerate(self.model.shown):
            if line.place in places:
                wanted.select(self.model.index(row, 0), self.model.index(row, 1))
        choice = self._table.selectionModel()
        if choice.selection() != wanted:
            choice.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            last = self.model.place(places[-1]) if places else None
            if last is not None:
                self._table.scrollTo(self.model.index(last, 0))

    def _tell(self) -> None:
        if not self._showing:
            self.chosen.emit([line.place for line in self._table.chosen_rows()])
