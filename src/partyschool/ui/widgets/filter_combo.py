"""A filter above a list: its first entry means “all”, any other turns it soft red."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from partyschool.ui.style import mark


class FilterCombo(QComboBox):
    """`set_choices("全部党组织", [("前庄村党支部", unit_id), …])`; `value()` is None while nothing is filtered."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxVisibleItems(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currentIndexChanged.connect(self._tell)

    def set_choices(self, everything: str, choices: Sequence[tuple[str, Any]]) -> None:
        """Replace the entries and keep the chosen value when it is still there."""
        before = self.value()
        self.blockSignals(True)
        self.clear()
        self.addItem(everything, None)
        for text, value in choices:
            self.addItem(text, value)
        self.setCurrentIndex(self._index_of(before))
        self.blockSignals(False)
        mark(self, on="true" if self.currentIndex() > 0 else "false")

    def value(self) -> Any:
        return self.currentData()

    def set_value(self, value: Any) -> None:
        self.setCurrentIndex(self._index_of(value))

    def reset(self) -> None:
        self.setCurrentIndex(0)

    def _index_of(self, value: Any) -> int:
        """QComboBox.findData compares through QVariant and misses equal Python objects such as enums."""
        places = [place for place in range(self.count()) if self.itemData(place) == value]
        return places[0] if places else 0

    def _tell(self, index: int) -> None:
        mark(self, on="true" if index > 0 else "false")
        self.changed.emit(self.value())
