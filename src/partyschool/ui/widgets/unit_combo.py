"""Choosing a village, branch or department: from the list, or by typing a part of its name or its pinyin initials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

if TYPE_CHECKING:
    from partyschool.services.units import UnitRow

SEARCHED = Qt.ItemDataRole.UserRole + 1
SHOWN_AT_ONCE = 14


class UnitCombo(QComboBox):
    """`load(units, chosen)`; `value()` is None until what stands in the field is a unit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(SHOWN_AT_ONCE)
        field = QLineEdit(self)
        field.setPlaceholderText("输入名称或拼音首字母，或从下拉里选")
        self.setLineEdit(field)
        self._offered = QStandardItemModel(self)
        self.setCompleter(UnitCompleter(self._offered, self))

    def load(self, units: Collection[UnitRow], chosen: int | None = None) -> None:
        """Offer these units in their order; of one name, each with what it lies in."""
        self.clear()
        self._offered.clear()
        names = Counter(unit.name for unit in units)
        for unit in units:
            above = unit.path[-2] if len(unit.path) > 1 else ""
            text = f"{unit.name}（{above}）" if names[unit.name] > 1 else unit.name
            self.addItem(text, unit.id)
            item = QStandardItem(text)
            item.setData(f"{text} {unit.initials}", SEARCHED)
            self._offered.appendRow(item)
        self.setCurrentIndex(self.findData(chosen) if chosen is not None else -1)

    def value(self) -> int | None:
        """The id of the unit that stands in the field."""
        place = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchExactly)
        found: int | None = self.itemData(place) if place >= 0 else None
        return found


class UnitCompleter(QCompleter):
    """Looks into names and initials, puts the name into the field."""

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(SEARCHED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))
